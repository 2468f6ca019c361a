#include <fmt/format.h>
#include <algorithm>
#include <cmath>
#include <limits>
#include <xgrad/graph/error.hpp>
#include <xgrad/models/cross_validation_internal.hpp>
#include <xgrad/models/data/sums_internal.hpp>
#include <xgrad/models/grid_search.hpp>

namespace xgrad::models {
namespace {

std::string text_of(const Parameters& parameters) {
  std::string text;
  for (const auto& [name, value] : parameters)
    text += fmt::format("{}{} = {}", text.empty() ? "" : ", ", name, value.text());
  return text;
}

/// All combinations of a sorted grid.
std::vector<Parameters> combinations(const ParameterGrid& grid) {
  std::vector<Parameters> made(1);
  for (const auto& [name, values] : grid) {
    std::vector<Parameters> longer;
    for (const Parameters& start : made)
      for (const ParameterValue& value : values) {
        longer.push_back(start);
        longer.back().emplace_back(name, value);
      }
    made = std::move(longer);
  }
  return made;
}

Estimator with(const Estimator& estimator, const Parameters& parameters) {
  Estimator made = estimator.unfitted();
  for (const auto& [name, value] : parameters) made.set_param(name, value);
  return made;
}

/// What each combination learns from, and what it is judged by.
struct Fold {
  detail::Examples train, test;
};

/// Mean, standard deviation and rank of each combination.
void summarize(SearchResults& results) {
  for (const std::vector<double>& scores : results.split_test_scores) {
    const auto n = static_cast<double>(scores.size());
    const double mean = xgrad::detail::pairwise_sum(scores.data(), scores.size()) / n;
    std::vector<double> squares;
    for (double s : scores) squares.push_back((s - mean) * (s - mean));
    results.mean_test_score.push_back(mean);
    results.std_test_score.push_back(std::sqrt(xgrad::detail::pairwise_sum(squares.data(), squares.size()) / n));
  }
  auto is_better = [](double a, double b) { return std::isnan(b) ? !std::isnan(a) : a > b; };
  for (double mean : results.mean_test_score) {
    std::int64_t better = 0;
    for (double other : results.mean_test_score) better += is_better(other, mean);
    results.rank_test_score.push_back(1 + better);
  }
}

}  // namespace

GridSearchCV::GridSearchCV(Estimator estimator, ParameterGrid grid, Options options)
    : GridSearchCV(std::move(estimator), ParameterGrids{std::move(grid)}, std::move(options)) {}

void GridSearchCV::check_grids() {
  if (grids_.empty()) throw DataError("GridSearchCV", "there is no grid");
  for (ParameterGrid& grid : grids_) {
    std::sort(grid.begin(), grid.end(), [](const auto& a, const auto& b) { return a.first < b.first; });
    if (grid.empty()) throw DataError("GridSearchCV", "the grid names no parameter");
    for (std::size_t i = 0; i < grid.size(); ++i) {
      const auto& [name, values] = grid[i];
      if (i > 0 && grid[i - 1].first == name)
        throw DataError("GridSearchCV", "the grid names a parameter twice", fmt::format("\"{}\"", name));
      if (values.empty())
        throw DataError("GridSearchCV", "a parameter has no values to try", fmt::format("\"{}\"", name));
      for (const ParameterValue& value : values) with(estimator_, {{name, value}});  // throws for a wrong name or kind
    }
  }
}

GridSearchCV& GridSearchCV::fit(const Tensor& X, const Tensor& y, const Tensor& sample_weight) {
  const detail::Examples all("GridSearchCV.fit", X, y, sample_weight);
  std::vector<Fold> folds;
  for (const SplitRows& rows : options_.cv.split(y, is_classifier()))
    folds.push_back({all.at(rows.train), all.at(rows.test)});
  SearchResults results;
  std::vector<std::string> warnings;
  bool has_score = false;
  for (const ParameterGrid& grid : grids_)
    for (Parameters& parameters : combinations(grid)) results.params.push_back(std::move(parameters));
  for (const Parameters& parameters : results.params) {
    std::vector<double>& scores = results.split_test_scores.emplace_back();
    for (const auto& [train, test] : folds) {
      try {
        Estimator model = with(estimator_, parameters);
        model.fit(train.X, train.y, train.weights);
        scores.push_back(options_.scoring(model, test.X, test.y, test.weights));
        has_score = true;
      } catch (const DataError& e) {
        scores.push_back(std::numeric_limits<double>::quiet_NaN());
        warnings.push_back(fmt::format("{}: fold {} failed: {}", text_of(parameters), scores.size(), e.what()));
      }
    }
  }
  if (!has_score)
    throw DataError("GridSearchCV.fit", "every fit failed",
                    warnings.empty() ? "there are no folds" : "the first: " + warnings[0]);
  summarize(results);
  std::optional<Estimator> best;
  if (options_.refit) {
    const auto first = std::find(results.rank_test_score.begin(), results.rank_test_score.end(), 1);
    best = with(estimator_, results.params[static_cast<std::size_t>(first - results.rank_test_score.begin())]);
    best->fit(X, y, all.weights);
  }
  results_ = std::move(results), best_ = std::move(best), warnings_ = std::move(warnings);
  words_.reset();
  return *this;
}

GridSearchCV& GridSearchCV::fit(const Tensor& X, const std::vector<std::string>& y, const Tensor& sample_weight) {
  LabelEncoder words;
  fit(X, words.fit_transform(y), sample_weight);
  words_ = std::move(words);
  return *this;
}

Tensor GridSearchCV::predict(const Tensor& X) const {
  const Estimator& best = best_estimator();
  if (words_) throw DataError("GridSearchCV.predict", "the labels are words", {}, "ask predict_names(X)");
  return best.predict(X);
}

std::vector<std::string> GridSearchCV::predict_names(const Tensor& X) const {
  const Estimator& best = best_estimator();
  if (!words_) throw DataError("GridSearchCV.predict_names", "it was not fitted with words", {}, "ask predict(X)");
  return words_->inverse_transform(best.predict(X));
}

double GridSearchCV::score(const Tensor& X, const std::vector<std::string>& y, const Tensor& sample_weight) const {
  best_estimator();
  if (!words_) throw DataError("GridSearchCV.score", "it was not fitted with words", {}, "give numbers");
  return score(X, words_->transform(y), sample_weight);
}

std::size_t GridSearchCV::best_index() const {
  const auto& ranks = cv_results().rank_test_score;
  return static_cast<std::size_t>(std::find(ranks.begin(), ranks.end(), 1) - ranks.begin());
}

const SearchResults& GridSearchCV::cv_results() const {
  if (!results_) throw DataError("GridSearchCV", "it is not fitted yet", {}, "call fit(X, y) first");
  return *results_;
}

const Estimator& GridSearchCV::best_estimator() const {
  cv_results();
  if (!best_)
    throw DataError("GridSearchCV", "the best estimator was not fitted on all rows", "refit = false",
                    "set refit = true");
  return *best_;
}

}  // namespace xgrad::models
