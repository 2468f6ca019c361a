#pragma once
#include <cstdint>
#include <xgrad/optim/optimizer.hpp>

namespace xgrad::optim {

/// What has a learning rate of its own in SignFlipSGD.
enum class Granularity : std::uint8_t { element, tensor, global };

/// Gradient descent that slows down where the gradient changes sign: no swinging around the minimum.
///   rate <- max(decay rate, min_lr) where g g_last < 0,   p <- p - rate g
/// element: a rate for each entry of a parameter, by the product of its two gradients. tensor: one for each parameter,
/// by the inner product. global: one for all, by the sum of the inner products. A product of 0 changes nothing, so the
/// first step takes lr. For one scalar all three are the same. State: "lr", the rates (for global the optimizer's own),
/// and "last_gradient". Throws DataError for options out of range.
struct SignFlipSGD : Optimizer {
  struct Options {
    double lr = 1e-2, decay = 0.5;
    Granularity granularity = Granularity::element;
    double min_lr = 0.0;
  } options;
  SignFlipSGD() : SignFlipSGD(Options{}) {}
  explicit SignFlipSGD(Options o);
  std::string_view name() const override { return "sign_flip_sgd"; }
  void update(Next& next, Var p, Var g) const override;
  void update_all(Next& next, const Vars& parameters, const Vars& gradients) const override;

 private:
  Var decayed(Var rate, Var product) const;
  Var common_rate(Next& next, DType dtype) const;  // of Granularity::global
};

}  // namespace xgrad::optim
