#include <xgrad/ops/arithmetic.hpp>
#include <xgrad/optim/adagrad.hpp>
#include <xgrad/optim/moments_internal.hpp>
#include <xgrad/optim/options_internal.hpp>

namespace xgrad::optim {

AdaGrad::AdaGrad(Options o) : options(std::move(o)) {
  check_not_negative("AdaGrad", "lr_decay", options.lr_decay);
  check_not_negative("AdaGrad", "weight_decay", options.weight_decay);
  check_not_negative("AdaGrad", "initial_accumulator_value", options.initial_accumulator_value);
  check_not_negative("AdaGrad", "eps", options.eps);
}

void AdaGrad::update(Next& next, Var p, Var g) const {
  g = adjusted(g, p, options.maximize, options.weight_decay);
  const Var v = next.slot(p, "square_sum", options.initial_accumulator_value);
  next[v] = v + square(g);
  const Var rate = next.once("rate", [&] {
    const Var lr = next.lr(options.lr);
    return options.lr_decay == 0.0 ? lr : lr / (1.0 + (next.step() - 1.0) * options.lr_decay);
  });
  next[p] = p - rate * g / (sqrt(next[v]) + options.eps);
}

}  // namespace xgrad::optim
