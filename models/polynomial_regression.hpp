#pragma once
#include <cstdint>
#include <string_view>
#include <vector>
#include <xgrad/models/data/polynomial_features.hpp>
#include <xgrad/models/linear_regression.hpp>

namespace xgrad::models {

/// The polynomial through points that makes the squared errors least: PolynomialFeatures, then LinearRegression.
///   value   y = intercept + coef_1 x + coef_2 x^2 + ...; of several columns with all their products up to the degree
///   shapes  X [n, features] (or [n]: one feature), y [n] or [n, outputs], sample_weight [n]
///
///     models::PolynomialRegression curve({.degree = 2});
///     curve.fit(tensor({0.0, 1.0, 2.0, 3.0}), tensor({1.0, 2.0, 5.0, 10.0}));
///     curve.intercept();                                                     // 1
///     curve.coef();                                                          // [0. 1.], of x and x^2, within rounding
///     curve.predict(tensor({4.0}));                                          // [17.]
///
/// Powers are badly scaled, so lstsq leaves out nothing that double can tell (LinearRegression's tol is 1e-6, as
/// scikit-learn's). Throws DataError as both do.
class PolynomialRegression {
 public:
  /// Those of both.
  struct Options {
    std::int64_t degree = 2;                            ///< the greatest degree of a product
    bool interaction_only = false;                      ///< no column more than once in a product
    LinearRegression::Options linear = {.tol = 1e-15};  ///< of the regression on the products
  };
  /// May be changed between fits; they are checked by fit.
  Options options;

  PolynomialRegression() : PolynomialRegression(Options{}) {}
  explicit PolynomialRegression(Options given) : options(std::move(given)) {}

  /// Learns from the rows of X and their targets.
  PolynomialRegression& fit(const Tensor& X, const Tensor& y, const Tensor& sample_weight = {});
  /// [n], or [n, outputs] if y was a table.
  Tensor predict(const Tensor& X) const;
  /// r2_score.
  double score(const Tensor& X, const Tensor& y, const Tensor& sample_weight = {}) const;
  /// Gives the option of that name a value: "degree", "interaction_only", and those of LinearRegression.
  void set_param(std::string_view name, const ParameterValue& value);

  /// Whether there has been a fit.
  bool is_fitted() const { return linear_.is_fitted(); }
  /// One for each product, in the order of features().
  const Tensor& coef() const { return linear_.coef(); }
  /// The constant term.
  const Tensor& intercept() const { return linear_.intercept(); }
  /// The products: powers(), names.
  const PolynomialFeatures& features() const { return features_; }
  /// The regression on them: its loss_curve, warnings, rank.
  const LinearRegression& linear() const { return linear_; }

 private:
  PolynomialFeatures features_;
  LinearRegression linear_;
};

}  // namespace xgrad::models
