#pragma once
#include <cstdint>
#include <vector>
#include <xgrad/graph/var.hpp>

namespace xgrad {

/// What pad adds along one axis: {1, 2} puts one entry before the array and two behind it.
struct PadWidth {
  std::int64_t before = 0, after = 0;
  bool operator==(const PadWidth&) const = default;
};

/// pad(x, widths), pad(x, widths, value): x with a border of 0, or of `value`.   as numpy.pad, torch.nn.functional.pad
///   shapes      one PadWidth for each axis: [2, 3], {{0, 1}, {2, 0}} -> [3, 5]; extents may be dynamic
///   dtypes      any; the value is a number of x's dtype
///   derivative  dx = dy without the border
///   throws      ShapeError for a negative width or another number of widths, DTypeError for a fraction as int64
Var pad(Var x, const std::vector<PadWidth>& widths);
Var pad(Var x, const std::vector<PadWidth>& widths, double value);

}  // namespace xgrad
