#pragma once
#include <xgrad/graph/var.hpp>

/// Linear algebra of square matrices: the last two axes are the matrix, those in front are batches, and broadcast where
/// there are two operands. Any extent may be dynamic. By LAPACK, as NumPy.
///   shapes      [..., n, n] -> the same
///   dtypes      float32, float64
///   throws      ShapeError for what is not square or does not fit, DTypeError; DataError, when the program runs, for a
///               singular matrix, whose number in the batch it names
namespace xgrad {

/// solve(a, b): the x with a x = b.                                 as numpy.linalg.solve, torch.linalg.solve
///   shapes      a [n, n], b [n, k] or a vector [n] -> as b
///   derivative  db = solve(a^T, dy),  da = -db y^T
///   edges       DataError where a is singular
Var solve(Var a, Var b);

/// inv(a): the inverse.                                             as numpy.linalg.inv, torch.linalg.inv
///   derivative  da = -y^T dy y^T
///   edges       DataError where a is singular
/// solve(a, b) is faster and more exact than inv(a) b.
Var inv(Var a);

/// det(a): the determinant.                                         as numpy.linalg.det, torch.linalg.det
///   shapes      [..., n, n] -> [...];  the determinant of [0, 0] is 1
///   derivative  da = dy cofactor(a), also where a is singular; second derivatives too. Those of third order divide by
///               det(a): DataError where a is singular
///   edges       0 where a is singular
///   throws      ShapeError, DTypeError
Var det(Var a);

/// cofactor(a): the determinant's derivative, det(a) inv(a)^T where a is not singular.
///   as sympy.Matrix.cofactor_matrix
///   derivative  da = sum(dy b) y - b dy^T y, b = inv(a)^T; where a is singular its limit, once (see det)
///   edges       of rank n - 1: of rank 1; of rank below n - 1: zeros
///   throws      ShapeError, DTypeError
Var cofactor(Var a);

/// What slogdet gives: det(a) = sign * exp(logabsdet).
struct SignAndLog {
  Var sign, logabsdet;
};
/// slogdet(a): the determinant's sign and the logarithm of its size, which never overflows.
///   as numpy.linalg.slogdet, torch.linalg.slogdet
///   shapes      [..., n, n] -> [...] twice
///   derivative  of the logarithm da = dy inv(a)^T; the sign is flat
///   edges       of a singular matrix 0 and -inf; its derivative is a DataError
///   throws      ShapeError, DTypeError
SignAndLog slogdet(Var a);

/// cholesky(a): the lower triangular L with a = L L^T.              as numpy.linalg.cholesky, torch.linalg.cholesky
///   value       reads a's lower triangle only
///   derivative  da = (s + s^T) / 2 with s = L^-T p L^-1, p the lower half of L^T dy with half its diagonal: as if a
///               were symmetrized, as torch's
///   edges       DataError where a is not positive definite
Var cholesky(Var a);

struct TriangularSolveOptions {
  bool upper = false;      ///< which triangle of t is read
  bool transpose = false;  ///< solves t^T x = b
};
/// triangular_solve(t, b): the x with t x = b, of a triangular t; the other triangle is not read.
///   as scipy.linalg.solve_triangular, torch.linalg.solve_triangular
///   shapes      t [n, n], b [n, k] or a vector [n] -> as b
///   derivative  db = t^-T dy,  dt = the triangle of -db y^T
///   edges       DataError for a 0 on t's diagonal
Var triangular_solve(Var t, Var b);
Var triangular_solve(Var t, Var b, const TriangularSolveOptions& options);

}  // namespace xgrad
