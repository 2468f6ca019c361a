#pragma once
#include <fmt/format.h>
#include <cstdint>
#include <string>
#include <string_view>
#include <type_traits>
#include <xgrad/graph/error.hpp>
#include <xgrad/graph/tensor.hpp>

namespace xgrad {

/// "float64 [2, 3]"
std::string describe(const Tensor& t);

/// An element as another type: float to int64 truncates toward zero, to bool asks for nonzero. Throws the DataError of
/// `what` for a float that int64 does not hold.
template <class To, class From> To converted(std::string_view what, From x) {
  if constexpr (std::is_same_v<To, bool>)
    return x != From(0);
  else if constexpr (std::is_same_v<To, std::int64_t> && std::is_floating_point_v<From>) {
    constexpr From limit = From(9223372036854775808.0);  // 2^63; comparisons with NaN are false
    if (!(x >= -limit && x < limit))
      throw DataError(what, fmt::format("{} does not fit int64", x), {}, "clip or replace it first");
    return static_cast<To>(x);
  } else
    return static_cast<To>(x);
}

}  // namespace xgrad
