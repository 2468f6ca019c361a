#pragma once
#include <cstdint>
#include <xgrad/graph/var.hpp>

/// What adds up, or multiplies, along one axis. Any extent may be dynamic.
///   shapes      any -> the same; without an axis, all elements in their order -> a vector
///   dtypes      float32, float64, int64
///   throws      ShapeError for an axis that is not there, DTypeError
namespace xgrad {

/// cumsum(x, axis): y_i = x_0 + ... + x_i.                         as numpy.cumsum, torch.cumsum
///   value       one after the other; float32 is added up in float64
///   derivative  dx = the sums of dy from the other end
Var cumsum(Var x, std::int64_t axis);
Var cumsum(Var x);  ///< of all elements in their order

/// cumprod(x, axis): y_i = x_0 x_1 ... x_i.                        as numpy.cumprod, torch.cumprod
///   derivative  dx_i = (x_0 ... x_{i-1}) r_i,  r_i = dy_i + x_{i+1} r_{i+1}: nothing is divided, so zeros are no
///               special case, in any order
Var cumprod(Var x, std::int64_t axis);
Var cumprod(Var x);  ///< of all elements in their order

/// linear_recurrence(a, b, axis): y_i = a_i y_{i-1} + b_i along an axis, beginning with y_0 = b_0: filters and
/// discounted sums. With a = 0.9 it is the moving average that remembers 0.9 of what it was.
///   as scipy.signal.lfilter, which has one a for all i
///   shapes      a and b of one shape -> the same; float32, float64
///   derivative  db_i = r_i,  da_i = r_i y_{i-1},  where r_i = dy_i + a_{i+1} r_{i+1}
///   edges       a_0 is not read
Var linear_recurrence(Var a, Var b, std::int64_t axis);

}  // namespace xgrad
