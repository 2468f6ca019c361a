#pragma once
#include <concepts>
#include <cstddef>
#include <cstdint>
#include <iosfwd>
#include <string_view>
#include <type_traits>

namespace xgrad {

/// The type of an array's elements. int64 is for labels and indices, boolean for masks (a byte each).
enum class DType : std::uint8_t { float32, float64, int64, boolean };

inline constexpr DType float32 = DType::float32, float64 = DType::float64, int64 = DType::int64,
                       boolean = DType::boolean;

/// NumPy's name: "float32", "float64", "int64", "bool".
constexpr std::string_view to_string(DType d) {
  constexpr std::string_view names[] = {"float32", "float64", "int64", "bool"};
  return names[static_cast<std::size_t>(d)];
}
std::ostream& operator<<(std::ostream&, DType);

/// Bytes of one element.
constexpr std::size_t size_of(DType d) { return d == float32 ? 4 : d == boolean ? 1 : 8; }
constexpr bool is_float(DType d) { return d == float32 || d == float64; }

/// The DType of a C++ element type: float, double, std::int64_t or bool; anything else does not compile.
template <class T> constexpr DType dtype_of() {
  static_assert(std::is_same_v<T, float> || std::is_same_v<T, double> || std::is_same_v<T, std::int64_t> ||
                    std::is_same_v<T, bool>,
                "the elements of a Tensor are float, double, std::int64_t or bool");
  if constexpr (std::is_same_v<T, float>)
    return float32;
  else if constexpr (std::is_same_v<T, double>)
    return float64;
  else if constexpr (std::is_same_v<T, bool>)
    return boolean;
  else
    return int64;
}

namespace detail {
[[noreturn]] void throw_beyond_int64(std::uint64_t value);
/// A C++ integer as int64. Throws DataError for an unsigned one above 2^63 - 1, which would wrap.
template <std::integral I> constexpr std::int64_t whole_number(I value) {
  if constexpr (std::is_unsigned_v<I> && sizeof(I) >= sizeof(std::int64_t))
    if (value > static_cast<I>(INT64_MAX)) throw_beyond_int64(value);
  return static_cast<std::int64_t>(value);
}
}  // namespace detail

}  // namespace xgrad
