#pragma once
#include <array>
#include <string_view>
#include <xgrad/optim/optimizer.hpp>

/// What the optimizers that average gradients have in common.
namespace xgrad::optim {

/// The running average  a <- beta a + (1 - beta) x  in the slot `name` of p: returns the new value.
Var average(Next& next, Var p, std::string_view name, double beta, Var x);
/// The same of squares  a <- beta a + (1 - beta) x^2.
Var average_of_squares(Next& next, Var p, std::string_view name, double beta, Var x);
/// A velocity  m <- momentum m + x.
Var velocity(Next& next, Var p, std::string_view name, double momentum, Var x);

/// 1 - beta^t, which written so would lose the digits that beta and 1 have in common.
Var one_minus_power(double beta, Var t);

/// -g if maximize, + weight_decay p: what stands for the gradient.
Var adjusted(Var g, Var p, bool maximize, double weight_decay);

/// Decoupled weight decay: (1 - lr weight_decay) p.
Var decayed(Next& next, Var p, const Schedule& lr, double weight_decay);

/// Checks betas, eps and weight_decay, as many optimizers have them.
void check_moments(std::string_view optimizer, const std::array<double, 2>& betas, double eps, double weight_decay);

/// What Adam and AdamW subtract from p:  lr / (1 - b1^t)  m / (sqrt(v) / sqrt(1 - b2^t) + eps).
struct AdamRule {
  const Schedule& lr;
  std::array<double, 2> betas;
  double eps;
  bool amsgrad;
  Var operator()(Next& next, Var p, Var g) const;
};

}  // namespace xgrad::optim
