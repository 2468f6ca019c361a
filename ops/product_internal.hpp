#pragma once
#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <functional>
#include <xgrad/graph/dtype.hpp>

namespace xgrad {

/// c [m, n] = op(a) op(b), row-major; a is [m, k] or, transposed, [k, m]; b is [k, n] or [n, k].
struct ProductShape {
  DType dtype;
  bool transpose_a, transpose_b;
  std::int64_t m, n, k;
  double operations() const { return 2.0 * static_cast<double>(m) * static_cast<double>(n) * static_cast<double>(k); }
};

/// Writes all of c, which lies in memory with the spare bytes behind it that kernels may touch.
using Product = std::function<void(const void* a, const void* b, void* c)>;
/// Everything decided, by the shape alone: the kernels' loops or BLAS, and the parts that threads may share.
/// m, n and k are at least 1.
Product product_of(const ProductShape& shape);

/// Whether the kernels' loops for small products take it, on one thread.
bool is_small_product(const ProductShape& shape);

/// How many parts work of so many operations (additions, multiplications) is cut into: one where waking a thread would
/// cost more than it helps.
inline std::size_t parts_of_products(double operations) {
  constexpr double worth_two = 4e6;  // 27 us at 150 GFLOP/s: a thread that sleeps takes 20 us to come
  return operations < worth_two ? 1 : operations < 2 * worth_two ? 2 : operations < 8 * worth_two ? 4 : 8;
}

/// c cut into a grid of rectangles.
struct ProductGrid {
  std::int64_t rows, columns;  ///< of one rectangle; the last ones may be smaller
  std::int64_t across;         ///< rectangles side by side
  std::size_t count;
};
/// Of those that have at least so many parts (where the shape allows it) the one that packs least: each part packs for
/// itself its columns of b, once for some rows, and its rows of a, if a is transposed.
ProductGrid product_grid(const ProductShape& shape, std::size_t parts);

}  // namespace xgrad
