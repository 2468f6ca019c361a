#pragma once
#include <cstdint>
#include <string_view>
#include <vector>
#include <xgrad/graph/tensor.hpp>

namespace xgrad::detail {

/// True and predicted labels as numbers, checked to be of one length and at least one row.
struct LabelPair {
  Tensor y_true, y_pred;  // int64 [n]
  bool are_bool = false;  // both were
};
LabelPair label_pair(std::string_view what, const Tensor& y_true, const Tensor& y_pred);

/// The sorted distinct labels of both.
std::vector<std::int64_t> distinct_labels(const LabelPair& pair);

}  // namespace xgrad::detail
