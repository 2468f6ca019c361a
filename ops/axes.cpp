#include <xgrad/ops/build_internal.hpp>

namespace xgrad {

AxisSet AxisSet::all(std::string_view op, Var x) {
  AxisSet axes;
  for (std::size_t axis = 0; axis < operand_of(op, x).shape.rank(); ++axis) axes.add(axis);
  return axes;
}

AxisSet::AxisSet(std::string_view op, Var x, const Axes& axes) {
  for (std::int64_t axis : normalized_axes(op, operand_of(op, x), axes)) add(static_cast<std::size_t>(axis));
}

Shape AxisSet::reduced(const Shape& shape, bool keep) const {
  Shape result;
  for (std::size_t axis = 0; axis < shape.rank(); ++axis) {
    if (!has(axis))
      result.push_back(shape[axis]);
    else if (keep)
      result.push_back(1);
  }
  return result;
}

std::int64_t AxisSet::count(const Shape& shape) const {
  Shape along;
  for (std::size_t axis = 0; axis < shape.rank(); ++axis)
    if (has(axis)) along.push_back(shape[axis]);
  return along.size();
}

std::string AxisSet::text() const {
  std::string text = "[";
  for (std::size_t axis = 0; axis < Shape::max_rank; ++axis)
    if (has(axis)) text += (text.size() > 1 ? ", " : "") + std::to_string(axis);
  return text + "]";
}

AxisSet::operator Axes() const {
  std::vector<std::int64_t> axes;
  for (std::size_t axis = 0; axis < Shape::max_rank; ++axis)
    if (has(axis)) axes.push_back(static_cast<std::int64_t>(axis));
  return axes;
}

}  // namespace xgrad
