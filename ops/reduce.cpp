#include <fmt/format.h>
#include <cstring>
#include <vector>
#include <xgrad/ops/arithmetic.hpp>
#include <xgrad/ops/cast.hpp>
#include <xgrad/ops/comparison.hpp>
#include <xgrad/ops/like.hpp>
#include <xgrad/ops/reduce.hpp>
#include <xgrad/ops/reduce_internal.hpp>
#include <xgrad/ops/reshape.hpp>

namespace xgrad {
namespace {

/// What sum, max and min have in common.
class Reduce : public Op {
 public:
  Reduce(AxisSet axes, bool keep) : axes_(axes), keep_(keep) {}
  Type infer(Types in) const override {
    if (in[0].dtype == boolean) throw DTypeError(name(), "bool is not taken", describe(in), "cast(x, int64) converts");
    return {in[0].dtype, axes_.reduced(in[0].shape, keep_)};
  }
  void forward(Views in, View out) const override {
    reduction_kernel(reduction(), in[0].dtype, in[0].shape(), axes_)(in.data(), out);
  }
  Kernel kernel(Types in, const Type&) const override {
    return reduction_kernel(reduction(), in[0].dtype, in[0].shape, axes_);
  }
  Var specialize(const Vars& in) const override {
    if (axes_.count(in[0].shape()) != 1) return {};
    return reshape(in[0], axes_.reduced(in[0].shape(), keep_));  // each element alone
  }
  std::string attributes() const override { return fmt::format("axes={}{}", axes_.text(), keep_ ? ", keepdims" : ""); }
  bool may_fail() const override { return false; }
  bool is_row_wise() const override { return !axes_.has(0); }
  std::optional<LeadingReduction> leading_reduction() const override {
    if (axes_.empty() || !axes_.is_leading()) return {};
    return LeadingReduction{reduction(), axes_.size()};
  }
  virtual lanes::Reduction reduction() const = 0;

 protected:
  Var spread(Var result, Var x) const { return xgrad::spread(result, x, axes_, keep_); }
  AxisSet axes_;
  bool keep_;
};

struct Sum : Reduce {
  using Reduce::Reduce;
  std::string_view name() const override { return "sum"; }
  lanes::Reduction reduction() const override { return lanes::Reduction::sum; }
  bool moves_elements() const override { return true; }
  Vars vjp(Vars in, Var, Var dy) const override { return {spread(dy, in[0])}; }
};

/// max and min: all elements equal to the result share its cotangent.
struct Extremum : Reduce {
  Extremum(AxisSet axes, bool keep, bool takes_nothing) : Reduce(axes, keep), takes_nothing_(takes_nothing) {}
  Type infer(Types in) const override {
    const Type type = Reduce::infer(in);
    const bool gives_elements = type.shape.is_static() && type.shape.size() > 0;
    if (!takes_nothing_ && gives_elements && axes_.count(in[0].shape) == 0)
      throw ShapeError(name(), "there is no element to choose from", describe(in));
    return type;
  }
  Vars vjp(Vars in, Var y, Var dy) const override {
    const Var x = in[0], is_chosen = equal(x, spread(y, x));
    const Var ties = sum(cast(is_chosen, x.dtype()), axes_, keep_);
    return {where(is_chosen, spread(dy / ties, x), 0.0)};
  }
  std::string attributes() const override { return Reduce::attributes() + (takes_nothing_ ? ", initial=-inf" : ""); }

 private:
  bool takes_nothing_;
};

struct Max : Extremum {
  using Extremum::Extremum;
  std::string_view name() const override { return "max"; }
  lanes::Reduction reduction() const override { return lanes::Reduction::maximum; }
};

struct Min : Extremum {
  using Extremum::Extremum;
  std::string_view name() const override { return "min"; }
  lanes::Reduction reduction() const override { return lanes::Reduction::minimum; }
};

Var divide_by_count(Var x, AxisSet axes, bool keep) {
  const Operand operand = operand_of("mean", x);
  check_same_float("mean", std::span(&operand, 1));
  Undo undo(*x.arena());
  const Var total = sum(x, axes, keep);
  const Var result = total / count(x, axes);
  undo.keep();
  return result;
}

}  // namespace

Var spread(Var result, Var x, AxisSet axes, bool keep) {
  return keep ? broadcast_like(result, x) : broadcast_like(result, x, axes);
}

Var sum(Var x) { return make_node<Sum>({x}, AxisSet::all("sum", x), false); }
Var sum(Var x, Axes axes) { return make_node<Sum>({x}, AxisSet("sum", x, axes), false); }
Var sum(Var x, Axes axes, bool keep) { return make_node<Sum>({x}, AxisSet("sum", x, axes), keep); }

Var mean(Var x) { return divide_by_count(x, AxisSet::all("mean", x), false); }
Var mean(Var x, Axes axes) { return divide_by_count(x, AxisSet("mean", x, axes), false); }
Var mean(Var x, Axes axes, bool keep) { return divide_by_count(x, AxisSet("mean", x, axes), keep); }

Var max(Var x) { return make_node<Max>({x}, AxisSet::all("max", x), false, false); }
Var max(Var x, Axes axes) { return make_node<Max>({x}, AxisSet("max", x, axes), false, false); }
Var max(Var x, Axes axes, bool keep) { return make_node<Max>({x}, AxisSet("max", x, axes), keep, false); }
Var max_or_lowest(Var x, AxisSet axes, bool keep) { return make_node<Max>({x}, axes, keep, true); }

Var min(Var x) { return make_node<Min>({x}, AxisSet::all("min", x), false, false); }
Var min(Var x, Axes axes) { return make_node<Min>({x}, AxisSet("min", x, axes), false, false); }
Var min(Var x, Axes axes, bool keep) { return make_node<Min>({x}, AxisSet("min", x, axes), keep, false); }

}  // namespace xgrad
