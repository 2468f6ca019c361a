#pragma once
#include <xgrad/graph/var.hpp>

/// Products of vectors. Any extent may be dynamic.
///   dtypes      float32, float64, int64
namespace xgrad {

/// dot(a, b) = sum(a b), of two vectors.                           as numpy.dot, torch.dot
///   shapes      [n], [n] -> rank 0
///   derivative  da = dy b,  db = dy a
///   edges       of nothing: 0
///   throws      ShapeError (nothing is broadcast; matmul multiplies matrices), DTypeError
Var dot(Var a, Var b);

/// outer(a, b): each element of a times each of b.                 as numpy.outer, torch.outer
///   shapes      [m], [n] -> [m, n]; operands of other ranks are flattened
///   derivative  da = dy b,  db = dy^T a
///   throws      DTypeError
Var outer(Var a, Var b);

}  // namespace xgrad
