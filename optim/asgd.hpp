#pragma once
#include <xgrad/optim/optimizer.hpp>

namespace xgrad::optim {

/// Averaged stochastic gradient descent (Polyak and Juditsky 1992).  as torch.optim.ASGD
///   h = lr / (1 + lambd lr (t - 1))^alpha,   p <- (1 - lambd h) p - h g,   a <- a + (p - a) / max(1, t - 1 - t0)
/// The average a of the parameters is the slot "average": value(asgd.slot(w, "average")). weight_decay adds wd p to g.
/// maximize: along g. Throws DataError for options out of range.
struct ASGD : Optimizer {
  struct Options {
    Schedule lr = 1e-2;
    double lambd = 1e-4, alpha = 0.75, t0 = 1e6, weight_decay = 0.0;
    bool maximize = false;
  } options;
  ASGD() : ASGD(Options{}) {}
  explicit ASGD(Options o);
  std::string_view name() const override { return "asgd"; }
  bool goes_along_gradient() const override { return options.maximize; }
  void update(Next& next, Var p, Var g) const override;
};

}  // namespace xgrad::optim
