#pragma once
#include <optional>
#include <string_view>
#include <xgrad/graph/tensor.hpp>
#include <xgrad/models/parameter_value.hpp>

namespace xgrad {

/// Moves each column to mean 0 and scales it to variance 1.            as sklearn.preprocessing.StandardScaler
///   transform          (X - mean) / scale
///   inverse_transform  X scale + mean
///   scale              the square root of the variance (divided by n); 1 for a column that is constant within rounding
///   shapes             X [n, columns], mean, var, scale [columns]; float32 stays so, others become float64
///   edges              NaN is ignored by fit and kept by transform
/// Throws ShapeError unless X has two dimensions and, after fit, as many columns as then; DataError for infinity, for
/// no rows, for a variance beyond float64, and before fit. A fit that throws leaves the scaler as it was.
///
///     StandardScaler scaler;
///     Tensor scaled = scaler.fit_transform(tensor({{0.0, 1.0}, {2.0, 1.0}, {4.0, 7.0}}));
///     scaler.mean();                                                         // [2. 3.]
///     scaler.transform(tensor({{2.0, 3.0}}));                                // [[0. 0.]]
class StandardScaler {
 public:
  /// Which of the two steps are done.
  struct Options {
    bool with_mean = true;  ///< subtract the mean
    bool with_std = true;   ///< divide by the scale
  };
  StandardScaler() = default;
  explicit StandardScaler(Options options) : options_(options) {}

  /// Takes mean and scale of X's columns.
  StandardScaler& fit(const Tensor& X);
  /// Scales X, by what fit has learned.
  Tensor transform(const Tensor& X) const;
  /// fit and transform in one.
  Tensor fit_transform(const Tensor& X) { return fit(X).transform(X); }
  /// What transform would make Z of: back in the units of fit.
  Tensor inverse_transform(const Tensor& Z) const;

  /// Gives an option a value: "with_mean", "with_std"; what was learned is forgotten.
  void set_param(std::string_view name, const models::ParameterValue& value);

  const Options& options() const { return options_; }
  /// Whether fit has been called.
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
