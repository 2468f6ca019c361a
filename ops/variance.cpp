#include <fmt/format.h>
#include <xgrad/ops/arithmetic.hpp>
#include <xgrad/ops/comparison.hpp>
#include <xgrad/ops/like.hpp>
#include <xgrad/ops/power.hpp>
#include <xgrad/ops/reduce.hpp>
#include <xgrad/ops/reduce_internal.hpp>
#include <xgrad/ops/strided_internal.hpp>
#include <xgrad/ops/variance.hpp>

namespace xgrad {
namespace {

Arena& check_float(std::string_view op, Var x) {
  const Operand operand = operand_of(op, x);
  check_same_float(op, std::span(&operand, 1));
  return *x.arena();
}

/// n - ddof, which counts as 0 below 0.
Var degrees_of_freedom(Var x, AxisSet axes, double ddof) {
  const Var n = count(x, axes);
  return ddof == 0 ? n : maximum(n - ddof, 0.0);
}

Var variance(Var x, AxisSet axes, bool keep, double ddof) {
  Undo undo(check_float("var", x));
  const Var deviation = x - mean(x, axes, keepdims);
  const Var total = sum(square(deviation), axes, keep);
  const Var result = total / degrees_of_freedom(x, axes, ddof);
  undo.keep();
  return result;
}

/// The same node, or the same op of the same array: norm(x) written twice.
bool is_equal(Arena& arena, Var a, Var b) {
  return a.is_same(b) ||
         (arena.op_number(a.id()) == arena.op_number(b.id()) && arena.in(a.id())[0] == arena.in(b.id())[0]);
}

/// dy / y without dividing, where dy is written as a product with y; empty where it is not.
Var without_factor(Var dy, Var y, int depth = 8) {
  Arena& arena = *dy.arena();
  if (is_equal(arena, dy, y)) return ones_like(y);
  if (depth == 0 || arena.is_leaf(dy.id())) return {};
  const std::string_view op = arena.op(dy.id()).name();
  const Vars in = arena.in_vars(dy.id());
  const auto rest = [&](std::size_t i) { return without_factor(in[i], y, depth - 1); };
  if (op == Neg::name || op == Div::name || op == Square::name) {
    const Var q = rest(0);
    return !q ? q : op == Neg::name ? -q : op == Div::name ? q / in[1] : q * in[0];
  }
  if (op == Mul::name || op == MulStrongZero::name) {
    const Var first = rest(0), q = first ? first : rest(1), other = in[first ? 1 : 0];
    return !q ? q : op == Mul::name ? q * other : mul_strong_zero(q, other);
  }
  if (op == Add::name || op == Sub::name) {
    const Var a = rest(0), b = a ? rest(1) : Var();
    return !b ? b : op == Add::name ? a + b : a - b;
  }
  return op == Pow::name && is_equal(arena, in[0], y) ? pow(y, in[1] - 1.0) : Var();
}

/// y = sqrt(sum(x^2) / m): operand 1, computed from x, with its derivative in x (operand 0): dy x / (m y), or 0 where y
/// is 0. An even function of y has all its derivatives there: its dy is a product with y, which cancels.
/// m (1 if it is not there) is operand 2.
struct RootMeanSquare : Op {
  RootMeanSquare(std::string_view name, AxisSet axes, bool keep) : name_(name), axes_(axes), keep_(keep) {}
  std::string_view name() const override { return name_; }
  Type infer(Types in) const override { return in[1]; }
  void forward(Views in, View out) const override { copy_elements(in[1], out); }
  Vars vjp(Vars in, Var y, Var dy) const override {
    const Var x = in[0];
    Var ratio = without_factor(dy, y);
    const bool has_cancelled = bool(ratio);
    if (!has_cancelled) ratio = dy * where(equal(y, 0.0), 0.0, 1.0 / y);
    if (in.size() > 2) ratio = ratio / in[2];
    ratio = spread(ratio, x, axes_, keep_);
    Vars gradients(in.size(), no_gradient);
    gradients[0] = has_cancelled ? mul_strong_zero(x, ratio) : x * ratio;
    return gradients;
  }
  std::string attributes() const override {
    return fmt::format("axes={}{}{}", axes_.text(), keep_ ? ", keepdims" : "", name_ == "norm" ? "" : ", for std");
  }
  bool reads_shape_only(std::size_t i) const override { return i != 1; }
  bool may_fail() const override { return false; }
  Var specialize(const Vars& in) const override { return in[1]; }

 private:
  std::string_view name_;  // a literal
  AxisSet axes_;
  bool keep_;
};

Var standard_deviation(Var x, AxisSet axes, bool keep, double ddof) {
  constexpr std::string_view op = "std";
  Undo undo(check_float(op, x));
  const Var deviation = x - mean(x, axes, keepdims), n = degrees_of_freedom(x, axes, ddof);
  const Var value = sqrt(sum(square(deviation), axes, keep) / n);
  const Var result = make_node<RootMeanSquare>({deviation, value, n}, op, axes, keep);
  undo.keep();
  return result;
}

Var euclidean_norm(Var x, AxisSet axes, bool keep) {
  constexpr std::string_view op = "norm";
  Undo undo(check_float(op, x));
  const Var value = sqrt(sum(square(x), axes, keep));
  const Var result = make_node<RootMeanSquare>({x, value}, op, axes, keep);
  undo.keep();
  return result;
}

}  // namespace

Var var(Var x) { return variance(x, AxisSet::all("var", x), false, 0); }
Var var(Var x, Axes axes) { return var(x, axes, false); }
Var var(Var x, Axes axes, bool keep) { return var(x, axes, keep, 0); }
Var var(Var x, Axes axes, bool keep, double ddof) { return variance(x, AxisSet("var", x, axes), keep, ddof); }

Var std(Var x) { return standard_deviation(x, AxisSet::all("std", x), false, 0); }
Var std(Var x, Axes axes) { return std(x, axes, false); }
Var std(Var x, Axes axes, bool keep) { return std(x, axes, keep, 0); }
Var std(Var x, Axes axes, bool keep, double ddof) { return standard_deviation(x, AxisSet("std", x, axes), keep, ddof); }

Var norm(Var x) { return euclidean_norm(x, AxisSet::all("norm", x), false); }
Var norm(Var x, Axes axes) { return norm(x, axes, false); }
Var norm(Var x, Axes axes, bool keep) { return euclidean_norm(x, AxisSet("norm", x, axes), keep); }

}  // namespace xgrad
