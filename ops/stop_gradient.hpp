#pragma once
#include <xgrad/graph/var.hpp>

namespace xgrad {

/// stop_gradient(x): x, taken for a constant by differentiation.   as jax.lax.stop_gradient, torch.Tensor.detach
Var stop_gradient(Var x);

}  // namespace xgrad
