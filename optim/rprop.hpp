#pragma once
#include <array>
#include <xgrad/optim/optimizer.hpp>

namespace xgrad::optim {

/// Rprop: only signs of the gradient count, each entry has a step of its own (Riedmiller and Braun 1993).
///   q = g g_last;   s <- s etas[1] where q > 0,  s etas[0] where q < 0,  within step_sizes;
///   p <- p - sign(g) s, but where q < 0 p rests and g counts as 0 in the next step        as torch.optim.Rprop
/// s starts at lr. maximize: along g. For gradients of all data, not of batches. State: "step_size", "last_gradient".
/// Throws DataError for options out of range.
struct Rprop : Optimizer {
  struct Options {
    double lr = 1e-2;
    std::array<double, 2> etas = {0.5, 1.2}, step_sizes = {1e-6, 50.0};
    bool maximize = false;
  } options;
  Rprop() : Rprop(Options{}) {}
  explicit Rprop(Options o);
  std::string_view name() const override { return "rprop"; }
  bool goes_along_gradient() const override { return options.maximize; }
  void update(Next& next, Var p, Var g) const override;
};

}  // namespace xgrad::optim
