#pragma once
#include <xgrad/graph/var.hpp>

namespace xgrad {

/// stop_gradient(x): x, taken for a constant by differentiation.   as jax.lax.stop_gradient, torch.Tensor.detach
///   shapes      any -> the same
///   dtypes      any
///   derivative  0, on purpose
Var stop_gradient(Var x);

}  // namespace xgrad
