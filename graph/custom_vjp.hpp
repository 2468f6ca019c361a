#pragma once
#include <functional>
#include <xgrad/graph/var.hpp>

namespace xgrad {

/// The gradients of a composed result: for each of `in` one (or no_gradient), given the result and its cotangent. Built
/// of public ops, linear in dout in its form.
using VjpRule = std::function<Vars(const Vars& in, Var out, Var dout)>;

/// out itself, with a derivative of one's own: grad goes from it to `in` by the rule, and never into what out was made
/// of. For a form that cancels or overflows less, or a gradient that is meant to be another (straight-through).
///                                                                  as jax.custom_vjp, torch.autograd.Function
///     Var y = custom_vjp(log(1.0 + exp(x)), {x}, [](const Vars& in, Var, Var dy) { return dy * sigmoid(in[0]); });
/// Throws GraphError: no rule, an empty Var, several graphs, a cotangent count that is not that of `in` (by grad).
Var custom_vjp(Var out, const Vars& in, VjpRule rule);

}  // namespace xgrad
