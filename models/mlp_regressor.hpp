#pragma once
#include <xgrad/models/mlp_estimator.hpp>

namespace xgrad::models {

/// A multi-layer perceptron that predicts numbers.                         as sklearn.neural_network.MLPRegressor
///   loss      half the mean squared error + alpha / 2 sum(w^2) / n
///   shapes    X [n, features], y [n] or [n, outputs], of any dtype
///
///     Tensor X = tensor({{0.0}, {0.5}, {1.0}, {1.5}, {2.0}}), y = tensor({0.0, 0.25, 1.0, 2.25, 4.0});
///     models::MLPRegressor mlp({.hidden_layer_sizes = {20}, .learning_rate_init = 0.01, .max_iter = 2000,
///     .random_state = 1}); mlp.fit(X, y); mlp.predict(tensor({{1.2}}));                                         //
///     about 1.4
class MLPRegressor : public MLPEstimator {
 public:
  using Options = MLPOptions;
  MLPRegressor() : MLPRegressor(Options{}) {}
  explicit MLPRegressor(Options given) : MLPEstimator("MLPRegressor", std::move(given)) {}

  MLPRegressor& fit(const Tensor& X, const Tensor& y);
  /// [n], or [n, outputs] if there are several; of the options' dtype.
  Tensor predict(const Tensor& X) const;
  /// r2_score.
  double score(const Tensor& X, const Tensor& y) const;

 private:
  Tensor checked_targets(std::string_view method, const Tensor& X, const Tensor& y, DType dtype) const;
};

}  // namespace xgrad::models
