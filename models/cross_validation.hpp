#pragma once
#include <concepts>
#include <cstdint>
#include <functional>
#include <string>
#include <string_view>
#include <utility>
#include <variant>
#include <vector>
#include <xgrad/graph/tensor.hpp>
#include <xgrad/models/data/k_fold.hpp>
#include <xgrad/models/estimator.hpp>

namespace xgrad::models {

/// How rows are split for cross-validation: a number of folds (stratified for classifiers), KFold, StratifiedKFold, or
/// splits of your own.
class Folds {
 public:
  /// That many folds of rows in order: as KFold splits, for classifiers as StratifiedKFold.
  template <std::integral I> Folds(I n_splits) : how_(static_cast<std::int64_t>(n_splits)) {}
  /// As KFold splits.
  Folds(KFold folds) : how_(folds) {}
  /// As StratifiedKFold splits.
  Folds(StratifiedKFold folds) : how_(folds) {}
  /// These, whatever the rows.
  Folds(std::vector<SplitRows> splits) : how_(std::move(splits)) {}
  /// Of the rows of y.
  std::vector<SplitRows> split(const Tensor& y, bool is_classifier) const;

 private:
  std::variant<std::int64_t, KFold, StratifiedKFold, std::vector<SplitRows>> how_;
};

/// How a fitted estimator is judged: by its own score, by "accuracy", "r2" or "neg_mean_squared_error", or by a
/// function of yours that is greater for better ones, and may take a fourth argument, the rows' weights. Throws
/// DataError for another name.
class Scoring {
 public:
  /// A measure of your own.
  using Function = std::function<double(const Estimator& fitted, const Tensor& X, const Tensor& y)>;
  /// One that counts each row as much as its weight says; Tensor(): all the same.
  using WeightedFunction =
      std::function<double(const Estimator& fitted, const Tensor& X, const Tensor& y, const Tensor& sample_weight)>;
  /// The estimator's own score.
  Scoring() = default;
  /// "accuracy", "r2" or "neg_mean_squared_error".
  Scoring(const char* name) : Scoring(std::string_view(name)) {}
  /// The same.
  Scoring(const std::string& name) : Scoring(std::string_view(name)) {}
  /// The same.
  Scoring(std::string_view name);
  /// A function of yours; an empty std::function is the estimator's own score.
  template <class F>
  requires(std::convertible_to<F, Function> && !std::convertible_to<F, std::string_view>) Scoring(F function)
      : Scoring(Function(std::move(function))) {}
  /// The same of a function; weights are not for it.
  Scoring(Function function);
  /// A function of yours that takes weights.
  template <class F>
  requires(std::convertible_to<F, WeightedFunction> && !std::convertible_to<F, std::string_view>) Scoring(F function)
      : function_(std::move(function)) {}
  /// How good the fitted estimator is on X and y.
  double operator()(const Estimator& fitted, const Tensor& X, const Tensor& y, const Tensor& sample_weight = {}) const;

 private:
  WeightedFunction function_;
};

/// Options of cross_val_score.
struct CrossValidationOptions {
  Folds cv = 5;          ///< how rows are split
  Scoring scoring = {};  ///< how the fitted estimators are judged
  /// [n]: how much each row counts while fitting; scores count all rows the same, as scikit-learn's (without its
  /// metadata routing) do.
  Tensor sample_weight = {};
};

/// The score on each fold of an estimator that was fitted on the others.    as sklearn.model_selection.cross_val_score
///
///     Dataset iris = datasets::load_iris();
///     models::LogisticRegression logistic({.max_iter = 1000});
///     models::cross_val_score(logistic, iris.data, iris.target);  // 0.9667, 1, 0.9333, 0.9667, 1
///
/// The estimator itself stays as it is. What fitting or scoring throws passes through. Throws DataError for X and y of
/// different length, and as KFold and StratifiedKFold do.
std::vector<double> cross_val_score(const Estimator& estimator, const Tensor& X, const Tensor& y,
                                    const CrossValidationOptions& options = {});
/// The same of labels that are words, numbered in alphabetical order.
std::vector<double> cross_val_score(const Estimator& estimator, const Tensor& X, const std::vector<std::string>& y,
                                    const CrossValidationOptions& options = {});

}  // namespace xgrad::models
