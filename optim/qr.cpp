#include <algorithm>
#include <cmath>
#include <xgrad/ops/lapack_internal.hpp>
#include <xgrad/optim/qr_internal.hpp>

namespace xgrad::optim {
namespace {

constexpr const char* what = "least squares";

Matrix at_least_square(Matrix A) {
  if (A.rows >= A.columns) return A;
  Matrix padded(A.columns, A.columns);
  for (std::size_t j = 0; j < A.columns; ++j)
    for (std::size_t i = 0; i < A.rows; ++i) padded(i, j) = A(i, j);
  return padded;
}

}  // namespace

PivotedQR::PivotedQR(Matrix A) : factors_(at_least_square(std::move(A))), scales_(factors_.columns) {
  lapack::pivoted_qr(what, static_cast<std::int64_t>(factors_.rows), static_cast<std::int64_t>(factors_.columns),
                     factors_.values.data(), scales_.data(), order_);
}

Matrix PivotedQR::reduced() const {
  const std::size_t n = factors_.columns;
  Matrix made(n, n);
  for (std::size_t j = 0; j < n; ++j)
    for (std::size_t i = 0; i <= j; ++i) made(i, order_[j]) = r(i, j);
  return made;
}

Numbers PivotedQR::rotated(Numbers b) const {
  b.resize(factors_.rows);
  lapack::multiply_q_transposed(what, static_cast<std::int64_t>(factors_.rows),
                                static_cast<std::int64_t>(factors_.columns), factors_.values.data(), scales_.data(),
                                b.data());
  b.resize(factors_.columns);
  return b;
}

Numbers PivotedQR::solve(const Numbers& c) const {
  const std::size_t n = factors_.columns, solvable = rank(0.0);
  Numbers z(c), x(n);
  std::fill(z.begin() + static_cast<std::ptrdiff_t>(solvable), z.end(), 0.0);
  for (std::size_t j = solvable; j-- > 0;) {
    z[j] /= r(j, j);
    for (std::size_t i = 0; i < j; ++i) z[i] -= r(i, j) * z[j];
  }
  for (std::size_t j = 0; j < n; ++j) x[order_[j]] = z[j];
  return x;
}

Numbers PivotedQR::half_solve(const Numbers& v) const {
  const std::size_t n = factors_.columns;
  Numbers w(n);
  for (std::size_t j = 0; j < n; ++j) {
    double sum = v[order_[j]];
    for (std::size_t i = 0; i < j; ++i) sum -= r(i, j) * w[i];
    w[j] = sum / r(j, j);
  }
  return w;
}

std::size_t PivotedQR::rank(double tolerance) const {
  const std::size_t n = factors_.columns;
  std::size_t count = 0;
  while (count < n && std::abs(r(count, count)) > tolerance * std::abs(r(0, 0))) ++count;
  return count;
}

}  // namespace xgrad::optim
