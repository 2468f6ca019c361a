#include <fmt/format.h>
#include <algorithm>
#include <xgrad/ops/broadcast.hpp>
#include <xgrad/ops/build_internal.hpp>
#include <xgrad/ops/like.hpp>
#include <xgrad/ops/like_internal.hpp>
#include <xgrad/ops/reduce.hpp>
#include <xgrad/ops/reduce_internal.hpp>
#include <xgrad/ops/reshape.hpp>
#include <xgrad/ops/strided_internal.hpp>

namespace xgrad {
namespace {

/// `small` broadcasts to `large`, which nothing stretches.
void check_broadcasts(std::string_view op, Types in, const Operand& small, const Operand& large) {
  const std::size_t lacking = large.shape.rank() - std::min(large.shape.rank(), small.shape.rank());
  bool fits = small.shape.rank() <= large.shape.rank();
  for (std::size_t axis = 0; fits && axis < small.shape.rank(); ++axis)
    fits = small.shape[axis] == 1 || may_equal(small.shape[axis], large.shape[axis + lacking]);
  if (!fits) throw ShapeError(op, fmt::format("{} does not broadcast to {}", small.name(), large.name()), describe(in));
}

/// The axes of `large` along which `small` is repeated; also those that it lacks.
AxisSet repeated_axes(const Shape& small, const Shape& large) {
  AxisSet axes;
  const std::size_t lacking = large.rank() - small.rank();
  for (std::size_t axis = 0; axis < large.rank(); ++axis)
    if (axis < lacking || (small[axis - lacking] == 1 && large[axis] != 1)) axes.add(axis);
  return axes;
}

struct BroadcastLike : Op {
  std::string_view name() const override { return "broadcast_like"; }
  Type infer(Types in) const override {
    check_broadcasts(name(), in, in[0], in[1]);
    return {in[0].dtype, in[1].shape};
  }
  void forward(Views in, View out) const override { copy_broadcast(in[0], out); }
  Vars vjp(Vars in, Var, Var dy) const override { return {sum_like(dy, in[0]), no_gradient}; }
  bool is_broadcast() const override { return true; }
  bool reads_shape_only(std::size_t i) const override { return i == 1; }
  bool moves_elements() const override { return true; }
  bool may_fail() const override { return false; }
  Var specialize(const Vars& in) const override {
    check_again(*this, in);
    return in[0].shape() == in[1].shape() ? in[0] : broadcast_to(in[0], in[1].shape());
  }
};

struct BroadcastAlong : Op {
  explicit BroadcastAlong(AxisSet axes) : axes_(axes) {}
  std::string_view name() const override { return "broadcast_like"; }
  Type infer(Types in) const override {
    if (!may_equal(in[0].shape, axes_.reduced(in[1].shape, false)))
      throw ShapeError(name(),
                       fmt::format("{} without axes {} is not of {}'s shape", in[1].name(), axes_.text(), in[0].name()),
                       describe(in));
    return {in[0].dtype, in[1].shape};
  }
  void forward(Views in, View out) const override {
    const Shape stretched = axes_.reduced(out.shape(), true);
    copy_broadcast({in[0].dtype, &stretched, in[0].data}, out);
  }
  Vars vjp(Vars, Var, Var dy) const override { return {sum(dy, axes_), no_gradient}; }
  std::string attributes() const override { return "axes=" + axes_.text(); }
  bool reads_shape_only(std::size_t i) const override { return i == 1; }
  bool moves_elements() const override { return true; }
  bool may_fail() const override { return false; }
  Var specialize(const Vars& in) const override {
    check_again(*this, in);
    const Shape shape = in[1].shape();
    if (axes_.count(shape) == 1) return reshape(in[0], shape);
    if (axes_.is_leading()) return broadcast_to(in[0], shape);
    return broadcast_to(reshape(in[0], axes_.reduced(shape, true)), shape);
  }

 private:
  AxisSet axes_;
};

struct SumLike : Op {
  std::string_view name() const override { return "sum_like"; }
  Type infer(Types in) const override {
    if (in[0].dtype == boolean) throw DTypeError(name(), "bool is not taken", describe(in), "cast(x, int64) converts");
    check_broadcasts(name(), in, in[1], in[0]);
    return {in[0].dtype, in[1].shape};
  }
  void forward(Views in, View out) const override {
    const AxisSet axes = repeated_axes(in[1].shape(), in[0].shape());
    reduction_kernel(lanes::Reduction::sum, in[0].dtype, in[0].shape(), axes)(in.data(), out);
  }
  Vars vjp(Vars in, Var, Var dy) const override { return {broadcast_like(dy, in[0]), no_gradient}; }
  bool undoes_broadcast() const override { return true; }
  bool reads_shape_only(std::size_t i) const override { return i == 1; }
  bool moves_elements() const override { return true; }
  bool may_fail() const override { return false; }
  Var specialize(const Vars& in) const override {
    check_again(*this, in);
    const Var x = in[0];
    const Shape from = x.shape(), to = in[1].shape();
    if (from == to) return x;
    const AxisSet axes = repeated_axes(to, from);
    if (from.rank() == to.rank()) return sum(x, axes, keepdims);
    const Var summed = sum(x, axes);
    return summed.shape() == to ? summed : reshape(summed, to);
  }
};

struct WithShapeOf : Op {
  explicit WithShapeOf(std::string_view user) : user_(user) {}
  std::string_view name() const override { return "with_shape_of"; }
  Type infer(Types in) const override {
    check_same_shape(user_, in[1], in[0]);
    return in[0];
  }
  void forward(Views in, View out) const override { copy_elements(in[0], out); }
  Vars vjp(Vars, Var, Var dy) const override { return {dy, no_gradient}; }
  std::string attributes() const override { return fmt::format("for {}", user_); }
  bool reads_shape_only(std::size_t i) const override { return i == 1; }
  bool moves_elements() const override { return true; }
  bool may_fail() const override { return false; }
  bool is_reshape() const override { return true; }
  Var specialize(const Vars& in) const override {
    check_again(*this, in);
    return in[0];
  }

