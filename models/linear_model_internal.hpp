#pragma once
#include <cstdint>
#include <string_view>
#include <vector>
#include <xgrad/graph/tensor.hpp>

namespace xgrad::models::detail {

/// Data of a linear regression, checked: rows times columns, row-major.
struct LinearData {
  std::int64_t rows = 0, features = 0, outputs = 0;
  std::vector<double> X, y, weights;  // no weights: all the same
  bool is_flat = true;                // y was [n]
  DType dtype = float64;              // of what is learned

  double weight(std::size_t row) const { return weights.empty() ? 1.0 : weights[row]; }
};
LinearData linear_data(std::string_view what, const Tensor& X, const Tensor& y, const Tensor& sample_weight);

/// Where the columns were moved to: their means, or 0.
struct Centers {
  std::vector<double> X, y;
};
/// Subtracts the (weighted) means of the columns, and scales rows by the square roots of their weights: then an
/// intercept needs no column of its own.
Centers center(LinearData& data, bool fit_intercept);

/// coef [features] or [outputs, features] of a solution [features, outputs].
Tensor coef_of(const LinearData& data, const std::vector<double>& solution);
/// The intercept that belongs to it.
Tensor intercept_of(const LinearData& data, const Centers& centers, const std::vector<double>& solution);

/// X coef^T + intercept [n, outputs] of X [n, features], coef [outputs, features] or [features], all float64.
Tensor linear_function(const Tensor& X, const Tensor& coef, const Tensor& intercept);

}  // namespace xgrad::models::detail
