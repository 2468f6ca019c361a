#pragma once
#include <array>
#include <xgrad/optim/optimizer.hpp>

namespace xgrad::optim {

/// Adam (Kingma and Ba 2014, arXiv 1412.6980).                      as torch.optim.Adam
///   m <- b1 m + (1 - b1) g,   v <- b2 v + (1 - b2) g^2,
///   p <- p - lr / (1 - b1^t)  m / (sqrt(v) / sqrt(1 - b2^t) + eps)
/// weight_decay adds wd p to g. amsgrad: the largest v so far stands in place of v (Reddi et al. 2018). maximize: along
/// g. State: "mean", "mean_square", with amsgrad "max_mean_square". Throws DataError for options out of range.
struct Adam : Optimizer {
  struct Options {
    Schedule lr = 1e-3;
    std::array<double, 2> betas = {0.9, 0.999};
    double eps = 1e-8, weight_decay = 0.0;
    bool amsgrad = false, maximize = false;
  } options;
  Adam() : Adam(Options{}) {}
  explicit Adam(Options o);
  std::string_view name() const override { return "adam"; }
  void update(Next& next, Var p, Var g) const override;
  bool goes_along_gradient() const override { return options.maximize; }
};

/// Adam with weight decay that is no part of the gradient (Loshchilov and Hutter 2017, arXiv 1711.05101).
///   p <- (1 - lr wd) p - lr / (1 - b1^t)  m / (sqrt(v) / sqrt(1 - b2^t) + eps)        as torch.optim.AdamW
/// m, v, options and state as Adam's, weight_decay 0.01.
struct AdamW : Optimizer {
  struct Options {
    Schedule lr = 1e-3;
    std::array<double, 2> betas = {0.9, 0.999};
    double eps = 1e-8, weight_decay = 1e-2;
    bool amsgrad = false, maximize = false;
  } options;
  AdamW() : AdamW(Options{}) {}
  explicit AdamW(Options o);
  std::string_view name() const override { return "adamw"; }
  bool goes_along_gradient() const override { return options.maximize; }
  void update(Next& next, Var p, Var g) const override;
};

}  // namespace xgrad::optim
