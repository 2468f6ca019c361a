#pragma once
#include <cstdint>
#include <xgrad/graph/var.hpp>

/// Diagonals: the k-th lies k places to the right of the main one, or -k below it; k is 0 if not given. Any extent may
/// be dynamic.
///   dtypes      any
///   throws      ShapeError
namespace xgrad {

/// diagonal(x), diagonal(x, k, axis1, axis2): the entries at [i, i + k] of two axes, along a new last axis.
///   as numpy.diagonal, torch.diagonal
///   shapes      [2, 3, 4], axes 0 and 1 -> [4, 2]
///   derivative  dx = diagonal_scatter(zeros_like(x), dy, k, axis1, axis2)
///   edges       a diagonal that lies outside is empty
Var diagonal(Var x);
Var diagonal(Var x, std::int64_t k);
Var diagonal(Var x, std::int64_t k, std::int64_t axis1, std::int64_t axis2);

/// diagonal_scatter(base, part, k, axis1, axis2): base, with part written where diagonal(base, ...) reads.
///   as torch.diagonal_scatter
///   shapes      part has the shape of diagonal(base, k, axis1, axis2), the result that of base
///   derivative  dbase = diagonal_scatter(dy, zeros_like(part), ...),  dpart = diagonal(dy, ...)
///   throws      ShapeError, DTypeError
Var diagonal_scatter(Var base, Var part, std::int64_t k, std::int64_t axis1, std::int64_t axis2);

/// diag(x), diag(x, k): of a matrix the diagonal; of a vector the matrix with that diagonal, else 0.
///   as numpy.diag, torch.diag
///   shapes      [3, 4] -> [3];  [3] -> [3, 3], with k = 1 [4, 4]
///   derivative  dx = diagonal_scatter(zeros_like(x), dy, k) of a matrix, diag(dy, k) of a vector
Var diag(Var x);
Var diag(Var x, std::int64_t k);

/// trace(x), trace(x, k): the sum of a diagonal of the first two axes.      as numpy.trace, torch.trace
///   shapes      [3, 3] -> rank 0;  [2, 3, 4] -> [4]
///   dtypes      float32, float64, int64
///   derivative  dx = dy on the diagonal, 0 elsewhere
///   throws      ShapeError, DTypeError for bool
Var trace(Var x);
Var trace(Var x, std::int64_t k);

/// tril(x), tril(x, k): the entries on and below the k-th diagonal of the last two axes; 0 elsewhere.
///   as numpy.tril, torch.tril
///   shapes      [..., m, n] -> the same
///   derivative  dx = tril(dy, k)
///   edges       NaN above the diagonal goes away
Var tril(Var x);
Var tril(Var x, std::int64_t k);
/// triu(x), triu(x, k): the entries on and above the k-th diagonal of the last two axes; 0 elsewhere.
///   as numpy.triu, torch.triu
///   shapes      [..., m, n] -> the same
///   derivative  dx = triu(dy, k)
///   edges       NaN below the diagonal goes away
Var triu(Var x);
Var triu(Var x, std::int64_t k);

}  // namespace xgrad
