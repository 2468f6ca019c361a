#include <fmt/format.h>
#include <algorithm>
#include <cmath>
#include <xgrad/graph/error.hpp>
#include <xgrad/models/data/weights_internal.hpp>

namespace xgrad::detail {

bool is_given(const Tensor& sample_weight) { return !sample_weight.is_identical(Tensor()); }

std::vector<double> checked_weights(std::string_view what, const Tensor& sample_weight, std::int64_t n) {
  if (!is_given(sample_weight)) return {};
  std::vector<double> weights = sample_weight.astype(float64).to_vector<double>();
  if (sample_weight.rank() == 0) weights.assign(static_cast<std::size_t>(n), weights[0]);
  if (sample_weight.rank() > 1 || static_cast<std::int64_t>(weights.size()) != n)
    throw DataError(what, "sample_weight must have one number for each row",
                    fmt::format("sample_weight {} {}, {} rows", to_string(sample_weight.dtype()),
                                to_string(sample_weight.shape()), n),
                    "give [n], or nothing if all rows count the same");
  for (std::size_t i = 0; i < weights.size(); ++i)
    if (!std::isfinite(weights[i]) || weights[i] < 0)
      throw DataError(what, "sample_weight must be finite and not negative",
                      fmt::format("sample_weight[{}] = {}", i, weights[i]));
  if (std::all_of(weights.begin(), weights.end(), [](double w) { return w == 0; }))
    throw DataError(what, "sample_weight must have a number above 0", fmt::format("all {} are 0", n));
  return weights;
}

Tensor checked_weights(std::string_view what, const Tensor& sample_weight, std::int64_t n, DType dtype) {
  const std::vector<double> weights = checked_weights(what, sample_weight, n);
  return weights.empty() ? Tensor() : Tensor::from(weights, {n}).astype(dtype);
}

}  // namespace xgrad::detail
