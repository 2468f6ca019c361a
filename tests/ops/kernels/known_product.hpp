#pragma once
#include <random>
#include "kernel_tables.hpp"

namespace xgrad::lanes {

/// Operands of a product: small whole numbers, whose products are exact in any order, or fractions.
template <class F> struct KnownProduct {
  std::int64_t m, n, k;
  bool transpose_a, transpose_b;
  Tile<F> a, b;
  KnownProduct(std::int64_t m_, std::int64_t n_, std::int64_t k_, bool ta, bool tb, bool is_whole = true)
      : m(m_), n(n_), k(k_), transpose_a(ta), transpose_b(tb), a(size(m, k), 1), b(size(k, n), 3) {
    std::mt19937 generator(static_cast<unsigned>(m * 10007 + n * 101 + k));
    for (Tile<F>* operand : {&a, &b})
      for (std::size_t i = 0; i < operand->size(); ++i)
        (*operand)[i] = is_whole ? F(static_cast<int>(generator() % 17) - 8) : F(1) / F(1 + generator() % 99);
  }
  static std::size_t size(std::int64_t rows, std::int64_t columns) { return static_cast<std::size_t>(rows * columns); }
  F& a_at(std::int64_t i, std::int64_t step) { return a[size(1, transpose_a ? step * m + i : i * k + step)]; }
  F& b_at(std::int64_t step, std::int64_t j) { return b[size(1, transpose_b ? j * k + step : step * n + j)]; }
  /// By a plain loop.
  F exact(std::int64_t i, std::int64_t j) {
    F sum = 0;
    for (std::int64_t step = 0; step < k; ++step) sum += a_at(i, step) * b_at(step, j);
    return sum;
  }
};

}  // namespace xgrad::lanes
