#pragma once
#include <xgrad/models/linear_regression.hpp>
#include <xgrad/models/parameters_internal.hpp>

namespace xgrad::models::detail {

/// By name, for itself and for PolynomialRegression.
void set_options(SetParameter& set, LinearRegression::Options& options);

}  // namespace xgrad::models::detail
