#include <fmt/format.h>
#include <algorithm>
#include <xgrad/models/data/metrics.hpp>
#include <xgrad/models/data/weights_internal.hpp>
#include <xgrad/models/mlp_classifier.hpp>
#include <xgrad/models/mlp_estimator_internal.hpp>

namespace xgrad::models {

using detail::Classes;
using detail::Epochs;
using detail::Labels;
using detail::MLPTarget;
using detail::Task;

namespace {

/// What the network is to put out for these labels, which are among the classes.
MLPTarget make_target(std::string_view what, Classes classes, const Labels& labels, DType dtype) {
  MLPTarget target;
  const auto count = static_cast<std::int64_t>(classes.size());
  if (count == 1)
    target.warnings.push_back(fmt::format("y has one class only, {}: nothing can be told apart", classes.text_at(0)));
  target.task = count > 2 ? Task::multiclass : Task::binary;
  target.outputs = count > 2 ? count : 1;
  const Tensor places = classes.places(what, labels);
  target.values = count > 2 ? places : places.astype(dtype).reshape({labels.size(), 1});
  target.classes = std::move(classes);
  return target;
}

/// Weights for the rows of a target, as a column.
void set_weights(MLPTarget& target, std::string_view what, const Tensor& sample_weight, std::int64_t n, DType dtype) {
  const Tensor weights = xgrad::detail::checked_weights(what, sample_weight, n, dtype);
  if (weights.size() > 0) target.weights = weights.reshape({n, 1});
}

/// The classes of a first partial_fit are said, those of a later one may be said again.
template <class Y>
Classes classes_for(std::string_view what, const detail::MLPState* before, const Y& said, std::int64_t count) {
  if (count == 0 && !before)
    throw DataError(what, "the first call must say all classes", {}, "give them: partial_fit(X, y, {0, 1, 2})");
  if (count == 0) return before->classes;
  Classes classes(detail::checked_labels(what, said, count));
  if (before && !(classes == before->classes))
    throw DataError(what, "the classes must be those of the first call",
                    fmt::format("{}, before {}", classes.text(), before->classes.text()), "fit(X, y) begins anew");
  return classes;
}

template <class Y> MLPTarget fit_target(const Tensor& X, const Y& y, const Tensor& sample_weight, DType dtype) {
  constexpr std::string_view what = "MLPClassifier.fit";
  const Labels labels = detail::checked_labels(what, y, X.shape(0));
  MLPTarget target = make_target(what, Classes(labels), labels, dtype);
  set_weights(target, what, sample_weight, X.shape(0), dtype);
  return target;
}

template <class Y>
MLPTarget partial_target(const Tensor& X, const Y& y, Classes classes, const Tensor& sample_weight, DType dtype) {
  constexpr std::string_view what = "MLPClassifier.partial_fit";
  MLPTarget target = make_target(what, std::move(classes), detail::checked_labels(what, y, X.shape(0)), dtype);
  set_weights(target, what, sample_weight, X.shape(0), dtype);
  return target;
}

}  // namespace

MLPClassifier& MLPClassifier::fit(const Tensor& X, const Tensor& y, const Tensor& sample_weight) {
  detail::check_options(name(), options);
  const Tensor features = checked_features("fit", X, options.dtype);
  train(features, fit_target(X, y, sample_weight, options.dtype), Epochs::many);
  return *this;
}

MLPClassifier& MLPClassifier::fit(const Tensor& X, const std::vector<std::string>& y, const Tensor& sample_weight) {
  detail::check_options(name(), options);
  const Tensor features = checked_features("fit", X, options.dtype);
  train(features, fit_target(X, y, sample_weight, options.dtype), Epochs::many);
  return *this;
}

MLPClassifier& MLPClassifier::partial_fit(const Tensor& X, const Tensor& y, const std::vector<std::int64_t>& classes,
                                          const Tensor& sample_weight) {
  check_partial_fit();
  const auto count = static_cast<std::int64_t>(classes.size());
  const Tensor features = checked_features("partial_fit", X, options.dtype);
  Classes known =
      classes_for("MLPClassifier.partial_fit", is_fitted() ? &state() : nullptr, Tensor::from(classes, {count}), count);
  train(features, partial_target(X, y, std::move(known), sample_weight, options.dtype), Epochs::one_more);
  return *this;
}

MLPClassifier& MLPClassifier::partial_fit(const Tensor& X, const std::vector<std::string>& y,
                                          const std::vector<std::string>& classes, const Tensor& sample_weight) {
  check_partial_fit();
  const Tensor features = checked_features("partial_fit", X, options.dtype);
  Classes known = classes_for("MLPClassifier.partial_fit", is_fitted() ? &state() : nullptr, classes,
                              static_cast<std::int64_t>(classes.size()));
  train(features, partial_target(X, y, std::move(known), sample_weight, options.dtype), Epochs::one_more);
  return *this;
}

Tensor MLPClassifier::predicted(std::string_view method, const Tensor& X) const {
  Tensor places = detail::predicted_places(state().task, outputs(checked_inputs(method, X)));
  const auto last = static_cast<std::int64_t>(state().classes.size()) - 1;  // one class only: always that
  auto* place = places.mutable_data<std::int64_t>();
  for (std::int64_t i = 0; i < places.size(); ++i) place[i] = std::min(place[i], last);
  return places;
}

Tensor MLPClassifier::predict(const Tensor& X) const {
  state().classes.numbers("MLPClassifier.predict");
  return state().classes.numbers_at("MLPClassifier.predict", predicted("predict", X));
}

std::vector<std::string> MLPClassifier::predict_names(const Tensor& X) const {
  return state().classes.words_at(predicted("predict_names", X));
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

double MLPClassifier::score(const Tensor& X, const Tensor& y, const Tensor& sample_weight) const {
  const Tensor labels = predict(X);
  return accuracy_score(detail::checked_labels("MLPClassifier.score", y, X.shape(0)).numbers, labels, sample_weight);
}

double MLPClassifier::score(const Tensor& X, const std::vector<std::string>& y, const Tensor& sample_weight) const {
  const std::vector<std::string> labels = predict_names(X);
  return accuracy_score(detail::checked_labels("MLPClassifier.score", y, X.shape(0)).words, labels, sample_weight);
}

const std::vector<std::int64_t>& MLPClassifier::classes() const {
  return state().classes.numbers("MLPClassifier.classes");
}
std::vector<std::string> MLPClassifier::class_names() const { return state().classes.words(); }

}  // namespace xgrad::models
