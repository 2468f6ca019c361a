#pragma once
#include <array>
#include <xgrad/optim/optimizer.hpp>

namespace xgrad::optim {

/// Adamax: Adam by the largest gradient in place of the mean square (Kingma and Ba 2014, section 7.1).
///   m <- b1 m + (1 - b1) g,   u <- max(b2 u, |g| + eps),   p <- p - lr / (1 - b1^t)  m / u
/// weight_decay adds wd p to g. maximize: along g.                  as torch.optim.Adamax
/// State: "mean", "largest". Throws DataError for options out of range.
struct Adamax : Optimizer {
  struct Options {
    Schedule lr = 2e-3;
    std::array<double, 2> betas = {0.9, 0.999};
    double eps = 1e-8, weight_decay = 0.0;
    bool maximize = false;
  } options;
  Adamax() : Adamax(Options{}) {}
  explicit Adamax(Options o);
  std::string_view name() const override { return "adamax"; }
  bool goes_along_gradient() const override { return options.maximize; }
  void update(Next& next, Var p, Var g) const override;
};

}  // namespace xgrad::optim
