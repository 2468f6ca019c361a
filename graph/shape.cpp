#include <ostream>
#include <xgrad/graph/dtype.hpp>
#include <xgrad/graph/error.hpp>
#include <xgrad/graph/shape.hpp>

namespace xgrad {

Shape::Shape(std::initializer_list<std::int64_t> dims)
    : Shape(std::span<const std::int64_t>(dims.begin(), dims.size())) {}

Shape::Shape(std::span<const std::int64_t> dims) {
  for (std::int64_t extent : dims) push_back(extent);
}

void Shape::throw_no_axis(std::size_t axis) const {
  throw ShapeError("shape", "there is no axis " + std::to_string(axis), to_string(*this));
}

void Shape::throw_full() const { throw ShapeError("shape", "at most 8 dimensions are supported", to_string(*this)); }

void Shape::throw_negative(std::int64_t extent) {
  throw ShapeError("shape", "a dimension is negative", std::to_string(extent),
                   "use `dynamic` for one known at run time");
}

bool Shape::is_static() const {
  for (std::int64_t extent : *this)
    if (extent == dynamic) return false;
  return true;
}

std::int64_t Shape::size() const {
  std::int64_t n = 1;
  bool has_zero = false;
  for (std::int64_t extent : *this) {
    if (extent == dynamic) return dynamic;
    has_zero |= extent == 0;
    if (extent != 0 && __builtin_mul_overflow(n, extent, &n))
      throw ShapeError("shape", "more than 2^63 elements", to_string(*this));
  }
  return has_zero ? 0 : n;
}

bool Shape::operator==(const Shape& other) const {
  if (rank_ != other.rank_) return false;
  for (std::size_t i = 0; i < rank_; ++i)
    if (dims_[i] != other.dims_[i]) return false;
  return true;
}

std::string to_string(const Shape& s) {
  std::string text = "[";
  for (std::int64_t extent : s) {
    if (text.size() > 1) text += ", ";
    text += extent == dynamic ? "?" : std::to_string(extent);
  }
  return text + "]";
}

std::ostream& operator<<(std::ostream& out, const Shape& s) { return out << to_string(s); }
std::ostream& operator<<(std::ostream& out, DType d) { return out << to_string(d); }

bool may_equal(const Shape& a, const Shape& b) {
  if (a.rank() != b.rank()) return false;
  for (std::size_t i = 0; i < a.rank(); ++i)
    if (!may_equal(a[i], b[i])) return false;
  return true;
}

void detail::throw_beyond_int64(std::uint64_t value) {
  throw DataError("number", "it does not fit in int64", std::to_string(value),
                  "the largest is 9223372036854775807; a double holds larger ones, rounded");
}

}  // namespace xgrad
