#include <fmt/format.h>
#include <algorithm>
#include <xgrad/ops/batch_internal.hpp>

namespace xgrad {
namespace {

/// The extent that lies so many places from the end, 1 where there is none.
std::int64_t from_back(const Shape& shape, std::size_t back) {
  return back < shape.rank() ? shape[shape.rank() - 1 - back] : 1;
}

/// The axes along which `small` is to be stretched, or which it lacks.
AxisSet stretched(const Shape& small, const Shape& other) {
  AxisSet axes;
  for (std::size_t back = 0; back < other.rank(); ++back)
    if (back >= small.rank() || (from_back(small, back) == 1 && from_back(other, back) != 1)) axes.add(back);
  return axes;
}

}  // namespace

BatchAxes::BatchAxes(const Shape& a, const Shape& b) : a_(stretched(a, b)), b_(stretched(b, a)) {}

Shape BatchAxes::joined(std::string_view user, Types in, const Shape& a, const Shape& b) const {
  Shape batch;
  for (std::size_t back = std::max(a.rank(), b.rank()); back-- > 0;) {
    const std::int64_t of_a = from_back(a, back), of_b = from_back(b, back);
    const bool fits = a_.has(back) ? of_a == 1 : b_.has(back) ? of_b == 1 : may_equal(of_a, of_b);
    if (!fits)
      throw ShapeError(user, "the leading axes do not broadcast",
                       fmt::format("{} ({} != {})", describe(in), of_a, of_b), in[1].origin());
    batch.push_back(a_.has(back) || (!b_.has(back) && of_a == dynamic) ? of_b : of_a);
  }
  return batch;
}

std::string BatchAxes::text() const {
  std::string text;
  if (!a_.empty()) text += "stretch_a=" + a_.text();
  if (!b_.empty()) text += (text.empty() ? "stretch_b=" : ", stretch_b=") + b_.text();
  return text;
}

BatchWalk::BatchWalk(const Shape& a, const Shape& b, std::int64_t a_bytes, std::int64_t b_bytes) {
  const Strides a_strides = row_major_strides(a), b_strides = row_major_strides(b);
  const std::size_t rank = std::max(a.rank(), b.rank());
  const auto step = [](const Shape& shape, const Strides& strides, std::size_t back, std::int64_t bytes) {
    return from_back(shape, back) == 1 ? 0 : strides[shape.rank() - 1 - back] * bytes;
  };
  for (std::size_t back = rank; back-- > 0;) {
    const std::size_t axis = batch_.rank();
    const std::int64_t of_a = from_back(a, back);
    batch_.push_back(of_a != 1 ? of_a : from_back(b, back));
    a_steps_[axis] = step(a, a_strides, back, a_bytes);
    b_steps_[axis] = step(b, b_strides, back, b_bytes);
  }
}

Shape leading(const Shape& shape, std::size_t count) {
  Shape result;
  for (std::size_t axis = 0; axis + count < shape.rank(); ++axis) result.push_back(shape[axis]);
  return result;
}

}  // namespace xgrad
