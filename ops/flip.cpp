#include <fmt/format.h>
#include <cstring>
#include <xgrad/ops/around_internal.hpp>
#include <xgrad/ops/build_internal.hpp>
#include <xgrad/ops/expand_dims.hpp>
#include <xgrad/ops/flip.hpp>
#include <xgrad/ops/like.hpp>
#include <xgrad/ops/strided_internal.hpp>

namespace xgrad {
namespace {

struct Flip : Op {
  explicit Flip(AxisSet axes) : axes_(axes) {}
  std::string_view name() const override { return "flip"; }
  Type infer(Types in) const override { return in[0]; }
  void forward(Views in, View out) const override { copy_kernel(out.dtype, out.shape())(in.data(), out); }
  Kernel kernel(Types, const Type& out) const override { return copy_kernel(out.dtype, out.shape); }
  Vars vjp(Vars, Var, Var dy) const override { return {flip(dy, axes_)}; }
  std::string attributes() const override { return "axes=" + axes_.text(); }
  bool may_fail() const override { return false; }
  bool moves_elements() const override { return true; }

 private:
  Kernel copy_kernel(DType dtype, const Shape& shape) const {
    const Strides to = row_major_strides(shape);
    Strides from = to;
    std::int64_t offset = 0;
    for (std::size_t axis = 0; axis < shape.rank(); ++axis) {
      if (!axes_.has(axis) || shape[axis] == 0) continue;
      offset += (shape[axis] - 1) * to[axis];
      from[axis] = -to[axis];
    }
    offset *= static_cast<std::int64_t>(size_of(dtype));
    return [copy = StridedCopy(size_of(dtype), shape, from, to), offset](const View* in, const View& out) {
      copy(in[0].as<const std::byte>() + offset, out.data);
    };
  }
  AxisSet axes_;
};

struct Roll : Op {
  Roll(std::int64_t shift, std::size_t axis) : shift_(shift), axis_(axis) {}
  std::string_view name() const override { return "roll"; }
  Type infer(Types in) const override { return in[0]; }
  void forward(Views in, View out) const override {
    const Around x(out.shape(), axis_);
    if (out.size() == 0) return;
    const std::int64_t places = (shift_ % x.extent + x.extent) % x.extent;
    const auto row = static_cast<std::size_t>(x.extent * x.inner) * size_of(out.dtype);
    const auto head = static_cast<std::size_t>(places * x.inner) * size_of(out.dtype);
    const auto* from = in[0].as<const std::byte>();
    auto* to = out.as<std::byte>();
    for (std::int64_t o = 0; o < x.outer; ++o, from += row, to += row) {
      std::memcpy(to + head, from, row - head);
      std::memcpy(to, from + (row - head), head);
    }
  }
  Vars vjp(Vars, Var, Var dy) const override { return {roll(dy, -shift_, static_cast<std::int64_t>(axis_))}; }
  std::string attributes() const override { return fmt::format("shift={}, axis={}", shift_, axis_); }
  bool may_fail() const override { return false; }
  bool moves_elements() const override { return true; }

 private:
  std::int64_t shift_;
  std::size_t axis_;
};

}  // namespace

Var flip(Var x) { return make_node<Flip>({x}, AxisSet::all("flip", x)); }
Var flip(Var x, Axes axes) { return make_node<Flip>({x}, AxisSet("flip", x, axes)); }

Var roll(Var x, std::int64_t shift, std::int64_t axis) {
  const std::size_t along = normalized_axis("roll", operand_of("roll", x), axis);
  if (shift == INT64_MIN) throw ShapeError("roll", "the shift is beyond 2^63", to_string(operand_of("roll", x)));
  return make_node<Roll>({x}, shift, along);
}
Var roll(Var x, std::int64_t shift) {
  Undo undo(arena_of("roll", x));
  const Var result = reshape_like(roll(flatten(x), shift, 0), x);
  undo.keep();
  return result;
}

}  // namespace xgrad
