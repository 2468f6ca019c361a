#include <fmt/format.h>
#include <xgrad/ops/arithmetic.hpp>
#include <xgrad/ops/cumulative_internal.hpp>
#include <xgrad/ops/like.hpp>
#include <xgrad/ops/reduce.hpp>
#include <xgrad/ops/reduce_internal.hpp>
#include <xgrad/ops/reshape.hpp>

namespace xgrad {
namespace {

/// x_0 ... x_{i-1} x_{i+1} ... along an axis.
Var product_of_others(Var x, std::size_t axis) {
  const Var ones = ones_like(x);
  const auto before = [&](Direction d) { return shifted(running_product(x, axis, d), ones, axis, d); };
  const Var first = before(Direction::forward);
  return first * before(Direction::backward);
}

/// Along one axis: the product along several is one after the other.
struct Prod : Op {
  Prod(AxisSet axis, std::size_t along, bool keep) : axis_(axis), along_(along), keep_(keep) {}
  std::string_view name() const override { return "prod"; }
  Type infer(Types in) const override {
    if (in[0].dtype == boolean) throw DTypeError(name(), "bool is not taken", describe(in), "cast(x, int64) converts");
    return {in[0].dtype, axis_.reduced(in[0].shape, keep_)};
  }
  void forward(Views in, View out) const override {
    reduction_kernel(lanes::Reduction::product, in[0].dtype, in[0].shape(), axis_)(in.data(), out);
  }
  Kernel kernel(Types in, const Type&) const override {
    return reduction_kernel(lanes::Reduction::product, in[0].dtype, in[0].shape, axis_);
  }
  Vars vjp(Vars in, Var, Var dy) const override {
    return {spread(dy, in[0], axis_, keep_) * product_of_others(in[0], along_)};
  }
  Var specialize(const Vars& in) const override {
    if (in[0].shape()[along_] != 1) return {};
    return reshape(in[0], axis_.reduced(in[0].shape(), keep_));
  }
  std::string attributes() const override { return fmt::format("axes={}{}", axis_.text(), keep_ ? ", keepdims" : ""); }
  bool may_fail() const override { return false; }

 private:
  AxisSet axis_;
  std::size_t along_;
  bool keep_;
};

Var product_along(Var x, AxisSet axes, bool keep) {
  Undo undo(*x.arena());
  Var result = x;
  for (std::size_t axis = x.rank(); axis-- > 0;) {
    if (!axes.has(axis)) continue;
    AxisSet one;
    one.add(axis);
    result = make_node<Prod>({result}, one, axis, keep);
  }
  undo.keep();
  return result;
}

}  // namespace

Var prod(Var x) { return product_along(x, AxisSet::all("prod", x), false); }
Var prod(Var x, Axes axes) { return product_along(x, AxisSet("prod", x, axes), false); }
Var prod(Var x, Axes axes, bool keep) { return product_along(x, AxisSet("prod", x, axes), keep); }

}  // namespace xgrad
