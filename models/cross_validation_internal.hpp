#pragma once
#include <cstdint>
#include <string_view>
#include <vector>
#include <xgrad/graph/tensor.hpp>

namespace xgrad::models::detail {

/// What is split into folds, checked: as many rows of y, and of weights if there are any, as of X.
struct Examples {
  /// Throws DataError.
  Examples(std::string_view what, const Tensor& X, const Tensor& y, const Tensor& sample_weight);
  /// Some of the rows.
  Examples at(const std::vector<std::int64_t>& rows) const;

  Tensor X, y;
  Tensor weights;  // Tensor() for none

 private:
  Examples() = default;
};

}  // namespace xgrad::models::detail
