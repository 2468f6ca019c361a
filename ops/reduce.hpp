#pragma once
#include <xgrad/graph/var.hpp>
#include <xgrad/ops/axes.hpp>

/// Reductions over all axes, or some: sum(x), sum(x, 1), sum(x, {0, -1}), sum(x, {1}, keepdims).
///   shapes      the axes leave, or stay with extent 1 if keepdims is said: [2, 3], {1} -> [2]; {} leaves x as it is
///   dtypes      float32, float64, int64
///   throws      ShapeError for an axis that is not there or named twice, DTypeError
namespace xgrad {

/// sum(x, axes): x's elements added up.                            as numpy.sum, torch.sum
///   value       pairwise over blocks: the error grows with the logarithm of the number of elements
///   derivative  dx = broadcast_like(dy, x)
///   edges       the sum of nothing is 0; NaN passes
Var sum(Var x);
Var sum(Var x, Axes axes);
Var sum(Var x, Axes axes, bool keep);

/// mean(x, axes) = sum(x, axes) / count(x, axes).                  as numpy.mean, torch.mean
///   dtypes      float32, float64
///   derivative  dx = dy / count(x, axes), broadcast to x's shape
///   edges       the mean of nothing is NaN
Var mean(Var x);
Var mean(Var x, Axes axes);
Var mean(Var x, Axes axes, bool keep);

/// max(x, axes): the largest element.                              as numpy.max, torch.amax
///   derivative  dx = dy where x is the maximum, shared equally by ties; 0 elsewhere
///   edges       NaN if there is one
///   throws      as sum; ShapeError for the maximum of nothing
Var max(Var x);
Var max(Var x, Axes axes);
Var max(Var x, Axes axes, bool keep);

/// min(x, axes): the smallest element.                             as numpy.min, torch.amin
///   derivative  dx = dy where x is the minimum, shared equally by ties; 0 elsewhere
///   edges       NaN if there is one
///   throws      as sum; ShapeError for the minimum of nothing
Var min(Var x);
Var min(Var x, Axes axes);
Var min(Var x, Axes axes, bool keep);

/// prod(x, axes): x's elements multiplied.                         as numpy.prod, torch.prod
///   derivative  dx = dy times the product of the others, which nothing is divided for: zeros are no special case
///   edges       the product of nothing is 1; NaN passes
Var prod(Var x);
Var prod(Var x, Axes axes);
Var prod(Var x, Axes axes, bool keep);

}  // namespace xgrad
