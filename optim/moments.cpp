#include <cmath>
#include <xgrad/ops/arithmetic.hpp>
#include <xgrad/ops/comparison.hpp>
#include <xgrad/ops/exponential.hpp>
#include <xgrad/optim/moments_internal.hpp>
#include <xgrad/optim/options_internal.hpp>

namespace xgrad::optim {

Var average(Next& next, Var p, std::string_view name, double beta, Var x) {
  const Var a = next.slot(p, name);
  return next[a] = beta * a + (1.0 - beta) * x;
}

Var average_of_squares(Next& next, Var p, std::string_view name, double beta, Var x) {
  const Var a = next.slot(p, name);
  return next[a] = beta * a + (1.0 - beta) * square(x);
}

Var velocity(Next& next, Var p, std::string_view name, double momentum, Var x) {
  const Var m = next.slot(p, name);
  return next[m] = momentum * m + x;
}

Var one_minus_power(double beta, Var t) { return -expm1(std::log(beta) * t); }

Var adjusted(Var g, Var p, bool maximize, double weight_decay) {
  if (maximize) g = -g;
  return weight_decay != 0.0 ? g + weight_decay * p : g;
}

Var decayed(Next& next, Var p, const Schedule& lr, double weight_decay) {
  if (weight_decay == 0.0) return p;
  return p * next.once("decay", [&] { return 1.0 - weight_decay * next.lr(lr); });
}

void check_moments(std::string_view optimizer, const std::array<double, 2>& betas, double eps, double weight_decay) {
  check_forgets(optimizer, "betas[0]", betas[0]);
  check_forgets(optimizer, "betas[1]", betas[1]);
  check_not_negative(optimizer, "eps", eps);
  check_not_negative(optimizer, "weight_decay", weight_decay);
}

Var AdamRule::operator()(Next& next, Var p, Var g) const {
  const auto [b1, b2] = betas;
  const Var m = average(next, p, "mean", b1, g);
  Var v = average_of_squares(next, p, "mean_square", b2, g);
  if (amsgrad) {
    const Var largest = next.slot(p, "max_mean_square");
    v = next[largest] = maximum(largest, v);
  }
  const Var rate = next.once("rate", [&] { return next.lr(lr) / one_minus_power(betas[0], next.step()); });
  const Var correction = next.once("correction", [&] { return 1.0 / sqrt(one_minus_power(betas[1], next.step())); });
  return rate * m / (sqrt(v) * correction + eps);
}

}  // namespace xgrad::optim
