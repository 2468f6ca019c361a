#include <xgrad/ops/arithmetic.hpp>
#include <xgrad/ops/cast.hpp>
#include <xgrad/ops/power.hpp>
#include <xgrad/optim/moments_internal.hpp>
#include <xgrad/optim/nadam.hpp>
#include <xgrad/optim/options_internal.hpp>

namespace xgrad::optim {

NAdam::NAdam(Options o) : options(std::move(o)) {
  check_moments("NAdam", options.betas, options.eps, options.weight_decay);
  check_not_negative("NAdam", "momentum_decay", options.momentum_decay);
}

void NAdam::update(Next& next, Var p, Var g) const {
  const double b1 = options.betas[0], b2 = options.betas[1];
  g = adjusted(g, p, options.maximize, options.decoupled_weight_decay ? 0.0 : options.weight_decay);
  const Var kept = decayed(next, p, options.lr, options.decoupled_weight_decay ? options.weight_decay : 0.0);
  const Var m = average(next, p, "mean", b1, g), v = average_of_squares(next, p, "mean_square", b2, g);

  // The scalars of the step are made in float64: the product would lose digits in float32.
  auto mu = [&](Var t) { return b1 * (1.0 - 0.5 * pow(0.96, options.momentum_decay * t)); };
  auto as_p = [&](Var x) { return cast(x, p.dtype()); };
  const Var product = next.running("momentum_product", 1.0, [&](Var old) { return old * mu(next.step_count()); });
  const Var of_gradient = next.once(
      "of_gradient", [&] { return next.lr(options.lr) * as_p((1.0 - mu(next.step_count())) / (1.0 - product)); });
  const Var of_mean = next.once("of_mean", [&] {
    const Var after = mu(next.step_count() + 1.0);
    return next.lr(options.lr) * as_p(after / (1.0 - product * after));
  });
  const Var correction = next.once("correction", [&] { return one_minus_power(b2, next.step()); });
  next[p] = kept - (of_gradient * g + of_mean * m) / (sqrt(v / correction) + options.eps);
}

}  // namespace xgrad::optim
