#pragma once
#include <xgrad/graph/var.hpp>

namespace xgrad {

/// jacobian(y, x): all derivatives of y's elements by x's elements, J[i..., j...] = dy[i...] / dx[j...], of shape
/// y.shape + x.shape. A vjp for each element of y, or a jvp for each of x, whichever are fewer; nodes like others.
/// Throws GraphError as grad does, ShapeError if an extent is dynamic: the number of rows must be known.
///                                                                  as jax.jacobian, torch.func.jacrev
///     Var J = jacobian(matmul(a, x), x);
Var jacobian(Var y, Var x);
/// hessian(f, x): the second derivatives of f (rank 0), of shape x.shape + x.shape. Mixed ones: jacobian(grad(f, x),
/// y). Throws as jacobian.                                              as jax.hessian, torch.func.hessian
Var hessian(Var f, Var x);

}  // namespace xgrad
