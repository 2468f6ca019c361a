#pragma once
#include <cstdint>
#include <xgrad/graph/var.hpp>
#include <xgrad/ops/axes.hpp>

/// Axes that come, go and melt together; the elements stay in their order. Any extent may be dynamic.
///   dtypes      any
namespace xgrad {

/// expand_dims(x, axes): new axes of extent 1 at these places of the result.   as numpy.expand_dims, torch.unsqueeze
///   shapes      [2, 3], axis 1 -> [2, 1, 3]; axes {0, -1} -> [1, 2, 3, 1]
///   derivative  dx = squeeze(dy, axes)
///   throws      ShapeError for an axis that the result does not have, or that is named twice
Var expand_dims(Var x, Axes axes);

/// squeeze(x), squeeze(x, axes): without the axes of extent 1, all of them or these.   as numpy.squeeze, torch.squeeze
///   shapes      [1, 3, 1] -> [3]; a dynamic axis is squeezed if it is named, and must be 1 when the program runs
///   derivative  dx = expand_dims(dy, axes)
///   throws      ShapeError for an axis of another extent
Var squeeze(Var x);
Var squeeze(Var x, Axes axes);

/// flatten(x), flatten(x, first, last): these axes and those between them as one.      as torch.flatten
///   shapes      [2, 3, 4], first 0, last 1 -> [6, 4]; rank 0 -> [1]
///   derivative  dx = reshape_like(dy, x)
///   throws      ShapeError
Var flatten(Var x);
Var flatten(Var x, std::int64_t first, std::int64_t last);

}  // namespace xgrad
