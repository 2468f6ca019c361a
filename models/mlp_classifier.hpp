#pragma once
#include <xgrad/models/mlp_estimator.hpp>

namespace xgrad::models {

/// A multi-layer perceptron that tells classes apart.                      as sklearn.neural_network.MLPClassifier
///   loss      cross-entropy of softmax outputs (two classes: of one logistic output) + alpha / 2 sum(w^2) / n
///   shapes    X [n, features] of any dtype; y [n] or [n, 1]: int64, bool, or whole numbers as floats; or n words
///   weights   sample_weight [n] is how much each row counts in the loss and in scores; Tensor(): all the same
///
///     auto digits = datasets::load_digits();
///     auto [X_train, X_test, y_train, y_test] =
///         train_test_split(digits.data, digits.target, {.test_size = 0.2, .random_state = 42});
///     models::MLPClassifier mlp({.hidden_layer_sizes = {50}, .max_iter = 500, .random_state = 42});
///     mlp.fit(X_train, y_train);
///     mlp.score(X_test, y_test);                                            // 0.9666666666666667
///
/// Fitted with words, it predicts words by predict_names, while predict and classes are a DataError.
class MLPClassifier : public MLPEstimator {
 public:
  using Options = MLPOptions;
  /// y are labels: for Estimator.
  static constexpr bool is_classifier = true;
  MLPClassifier() : MLPClassifier(Options{}) {}
  explicit MLPClassifier(Options given) : MLPEstimator("MLPClassifier", std::move(given)) {}

  /// Learns from the rows of X and their labels.
  MLPClassifier& fit(const Tensor& X, const Tensor& y, const Tensor& sample_weight = {});
  /// The same of words.
  MLPClassifier& fit(const Tensor& X, const std::vector<std::string>& y, const Tensor& sample_weight = {});
  /// One more epoch over these rows, by adam or sgd, which go on as they were made. The first call must say all classes
  /// that are to come; y need not have them all.
  ///     for (auto& [xb, yb] : batches(X, y, 500)) mlp.partial_fit(xb, yb, {0, 1, 2});
  MLPClassifier& partial_fit(const Tensor& X, const Tensor& y, const std::vector<std::int64_t>& classes = {},
                             const Tensor& sample_weight = {});
  /// The same of words.
  MLPClassifier& partial_fit(const Tensor& X, const std::vector<std::string>& y,
                             const std::vector<std::string>& classes = {}, const Tensor& sample_weight = {});
  /// The likeliest class of each row: int64 [n].
  Tensor predict(const Tensor& X) const;
  /// The same as words.
  std::vector<std::string> predict_names(const Tensor& X) const;
  /// [n, classes], in the order of classes().
  Tensor predict_proba(const Tensor& X) const;
  /// The share of rows whose class is predicted.
  double score(const Tensor& X, const Tensor& y, const Tensor& sample_weight = {}) const;
  /// The same of words.
  double score(const Tensor& X, const std::vector<std::string>& y, const Tensor& sample_weight = {}) const;
  /// The labels, sorted.
  const std::vector<std::int64_t>& classes() const;
  /// The same as words.
  std::vector<std::string> class_names() const;

 private:
  Tensor predicted(std::string_view method, const Tensor& X) const;  // places
};

}  // namespace xgrad::models
