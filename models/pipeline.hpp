#pragma once
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>
#include <xgrad/models/estimator.hpp>

namespace xgrad::models {

/// Transformers one after the other, and an estimator at the end, as one estimator.       as sklearn.pipeline.Pipeline
///
///     models::Pipeline model({{"scaler", StandardScaler()}, {"mlp", models::MLPClassifier({.random_state = 1})}});
///     model.set_param("mlp__alpha", 0.01);
///     model.fit(X_train, y_train);
///     model.score(X_test, y_test);
///
/// Each transformer is fitted on what the ones before make of X, in fit alone: test rows never leak into it. Throws
/// DataError for steps without an estimator at the end, or with a name that is empty, taken or holds "__"; what a step
/// throws passes through, and a fit that throws leaves the pipeline as it was.
class Pipeline {
 public:
  /// A transformer or estimator with its name.
  class Step {
   public:
    template <Transforms T> Step(std::string name, T t) : name_(std::move(name)), transformer_(std::move(t)) {}
    template <Predicts E>
    requires(!Transforms<E>) Step(std::string name, E e) : name_(std::move(name)), estimator_(std::move(e)) {}

   private:
    friend class Pipeline;
    std::string name_;
    std::optional<Transformer> transformer_;
    std::optional<Estimator> estimator_;
  };

  explicit Pipeline(std::vector<Step> steps);

  /// Fits each step on what comes to it; sample_weight [n] is for the estimator at the end.
  Pipeline& fit(const Tensor& X, const Tensor& y, const Tensor& sample_weight = {});
  /// What the estimator makes of the transformed X.
  Tensor predict(const Tensor& X) const { return estimator().predict(transform(X)); }
  /// Of a classifier that has it.
  Tensor predict_proba(const Tensor& X) const { return estimator().predict_proba(transform(X)); }
  /// The estimator's own.
  double score(const Tensor& X, const Tensor& y, const Tensor& sample_weight = {}) const {
    return estimator().score(transform(X), y, sample_weight);
  }
  /// Whether the last step is one.
  bool is_classifier() const { return estimator().is_classifier(); }
  /// Gives a step's parameter a value: "STEP__PARAMETER".
  void set_param(std::string_view name, const ParameterValue& value);
  /// The same steps, nothing learned.
  Pipeline unfitted() const;

  /// What the transformers make of X.
  Tensor transform(const Tensor& X) const;
  /// The last step.
  const Estimator& estimator() const { return *steps_.back().estimator_; }
  /// The transformer of that name. Throws DataError if there is none.
  const Transformer& transformer(std::string_view name) const;

 private:
  std::string names() const;
  std::vector<Step> steps_;
};

}  // namespace xgrad::models
