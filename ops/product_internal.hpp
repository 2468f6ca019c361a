#pragma once
#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <functional>
#include <optional>
#include <xgrad/graph/dtype.hpp>
#include <xgrad/graph/lane_kernels.hpp>
#include <xgrad/ops/compiled_product_internal.hpp>
#include <xgrad/ops/product_shape_internal.hpp>

namespace xgrad {

/// Products of one shape, which alone decides how: by the kernels' loops or by BLAS, in which parts that threads may
/// share. Small ones are compiled when they run for the second time (XGRAD_JIT), with the same bits.
class Product {
 public:
  /// m, n and k are at least 1.
  explicit Product(const ProductShape& shape);
  /// Before the calls of a run, by one thread.
  void begin_run() {
    if (runs_to_compile_ > 0 && --runs_to_compile_ == 0) compile();
  }
  /// Writes all of c, which lies in memory with the spare bytes behind it that kernels may touch.
  void operator()(const void* a, const void* b, void* c) const {
    if (compiled_)
      (*compiled_)(a, b, c);
    else if (small_)
      small_(a, shape_.transpose_a, b, shape_.transpose_b, c, shape_.m, shape_.n, shape_.k);
    else
      large_(a, b, c);
  }

 private:
  void compile() noexcept;

  ProductShape shape_;
  lanes::SmallProductFunction small_ = nullptr;  // at once: a call of a function object is felt here
  std::function<void(const void* a, const void* b, void* c)> large_;
  std::optional<CompiledProduct> compiled_;
  int runs_to_compile_ = 0;  ///< 0: it is not to be compiled
};

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
