#pragma once
#include <array>
#include <cstddef>
#include <cstdint>
#include <initializer_list>
#include <iosfwd>
#include <span>
#include <string>
#include <vector>

namespace xgrad {

/// A dimension known only when the program runs (the batch).
inline constexpr std::int64_t dynamic = -1;

/// The extents of an array, outermost first, at most 8 of them, in place (no heap).
/// A dimension may be `dynamic`. Throws ShapeError for more than 8 dimensions or a negative one.
class Shape {
 public:
  static constexpr std::size_t max_rank = 8;
  Shape() = default;
  Shape(std::initializer_list<std::int64_t> dims);
  explicit Shape(std::span<const std::int64_t> dims);
  explicit Shape(const std::vector<std::int64_t>& dims) : Shape(std::span(dims)) {}

  std::size_t rank() const { return rank_; }
  /// Throws ShapeError for an axis that is not there. (begin() and dims() check nothing.)
  std::int64_t operator[](std::size_t axis) const {
    if (axis >= rank_) throw_no_axis(axis);
    return dims_[axis];
  }
  /// Throws ShapeError for an axis that is not there or a negative extent.
  void set(std::size_t axis, std::int64_t extent) {
    if (axis >= rank_) throw_no_axis(axis);
    if (extent < 0 && extent != dynamic) throw_negative(extent);
    dims_[axis] = extent;
  }
  void push_back(std::int64_t extent) {
    if (rank_ == max_rank) throw_full();
    if (extent < 0 && extent != dynamic) throw_negative(extent);
    dims_[rank_++] = extent;
  }
  const std::int64_t* begin() const { return dims_.data(); }
  const std::int64_t* end() const { return dims_.data() + rank_; }
  std::span<const std::int64_t> dims() const { return {dims_.data(), rank_}; }

  bool is_static() const;     ///< no dimension is dynamic
  std::int64_t size() const;  ///< the number of elements; `dynamic` if a dimension is; 1 for rank 0
  bool operator==(const Shape& other) const;

 private:
  [[noreturn]] void throw_no_axis(std::size_t axis) const;
  [[noreturn]] void throw_full() const;
  [[noreturn]] static void throw_negative(std::int64_t extent);
  std::array<std::int64_t, max_rank> dims_{};
  std::uint8_t rank_ = 0;
};

/// "[2, 3]"; a dynamic dimension prints as "?".
std::string to_string(const Shape&);
std::ostream& operator<<(std::ostream&, const Shape&);

/// Whether two dimensions may be equal when the program runs: they are, or one is dynamic.
constexpr bool may_equal(std::int64_t a, std::int64_t b) { return a == b || a == dynamic || b == dynamic; }
/// Whether two shapes may: as many dimensions, and each two of a pair may be equal.
bool may_equal(const Shape& a, const Shape& b);

}  // namespace xgrad
