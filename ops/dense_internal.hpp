#pragma once
#include <cstdint>
#include <vector>

/// Factors of square matrices by LAPACK, float32 and float64, on one thread, as lapack_internal.hpp; a matrix that lies
/// row by row is LAPACK's transposed one. All throw DataError, under the name of `what`, for a size beyond 32 bits.
namespace xgrad::lapack {

/// The row that each step of the elimination took, counted from 1.
using Pivots = std::vector<int>;

/// a [n, n] <- P L U (getrf), column by column; false if a pivot is 0: the matrix is singular.
template <class T> bool factor_lu(const char* what, std::int64_t n, T* a, Pivots& pivots);
/// b [n] of each of k columns <- op(a)^-1 b (getrs), by what factor_lu left.
template <class T>
void solve_lu(std::int64_t n, std::int64_t k, const T* lu, const Pivots& pivots, bool transpose, T* b);
/// a <- a^-1 (getri), by what factor_lu left; `work` has 64 n elements.
template <class T> void invert_lu(std::int64_t n, T* lu, const Pivots& pivots, std::vector<T>& work);
/// The lower triangle of a, row by row, <- L with a = L L^T (potrf); false if a is not positive definite.
template <class T> bool factor_cholesky(const char* what, std::int64_t n, T* a);
/// b [n, k], row by row, <- op(t)^-1 b (trsm), of a triangle of t.
template <class T>
void solve_triangle(const char* what, std::int64_t n, std::int64_t k, const T* t, bool upper, bool transpose, T* b);
/// a = u diag(s) v^T (gesdd), column by column; a is overwritten, v_transposed [n, n] is v^T. Throws DataError if it
/// does not converge.
template <class T> void factor_svd(const char* what, std::int64_t n, T* a, T* u, T* s, T* v_transposed);

}  // namespace xgrad::lapack
