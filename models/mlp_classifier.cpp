#include <fmt/format.h>
#include <algorithm>
#include <cmath>
#include <xgrad/models/data/metrics.hpp>
#include <xgrad/models/mlp_classifier.hpp>
#include <xgrad/models/mlp_estimator_internal.hpp>

namespace xgrad::models {

using detail::MLPTarget;
using detail::Task;

namespace {

std::string describe(const Tensor& y) { return fmt::format("y {} {}", to_string(y.dtype()), to_string(y.shape())); }

/// Labels as int64 [n], one for each of `rows` rows.
Tensor checked_labels(const std::string& what, const Tensor& y, std::int64_t rows) {
  const bool is_column = y.rank() == 2 && y.shape(1) == 1;
  if (y.rank() != 1 && !is_column)
    throw DataError(what, "y must have one label for each row", describe(y),
                    "several labels a row are not supported: give [n]");
  if (y.shape(0) != rows)
    throw DataError(what, "X and y differ in their number of rows", fmt::format("X has {}, {}", rows, describe(y)),
                    "give one label for each row");
  if (y.dtype() == float32 || y.dtype() == float64) {
    const Tensor values = y.astype(float64);
    for (std::int64_t i = 0; i < rows; ++i) {
      const double label = values.data<double>()[i];
      if (!std::isfinite(label) || label != std::floor(label) || std::abs(label) > 9007199254740992.0)
        throw DataError(what, "y must hold labels: whole numbers", fmt::format("y[{}] = {}", i, label),
                        "give int64 labels; MLPRegressor learns real numbers");
    }
  }
  return y.astype(int64).reshape({rows});
}

/// What the network is to put out for these labels.
MLPTarget make_target(const Tensor& labels, DType dtype) {
  MLPTarget target;
  const auto* label = labels.data<std::int64_t>();
  const std::int64_t n = labels.size();
  target.classes.assign(label, label + n);
  std::sort(target.classes.begin(), target.classes.end());
  target.classes.erase(std::unique(target.classes.begin(), target.classes.end()), target.classes.end());
  const auto count = static_cast<std::int64_t>(target.classes.size());
  if (count == 1)
    target.warnings.push_back(fmt::format("y has one class only, {}: nothing can be told apart", target.classes[0]));
  target.task = count > 2 ? Task::multiclass : Task::binary;
  target.outputs = count > 2 ? count : 1;
  Tensor places = Tensor::uninitialized(int64, {n});
  auto* place = places.mutable_data<std::int64_t>();
  for (std::int64_t i = 0; i < n; ++i)
    place[i] = std::lower_bound(target.classes.begin(), target.classes.end(), label[i]) - target.classes.begin();
  target.values = count > 2 ? places : places.astype(dtype).reshape({n, 1});
  return target;
}

}  // namespace

MLPClassifier& MLPClassifier::fit(const Tensor& X, const Tensor& y) {
  detail::check_options(name(), options);
  const Tensor features = checked_features("fit", X, options.dtype);
  train(features, make_target(checked_labels("MLPClassifier.fit", y, X.shape(0)), options.dtype));
  return *this;
}

Tensor MLPClassifier::predict(const Tensor& X) const {
  const Tensor values = outputs(checked_inputs("predict", X));
  Tensor labels = detail::predicted_places(state().task, values);
  auto* label = labels.mutable_data<std::int64_t>();
  const auto last = static_cast<std::int64_t>(classes().size()) - 1;  // one class only: always that
  for (std::int64_t i = 0; i < labels.size(); ++i)
    label[i] = classes()[static_cast<std::size_t>(std::min(label[i], last))];
  return labels;
}

Tensor MLPClassifier::predict_proba(const Tensor& X) const {
  const Tensor values = outputs(checked_inputs("predict_proba", X));
  if (state().task == Task::multiclass) return values;
  const std::int64_t n = values.shape(0);
  Tensor both = Tensor::uninitialized(values.dtype(), {n, 2});
  auto fill = [&]<class T>(T* to) {
    for (std::int64_t i = 0; i < n; ++i) {
      to[2 * i + 1] = values.data<T>()[i];
      to[2 * i] = T(1) - to[2 * i + 1];
    }
  };
  if (values.dtype() == float32)
    fill(both.mutable_data<float>());
  else
    fill(both.mutable_data<double>());
  return both;
}

double MLPClassifier::score(const Tensor& X, const Tensor& y) const {
  const Tensor predicted = predict(X);
  return accuracy_score(checked_labels("MLPClassifier.score", y, X.shape(0)), predicted);
}

const std::vector<std::int64_t>& MLPClassifier::classes() const { return state().classes; }

}  // namespace xgrad::models
