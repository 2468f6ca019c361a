#include <fmt/format.h>
#include <xgrad/graph/error.hpp>
#include <xgrad/models/cross_validation.hpp>
#include <xgrad/models/cross_validation_internal.hpp>
#include <xgrad/models/data/label_encoder.hpp>
#include <xgrad/models/data/metrics.hpp>
#include <xgrad/models/data/weights_internal.hpp>

namespace xgrad::models {

std::vector<SplitRows> Folds::split(const Tensor& y, bool is_classifier) const {
  const std::int64_t n = y.rank() == 0 ? 0 : y.shape(0);
  if (const auto* splits = std::get_if<std::vector<SplitRows>>(&how_)) return *splits;
  if (const auto* folds = std::get_if<KFold>(&how_)) return folds->split(n);
  if (const auto* folds = std::get_if<StratifiedKFold>(&how_)) return folds->split(y);
  const FoldOptions options{.n_splits = std::get<std::int64_t>(how_)};
  return is_classifier ? StratifiedKFold(options).split(y) : KFold(options).split(n);
}

Scoring::Scoring(std::string_view name) {
  if (name == "accuracy")
    function_ = [](const Estimator& e, const Tensor& X, const Tensor& y, const Tensor& w) {
      return accuracy_score(y, e.predict(X), w);
    };
  else if (name == "r2")
    function_ = [](const Estimator& e, const Tensor& X, const Tensor& y, const Tensor& w) {
      return r2_score(y, e.predict(X), w);
    };
  else if (name == "neg_mean_squared_error")
    function_ = [](const Estimator& e, const Tensor& X, const Tensor& y, const Tensor& w) {
      return -mean_squared_error(y, e.predict(X), w);
    };
  else
    throw DataError("scoring", "there is no measure of that name", fmt::format("\"{}\"", name),
                    "choose accuracy, r2 or neg_mean_squared_error, or give a function");
}

Scoring::Scoring(Function function) {
  if (function)
    function_ = [function = std::move(function)](const Estimator& e, const Tensor& X, const Tensor& y, const Tensor&) {
      return function(e, X, y);
    };
}

double Scoring::operator()(const Estimator& fitted, const Tensor& X, const Tensor& y,
                           const Tensor& sample_weight) const {
  return function_ ? function_(fitted, X, y, sample_weight) : fitted.score(X, y, sample_weight);
}

detail::Examples::Examples(std::string_view what, const Tensor& table, const Tensor& targets,
                           const Tensor& sample_weight)
    : X(table), y(targets) {
  if (X.rank() == 0 || y.rank() == 0 || X.shape(0) != y.shape(0))
    throw DataError(what, "X and y differ in their number of rows",
                    fmt::format("X {}, y {}", to_string(X.shape()), to_string(y.shape())));
  weights = xgrad::detail::checked_weights(what, sample_weight, X.shape(0), float64);
}

detail::Examples detail::Examples::at(const std::vector<std::int64_t>& rows) const {
  Examples some;
  some.X = take(X, rows), some.y = take(y, rows);
  if (weights.size() > 0) some.weights = take(weights, rows);
  return some;
}

std::vector<double> cross_val_score(const Estimator& estimator, const Tensor& X, const Tensor& y,
                                    const CrossValidationOptions& options) {
  const detail::Examples all("cross_val_score", X, y, options.sample_weight);
  std::vector<double> scores;
  for (const SplitRows& rows : options.cv.split(y, estimator.is_classifier())) {
    const detail::Examples train = all.at(rows.train), test = all.at(rows.test);
    Estimator fresh = estimator.unfitted();
    fresh.fit(train.X, train.y, train.weights);
    scores.push_back(options.scoring(fresh, test.X, test.y));
  }
  return scores;
}

std::vector<double> cross_val_score(const Estimator& estimator, const Tensor& X, const std::vector<std::string>& y,
                                    const CrossValidationOptions& options) {
  return cross_val_score(estimator, X, LabelEncoder().fit_transform(y), options);
}

}  // namespace xgrad::models
