#include <cmath>
#include <xgrad/ops/arithmetic.hpp>
#include <xgrad/ops/exponential.hpp>
#include <xgrad/optim/adam.hpp>
#include <xgrad/optim/options_internal.hpp>

namespace xgrad::optim {
namespace {

/// 1 - beta^t, which written so would lose the digits that beta and 1 have in common.
Var one_minus_power(double beta, Var t) { return -expm1(std::log(beta) * t); }

}  // namespace

Adam::Adam(Options o) : options(std::move(o)) {
  check_forgets("Adam", "betas[0]", options.betas[0]);
  check_forgets("Adam", "betas[1]", options.betas[1]);
  check_not_negative("Adam", "eps", options.eps);
  check_not_negative("Adam", "weight_decay", options.weight_decay);
}

void Adam::update(Next& next, Var p, Var g) const {
  const double b1 = options.betas[0], b2 = options.betas[1];
  if (options.maximize) g = -g;
  if (options.weight_decay != 0.0) g = g + options.weight_decay * p;
  const Var m = next.slot(p, "mean");
  Var v = next.slot(p, "mean_square");
  next[m] = b1 * m + (1.0 - b1) * g;
  next[v] = b2 * v + (1.0 - b2) * square(g);
  if (options.amsgrad) {
    const Var largest = next.slot(p, "max_mean_square");
    next[largest] = maximum(largest, next[v]);
    v = largest;
  }
  const Var rate = next.once("rate", [&] { return next.lr(options.lr) / one_minus_power(b1, next.step()); });
  const Var correction = next.once("correction", [&] { return 1.0 / sqrt(one_minus_power(b2, next.step())); });
  next[p] = p - rate * next[m] / (sqrt(next[v]) * correction + options.eps);
}

}  // namespace xgrad::optim
