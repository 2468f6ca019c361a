#pragma once
#include <xgrad/models/linear_model.hpp>
#include <xgrad/models/parameter_value.hpp>

namespace xgrad::models {

/// Linear regression with a penalty on large coefficients.                  as sklearn.linear_model.Ridge
///   value   sum w_i (y_i - prediction_i)^2 + alpha |coef|^2 least, in closed form
///   shapes  X [n, features], y [n] or [n, outputs], sample_weight [n]
///
///     models::Ridge ridge({.alpha = 5.0});
///     ridge.fit(tensor({{0.0}, {1.0}, {2.0}, {3.0}}), tensor({1.0, 3.0, 4.0, 7.0}));
///     ridge.coef();                                                          // [0.95]
///
/// Throws DataError for data and options that do not fit.
class Ridge : public LinearModel {
 public:
  /// scikit-learn's parameters.
  struct Options {
    double alpha = 1.0;  ///< the strength of the penalty
    bool fit_intercept = true;
  };
  /// May be changed between fits; they are checked by fit.
  Options options;

  Ridge() : Ridge(Options{}) {}
  explicit Ridge(Options given) : LinearModel("Ridge"), options(given) {}

  /// Learns from the rows of X and their targets.
  Ridge& fit(const Tensor& X, const Tensor& y, const Tensor& sample_weight = {});
  /// Gives the option of that name a value.
  void set_param(std::string_view name, const ParameterValue& value);
};

}  // namespace xgrad::models
