#include <fmt/format.h>
#include <xgrad/graph/error.hpp>
#include <xgrad/models/cross_validation.hpp>
#include <xgrad/models/data/label_encoder.hpp>
#include <xgrad/models/data/metrics.hpp>

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
    function_ = [](const Estimator& e, const Tensor& X, const Tensor& y) { return accuracy_score(y, e.predict(X)); };
  else if (name == "r2")
    function_ = [](const Estimator& e, const Tensor& X, const Tensor& y) { return r2_score(y, e.predict(X)); };
  else if (name == "neg_mean_squared_error")
    function_ = [](const Estimator& e, const Tensor& X, const Tensor& y) {
      return -mean_squared_error(y, e.predict(X));
    };
  else
    throw DataError("scoring", "there is no measure of that name", fmt::format("\"{}\"", name),
                    "choose accuracy, r2 or neg_mean_squared_error, or give a function");
}

double Scoring::operator()(const Estimator& fitted, const Tensor& X, const Tensor& y) const {
  return function_ ? function_(fitted, X, y) : fitted.score(X, y);
}

std::vector<double> cross_val_score(const Estimator& estimator, const Tensor& X, const Tensor& y,
                                    const CrossValidationOptions& options) {
  if (X.rank() == 0 || y.rank() == 0 || X.shape(0) != y.shape(0))
    throw DataError("cross_val_score", "X and y differ in their number of rows",
                    fmt::format("X {}, y {}", to_string(X.shape()), to_string(y.shape())));
  std::vector<double> scores;
  for (const SplitRows& rows : options.cv.split(y, estimator.is_classifier())) {
    Estimator fresh = estimator.unfitted();
    fresh.fit(take(X, rows.train), take(y, rows.train));
    scores.push_back(options.scoring(fresh, take(X, rows.test), take(y, rows.test)));
  }
  return scores;
}

std::vector<double> cross_val_score(const Estimator& estimator, const Tensor& X, const std::vector<std::string>& y,
                                    const CrossValidationOptions& options) {
  return cross_val_score(estimator, X, LabelEncoder().fit_transform(y), options);
}

}  // namespace xgrad::models
