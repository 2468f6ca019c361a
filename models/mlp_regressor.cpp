#include <fmt/format.h>
#include <algorithm>
#include <xgrad/models/data/metrics.hpp>
#include <xgrad/models/data/weights_internal.hpp>
#include <xgrad/models/mlp_estimator_internal.hpp>
#include <xgrad/models/mlp_regressor.hpp>

namespace xgrad::models {

using detail::MLPTarget;

namespace {

/// The Poisson deviance is of numbers that are not negative.
void check_counts(std::string_view what, const Tensor& y) {
  const Tensor values = y.astype(float64);
  const auto numbers = values.values<double>();
  const auto negative = std::find_if(numbers.begin(), numbers.end(), [](double v) { return v < 0; });
  if (negative != numbers.end())
    throw DataError(what, "loss poisson is of targets that are not negative",
                    fmt::format("entry {} of y is {}", negative - numbers.begin(), *negative),
                    "set loss = \"squared_error\", or correct y");
}

}  // namespace

MLPRegressor& MLPRegressor::fit(const Tensor& X, const Tensor& y, const Tensor& sample_weight) {
  detail::check_options(name(), options);
  const Tensor features = checked_features("fit", X, options.dtype);
  train(features, make_target("fit", X, y, sample_weight), detail::Epochs::many);
  return *this;
}

MLPRegressor& MLPRegressor::partial_fit(const Tensor& X, const Tensor& y, const Tensor& sample_weight) {
  check_partial_fit();
  const Tensor features = checked_features("partial_fit", X, options.dtype);
  train(features, make_target("partial_fit", X, y, sample_weight), detail::Epochs::one_more);
  return *this;
}

MLPTarget MLPRegressor::make_target(std::string_view method, const Tensor& X, const Tensor& y,
                                    const Tensor& sample_weight) const {
  MLPTarget target;
  target.values = detail::checked_targets(fmt::format("{}.{}", name(), method), X.shape(0), y, options.dtype);
  target.outputs = target.values.shape(1);
  if (options.loss == "poisson") {
    target.task = detail::Task::poisson;
    check_counts(fmt::format("{}.{}", name(), method), y);
  }
  const Tensor weights =
      xgrad::detail::checked_weights(fmt::format("{}.{}", name(), method), sample_weight, X.shape(0), options.dtype);
  if (weights.size() > 0) target.weights = weights.reshape({X.shape(0), 1});
  return target;
}

Tensor MLPRegressor::predict(const Tensor& X) const {
  const Tensor values = outputs(checked_inputs("predict", X));
  return values.shape(1) == 1 ? values.reshape({values.shape(0)}) : values;
}

double MLPRegressor::score(const Tensor& X, const Tensor& y, const Tensor& sample_weight) const {
  const Tensor predicted = outputs(checked_inputs("score", X));
  const Tensor truth = detail::checked_targets("MLPRegressor.score", X.shape(0), y, predicted.dtype());
  if (truth.shape(1) != predicted.shape(1))
    throw DataError("MLPRegressor.score", "y must have the outputs of fit",
                    fmt::format("{} columns, fitted with {}", truth.shape(1), predicted.shape(1)));
  return r2_score(truth, predicted, sample_weight);
}

}  // namespace xgrad::models