 private:
  std::string_view user_;  // a literal
};

struct ReshapeLike : Op {
  std::string_view name() const override { return "reshape_like"; }
  Type infer(Types in) const override {
    if (!may_equal(in[0].shape.size(), in[1].shape.size()))
      throw ShapeError(name(), "the numbers of elements differ",
                       fmt::format("{} ({} != {})", describe(in), in[0].shape.size(), in[1].shape.size()));
    return {in[0].dtype, in[1].shape};
  }
  void forward(Views in, View out) const override { copy_elements(in[0], out); }
  Vars vjp(Vars in, Var, Var dy) const override { return {reshape_like(dy, in[0]), no_gradient}; }
  bool reads_shape_only(std::size_t i) const override { return i == 1; }
  bool moves_elements() const override { return true; }
  bool may_fail() const override { return false; }
  bool is_reshape() const override { return true; }
  Var specialize(const Vars& in) const override {
    check_again(*this, in);
    return in[0].shape() == in[1].shape() ? in[0] : reshape(in[0], in[1].shape());
  }
};

/// zeros_like and ones_like.
template <int Number> struct NumberLike : Op {
  std::string_view name() const override { return Number == 0 ? "zeros_like" : "ones_like"; }
  Type infer(Types in) const override { return in[0]; }
  void forward(Views, View out) const override {
    const Tensor number = Tensor(double{Number}).astype(out.dtype);
    const Shape scalar;
    copy_broadcast({out.dtype, &scalar, const_cast<void*>(number.data())}, out);
  }
  Vars vjp(Vars, Var, Var) const override { return {no_gradient}; }
  bool reads_shape_only(std::size_t) const override { return true; }
  bool may_fail() const override { return false; }
  Var specialize(const Vars& in) const override {
    const Var number = in[0].arena()->number(Number, in[0].dtype());
    return in[0].rank() == 0 ? number : broadcast_to(number, in[0].shape());
  }
};

struct Count : Op {
  explicit Count(AxisSet axes) : axes_(axes) {}
  std::string_view name() const override { return "count"; }
  Type infer(Types in) const override {
    check_same_float(name(), in);
    return {in[0].dtype, {}};
  }
  void forward(Views in, View out) const override {
    const auto number = static_cast<double>(axes_.count(in[0].shape()));
    if (out.dtype == float32)
      *out.as<float>() = static_cast<float>(number);
    else
      *out.as<double>() = number;
  }
  Vars vjp(Vars, Var, Var) const override { return {no_gradient}; }
  std::string attributes() const override { return "axes=" + axes_.text(); }
  bool reads_shape_only(std::size_t) const override { return true; }
  bool may_fail() const override { return false; }
  Var specialize(const Vars& in) const override {
    return in[0].arena()->number(static_cast<double>(axes_.count(in[0].shape())), in[0].dtype());
  }

 private:
  AxisSet axes_;
};

}  // namespace

Var broadcast_like(Var x, Var ref) { return make_node<BroadcastLike>(x, ref); }
Var broadcast_like(Var x, Var ref, Axes axes) {
  return make_node<BroadcastAlong>({x, ref}, AxisSet("broadcast_like", ref, axes));
}
Var sum_like(Var x, Var ref) { return make_node<SumLike>(x, ref); }
Var with_shape_of(std::string_view user, Var x, Var ref) { return make_node<WithShapeOf>({x, ref}, user); }
Var reshape_like(Var x, Var ref) { return make_node<ReshapeLike>(x, ref); }
Var zeros_like(Var ref) { return make_node<NumberLike<0>>(ref); }
Var ones_like(Var ref) { return make_node<NumberLike<1>>(ref); }
Var count(Var ref) { return make_node<Count>({ref}, AxisSet::all("count", ref)); }
Var count(Var ref, Axes axes) { return make_node<Count>({ref}, AxisSet("count", ref, axes)); }

}  // namespace xgrad
