#include <xgrad/ops/arithmetic.hpp>
#include <xgrad/ops/cast.hpp>
#include <xgrad/ops/comparison.hpp>
#include <xgrad/ops/power.hpp>
#include <xgrad/optim/moments_internal.hpp>
#include <xgrad/optim/radam.hpp>

namespace xgrad::optim {
namespace {

/// r: how many gradients the mean square is worth.
Var worth(Var t, double b2) {
  const Var corrected = one_minus_power(b2, t);
  return 2.0 / (1.0 - b2) - 1.0 - 2.0 * t * (1.0 - corrected) / corrected;
}

/// sqrt(1 - b2^t) c; NaN where r is too small for it.
Var rectification(Var t, double b2) {
  const double R = 2.0 / (1.0 - b2) - 1.0;
  const Var r = worth(t, b2);
  return sqrt((r - 4.0) * (r - 2.0) * R / ((R - 4.0) * (R - 2.0) * r) * one_minus_power(b2, t));
}

}  // namespace

RAdam::RAdam(Options o) : options(std::move(o)) {
  check_moments("RAdam", options.betas, options.eps, options.weight_decay);
}

void RAdam::update(Next& next, Var p, Var g) const {
  const double b1 = options.betas[0], b2 = options.betas[1];
  g = adjusted(g, p, options.maximize, options.decoupled_weight_decay ? 0.0 : options.weight_decay);
  const Var kept = decayed(next, p, options.lr, options.decoupled_weight_decay ? options.weight_decay : 0.0);
  const Var m = average(next, p, "mean", b1, g), v = average_of_squares(next, p, "mean_square", b2, g);
  const Var rate = next.once("rate", [&] { return next.lr(options.lr) / one_minus_power(b1, next.step()); });
  const Var is_known = next.once("is_known", [&] { return worth(next.step_count(), b2) > 5.0; });
  const Var factor = next.once("factor", [&] { return cast(rectification(next.step_count(), b2), p.dtype()); });
  next[p] = kept - rate * m * where(is_known, factor / (sqrt(v) + options.eps), 1.0);
}

}  // namespace xgrad::optim
