#include <fmt/format.h>
#include <algorithm>
#include <cmath>
#include <limits>
#include <map>
#include <xgrad/graph/error.hpp>
#include <xgrad/models/data/labels_internal.hpp>
#include <xgrad/models/data/metrics.hpp>
#include <xgrad/models/data/sums_internal.hpp>
#include <xgrad/models/data/weights_internal.hpp>

namespace xgrad {
namespace {

std::string describe(const Tensor& y_true, const Tensor& y_pred) {
  return fmt::format("y_true {} {}, y_pred {} {}", to_string(y_true.dtype()), to_string(y_true.shape()),
                     to_string(y_pred.dtype()), to_string(y_pred.shape()));
}

/// Numbers of a regression: float64, row-major, [rows, outputs].
struct Targets {
  std::vector<double> y_true, y_pred;
  std::size_t rows, outputs;
};

std::int64_t outputs_of(const Tensor& y) { return y.rank() == 1 ? 1 : y.shape(1); }

void check_numbers(std::string_view what, std::string_view name, const std::vector<double>& values) {
  for (std::size_t i = 0; i < values.size(); ++i)
    if (!std::isfinite(values[i]))
      throw DataError(what, fmt::format("{} contains NaN or infinity", name),
                      fmt::format("element {} is {}", i, values[i]));
}

Targets targets(std::string_view what, const Tensor& y_true, const Tensor& y_pred) {
  for (const Tensor* y : {&y_true, &y_pred}) {
    if (y->rank() != 1 && y->rank() != 2)
      throw ShapeError(what, "targets are [n] or [n, outputs]", describe(y_true, y_pred));
    if (y->dtype() == boolean)
      throw DTypeError(what, "targets are numbers", describe(y_true, y_pred), "astype(float64) converts");
  }
  if (y_true.shape(0) != y_pred.shape(0) || outputs_of(y_true) != outputs_of(y_pred))
    throw ShapeError(what, "y_true and y_pred differ in shape", describe(y_true, y_pred));
  if (y_true.size() == 0) throw DataError(what, "there are no targets", describe(y_true, y_pred));
  Targets made{y_true.astype(float64).to_vector<double>(), y_pred.astype(float64).to_vector<double>(),
               static_cast<std::size_t>(y_true.shape(0)), static_cast<std::size_t>(outputs_of(y_true))};
  check_numbers(what, "y_true", made.y_true);
  check_numbers(what, "y_pred", made.y_pred);
  return made;
}

/// The sums of the columns of values [rows, outputs], each row times its weight if there are any.
std::vector<double> weighted_sums(std::vector<double> values, const std::vector<double>& weights, const Targets& y) {
  if (!weights.empty())
    for (std::size_t i = 0; i < values.size(); ++i) values[i] *= weights[i / y.outputs];
  return detail::column_sums(values, y.rows, y.outputs);
}

/// For each output, the sum of (a - b)^2; b has as many rows as a, or one.
std::vector<double> squared_distances(const std::vector<double>& a, const std::vector<double>& b,
                                      const std::vector<double>& weights, const Targets& y) {
  std::vector<double> squares(a.size());
  for (std::size_t i = 0; i < a.size(); ++i) {
    const double difference = a[i] - b[i % b.size()];
    squares[i] = difference * difference;
  }
  return weighted_sums(std::move(squares), weights, y);
}

double sum_of(const std::vector<double>& values) { return detail::pairwise_sum(values.data(), values.size()); }

double mean_of(const std::vector<double>& values) { return sum_of(values) / static_cast<double>(values.size()); }

/// What the rows count together.
double total_of(const std::vector<double>& weights, std::size_t rows) {
  return weights.empty() ? static_cast<double>(rows) : sum_of(weights);
}

/// The share of the rows that are right.
double share_of(const std::vector<bool>& is_right, const std::vector<double>& weights) {
  std::vector<double> counted(is_right.size());
  for (std::size_t i = 0; i < counted.size(); ++i) counted[i] = is_right[i] ? weights.empty() ? 1.0 : weights[i] : 0.0;
  return sum_of(counted) / total_of(weights, counted.size());
}

/// Float labels as int64. Throws DTypeError for a fraction, NaN or infinity.
Tensor whole_labels(std::string_view what, std::string_view name, const Tensor& y) {
  if (!is_float(y.dtype())) return y.astype(int64);
  const Tensor values = y.astype(float64);
  for (std::int64_t i = 0; i < values.size(); ++i) {
    const double label = values.data<double>()[i];
    if (!std::isfinite(label) || label != std::floor(label) || std::abs(label) > 9007199254740992.0)
      throw DTypeError(what, "labels are whole numbers", fmt::format("{}[{}] = {}", name, i, label),
                       "r2_score and mean_squared_error judge real numbers");
  }
  return values.astype(int64);
}

}  // namespace

namespace detail {

LabelPair label_pair(std::string_view what, const Tensor& y_true, const Tensor& y_pred) {
  for (const Tensor* y : {&y_true, &y_pred}) {
    if (y->rank() != 1)
      throw ShapeError(what, "labels have one dimension", describe(y_true, y_pred),
                       y->rank() == 2 && y->shape(1) == 1 ? "reshape({n}) makes a column flat" : "");
  }
  if (y_true.size() != y_pred.size())
    throw ShapeError(what, "y_true and y_pred differ in length", describe(y_true, y_pred));
  if (y_true.size() == 0) throw DataError(what, "there are no labels", describe(y_true, y_pred));
  return {whole_labels(what, "y_true", y_true), whole_labels(what, "y_pred", y_pred),
          y_true.dtype() == boolean && y_pred.dtype() == boolean};
}

std::vector<std::int64_t> distinct_labels(const LabelPair& pair) {
  std::vector<std::int64_t> labels = pair.y_true.to_vector<std::int64_t>();
  const auto predicted = pair.y_pred.values<std::int64_t>();
  labels.insert(labels.end(), predicted.begin(), predicted.end());
  std::sort(labels.begin(), labels.end());
  labels.erase(std::unique(labels.begin(), labels.end()), labels.end());
  return labels;
}

}  // namespace detail

double accuracy_score(const Tensor& y_true, const Tensor& y_pred, const Tensor& sample_weight) {
  const detail::LabelPair pair = detail::label_pair("accuracy_score", y_true, y_pred);
  const auto weights = detail::checked_weights("accuracy_score", sample_weight, y_true.size());
  const auto truth = pair.y_true.values<std::int64_t>(), predicted = pair.y_pred.values<std::int64_t>();
  std::vector<bool> is_right(truth.size());
  for (std::size_t i = 0; i < truth.size(); ++i) is_right[i] = truth[i] == predicted[i];
  return share_of(is_right, weights);
}

double accuracy_score(const std::vector<std::string>& y_true, const std::vector<std::string>& y_pred,
                      const Tensor& sample_weight) {
  if (y_true.size() != y_pred.size())
    throw ShapeError("accuracy_score", "y_true and y_pred differ in length",
                     fmt::format("{} and {} labels", y_true.size(), y_pred.size()));
  if (y_true.empty()) throw DataError("accuracy_score", "there are no labels");
  const auto weights =
      detail::checked_weights("accuracy_score", sample_weight, static_cast<std::int64_t>(y_true.size()));
  std::vector<bool> is_right(y_true.size());
  for (std::size_t i = 0; i < y_true.size(); ++i) is_right[i] = y_true[i] == y_pred[i];
  return share_of(is_right, weights);
}

Tensor confusion_matrix(const Tensor& y_true, const Tensor& y_pred, const std::vector<std::int64_t>& labels) {
  const detail::LabelPair pair = detail::label_pair("confusion_matrix", y_true, y_pred);
  const auto truth = pair.y_true.values<std::int64_t>(), predicted = pair.y_pred.values<std::int64_t>();
  std::map<std::int64_t, std::int64_t> place;
  const std::vector<std::int64_t> used = labels.empty() ? detail::distinct_labels(pair) : labels;
  const auto k = static_cast<std::int64_t>(used.size());
  for (std::int64_t i = 0; i < k; ++i) place[used[static_cast<std::size_t>(i)]] = i;
  if (std::none_of(truth.begin(), truth.end(), [&](std::int64_t label) { return place.contains(label); }))
    throw DataError("confusion_matrix", "none of the given labels is in y_true",
                    fmt::format("labels = [{}]", fmt::join(labels, ", ")));
  Tensor counts = zeros({k, k}, int64);
  std::int64_t* count = counts.mutable_data<std::int64_t>();
  for (std::size_t i = 0; i < truth.size(); ++i) {
    const auto row = place.find(truth[i]), column = place.find(predicted[i]);
    if (row != place.end() && column != place.end()) ++count[row->second * k + column->second];
  }
  return counts;
}

double r2_score(const Tensor& y_true, const Tensor& y_pred, const Tensor& sample_weight) {
  const Targets y = targets("r2_score", y_true, y_pred);
  const auto weights = detail::checked_weights("r2_score", sample_weight, static_cast<std::int64_t>(y.rows));
  if (y.rows < 2) return std::numeric_limits<double>::quiet_NaN();
  std::vector<double> mean = weighted_sums(y.y_true, weights, y);
  for (double& value : mean) value /= total_of(weights, y.rows);
  const std::vector<double> errors = squared_distances(y.y_true, y.y_pred, weights, y),
                            spreads = squared_distances(y.y_true, mean, weights, y);
  std::vector<double> scores(y.outputs, 1.0);
  for (std::size_t i = 0; i < y.outputs; ++i)
    if (errors[i] != 0) scores[i] = spreads[i] != 0 ? 1 - errors[i] / spreads[i] : 0.0;
  return mean_of(scores);
}

double mean_squared_error(const Tensor& y_true, const Tensor& y_pred, const Tensor& sample_weight) {
  const Targets y = targets("mean_squared_error", y_true, y_pred);
  const auto weights = detail::checked_weights("mean_squared_error", sample_weight, static_cast<std::int64_t>(y.rows));
  std::vector<double> errors = squared_distances(y.y_true, y.y_pred, weights, y);
  for (double& value : errors) value /= total_of(weights, y.rows);
  return mean_of(errors);
}

}  // namespace xgrad
