#pragma once
#include <xgrad/optim/optimizer.hpp>

namespace xgrad::optim {

/// AdaGrad (Duchi, Hazan and Singer 2011).                          as torch.optim.Adagrad
///   v <- v + g^2,   p <- p - lr / (1 + (t - 1) lr_decay)  g / (sqrt(v) + eps)
/// v starts at initial_accumulator_value. weight_decay adds wd p to g. maximize: along g.
/// State: "square_sum". Throws DataError for options out of range.
struct AdaGrad : Optimizer {
  struct Options {
    Schedule lr = 1e-2;
    double lr_decay = 0.0, weight_decay = 0.0, initial_accumulator_value = 0.0, eps = 1e-10;
    bool maximize = false;
  } options;
  AdaGrad() : AdaGrad(Options{}) {}
  explicit AdaGrad(Options o);
  std::string_view name() const override { return "adagrad"; }
  bool goes_along_gradient() const override { return options.maximize; }
  void update(Next& next, Var p, Var g) const override;
};

}  // namespace xgrad::optim
