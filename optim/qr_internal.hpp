#pragma once
#include <cstddef>
#include <vector>

namespace xgrad::optim {

using Numbers = std::vector<double>;

/// A matrix by columns.
struct Matrix {
  std::size_t rows = 0, columns = 0;
  Numbers values;  ///< column after column
  Matrix() = default;
  Matrix(std::size_t m, std::size_t n) : rows(m), columns(n), values(m * n) {}
  double& operator()(std::size_t i, std::size_t j) { return values[j * rows + i]; }
  double operator()(std::size_t i, std::size_t j) const { return values[j * rows + i]; }
};

/// A P = Q R with column pivoting (LAPACK's geqp3), |r_00| >= |r_11| >= ...; A with fewer rows than columns is taken
/// with rows of zeros below.
class PivotedQR {
 public:
  /// Throws DataError if A is too large for LAPACK.
  explicit PivotedQR(Matrix A);

  /// R P^T: the same columns as A, of n numbers only. |R P^T x| = |A x|.
  Matrix reduced() const;
  /// The first n entries of Q^T b.
  Numbers rotated(Numbers b) const;
  /// The x that makes |A x - b| least, by c = rotated(b); with a singular A, where some entries of x are free, they are
  /// 0.
  Numbers solve(const Numbers& c) const;
  /// R^-T P^T v: its square is v^T (A^T A)^-1 v. A has full rank.
  Numbers half_solve(const Numbers& v) const;
  /// The number of diagonal entries of R above `tolerance` times the first.
  std::size_t rank(double tolerance) const;

 private:
  double r(std::size_t i, std::size_t j) const { return factors_(i, j); }
  Matrix factors_;
  Numbers scales_;
  std::vector<std::size_t> order_;  // column j of R is column order_[j] of A
};

}  // namespace xgrad::optim
