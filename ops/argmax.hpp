#pragma once
#include <cstdint>
#include <xgrad/graph/var.hpp>
#include <xgrad/ops/axes.hpp>

namespace xgrad {

/// argmax(x): the place of the largest element in row-major order; argmax(x, axis): along that axis.    as numpy.argmax
///   shapes      int64, without the axis
///   derivative  none: flat
///   edges       the first of equal ones, the first NaN if there is one;  ShapeError for the maximum of nothing
Var argmax(Var x);
Var argmax(Var x, std::int64_t axis);
Var argmax(Var x, std::int64_t axis, bool keep);

/// argmin(x), argmin(x, axis): the place of the smallest element.   as numpy.argmin;   otherwise as argmax
Var argmin(Var x);
Var argmin(Var x, std::int64_t axis);
Var argmin(Var x, std::int64_t axis, bool keep);

}  // namespace xgrad
