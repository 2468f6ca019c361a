#pragma once
#include <xgrad/models/mlp_estimator.hpp>

namespace xgrad::models {

/// A multi-layer perceptron that predicts numbers.                         as sklearn.neural_network.MLPRegressor
///   loss      half the mean squared error + alpha / 2 sum(w^2) / n; with loss = "poisson" half the mean Poisson
///             deviance y log(y / p) - y + p of y >= 0, summed over outputs, of p = exp(last layer)
///   shapes    X [n, features], y [n] or [n, outputs], of any dtype
///   weights   sample_weight [n] is how much each row counts in the loss and in scores; Tensor(): all the same
///
///     Tensor X = tensor({{0.0}, {0.5}, {1.0}, {1.5}, {2.0}}), y = tensor({0.0, 0.25, 1.0, 2.25, 4.0});
///     models::MLPRegressor mlp(
///         {.hidden_layer_sizes = {20}, .activation = "tanh", .solver = "lbfgs", .random_state = 0});
///     mlp.fit(X, y);
///     mlp.predict(tensor({{1.25}}));                               // about 1.25^2 = 1.5625
class MLPRegressor : public MLPEstimator {
 public:
  using Options = MLPOptions;
  MLPRegressor() : MLPRegressor(Options{}) {}
  explicit MLPRegressor(Options given) : MLPEstimator("MLPRegressor", std::move(given)) {}

  /// Learns from the rows of X and their targets.
  MLPRegressor& fit(const Tensor& X, const Tensor& y, const Tensor& sample_weight = {});
  /// One more epoch over these rows, by adam or sgd, which go on as they were made.
  MLPRegressor& partial_fit(const Tensor& X, const Tensor& y, const Tensor& sample_weight = {});
  /// [n], or [n, outputs] if there are several; of the options' dtype.
  Tensor predict(const Tensor& X) const;
  /// r2_score.
  double score(const Tensor& X, const Tensor& y, const Tensor& sample_weight = {}) const;

 private:
  detail::MLPTarget make_target(std::string_view method, const Tensor& X, const Tensor& y,
                                const Tensor& sample_weight) const;
};

}  // namespace xgrad::models
