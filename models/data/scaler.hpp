#pragma once
#include <optional>
#include <xgrad/graph/tensor.hpp>

namespace xgrad {

/// Moves each column to mean 0 and scales it to variance 1.            as sklearn.preprocessing.StandardScaler
///   transform          (X - mean) / scale
///   inverse_transform  X scale + mean
///   scale              the square root of the variance (divided by n); 1 for a column that is constant within rounding
///   shapes             X [n, columns], mean, var, scale [columns]; float32 stays so, others become float64
///   edges              NaN is ignored by fit and kept by transform
/// Throws ShapeError unless X has two dimensions and, after fit, as many columns as then; DataError for infinity, for
/// no rows, and before fit. A fit that throws leaves the scaler as it was.
///
///     StandardScaler scaler;
///     Tensor scaled = scaler.fit_transform(X_train);
///     Tensor test = scaler.transform(X_test);
class StandardScaler {
 public:
  struct Options {
    bool with_mean = true;  ///< subtract the mean
    bool with_std = true;   ///< divide by the scale
  };
  StandardScaler() = default;
  explicit StandardScaler(Options options) : options_(options) {}

  StandardScaler& fit(const Tensor& X);
  Tensor transform(const Tensor& X) const;
  Tensor fit_transform(const Tensor& X) { return fit(X).transform(X); }
  Tensor inverse_transform(const Tensor& X) const;

  const Options& options() const { return options_; }
  bool is_fitted() const { return fitted_.has_value(); }
  /// float64 [columns]. As scikit-learn's mean_: not there if with_mean and with_std are both false (DataError).
  const Tensor& mean() const;
  /// float64 [columns], not there without with_std (DataError).
  const Tensor& var() const;
  /// float64 [columns], not there without with_std (DataError).
  const Tensor& scale() const;
  /// int64 [columns]: how many numbers of each column were not NaN.
  const Tensor& n_samples_seen() const;

 private:
  struct Fitted {
    Tensor mean, var, scale, n_samples_seen;
  };
  const Fitted& fitted() const;
  void check_columns(const char* what, const Tensor& X) const;

  Options options_;
  std::optional<Fitted> fitted_;
};

}  // namespace xgrad
