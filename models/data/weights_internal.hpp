#pragma once
#include <cstdint>
#include <string_view>
#include <vector>
#include <xgrad/graph/tensor.hpp>

namespace xgrad::detail {

/// Whether a sample_weight was given: Tensor(), the default, is none.
bool is_given(const Tensor& sample_weight);

/// How much each of n rows counts, checked; empty if none were given, n equal ones for a scalar. Throws DataError for
/// another number of weights, for NaN, infinities and negative ones, and if all are 0.
std::vector<double> checked_weights(std::string_view what, const Tensor& sample_weight, std::int64_t n);

/// The same as a tensor [n] of that dtype; Tensor() if none were given.
Tensor checked_weights(std::string_view what, const Tensor& sample_weight, std::int64_t n, DType dtype);

}  // namespace xgrad::detail
