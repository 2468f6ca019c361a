#pragma once
#include <xgrad/graph/var.hpp>
#include <xgrad/ops/axes.hpp>

/// Masks reduced over all axes, or some; as sum takes them.
///   shapes      the axes leave, or stay with extent 1 if keepdims is said: [2, 3], {1} -> [2]
///   dtypes      any -> bool; of numbers, those count as true that are not 0 (NaN does)
///   derivative  0: flat
///   throws      ShapeError for an axis that is not there or named twice
namespace xgrad {

/// any(x, axes): whether one is true.                             as numpy.any, torch.any
///   edges       of nothing: false
Var any(Var x);
Var any(Var x, Axes axes);
Var any(Var x, Axes axes, bool keep);

/// all(x, axes): whether all are true.                            as numpy.all, torch.all
///   edges       of nothing: true
Var all(Var x);
Var all(Var x, Axes axes);
Var all(Var x, Axes axes, bool keep);

}  // namespace xgrad
