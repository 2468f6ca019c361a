#include <fmt/format.h>
#include <algorithm>
#include <xgrad/graph/checks.hpp>

namespace xgrad {

std::string describe(Types operands) {
  std::string text;
  for (const Operand& o : operands) text += (text.empty() ? "" : ", ") + to_string(o);
  return text;
}

void check_rank(std::string_view op, std::size_t rank, Types operands) {
  for (const Operand& o : operands)
    if (o.shape.rank() != rank)
      throw ShapeError(op, fmt::format("an operand has {} dimensions, not {}", o.shape.rank(), rank),
                       describe(operands), o.origin());
}

void check_same_float(std::string_view op, Types operands) {
  for (const Operand& o : operands)
    if (!is_float(o.dtype))
      throw DTypeError(op, fmt::format("{} is not taken", to_string(o.dtype)), describe(operands),
                       "cast(x, float64) converts");
  check_same_dtype(op, operands);
}

void check_same_dtype(std::string_view op, Types operands) {
  for (const Operand& o : operands)
    if (o.dtype != operands[0].dtype)
      throw DTypeError(op, "the dtypes differ", describe(operands),
                       fmt::format("cast({}, {}) converts", o.name(), to_string(operands[0].dtype)));
}

void check_dtype(std::string_view op, const Operand& x, DType wanted) {
  if (x.dtype != wanted)
    throw DTypeError(op, fmt::format("the dtype is not {}", to_string(wanted)), to_string(x),
                     fmt::format("cast(x, {}) converts", to_string(wanted)));
}

void check_inner_dims(std::string_view op, const Operand& a, const Operand& b) {
  if (may_equal(a.shape[1], b.shape[0])) return;  // dynamic may equal anything
  std::string remedy = b.origin();
  if (may_equal(a.shape[1], b.shape[1]))
    remedy += fmt::format("{}did you mean transpose({})?", remedy.empty() ? "" : "; ", b.name());
  throw ShapeError(op, "inner dimensions differ",
                   fmt::format("{} @ {} ({} != {})", to_string(a), to_string(b), a.shape[1], b.shape[0]), remedy);
}

void check_same_shape(std::string_view op, const Operand& a, const Operand& b) {
  if (may_equal(a.shape, b.shape)) return;
  throw ShapeError(op, "the shapes differ", fmt::format("{}, {}", to_string(a), to_string(b)),
                   "nothing is broadcast here; reshape one of them");
}

void check_result_rank(std::string_view op, std::size_t rank, Types operands) {
  if (rank > Shape::max_rank)
    throw ShapeError(op, fmt::format("the result would have {} dimensions, at most 8 are supported", rank),
                     describe(operands));
}

Shape broadcast_shape(std::string_view op, Types operands) {
  std::size_t rank = 0;
  for (const Operand& o : operands) rank = std::max(rank, o.shape.rank());
  Shape result;
  for (std::size_t axis = 0; axis < rank; ++axis) {
    std::int64_t extent = 1;
    for (const Operand& o : operands) {
      if (axis + o.shape.rank() < rank) continue;  // a missing leading axis stretches
      const std::int64_t mine = o.shape[axis + o.shape.rank() - rank];
      if (mine == 1 || mine == extent) continue;
      if (extent == 1 || (extent == dynamic))
        extent = mine;
      else if (mine != dynamic)
        throw ShapeError(op, "shapes do not broadcast",
                         fmt::format("{} (axis {}: {} != {})", describe(operands), axis, extent, mine));
    }
    result.push_back(extent);
  }
  return result;
}

std::size_t normalized_axis(std::string_view op, const Operand& x, std::int64_t axis) {
  const auto rank = static_cast<std::int64_t>(x.shape.rank());
  if (axis < -rank || axis >= rank) throw ShapeError(op, fmt::format("there is no axis {}", axis), to_string(x));
  return static_cast<std::size_t>(axis < 0 ? axis + rank : axis);
}

std::vector<std::int64_t> normalized_axes(std::string_view op, const Operand& x, std::span<const std::int64_t> axes) {
  std::vector<std::int64_t> sorted;
  for (std::int64_t axis : axes) sorted.push_back(static_cast<std::int64_t>(normalized_axis(op, x, axis)));
  std::sort(sorted.begin(), sorted.end());
  if (auto twice = std::adjacent_find(sorted.begin(), sorted.end()); twice != sorted.end())
    throw ShapeError(op, fmt::format("axis {} is named twice", *twice), to_string(x));
  return sorted;
}

}  // namespace xgrad
