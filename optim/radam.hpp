#pragma once
#include <array>
#include <xgrad/optim/optimizer.hpp>

namespace xgrad::optim {

/// RAdam: Adam that is plain momentum until the mean square is known well enough (Liu et al. 2019, arXiv 1908.03265).
///   m, v as Adam's;   h = m / (1 - b1^t),   R = 2 / (1 - b2) - 1,   r = R - 2 t b2^t / (1 - b2^t),
///   r <= 5:  p <- p - lr h;    r > 5:  p <- p - lr h sqrt(1 - b2^t) / (sqrt(v) + eps)  c,
///   c = sqrt((r - 4) (r - 2) R / ((R - 4) (R - 2) r))                 as torch.optim.RAdam
/// weight_decay adds wd p to g; decoupled_weight_decay: p <- (1 - lr wd) p first, as AdamW. maximize: along g.
/// State: "mean", "mean_square". Throws DataError for options out of range.
struct RAdam : Optimizer {
  struct Options {
    Schedule lr = 1e-3;
    std::array<double, 2> betas = {0.9, 0.999};
    double eps = 1e-8, weight_decay = 0.0;
    bool decoupled_weight_decay = false, maximize = false;
  } options;
  RAdam() : RAdam(Options{}) {}
  explicit RAdam(Options o);
  std::string_view name() const override { return "radam"; }
  bool goes_along_gradient() const override { return options.maximize; }
  void update(Next& next, Var p, Var g) const override;
};

}  // namespace xgrad::optim
