#pragma once
#include <xgrad/graph/var.hpp>
#include <xgrad/ops/axes.hpp>

namespace xgrad {

/// transpose(x): the axes in reverse order; transpose(x, axes): axis i of the result is axis axes[i] of x.
///   as numpy.transpose, torch.permute
///   shapes      [2, 3, 4] -> [4, 3, 2];  with {1, 0, 2} -> [3, 2, 4]
///   dtypes      any
///   derivative  dx = dy with the axes put back
///   throws      ShapeError unless axes names every axis once
Var transpose(Var x);
Var transpose(Var x, Axes axes);

}  // namespace xgrad
