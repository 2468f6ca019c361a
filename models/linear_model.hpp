#pragma once
#include <cstdint>
#include <optional>
#include <string_view>
#include <xgrad/graph/tensor.hpp>

namespace xgrad::models {

/// What linear regressions have learned: y = X coef^T + intercept. Before the first fit, everything is a DataError; a
/// fit that throws leaves the model as it was.
class LinearModel {
 public:
  /// Whether there has been a fit.
  bool is_fitted() const { return learned_.has_value(); }
  /// [features]; [outputs, features] if y was a table. float32 if X was, else float64, as everything learned.
  const Tensor& coef() const { return learned().coef; }
  /// A scalar; [outputs] if y was a table. 0 without fit_intercept.
  const Tensor& intercept() const { return learned().intercept; }
  /// Columns of X.
  std::int64_t n_features_in() const { return coef().shape(coef().rank() - 1); }

  /// [n], or [n, outputs] if y was a table.
  Tensor predict(const Tensor& X) const;
  /// r2_score; sample_weight [n] is how much each row counts, Tensor(): all the same.
  double score(const Tensor& X, const Tensor& y, const Tensor& sample_weight = {}) const;

 protected:
  struct Learned {
    Tensor coef, intercept;
  };
  explicit LinearModel(std::string_view name) : name_(name) {}
  std::string_view name() const { return name_; }
  const Learned& learned() const;
  /// Throws DataError unless all numbers are finite, as float32 may not hold what was found in float64.
  void learn(Learned learned);

 private:
  std::string_view name_;
  std::optional<Learned> learned_;
};

}  // namespace xgrad::models
