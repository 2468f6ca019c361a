#include <xgrad/ops/arithmetic.hpp>
#include <xgrad/optim/adamax.hpp>
#include <xgrad/optim/moments_internal.hpp>

namespace xgrad::optim {

Adamax::Adamax(Options o) : options(std::move(o)) {
  check_moments("Adamax", options.betas, options.eps, options.weight_decay);
}

void Adamax::update(Next& next, Var p, Var g) const {
  const double b1 = options.betas[0], b2 = options.betas[1];
  g = adjusted(g, p, options.maximize, options.weight_decay);
  const Var m = average(next, p, "mean", b1, g), u = next.slot(p, "largest");
  next[u] = maximum(b2 * u, abs(g) + options.eps);
  const Var rate = next.once("rate", [&] { return next.lr(options.lr) / one_minus_power(b1, next.step()); });
  next[p] = p - rate * m / next[u];
}

}  // namespace xgrad::optim
