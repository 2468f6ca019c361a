#pragma once
#include <cstddef>
#include <vector>

namespace xgrad::detail {

/// The sum of n numbers, `stride` apart, added in NumPy's order (eight partial sums, halves from 128 on), so that
/// scores and scalings get its bits.
inline double pairwise_sum(const double* x, std::size_t n, std::size_t stride = 1) {
  if (n < 8) {
    double sum = 0;
    for (std::size_t i = 0; i < n; ++i) sum += x[i * stride];
    return sum;
  }
  if (n <= 128) {
    double part[8];
    for (std::size_t j = 0; j < 8; ++j) part[j] = x[j * stride];
    std::size_t i = 8;
    for (; i + 8 <= n; i += 8)
      for (std::size_t j = 0; j < 8; ++j) part[j] += x[(i + j) * stride];
    double sum = ((part[0] + part[1]) + (part[2] + part[3])) + ((part[4] + part[5]) + (part[6] + part[7]));
    for (; i < n; ++i) sum += x[i * stride];
    return sum;
  }
  const std::size_t half = n / 2 / 8 * 8;
  return pairwise_sum(x, half, stride) + pairwise_sum(x + half * stride, n - half, stride);
}

/// The sums of the columns of x [rows, columns] as numpy.sum(x, axis=0) adds them: row upon row, one column pairwise.
inline std::vector<double> column_sums(const std::vector<double>& x, std::size_t rows, std::size_t columns) {
  if (columns == 1) return {pairwise_sum(x.data(), rows)};
  std::vector<double> sums(columns, 0.0);
  for (std::size_t i = 0; i < rows; ++i)
    for (std::size_t j = 0; j < columns; ++j) sums[j] += x[i * columns + j];
  return sums;
}

}  // namespace xgrad::detail
