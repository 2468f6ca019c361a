#include <fmt/format.h>
#include <cmath>
#include <limits>
#include <utility>
#include <vector>
#include <xgrad/graph/error.hpp>
#include <xgrad/models/data/scaler.hpp>
#include <xgrad/models/data/sums_internal.hpp>
#include <xgrad/models/parameters_internal.hpp>

namespace xgrad {
namespace {

std::string describe(const Tensor& X) { return fmt::format("X {} {}", to_string(X.dtype()), to_string(X.shape())); }

void check_table(const char* what, const Tensor& X) {
  if (X.rank() != 2)
    throw ShapeError(what, "X needs two dimensions, rows and columns", describe(X),
                     X.rank() == 1 ? "reshape({n, 1}) makes it one column" : "");
  if (X.shape(0) == 0 || X.shape(1) == 0)
    throw DataError(what, "X is empty", describe(X), "give at least one row and one column");
}

template <class T> void check_finite(const char* what, const Tensor& X) {
  const auto values = X.values<T>();
  for (std::size_t i = 0; i < values.size(); ++i)
    if (std::isinf(values[i]))
      throw DataError(what, "X contains infinity",
                      fmt::format("row {}, column {}", i / static_cast<std::size_t>(X.shape(1)),
                                  i % static_cast<std::size_t>(X.shape(1))),
                      "leave the row out, or put NaN for a value that is not known");
}

/// X in a float type, checked.
Tensor as_floats(const char* what, const Tensor& X) {
  check_table(what, X);
  if (!is_float(X.dtype())) return X.astype(float64);
  X.dtype() == float32 ? check_finite<float>(what, X) : check_finite<double>(what, X);
  return X;
}

using Columns = std::vector<double>;

/// The sums of the columns without their NaNs.
Columns sums_without_nan(Columns x, std::size_t rows, std::size_t columns) {
  for (double& value : x)
    if (std::isnan(value)) value = 0;
  return detail::column_sums(x, rows, columns);
}

/// The corrected two-pass variance (Chan, Golub, LeVeque 1983): sum (x - mean)^2 - (sum (x - mean))^2 / n, over n.
Columns variances(Columns x, const Columns& mean, const Columns& counts) {
  const std::size_t columns = mean.size(), rows = x.size() / columns;
  for (std::size_t i = 0; i < x.size(); ++i) x[i] -= mean[i % columns];
  const Columns corrections = sums_without_nan(x, rows, columns);
  for (double& value : x) value *= value;
  Columns var = sums_without_nan(std::move(x), rows, columns);
  for (std::size_t j = 0; j < columns; ++j) {
    var[j] -= corrections[j] * corrections[j] / counts[j];
    var[j] /= counts[j];
  }
  return var;
}

/// The standard deviation, or 1 where the variance is within the rounding error of that of a constant column.
double scale_of(double var, double mean, double count) {
  const double eps = std::numeric_limits<double>::epsilon(), error = count * mean * eps;
  return var <= count * eps * var + error * error ? 1.0 : std::sqrt(var);
}

/// f(value, column) for each element of X, whose type is T.
template <class T, class F> Tensor each_value(const Tensor& X, F f) {
  Tensor made = Tensor::uninitialized(X.dtype(), X.shape());
  const T* from = X.data<T>();
  T* to = made.mutable_data<T>();
  const std::int64_t columns = X.shape(1);
  for (std::int64_t row = 0; row < X.shape(0); ++row)
    for (std::int64_t column = 0; column < columns; ++column) *to++ = f(*from++, column);
  return made;
}

}  // namespace

StandardScaler& StandardScaler::fit(const Tensor& table) {
  const Tensor X = as_floats("StandardScaler.fit", table).astype(float64);
  const auto rows = static_cast<std::size_t>(X.shape(0)), columns = static_cast<std::size_t>(X.shape(1));
  Columns x = X.to_vector<double>(), counts(columns, 0.0);
  for (std::size_t i = 0; i < x.size(); ++i) counts[i % columns] += std::isnan(x[i]) ? 0.0 : 1.0;
  Columns mean = sums_without_nan(x, rows, columns);
  for (std::size_t j = 0; j < columns; ++j) mean[j] /= counts[j];
  const Columns var = variances(std::move(x), mean, counts);
  for (std::size_t j = 0; j < columns; ++j)
    if (counts[j] > 0 && !std::isfinite(var[j]))
      throw DataError("StandardScaler.fit", "the numbers are too large: their variance is beyond float64",
                      fmt::format("column {}", j), "divide the column by a power of ten");
  Columns scale;
  for (std::size_t j = 0; j < columns; ++j) scale.push_back(scale_of(var[j], mean[j], counts[j]));
  const Shape shape{X.shape(1)};
  fitted_ = Fitted{Tensor::from(mean, shape), Tensor::from(var, shape), Tensor::from(scale, shape),
                   Tensor::from(counts, shape).astype(int64)};
  return *this;
}

Tensor StandardScaler::transform(const Tensor& table) const {
  const Tensor X = as_floats("StandardScaler.transform", table);
  check_columns("StandardScaler.transform", X);
  const double *mean = fitted().mean.data<double>(), *scale = fitted().scale.data<double>();
  const auto make = [&](auto value, std::int64_t column) {
    using T = decltype(value);
    if (options_.with_mean) value = static_cast<T>(value - mean[column]);
    if (options_.with_std) value = static_cast<T>(value / scale[column]);
    return value;
  };
  return X.dtype() == float32 ? each_value<float>(X, make) : each_value<double>(X, make);
}

Tensor StandardScaler::inverse_transform(const Tensor& table) const {
  const Tensor X = as_floats("StandardScaler.inverse_transform", table);
  check_columns("StandardScaler.inverse_transform", X);
  const double *mean = fitted().mean.data<double>(), *scale = fitted().scale.data<double>();
  const auto make = [&](auto value, std::int64_t column) {
    using T = decltype(value);
    if (options_.with_std) value = static_cast<T>(value * scale[column]);
    if (options_.with_mean) value = static_cast<T>(value + mean[column]);
    return value;
  };
  return X.dtype() == float32 ? each_value<float>(X, make) : each_value<double>(X, make);
}

const StandardScaler::Fitted& StandardScaler::fitted() const {
  if (!fitted_) throw DataError("StandardScaler", "it is not fitted yet", "", "call fit(X) first");
  return *fitted_;
}

void StandardScaler::check_columns(const char* what, const Tensor& X) const {
  const std::int64_t columns = fitted().mean.size();
  if (X.shape(1) != columns)
    throw ShapeError(what, "X has another number of columns than in fit",
                     fmt::format("{}, fitted with {}", describe(X), columns));
}

const Tensor& StandardScaler::mean() const {
  const Fitted& values = fitted();
  if (!options_.with_mean && !options_.with_std)
    throw DataError("StandardScaler", "mean is not there", "with_mean = false, with_std = false");
  return values.mean;
}

const Tensor& StandardScaler::var() const {
  const Fitted& values = fitted();
  if (!options_.with_std) throw DataError("StandardScaler", "var is not there", "with_std = false");
  return values.var;
}

const Tensor& StandardScaler::scale() const {
  const Fitted& values = fitted();
  if (!options_.with_std) throw DataError("StandardScaler", "scale is not there", "with_std = false");
  return values.scale;
}

const Tensor& StandardScaler::n_samples_seen() const { return fitted().n_samples_seen; }

void StandardScaler::set_param(std::string_view name, const models::ParameterValue& value) {
  models::detail::SetParameter set("StandardScaler", name, value);
  Options options = options_;
  set("with_mean", options.with_mean), set("with_std", options.with_std);
  set.check();
  options_ = options;
  fitted_.reset();
}

}  // namespace xgrad
