#pragma once
#include <concepts>
#include <cstdint>
#include <optional>
#include <string>
#include <utility>
#include <vector>
#include <xgrad/models/cross_validation.hpp>
#include <xgrad/models/data/label_encoder.hpp>
#include <xgrad/models/estimator.hpp>
#include <xgrad/models/parameter_value.hpp>

namespace xgrad::models {

/// Names of parameters, each with the values to try.
///     ParameterGrid grid = {{"alpha", {0.0001, 0.01}}, {"hidden_layer_sizes", {{10}, {20, 20}}}};
using ParameterGrid = std::vector<std::pair<std::string, std::vector<ParameterValue>>>;
/// Several grids, each with combinations of its own; they are tried one after the other.
///     models::ParameterGrids{{{"solver", {"lbfgs"}}}, {{"solver", {"adam"}}, {"learning_rate_init", {0.001, 0.01}}}}
using ParameterGrids = std::vector<ParameterGrid>;
/// One value for each, by name.
using Parameters = std::vector<std::pair<std::string, ParameterValue>>;

/// What a search found of each combination, in scikit-learn's order: grid by grid, names sorted, the last varying
/// fastest.
struct SearchResults {
  std::vector<Parameters> params;
  std::vector<std::vector<double>> split_test_scores;  ///< of each combination, each fold's; NaN where fitting failed
  std::vector<double> mean_test_score, std_test_score;
  std::vector<std::int64_t> rank_test_score;  ///< from 1, the best; equal ones share the first's
};

/// Tries all combinations of parameters by cross-validation, and fits the best on all rows.
///                                                                   as sklearn.model_selection.GridSearchCV
///
///     Dataset iris = datasets::load_iris();
///     models::GridSearchCV search(models::LogisticRegression({.max_iter = 1000}), {{"C", {0.01, 1.0, 100.0}}});
///     search.fit(iris.data, iris.target);
///     search.best_params();                                                  // C = 100
///     search.best_score();                                                   // 0.98
///     search.predict(rows(iris.data, 0, 1));                                 // [0]
///
/// sample_weight [n] is how much each row counts: in fits and in scores, but for a measure of one's own that takes
/// none. Fitted with words, it predicts words by predict_names. A pipeline's parameters are named "STEP__PARAMETER". A
/// fit that throws DataError (it diverged) scores NaN, is told by warnings(), and ranks last. Throws DataError for a
/// grid with no or two equal names, no values, or names that the estimator has not got, if every fit fails, and as
/// cross_val_score does; a search that throws leaves the results of the last one.
class GridSearchCV {
 public:
  /// scikit-learn's parameters.
  struct Options {
    Folds cv = 5;          ///< how rows are split
    Scoring scoring = {};  ///< how the fitted estimators are judged
    bool refit = true;     ///< fit the best on all rows, so that it can predict
  };
  GridSearchCV(Estimator estimator, ParameterGrid grid)
      : GridSearchCV(std::move(estimator), std::move(grid), Options{}) {}
  GridSearchCV(Estimator estimator, ParameterGrid grid, Options options);
  /// Of several grids, which must be named as such: models::ParameterGrids{...}.
  template <std::same_as<ParameterGrids> G>
  GridSearchCV(Estimator estimator, G grids) : GridSearchCV(std::move(estimator), std::move(grids), Options{}) {}
  /// The same with options.
  template <std::same_as<ParameterGrids> G>
  GridSearchCV(Estimator estimator, G grids, Options options)
      : estimator_(std::move(estimator)), grids_(std::move(grids)), options_(std::move(options)) {
    check_grids();
  }

  /// Searches.
  GridSearchCV& fit(const Tensor& X, const Tensor& y, const Tensor& sample_weight = {});
  /// The same of labels that are words, numbered in alphabetical order.
  GridSearchCV& fit(const Tensor& X, const std::vector<std::string>& y, const Tensor& sample_weight = {});
  /// By the best estimator. Throws DataError after a fit with words.
  Tensor predict(const Tensor& X) const;
  /// By the best estimator, as words. Throws DataError after a fit with numbers.
  std::vector<std::string> predict_names(const Tensor& X) const;
  /// By the best estimator, if it is a classifier that has it.
  Tensor predict_proba(const Tensor& X) const { return best_estimator().predict_proba(X); }
  /// The best estimator's score by the search's measure.
  double score(const Tensor& X, const Tensor& y, const Tensor& sample_weight = {}) const {
    return options_.scoring(best_estimator(), X, y, sample_weight);
  }
  /// The same of words.
  double score(const Tensor& X, const std::vector<std::string>& y, const Tensor& sample_weight = {}) const;
  /// Whether the estimator is one.
  bool is_classifier() const { return estimator_.is_classifier(); }
  /// The same search, nothing found.
  GridSearchCV unfitted() const { return GridSearchCV(estimator_, grids_, options_); }

  /// Of the best combination: its parameters, mean score and place in cv_results().
  const Parameters& best_params() const { return cv_results().params[best_index()]; }
  double best_score() const { return cv_results().mean_test_score[best_index()]; }
  std::size_t best_index() const;
  /// Fitted on all rows. Throws DataError without refit.
  const Estimator& best_estimator() const;
  /// Everything that was tried.
  const SearchResults& cv_results() const;
  /// Which fits failed, and why.
  const std::vector<std::string>& warnings() const { return warnings_; }

 private:
  void check_grids();  // and sorts them

  Estimator estimator_;
  ParameterGrids grids_;
  Options options_;
  std::optional<SearchResults> results_;
  std::optional<Estimator> best_;
  std::optional<LabelEncoder> words_;  // after a fit with words
  std::vector<std::string> warnings_;
};

}  // namespace xgrad::models
