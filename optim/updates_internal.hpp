#pragma once
#include <xgrad/graph/var.hpp>
#include <xgrad/optim/optimizer.hpp>

namespace xgrad::optim {

/// x in that dtype: itself if it has it, else a cast.
Var as(Var x, DType dtype);
/// Throws GraphError if the optimizer goes along the gradient itself: to maximize by it would minimize.
void check_can_maximize(const Optimizer& optimizer);

}  // namespace xgrad::optim
