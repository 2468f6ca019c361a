#include <fmt/format.h>
#include <xgrad/ops/around_internal.hpp>
#include <xgrad/ops/build_internal.hpp>
#include <xgrad/ops/concatenate.hpp>
#include <xgrad/ops/expand_dims.hpp>
#include <xgrad/ops/like.hpp>
#include <xgrad/ops/like_internal.hpp>
#include <xgrad/ops/slice.hpp>
#include <xgrad/ops/stack.hpp>
#include <xgrad/ops/strided_internal.hpp>

namespace xgrad {
namespace {

/// One of `parts` equal parts along an axis.
struct SplitPart : Op {
  SplitPart(std::int64_t part, std::int64_t parts, std::size_t axis) : part_(part), parts_(parts), axis_(axis) {}
  std::string_view name() const override { return "split"; }
  Type infer(Types in) const override {
    const std::int64_t extent = in[0].shape[axis_];
    if (extent != dynamic && extent % parts_ != 0)
      throw ShapeError(name(), fmt::format("axis {}, of extent {}, has no {} equal parts", axis_, extent, parts_),
                       describe(in), "split(x, places, axis) cuts where it is told");
    Type type = in[0];
    if (extent != dynamic) type.shape.set(axis_, extent / parts_);
    return type;
  }
  void forward(Views in, View out) const override {
    const Strides strides = row_major_strides(in[0].shape());
    const auto offset = part_ * out.shape()[axis_] * strides[axis_] * static_cast<std::int64_t>(size_of(out.dtype));
    StridedCopy(size_of(out.dtype), out.shape(), strides, row_major_strides(out.shape()))(
        in[0].as<const std::byte>() + offset, out.data);
  }
  Vars vjp(Vars, Var, Var dy) const override {
    Vars parts(static_cast<std::size_t>(parts_), parts_ == 1 ? dy : zeros_like(dy));
    parts[static_cast<std::size_t>(part_)] = dy;
    return {concatenate(parts, static_cast<std::int64_t>(axis_))};
  }
  std::string attributes() const override { return fmt::format("part={} of {}, axis={}", part_, parts_, axis_); }
  bool may_fail() const override { return false; }
  bool moves_elements() const override { return true; }
  Var specialize(const Vars& in) const override {
    check_again(*this, in);
    const std::int64_t extent = in[0].shape()[axis_] / parts_;
    std::vector<Slice> slices(axis_ + 1);
    slices[axis_] = {part_ * extent, (part_ + 1) * extent};
    return slice(in[0], slices);
  }

 private:
  std::int64_t part_, parts_;
  std::size_t axis_;
};

}  // namespace

Var stack(const Vars& operands) { return stack(operands, 0); }
Var stack(const Vars& operands, std::int64_t axis) {
  constexpr std::string_view op = "stack";
  if (operands.empty()) throw GraphError(op, "there are no operands");
  std::vector<Operand> shown;
  for (Var v : operands) shown.push_back(operand_of(op, v));
  check_same_dtype(op, std::span<const Operand>(shown));
  for (const Operand& o : shown) check_same_shape(op, shown[0], o);
  const auto rank = static_cast<std::int64_t>(shown[0].shape.rank()) + 1;
  if (axis < -rank || axis >= rank)
    throw ShapeError(op, fmt::format("the result, of {} axes, has no axis {}", rank, axis), to_string(shown[0]));
  check_result_rank(op, static_cast<std::size_t>(rank), std::span<const Operand>(shown));
  Undo undo(*operands[0].arena());
  Vars expanded;
  for (Var v : operands) {
    const bool is_known = v.shape().is_static() && v.shape() == operands[0].shape();
    expanded.push_back(expand_dims(is_known ? v : with_shape_of(op, v, operands[0]), axis));
  }
  const Var result = concatenate(expanded, axis);
  undo.keep();
  return result;
}

Vars split(Var x, std::int64_t parts, std::int64_t axis) {
  const Operand operand = operand_of("split", x);
  const std::size_t along = normalized_axis("split", operand, axis);
  if (parts < 1) throw ShapeError("split", fmt::format("{} parts", parts), to_string(operand), "at least 1");
  Undo undo(*x.arena());
  Vars made;
  for (std::int64_t i = 0; i < parts; ++i) made.push_back(make_node<SplitPart>({x}, i, parts, along));
  undo.keep();
  return made;
}

Vars split(Var x, const std::vector<std::int64_t>& places, std::int64_t axis) {
  const std::size_t along = normalized_axis("split", operand_of("split", x), axis);
  Undo undo(*x.arena());
  Vars made;
  std::vector<Slice> slices(along + 1);
  for (std::size_t i = 0; i <= places.size(); ++i) {
    slices[along] = Slice();
    if (i > 0) slices[along].start = places[i - 1];
    if (i < places.size()) slices[along].stop = places[i];
    made.push_back(slice(x, slices));
  }
  undo.keep();
  return made;
}

}  // namespace xgrad
