#pragma once
#include <cstdint>
#include <vector>

/// Dense linear algebra by LAPACK, float64, matrices column after column; on one thread, as products are. All throw
/// DataError, under the name of `what`, if a size is beyond LAPACK's 32-bit integers or LAPACK refuses the matrix.
namespace xgrad::lapack {

/// A P = Q R with column pivoting (geqp3) of a [m, n]: R above a's diagonal, Q below it and in `scales` [n]; column j
/// of R is column order[j] of A.
void pivoted_qr(const char* what, std::int64_t m, std::int64_t n, double* a, double* scales,
                std::vector<std::size_t>& order);
/// b [m] <- Q^T b (ormqr), with what pivoted_qr left.
void multiply_q_transposed(const char* what, std::int64_t m, std::int64_t n, const double* a, const double* scales,
                           double* b);
/// The x that makes |A x - b| least, and |x| among those, by the singular value decomposition (gelsd). a [m, n] is
/// overwritten; b [max(m, n), k] holds m rows and becomes x, n rows; `singular` [min(m, n)], the largest first. Those
/// of at most `tolerance` times the largest count as 0. Gives the number of the others.
std::int64_t least_squares(const char* what, std::int64_t m, std::int64_t n, std::int64_t k, double* a, double* b,
                           double* singular, double tolerance);

}  // namespace xgrad::lapack
