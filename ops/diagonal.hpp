#pragma once
#include <cstdint>
#include <xgrad/graph/var.hpp>

/// Diagonals: the k-th lies k places to the right of the main one, or -k below it. Any dtype but for trace, any extent
/// may be dynamic. Throws ShapeError.
namespace xgrad {

/// diagonal(x), diagonal(x, k, axis1, axis2): the entries at [i, i + k] of two axes, along a new last axis.
///   as numpy.diagonal
///   shapes      [2, 3, 4], axes 0 and 1 -> [4, 2]
///   derivative  dx = diagonal_scatter(zeros_like(x), dy, k, axis1, axis2)
///   edges       a diagonal that lies outside is empty
Var diagonal(Var x);
Var diagonal(Var x, std::int64_t k);
Var diagonal(Var x, std::int64_t k, std::int64_t axis1, std::int64_t axis2);

/// diagonal_scatter(base, part, k, axis1, axis2): base, with part written where diagonal(base, ...) reads.
///   as torch.diagonal_scatter
///   derivative  dbase = diagonal_scatter(dy, zeros_like(part)),  dpart = diagonal(dy)
///   throws ShapeError, DTypeError
Var diagonal_scatter(Var base, Var part, std::int64_t k, std::int64_t axis1, std::int64_t axis2);

/// diag(x), diag(x, k): of a matrix the diagonal; of a vector the matrix with that diagonal, else 0.      as numpy.diag
///   shapes      [3, 4] -> [3];  [3] -> [3, 3], with k = 1 [4, 4]
///   derivative  dx = diagonal_scatter(zeros_like(x), dy, k) of a matrix, diag(dy, k) of a vector
Var diag(Var x);
Var diag(Var x, std::int64_t k);

/// trace(x), trace(x, k): the sum of a diagonal of the first two axes; float32, float64, int64.      as numpy.trace
///   shapes      [3, 3] -> rank 0;  [2, 3, 4] -> [4]
Var trace(Var x);
Var trace(Var x, std::int64_t k);

/// tril(x), tril(x, k): the entries on and below the k-th diagonal of the last two axes; 0 elsewhere.   as numpy.tril
///   derivative  dx = tril(dy, k)
///   edges       NaN above the diagonal goes away
Var tril(Var x);
Var tril(Var x, std::int64_t k);
/// triu(x), triu(x, k): the entries on and above it.      as numpy.triu
Var triu(Var x);
Var triu(Var x, std::int64_t k);

}  // namespace xgrad
