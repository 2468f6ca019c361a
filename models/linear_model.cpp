#include <fmt/format.h>
#include <cmath>
#include <xgrad/graph/error.hpp>
#include <xgrad/models/checks_internal.hpp>
#include <xgrad/models/data/metrics.hpp>
#include <xgrad/models/data/weights_internal.hpp>
#include <xgrad/models/linear_model.hpp>
#include <xgrad/models/linear_model_internal.hpp>

namespace xgrad::models {
namespace detail {

LinearData linear_data(std::string_view what, const Tensor& X, const Tensor& y, const Tensor& sample_weight) {
  LinearData data;
  data.X = checked_table(what, X, float64).to_vector<double>();
  const Tensor targets = checked_targets(what, X.shape(0), y, float64);
  data.y = targets.to_vector<double>();
  data.weights = xgrad::detail::checked_weights(what, sample_weight, X.shape(0));
  data.rows = X.shape(0), data.features = X.shape(1), data.outputs = targets.shape(1);
  data.is_flat = y.rank() == 1;
  data.dtype = X.dtype() == float32 ? float32 : float64;
  return data;
}

namespace {

/// The weighted means of the columns.
std::vector<double> means(const std::vector<double>& table, const LinearData& data, std::size_t columns) {
  std::vector<double> mean(columns, 0.0);
  double total = 0;
  for (std::size_t i = 0; i < static_cast<std::size_t>(data.rows); ++i) {
    total += data.weight(i);
    for (std::size_t j = 0; j < columns; ++j) mean[j] += data.weight(i) * table[i * columns + j];
  }
  for (double& value : mean) value /= total;
  return mean;
}

void move_and_scale(std::vector<double>& table, const std::vector<double>& center, const LinearData& data) {
  const std::size_t columns = center.size();
  for (std::size_t i = 0; i < static_cast<std::size_t>(data.rows); ++i)
    for (std::size_t j = 0; j < columns; ++j)
      table[i * columns + j] = (table[i * columns + j] - center[j]) * std::sqrt(data.weight(i));
}

}  // namespace

Centers center(LinearData& data, bool fit_intercept) {
  const auto features = static_cast<std::size_t>(data.features), outputs = static_cast<std::size_t>(data.outputs);
  Centers centers{std::vector<double>(features, 0.0), std::vector<double>(outputs, 0.0)};
  if (fit_intercept) centers = {means(data.X, data, features), means(data.y, data, outputs)};
  move_and_scale(data.X, centers.X, data);
  move_and_scale(data.y, centers.y, data);
  return centers;
}

Tensor coef_of(const LinearData& data, const std::vector<double>& solution) {
  Tensor coef = Tensor::uninitialized(float64, {data.outputs, data.features});
  auto* value = coef.mutable_data<double>();
  for (std::int64_t i = 0; i < data.outputs; ++i)
    for (std::int64_t j = 0; j < data.features; ++j)
      *value++ = solution[static_cast<std::size_t>(j * data.outputs + i)];
  return (data.is_flat ? coef.reshape({data.features}) : coef).astype(data.dtype);
}

Tensor intercept_of(const LinearData& data, const Centers& centers, const std::vector<double>& solution) {
  std::vector<double> intercept = centers.y;
  for (std::size_t i = 0; i < intercept.size(); ++i)
    for (std::size_t j = 0; j < centers.X.size(); ++j)
      intercept[i] -= centers.X[j] * solution[j * intercept.size() + i];
  return Tensor::from(intercept, {data.outputs})
      .reshape(data.is_flat ? Shape{} : Shape{data.outputs})
      .astype(data.dtype);
}

Tensor linear_function(const Tensor& X, const Tensor& coef, const Tensor& intercept) {
  const std::int64_t n = X.shape(0), features = X.shape(1), outputs = intercept.size();
  Tensor made = Tensor::uninitialized(float64, {n, outputs});
  auto* value = made.mutable_data<double>();
  const double *x = X.data<double>(), *coefs = coef.data<double>(), *intercepts = intercept.data<double>();
  for (std::int64_t i = 0; i < n; ++i)
    for (std::int64_t j = 0; j < outputs; ++j) {
      double sum = 0;
      for (std::int64_t k = 0; k < features; ++k) sum += x[i * features + k] * coefs[j * features + k];
      *value++ = sum + intercepts[j];
    }
  return made;
}

}  // namespace detail

const LinearModel::Learned& LinearModel::learned() const {
  if (!learned_) throw DataError(name_, "it is not fitted yet", {}, "call fit(X, y) first");
  return *learned_;
}

void LinearModel::learn(Learned learned) {
  for (const Tensor& found : {learned.coef, learned.intercept})
    for (double value : found.astype(float64).to_vector<double>())
      if (!std::isfinite(value))
        throw DataError(fmt::format("{}.fit", name_),
                        fmt::format("what it learned is too large for {}", to_string(found.dtype())), {},
                        "scale X and y with StandardScaler");
  learned_ = std::move(learned);
}

Tensor LinearModel::predict(const Tensor& X) const {
  const Tensor table = detail::checked_table(fmt::format("{}.predict", name_), X, float64, n_features_in());
  const Tensor predicted = detail::linear_function(table, coef().astype(float64), intercept().astype(float64));
  return (coef().rank() == 1 ? predicted.reshape({X.shape(0)}) : predicted).astype(coef().dtype());
}

double LinearModel::score(const Tensor& X, const Tensor& y, const Tensor& sample_weight) const {
  return r2_score(y, predict(X), sample_weight);
}

}  // namespace xgrad::models
