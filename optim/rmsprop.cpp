#include <xgrad/ops/arithmetic.hpp>
#include <xgrad/optim/moments_internal.hpp>
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
  g = adjusted(g, p, options.maximize, options.weight_decay);
  Var variance = average_of_squares(next, p, "mean_square", alpha, g);
  if (options.centered) variance = maximum(variance - square(average(next, p, "mean", alpha, g)), 0.0);
  Var d = g / (sqrt(variance) + options.eps);
  if (options.momentum != 0.0) d = velocity(next, p, "momentum", options.momentum, d);
  next[p] = p - next.lr(options.lr) * d;
}

}  // namespace xgrad::optim
