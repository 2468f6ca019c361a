#pragma once
#include <cstdint>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <vector>
#include <xgrad/graph/tensor.hpp>
#include <xgrad/models/parameter_value.hpp>

namespace xgrad::models {

namespace detail {
struct Labels;
struct LogisticState;
}  // namespace detail

/// Classes told apart by linear functions of the features.               as sklearn.linear_model.LogisticRegression
///   value    probabilities softmax(X coef^T + intercept); of two classes, sigmoid for the second
///   loss     C sum w_i (cross-entropy of row i) + 1/2 sum coef^2, made least by L-BFGS (the intercept is free)
///   shapes   X [n, features]; y [n] or [n, 1]: int64, bool, whole numbers as floats; or n words; sample_weight [n]
///
///     Dataset iris = datasets::load_iris();
///     models::LogisticRegression logistic({.max_iter = 1000});
///     logistic.fit(iris.data, iris.target);
///     logistic.score(iris.data, iris.target);                                // 0.9733333333333334
///
/// Throws DataError for data and options that do not fit, and for fewer than two classes; a fit that throws leaves the
/// model as it was. Before the first fit, everything learned is a DataError. Fitted with words, it predicts words by
/// predict_names, while predict and classes are a DataError. Copies share what was learned.
class LogisticRegression {
 public:
  /// scikit-learn's parameters that go with L-BFGS and a quadratic penalty.
  struct Options {
    double C = 1.0;               ///< the inverse of the penalty's strength; infinity: no penalty
    double tol = 1e-4;            ///< the end: no entry of the gradient of the mean loss is larger
    bool fit_intercept = true;    ///< else it is 0
    std::int64_t max_iter = 100;  ///< iterations of L-BFGS at most
    bool warm_start = false;      ///< go on from the coefficients of the last fit
  };
  /// y are labels: for Estimator.
  static constexpr bool is_classifier = true;
  /// May be changed between fits; they are checked by fit.
  Options options;

  LogisticRegression() : LogisticRegression(Options{}) {}
  explicit LogisticRegression(Options given) : options(given) {}

  /// Learns from the rows of X and their labels.
  LogisticRegression& fit(const Tensor& X, const Tensor& y, const Tensor& sample_weight = {});
  /// The same of words.
  LogisticRegression& fit(const Tensor& X, const std::vector<std::string>& y, const Tensor& sample_weight = {});
  /// The likeliest class of each row: int64 [n].
  Tensor predict(const Tensor& X) const;
  /// The same as words.
  std::vector<std::string> predict_names(const Tensor& X) const;
  /// [n, classes], in the order of classes().
  Tensor predict_proba(const Tensor& X) const;
  /// X coef^T + intercept: [n, classes], of two classes [n].
  Tensor decision_function(const Tensor& X) const;
  /// The share of rows whose class is predicted.
  double score(const Tensor& X, const Tensor& y, const Tensor& sample_weight = {}) const;
  /// The same of words.
  double score(const Tensor& X, const std::vector<std::string>& y, const Tensor& sample_weight = {}) const;
  /// Gives the option of that name a value.
  void set_param(std::string_view name, const ParameterValue& value);

  /// Whether there has been a fit.
  bool is_fitted() const { return state_ != nullptr; }
  /// [classes, features], of two classes [1, features]. float32 if X was, else float64, as everything learned.
  const Tensor& coef() const;
  /// [classes], of two classes [1].
  const Tensor& intercept() const;
  /// The labels, sorted.
  const std::vector<std::int64_t>& classes() const;
  /// The same as words.
  std::vector<std::string> class_names() const;
  /// Iterations of L-BFGS.
  std::int64_t n_iter() const;
  /// Columns of X.
  std::int64_t n_features_in() const { return coef().shape(1); }
  /// What the last fit has to say, such as that max_iter was too small.
  const std::vector<std::string>& warnings() const;

 private:
  void check_options() const;
  const detail::LogisticState& state() const;
  void learn(const Tensor& X, const detail::Labels& labels, const Tensor& sample_weight);
  Tensor scores(std::string_view method, const Tensor& X) const;     // float64 [n, classes], or [n, 1]
  Tensor predicted(std::string_view method, const Tensor& X) const;  // places

  std::shared_ptr<const detail::LogisticState> state_;
};

}  // namespace xgrad::models
