#pragma once
#include <xgrad/graph/lane_kernels.hpp>
#include <xgrad/ops/build_internal.hpp>

namespace xgrad {

/// The kernel that reduces an array of this shape along `axes`, by the lanes' reductions.
Kernel reduction_kernel(lanes::Reduction reduction, DType dtype, const Shape& shape, AxisSet axes);

/// What x reduced along `axes` gave, repeated where it was reduced.
Var spread(Var result, Var x, AxisSet axes, bool keep);

/// max(x, axes, keep) with the maximum of nothing -inf instead of an error: what stable formulas subtract.
Var max_or_lowest(Var x, AxisSet axes, bool keep);

}  // namespace xgrad
