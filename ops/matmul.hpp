#pragma once
#include <xgrad/graph/var.hpp>

namespace xgrad {

/// matmul(a, b): the matrix product.                               as numpy.matmul, torch.matmul
///   value       y_ij = sum_k a_ik b_kj
///   shapes      [m, k] @ [k, n] -> [m, n], any may be dynamic. Further axes in front are batches, and broadcast:
///               [5, 1, m, k] @ [3, k, n] -> [5, 3, m, n]. A vector is a row on the left, a column on the
///               right, and leaves no axis: [k] @ [k, n] -> [n], [k] @ [k] -> rank 0
///   dtypes      float32, float64
///   derivative  da = dy b^T,  db = a^T dy, summed over the axes that were stretched
///   edges       k = 0 gives zeros; NaN spreads over its row or column
///   throws      ShapeError, DTypeError
/// matmul(transpose(a), b) of two matrices makes no copy: the product reads a transposed.
Var matmul(Var a, Var b);

}  // namespace xgrad
