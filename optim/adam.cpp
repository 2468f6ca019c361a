#include <xgrad/ops/arithmetic.hpp>
#include <xgrad/optim/adam.hpp>
#include <xgrad/optim/moments_internal.hpp>

namespace xgrad::optim {

Adam::Adam(Options o) : options(std::move(o)) {
  check_moments("Adam", options.betas, options.eps, options.weight_decay);
}

void Adam::update(Next& next, Var p, Var g) const {
  g = adjusted(g, p, options.maximize, options.weight_decay);
  next[p] = p - AdamRule{options.lr, options.betas, options.eps, options.amsgrad}(next, p, g);
}

AdamW::AdamW(Options o) : options(std::move(o)) {
  check_moments("AdamW", options.betas, options.eps, options.weight_decay);
}

void AdamW::update(Next& next, Var p, Var g) const {
  g = adjusted(g, p, options.maximize, 0.0);
  const Var kept = decayed(next, p, options.lr, options.weight_decay);
  next[p] = kept - AdamRule{options.lr, options.betas, options.eps, options.amsgrad}(next, p, g);
}

}  // namespace xgrad::optim
