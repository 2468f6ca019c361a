#pragma once
#include <cstdint>
#include <string>
#include <vector>
#include <xgrad/models/linear_model.hpp>
#include <xgrad/models/parameter_value.hpp>

namespace xgrad::models {

/// The straight line, or plane, through points that makes the squared errors least.
///                                                                as sklearn.linear_model.LinearRegression
///   value    y = X coef^T + intercept,   sum w_i (y_i - prediction_i)^2 least
///   solvers  "lstsq": in closed form, by the singular value decomposition; of many solutions the shortest.
///            "gradient_descent": steps of learning_rate against the gradient of the mean squared error
///   shapes   X [n, features], y [n] or [n, outputs], sample_weight [n]
///
///     models::LinearRegression line;
///     line.fit(tensor({{0.0}, {1.0}, {2.0}, {3.0}}), tensor({1.0, 3.0, 4.0, 7.0}));
///     line.coef();                                                           // [1.9]
///     line.intercept();                                                      // 0.9
///     line.predict(tensor({{4.0}}));                                         // [8.5]
///
/// Throws DataError for data and options that do not fit, and where gradient descent diverges.
class LinearRegression : public LinearModel {
 public:
  /// scikit-learn's fit_intercept and tol, and how the line is found.
  struct Options {
    bool fit_intercept = true;
    double tol = 1e-6;              ///< lstsq: singular values of at most that times the largest count as 0
    std::string solver = "lstsq";   ///< lstsq, gradient_descent
    double learning_rate = 0.1;     ///< of gradient_descent
    std::int64_t max_iter = 10000;  ///< of gradient_descent: steps at most
    double gradient_tol = 1e-10;    ///< of gradient_descent: the end, no entry of the gradient being larger
  };
  /// May be changed between fits; they are checked by fit.
  Options options;

  LinearRegression() : LinearRegression(Options{}) {}
  explicit LinearRegression(Options given) : LinearModel("LinearRegression"), options(std::move(given)) {}

  /// Learns from the rows of X and their targets.
  LinearRegression& fit(const Tensor& X, const Tensor& y, const Tensor& sample_weight = {});
  /// Gives the option of that name a value.
  void set_param(std::string_view name, const ParameterValue& value);

  /// How many columns of X (less their means) say something of their own; by lstsq.
  std::int64_t rank() const;
  /// The singular values of X (less its means), the largest first; by lstsq.
  const Tensor& singular() const;
  /// The mean squared error before each step; by gradient_descent.
  const std::vector<double>& loss_curve() const;
  /// What the last fit has to say, such as that max_iter was too small.
  const std::vector<std::string>& warnings() const;

 private:
  struct Details {
    std::int64_t rank = 0;
    Tensor singular;
    std::vector<double> loss_curve;
    std::vector<std::string> warnings;
  };
  const Details& details() const;
  void check_options() const;
  Details details_;
};

}  // namespace xgrad::models
