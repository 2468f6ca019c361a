#pragma once
#include <xgrad/graph/var.hpp>

namespace xgrad {

/// matmul(a, b): the matrix product.                               as numpy.matmul in two dimensions
///   value       y_ij = sum_k a_ik b_kj
///   shapes      [m, k] @ [k, n] -> [m, n], any may be dynamic; one float type
///   derivative  da = dy b^T,  db = a^T dy
///   edges       k = 0 gives zeros; NaN spreads over its row or column;  throws ShapeError, DTypeError
/// matmul(transpose(a), b) makes no copy: the product reads a transposed.
Var matmul(Var a, Var b);

}  // namespace xgrad
