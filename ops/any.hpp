#pragma once
#include <xgrad/graph/var.hpp>
#include <xgrad/ops/axes.hpp>

/// Masks reduced over all axes, or some; as sum takes them. Of numbers, those count as true that are not 0 (NaN does).
/// They are flat, so their derivative is 0. Throws ShapeError for an axis that is not there or named twice.
namespace xgrad {

/// any(x), any(x, axes), any(x, axes, keepdims): whether one is true.      as numpy.any;   of nothing: false
Var any(Var x);
Var any(Var x, Axes axes);
Var any(Var x, Axes axes, bool keep);

/// all(x), all(x, axes), all(x, axes, keepdims): whether all are true.     as numpy.all;   of nothing: true
Var all(Var x);
Var all(Var x, Axes axes);
Var all(Var x, Axes axes, bool keep);

}  // namespace xgrad
