#pragma once
#include <array>
#include <xgrad/optim/optimizer.hpp>

namespace xgrad::optim {

/// NAdam: Adam with Nesterov's momentum (Dozat 2016).               as torch.optim.NAdam
///   m, v as Adam's;   mu_t = b1 (1 - 0.96^(t momentum_decay) / 2),   P_t = mu_1 ... mu_t,
///   p <- p - lr / (sqrt(v / (1 - b2^t)) + eps)  ((1 - mu_t) / (1 - P_t) g + mu_(t+1) / (1 - P_(t+1)) m)
/// weight_decay adds wd p to g; decoupled_weight_decay: p <- (1 - lr wd) p first, as AdamW. maximize: along g.
/// State: "mean", "mean_square", and for all parameters "momentum_product". Throws DataError for options out of range.
struct NAdam : Optimizer {
  struct Options {
    Schedule lr = 2e-3;
    std::array<double, 2> betas = {0.9, 0.999};
    double eps = 1e-8, weight_decay = 0.0, momentum_decay = 4e-3;
    bool decoupled_weight_decay = false, maximize = false;
  } options;
  NAdam() : NAdam(Options{}) {}
  explicit NAdam(Options o);
  std::string_view name() const override { return "nadam"; }
  bool goes_along_gradient() const override { return options.maximize; }
  void update(Next& next, Var p, Var g) const override;
};

}  // namespace xgrad::optim
