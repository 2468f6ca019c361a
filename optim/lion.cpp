#include <xgrad/ops/arithmetic.hpp>
#include <xgrad/optim/lion.hpp>
#include <xgrad/optim/moments_internal.hpp>

namespace xgrad::optim {

Lion::Lion(Options o) : options(std::move(o)) { check_moments("Lion", options.betas, 0.0, options.weight_decay); }

void Lion::update(Next& next, Var p, Var g) const {
  const double b1 = options.betas[0], b2 = options.betas[1];
  g = adjusted(g, p, options.maximize, 0.0);
  const Var direction = sign(b1 * next.slot(p, "momentum") + (1.0 - b1) * g);
  average(next, p, "momentum", b2, g);
  const Var kept = decayed(next, p, options.lr, options.weight_decay);
  next[p] = kept - next.lr(options.lr) * direction;
}

}  // namespace xgrad::optim
