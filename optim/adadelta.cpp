#include <xgrad/ops/arithmetic.hpp>
#include <xgrad/optim/adadelta.hpp>
#include <xgrad/optim/moments_internal.hpp>
#include <xgrad/optim/options_internal.hpp>

namespace xgrad::optim {

Adadelta::Adadelta(Options o) : options(std::move(o)) {
  check_within("Adadelta", "rho", options.rho, 0.0, 1.0);
  check_not_negative("Adadelta", "eps", options.eps);
  check_not_negative("Adadelta", "weight_decay", options.weight_decay);
}

void Adadelta::update(Next& next, Var p, Var g) const {
  const double rho = options.rho, eps = options.eps;
  g = adjusted(g, p, options.maximize, options.weight_decay);
  const Var v = average_of_squares(next, p, "mean_square", rho, g);
  const Var d = sqrt(next.slot(p, "mean_square_step") + eps) / sqrt(v + eps) * g;
  average_of_squares(next, p, "mean_square_step", rho, d);
  next[p] = p - next.lr(options.lr) * d;
}

}  // namespace xgrad::optim
