#pragma once
#include <cstdint>
#include <vector>
#include <xgrad/graph/var.hpp>
#include <xgrad/ops/axes.hpp>

/// The same elements at other places. Any extent may be dynamic.
///   shapes      any -> the same
///   dtypes      any
///   throws      ShapeError for an axis that is not there
namespace xgrad {

/// flip(x), flip(x, axes): backwards along all axes, or these.      as numpy.flip, torch.flip
///   derivative  dx = flip(dy, axes)
Var flip(Var x);
Var flip(Var x, Axes axes);

/// roll(x, shift, axis): shifted along an axis; what leaves at the end comes in again at the beginning.
///   as numpy.roll, torch.roll
///   value       y[(i + shift) mod extent] = x[i]; a negative shift goes the other way
///   derivative  dx = roll(dy, -shift, axis)
Var roll(Var x, std::int64_t shift, std::int64_t axis);
Var roll(Var x, std::int64_t shift);  ///< as if the elements, in their order, were one axis

}  // namespace xgrad
