#include <xgrad/models/data/metrics.hpp>
#include <xgrad/models/linear_regression_internal.hpp>
#include <xgrad/models/parameters_internal.hpp>
#include <xgrad/models/polynomial_regression.hpp>

namespace xgrad::models {
namespace {

/// A vector is one column.
Tensor as_table(const Tensor& X) { return X.rank() == 1 ? X.reshape({X.size(), 1}) : X; }

}  // namespace

PolynomialRegression& PolynomialRegression::fit(const Tensor& X, const Tensor& y, const Tensor& sample_weight) {
  PolynomialFeatures features(
      {.degree = options.degree, .interaction_only = options.interaction_only, .include_bias = options.degree == 0});
  LinearRegression linear(options.linear);
  linear.fit(features.fit_transform(as_table(X)), y, sample_weight);
  features_ = std::move(features);
  linear_ = std::move(linear);
  return *this;
}

Tensor PolynomialRegression::predict(const Tensor& X) const {
  linear_.coef();  // throws before fit
  return linear_.predict(features_.transform(as_table(X)));
}

double PolynomialRegression::score(const Tensor& X, const Tensor& y, const Tensor& sample_weight) const {
  return r2_score(y, predict(X), sample_weight);
}

void PolynomialRegression::set_param(std::string_view name, const ParameterValue& value) {
  detail::SetParameter set("PolynomialRegression", name, value);
  set("degree", options.degree), set("interaction_only", options.interaction_only);
  detail::set_options(set, options.linear);
  set.check();
}

}  // namespace xgrad::models
