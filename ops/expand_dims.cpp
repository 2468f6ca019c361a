#include <fmt/format.h>
#include <xgrad/ops/build_internal.hpp>
#include <xgrad/ops/expand_dims.hpp>
#include <xgrad/ops/like.hpp>
#include <xgrad/ops/reshape.hpp>
#include <xgrad/ops/strided_internal.hpp>

namespace xgrad {
namespace {

/// The elements in their order under another shape, which is known as soon as the operand's is.
struct Reshaping : Op {
  void forward(Views in, View out) const override { copy_elements(in[0], out); }
  bool may_fail() const override { return false; }
  bool moves_elements() const override { return true; }
  bool is_reshape() const override { return true; }
  Var specialize(const Vars& in) const override {
    const Operand operand = operand_of(name(), in[0]);
    return reshape(in[0], infer(std::span(&operand, 1)).shape);
  }
};

struct ExpandDims : Reshaping {
  explicit ExpandDims(AxisSet axes) : axes_(axes) {}  // of the result
  std::string_view name() const override { return "expand_dims"; }
  Type infer(Types in) const override {
    Type type{in[0].dtype, {}};
    std::size_t taken = 0;
    for (std::size_t axis = 0; axis < in[0].shape.rank() + axes_.size(); ++axis)
      type.shape.push_back(axes_.has(axis) ? 1 : in[0].shape[taken++]);
    return type;
  }
  Vars vjp(Vars, Var, Var dy) const override { return {squeeze(dy, axes_)}; }
  std::string attributes() const override { return "axes=" + axes_.text(); }

 private:
  AxisSet axes_;
};

struct Squeeze : Reshaping {
  explicit Squeeze(AxisSet axes) : axes_(axes) {}
  std::string_view name() const override { return "squeeze"; }
  Type infer(Types in) const override {
    const Shape& x = in[0].shape;
    for (std::size_t axis = 0; axis < x.rank(); ++axis)
      if (axes_.has(axis) && !may_equal(x[axis], 1))
        throw ShapeError(name(), fmt::format("axis {} has extent {}, not 1", axis, x[axis]), describe(in),
                         in[0].origin());
    return {in[0].dtype, axes_.reduced(x, false)};
  }
  Vars vjp(Vars, Var, Var dy) const override { return {expand_dims(dy, axes_)}; }
  std::string attributes() const override { return "axes=" + axes_.text(); }

 private:
  AxisSet axes_;
};

struct Flatten : Reshaping {
  Flatten(std::size_t first, std::size_t last) : first_(first), last_(last) {}
  std::string_view name() const override { return "flatten"; }
  Type infer(Types in) const override {
    const Shape& x = in[0].shape;
    Type type{in[0].dtype, {}};
    Shape merged;
    for (std::size_t axis = first_; axis <= last_; ++axis) merged.push_back(x[axis]);
    for (std::size_t axis = 0; axis < first_; ++axis) type.shape.push_back(x[axis]);
    type.shape.push_back(merged.size());
    for (std::size_t axis = last_ + 1; axis < x.rank(); ++axis) type.shape.push_back(x[axis]);
    return type;
  }
  Vars vjp(Vars in, Var, Var dy) const override { return {reshape_like(dy, in[0])}; }
  std::string attributes() const override { return fmt::format("axes={}...{}", first_, last_); }

 private:
  std::size_t first_, last_;
};

}  // namespace

Var expand_dims(Var x, Axes axes) {
  constexpr std::string_view op = "expand_dims";
  const Operand operand = operand_of(op, x);
  const std::span<const std::int64_t> given = axes;
  const std::size_t rank = operand.shape.rank() + given.size();
  check_result_rank(op, rank, std::span(&operand, 1));
  AxisSet added;
  for (std::int64_t axis : given) {
    const std::int64_t from_front = axis < 0 ? axis + static_cast<std::int64_t>(rank) : axis;
    if (from_front < 0 || from_front >= static_cast<std::int64_t>(rank))
      throw ShapeError(op, fmt::format("the result, of {} axes, has no axis {}", rank, axis), to_string(operand));
    if (added.has(static_cast<std::size_t>(from_front)))
      throw ShapeError(op, fmt::format("axis {} is named twice", from_front), to_string(operand));
    added.add(static_cast<std::size_t>(from_front));
  }
  return make_node<ExpandDims>({x}, added);
}

Var squeeze(Var x) {
  const Operand operand = operand_of("squeeze", x);
  AxisSet axes;
  for (std::size_t axis = 0; axis < operand.shape.rank(); ++axis)
    if (operand.shape[axis] == 1) axes.add(axis);
  return make_node<Squeeze>({x}, axes);
}
Var squeeze(Var x, Axes axes) { return make_node<Squeeze>({x}, AxisSet("squeeze", x, axes)); }

Var flatten(Var x) {
  const Operand operand = operand_of("flatten", x);
  return operand.shape.rank() == 0 ? expand_dims(x, 0) : flatten(x, 0, -1);
}
Var flatten(Var x, std::int64_t first, std::int64_t last) {
  const Operand operand = operand_of("flatten", x);
  const std::size_t from = normalized_axis("flatten", operand, first), to = normalized_axis("flatten", operand, last);
  if (from > to) throw ShapeError("flatten", fmt::format("axis {} lies behind axis {}", from, to), to_string(operand));
  return make_node<Flatten>({x}, from, to);
}

}  // namespace xgrad
