#pragma once
#include <xgrad/optim/optimizer.hpp>

namespace xgrad::optim {

/// Stochastic gradient descent.                                     as torch.optim.SGD
///   p <- p - lr g
/// momentum: m <- g in the first step, later momentum m + (1 - dampening) g, and p <- p - lr m; nesterov: p <- p - lr
/// (g + momentum m). weight_decay adds wd p to g. maximize: along g. State: "momentum". Throws DataError for options
/// out of range, and for nesterov without momentum or with dampening.
struct SGD : Optimizer {
  struct Options {
    Schedule lr = 1e-3;
    double momentum = 0.0, dampening = 0.0, weight_decay = 0.0;
    bool nesterov = false, maximize = false;
  } options;
  SGD() : SGD(Options{}) {}
  explicit SGD(Options o);
  std::string_view name() const override { return "sgd"; }
  void update(Next& next, Var p, Var g) const override;
  bool goes_along_gradient() const override { return options.maximize; }
};

}  // namespace xgrad::optim
