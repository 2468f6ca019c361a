#pragma once
#include <xgrad/graph/shape.hpp>
#include <xgrad/graph/var.hpp>

namespace xgrad {

/// broadcast_to(x, shape): x repeated along new leading axes and along axes of extent 1.
///   as numpy.broadcast_to, torch.broadcast_to
///   shapes      [3], shape {2, 3} -> [2, 3]; an extent of -1 (which is `dynamic`) takes x's
///   dtypes      any
///   derivative  dx = sum_like(dy, x)
///   throws      ShapeError if x does not broadcast to that shape
Var broadcast_to(Var x, const Shape& shape);

}  // namespace xgrad
