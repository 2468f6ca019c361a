#include <fmt/format.h>
#include <xgrad/models/data/metrics.hpp>
#include <xgrad/models/mlp_estimator_internal.hpp>
#include <xgrad/models/mlp_regressor.hpp>

namespace xgrad::models {

using detail::MLPTarget;

MLPRegressor& MLPRegressor::fit(const Tensor& X, const Tensor& y) {
  detail::check_options(name(), options);
  const Tensor features = checked_features("fit", X, options.dtype);
  MLPTarget target;
  target.values = checked_targets("fit", X, y, options.dtype);
  target.outputs = target.values.shape(1);
  train(features, std::move(target));
  return *this;
}

Tensor MLPRegressor::predict(const Tensor& X) const {
  const Tensor values = outputs(checked_inputs("predict", X));
  return values.shape(1) == 1 ? values.reshape({values.shape(0)}) : values;
}

double MLPRegressor::score(const Tensor& X, const Tensor& y) const {
  const Tensor predicted = outputs(checked_inputs("score", X));
  const Tensor truth = checked_targets("score", X, y, predicted.dtype());
  if (truth.shape(1) != predicted.shape(1))
    throw DataError("MLPRegressor.score", "y must have the outputs of fit",
                    fmt::format("{} columns, fitted with {}", truth.shape(1), predicted.shape(1)));
  return r2_score(truth, predicted);
}

Tensor MLPRegressor::checked_targets(std::string_view method, const Tensor& X, const Tensor& y, DType dtype) const {
  const std::string what = fmt::format("{}.{}", name(), method);
  const std::string given = fmt::format("y {} {}", to_string(y.dtype()), to_string(y.shape()));
  if ((y.rank() != 1 && y.rank() != 2) || (y.rank() == 2 && y.shape(1) == 0))
    throw DataError(what, "y must have one number or one row of numbers for each row of X", given,
                    "give [n] or [n, outputs]");
  if (y.shape(0) != X.shape(0))
    throw DataError(what, "X and y differ in their number of rows", fmt::format("X has {}, {}", X.shape(0), given),
                    "give one target for each row");
  const Tensor targets = y.astype(dtype);
  detail::check_finite(what, "y", targets);
  return targets.reshape({y.shape(0), y.rank() == 1 ? 1 : y.shape(1)});
}

}  // namespace xgrad::models
