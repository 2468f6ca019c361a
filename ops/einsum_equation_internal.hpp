#pragma once
#include <span>
#include <string>
#include <string_view>
#include <vector>
#include <xgrad/graph/op.hpp>

namespace xgrad {

/// Labels of axes: letters, and beyond them those of "...", counted from its last axis.
using Labels = std::vector<int>;

/// An equation of einsum, read for operands of known rank: each axis has its label.
struct EinsumEquation {
  std::vector<Labels> operands;
  Labels result;
};

/// Throws DataError for text that is no equation, ShapeError for one that does not fit the operands' ranks.
EinsumEquation read_equation(std::string_view text, Types operands);

/// "i", or "axis -2 of ..."
std::string label_text(int label);

}  // namespace xgrad
