#pragma once
#include <xgrad/optim/optimizer.hpp>

namespace xgrad::optim {

/// Adadelta (Zeiler 2012, arXiv 1212.5701): steps have the size of earlier steps, so it needs no learning rate.
///   v <- rho v + (1 - rho) g^2,   d = sqrt(a + eps) / sqrt(v + eps) g,   a <- rho a + (1 - rho) d^2,   p <- p - lr d
/// weight_decay adds wd p to g. maximize: along g.                  as torch.optim.Adadelta
/// State: "mean_square", "mean_square_step". Throws DataError for options out of range.
struct Adadelta : Optimizer {
  struct Options {
    Schedule lr = 1.0;
    double rho = 0.9, eps = 1e-6, weight_decay = 0.0;
    bool maximize = false;
  } options;
  Adadelta() : Adadelta(Options{}) {}
  explicit Adadelta(Options o);
  std::string_view name() const override { return "adadelta"; }
  bool goes_along_gradient() const override { return options.maximize; }
  void update(Next& next, Var p, Var g) const override;
};

}  // namespace xgrad::optim
