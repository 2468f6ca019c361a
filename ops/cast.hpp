#pragma once
#include <xgrad/graph/var.hpp>

namespace xgrad {

/// cast(x, dtype): the elements converted to dtype.               as numpy.ndarray.astype, torch.Tensor.to
///   value       float64 to float32 rounds to nearest; float to int64 truncates toward zero; to bool asks for nonzero
///               (NaN is); bool gives 0 and 1
///   shapes      any -> the same
///   dtypes      any -> any
///   derivative  dx = cast(dy, x's dtype) between float types; none if one of the two is int64 or bool
///   edges       NaN and infinities stay between float types; a float that does not fit in int64 (NaN, infinite, too
///               large) is a DataError when the program runs
Var cast(Var x, DType dtype);

}  // namespace xgrad
