#pragma once
#include <xgrad/graph/var.hpp>

/// Penalties: scalars to be added to a loss.
///     Var loss = mse(net(x), y) + 1e-4 * models::l2_penalty(net.parameters());
namespace xgrad::models {

/// The sum of |w| over all entries of all parameters (lasso). Throws GraphError if there are none.
Var l1_penalty(const Vars& parameters);
/// Half the sum of w^2: its gradient is w (ridge, weight decay). Throws GraphError if there are none.
Var l2_penalty(const Vars& parameters);

}  // namespace xgrad::models
