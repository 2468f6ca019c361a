#include <xgrad/ops/arithmetic.hpp>
#include <xgrad/optim/options_internal.hpp>
#include <xgrad/optim/rmsprop.hpp>

namespace xgrad::optim {

RMSprop::RMSprop(Options o) : options(std::move(o)) {
  check_not_negative("RMSprop", "alpha", options.alpha);
  check_not_negative("RMSprop", "eps", options.eps);
  check_not_negative("RMSprop", "weight_decay", options.weight_decay);
  check_not_negative("RMSprop", "momentum", options.momentum);
}

void RMSprop::update(Next& next, Var p, Var g) const {
  const double alpha = options.alpha;
  if (options.maximize) g = -g;
  if (options.weight_decay != 0.0) g = g + options.weight_decay * p;
  const Var v = next.slot(p, "mean_square");
  next[v] = alpha * v + (1.0 - alpha) * square(g);
  Var variance = next[v];
  if (options.centered) {
    const Var c = next.slot(p, "mean");
    next[c] = alpha * c + (1.0 - alpha) * g;
    variance = maximum(next[v] - square(next[c]), 0.0);
  }
  Var d = g / (sqrt(variance) + options.eps);
  if (options.momentum != 0.0) {
    const Var m = next.slot(p, "momentum");
    d = next[m] = options.momentum * m + d;
  }
  next[p] = p - next.lr(options.lr) * d;
}

}  // namespace xgrad::optim
