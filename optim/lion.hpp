#pragma once
#include <array>
#include <xgrad/optim/optimizer.hpp>

namespace xgrad::optim {

/// Lion: the sign of a momentum (Chen et al. 2023, arXiv 2302.06675, algorithm 2).
///   c = b1 m + (1 - b1) g,   p <- p - lr (sign(c) + wd p),   m <- b2 m + (1 - b2) g;   sign(0) = 0
/// PyTorch has none; options are in its style. Every entry moves by lr: take a third to a tenth of AdamW's rate, and
/// three to ten times its weight_decay. maximize: along g. State: "momentum". Throws DataError for options out of
/// range.
struct Lion : Optimizer {
  struct Options {
    Schedule lr = 1e-4;
    std::array<double, 2> betas = {0.9, 0.99};
    double weight_decay = 0.0;
    bool maximize = false;
  } options;
  Lion() : Lion(Options{}) {}
  explicit Lion(Options o);
  std::string_view name() const override { return "lion"; }
  bool goes_along_gradient() const override { return options.maximize; }
  void update(Next& next, Var p, Var g) const override;
};

}  // namespace xgrad::optim
