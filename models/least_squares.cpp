#include <algorithm>
#include <xgrad/models/least_squares_internal.hpp>
#include <xgrad/ops/lapack_internal.hpp>

namespace xgrad::models::detail {
namespace {

/// To column-major, with at least `height` rows.
std::vector<double> by_columns(const std::vector<double>& table, std::size_t rows, std::size_t columns,
                               std::size_t height) {
  std::vector<double> made(std::max(height, rows) * columns);
  for (std::size_t i = 0; i < rows; ++i)
    for (std::size_t j = 0; j < columns; ++j) made[j * std::max(height, rows) + i] = table[i * columns + j];
  return made;
}

}  // namespace

LeastSquares least_squares(const std::vector<double>& A, const std::vector<double>& b, std::int64_t rows,
                           std::int64_t columns, std::int64_t outputs, double tol) {
  const auto m = static_cast<std::size_t>(rows), n = static_cast<std::size_t>(columns),
             k = static_cast<std::size_t>(outputs), height = std::max(m, n);
  std::vector<double> a = by_columns(A, m, n, m), x = by_columns(b, m, k, n);
  LeastSquares made;
  made.singular.resize(std::min(m, n));
  made.rank =
      lapack::least_squares("least squares", rows, columns, outputs, a.data(), x.data(), made.singular.data(), tol);
  made.solution.resize(n * k);
  for (std::size_t i = 0; i < n; ++i)
    for (std::size_t j = 0; j < k; ++j) made.solution[i * k + j] = x[j * height + i];
  return made;
}

}  // namespace xgrad::models::detail
