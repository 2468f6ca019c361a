#pragma once
#include <cstdint>
#include <vector>

namespace xgrad::models::detail {

/// Columns times outputs, row-major, and what was found of A.
struct LeastSquares {
  std::vector<double> solution;
  std::int64_t rank = 0;
  std::vector<double> singular;  // values, the largest first
};

/// The x [columns, outputs] that makes |A x - b| least, and |x| among those: by the singular value decomposition
/// (LAPACK's gelsd). A [rows, columns] and b [rows, outputs] are row-major. Singular values of at most `tol` times the
/// largest count as 0. Throws DataError where the decomposition does not converge, or is too large for LAPACK.
LeastSquares least_squares(const std::vector<double>& A, const std::vector<double>& b, std::int64_t rows,
                           std::int64_t columns, std::int64_t outputs, double tol);

}  // namespace xgrad::models::detail
