#pragma once
#include <cstdint>
#include <xgrad/graph/var.hpp>
#include <xgrad/ops/axes.hpp>

/// Places of extreme elements.
///   shapes      without the axis, which stays with extent 1 if keepdims is said; rank 0 if none is named
///   dtypes      float32, float64, int64 -> int64
///   derivative  0: flat
///   edges       the first of equal ones, the first NaN if there is one
///   throws      ShapeError for the choice from nothing and for an axis that is not there, DTypeError for bool
namespace xgrad {

/// argmax(x): the place of the largest element in row-major order; argmax(x, axis): along that axis.
///   as numpy.argmax, torch.argmax
Var argmax(Var x);
Var argmax(Var x, std::int64_t axis);
Var argmax(Var x, std::int64_t axis, bool keep);

/// argmin(x): the place of the smallest element in row-major order; argmin(x, axis): along that axis.
///   as numpy.argmin, torch.argmin
Var argmin(Var x);
Var argmin(Var x, std::int64_t axis);
Var argmin(Var x, std::int64_t axis, bool keep);

}  // namespace xgrad
