#pragma once
#include <xgrad/optim/optimizer.hpp>

namespace xgrad::optim {

/// RMSprop (Hinton; centered: Graves 2013, arXiv 1308.0850).        as torch.optim.RMSprop
///   v <- alpha v + (1 - alpha) g^2,   d = g / (sqrt(v) + eps),   p <- p - lr d
/// centered: c <- alpha c + (1 - alpha) g, and v - c^2 in place of v (0 where rounding has put it below). momentum:
/// m <- momentum m + d, and m in place of d. weight_decay adds wd p to g. maximize: along g.
/// State: "mean_square", "mean" if centered, "momentum". Throws DataError for options out of range.
struct RMSprop : Optimizer {
  struct Options {
    Schedule lr = 1e-2;
    double alpha = 0.99, eps = 1e-8, weight_decay = 0.0, momentum = 0.0;
    bool centered = false, maximize = false;
  } options;
  RMSprop() : RMSprop(Options{}) {}
  explicit RMSprop(Options o);
  std::string_view name() const override { return "rmsprop"; }
  void update(Next& next, Var p, Var g) const override;
  bool goes_along_gradient() const override { return options.maximize; }
};

}  // namespace xgrad::optim
