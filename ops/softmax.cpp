#include <fmt/format.h>
#include <limits>
#include <xgrad/ops/arithmetic.hpp>
#include <xgrad/ops/build_internal.hpp>
#include <xgrad/ops/comparison.hpp>
#include <xgrad/ops/exponential.hpp>
#include <xgrad/ops/like.hpp>
#include <xgrad/ops/reduce.hpp>
#include <xgrad/ops/reduce_internal.hpp>
#include <xgrad/ops/softmax.hpp>
#include <xgrad/ops/stop_gradient.hpp>
#include <xgrad/ops/strided_internal.hpp>

namespace xgrad {
namespace {

constexpr double infinity = std::numeric_limits<double>::infinity();

/// logsumexp's value (operand 1, computed from x with gradients stopped), with its derivative in x (operand 0):
/// exp(x - y), which keeps more digits than the derivative of the formula, and is 0 where y is -inf.
struct LogSumExp : Op {
  LogSumExp(AxisSet axes, bool keep) : axes_(axes), keep_(keep) {}
  std::string_view name() const override { return "logsumexp"; }
  Type infer(Types in) const override { return in[1]; }
  void forward(Views in, View out) const override { copy_elements(in[1], out); }
  Vars vjp(Vars in, Var y, Var dy) const override {
    const Var x = in[0], finite_y = where(equal(y, -infinity), 0.0, y);
    const Var share = exp(x - spread(finite_y, x, axes_, keep_));
    return {spread(dy, x, axes_, keep_) * share, no_gradient};
  }
  std::string attributes() const override { return fmt::format("axes={}{}", axes_.text(), keep_ ? ", keepdims" : ""); }
  bool reads_shape_only(std::size_t i) const override { return i == 0; }
  bool may_fail() const override { return false; }
  Var specialize(const Vars& in) const override { return in[1]; }

 private:
  AxisSet axes_;
  bool keep_;
};

Arena& check_float(std::string_view op, Var x) {
  const Operand operand = operand_of(op, x);
  check_same_float(op, std::span(&operand, 1));
  return *x.arena();
}

Var log_of_sum(Var x, AxisSet axes, bool keep) {
  Undo undo(check_float("logsumexp", x));
  const Var fixed = stop_gradient(x), largest = max_or_lowest(fixed, axes, keepdims);
  const Var shift = where(abs(largest) < infinity, largest, 0.0);  // inf - inf would be NaN
  const Var total = sum(exp(fixed - shift), axes, keep), log_total = log(total);
  const Var value = log_total + (keep ? shift : reshape_like(shift, total));
  const Var result = make_node<LogSumExp>({x, value}, axes, keep);
  undo.keep();
  return result;
}

}  // namespace

Var softmax(Var x, std::int64_t axis) {
  Undo undo(check_float("softmax", x));
  const AxisSet axes("softmax", x, axis);
  const Var e = exp(x - stop_gradient(max_or_lowest(x, axes, keepdims)));
  const Var result = e / sum(e, axes, keepdims);
  undo.keep();
  return result;
}

Var log_softmax(Var x, std::int64_t axis) {
  Undo undo(check_float("log_softmax", x));
  const AxisSet axes("log_softmax", x, axis);
  const Var z = x - stop_gradient(max_or_lowest(x, axes, keepdims));
  const Var log_total = log(sum(exp(z), axes, keepdims));
  const Var result = z - log_total;
  undo.keep();
  return result;
}

Var logsumexp(Var x) { return log_of_sum(x, AxisSet::all("logsumexp", x), false); }
Var logsumexp(Var x, Axes axes) { return log_of_sum(x, AxisSet("logsumexp", x, axes), false); }
Var logsumexp(Var x, Axes axes, bool keep) { return log_of_sum(x, AxisSet("logsumexp", x, axes), keep); }

}  // namespace xgrad
