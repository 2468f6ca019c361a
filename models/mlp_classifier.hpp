#pragma once
#include <xgrad/models/mlp_estimator.hpp>

namespace xgrad::models {

/// A multi-layer perceptron that tells classes apart.                      as sklearn.neural_network.MLPClassifier
///   loss      cross-entropy of softmax outputs (two classes: of one logistic output) + alpha / 2 sum(w^2) / n
///   shapes    X [n, features] of any dtype, y [n] or [n, 1]: int64, bool, or whole numbers as floats
///
///     auto digits = datasets::load_digits();
///     auto [X_train, X_test, y_train, y_test] =
///         train_test_split(digits.data, digits.target, {.test_size = 0.2, .random_state = 42});
///     models::MLPClassifier mlp({.hidden_layer_sizes = {50}, .max_iter = 500, .random_state = 42});
///     mlp.fit(X_train, y_train);
///     mlp.score(X_test, y_test);                                            // 0.9666666666666667
class MLPClassifier : public MLPEstimator {
 public:
  using Options = MLPOptions;
  MLPClassifier() : MLPClassifier(Options{}) {}
  explicit MLPClassifier(Options given) : MLPEstimator("MLPClassifier", std::move(given)) {}

  MLPClassifier& fit(const Tensor& X, const Tensor& y);
  /// The likeliest class of each row: int64 [n].
  Tensor predict(const Tensor& X) const;
  /// [n, classes], in the order of classes().
  Tensor predict_proba(const Tensor& X) const;
  /// The share of rows whose class is predicted.
  double score(const Tensor& X, const Tensor& y) const;
  /// The labels, sorted.
  const std::vector<std::int64_t>& classes() const;
};

}  // namespace xgrad::models
