#pragma once
#include <cstdint>
#include <xgrad/ops/kernels/product_block_internal.hpp>
#include <xgrad/ops/kernels/reduce_internal.hpp>
#include <xgrad/ops/kernels/transpose_internal.hpp>

// Small matrix products without BLAS. No memory is allocated: what is packed lies on the stack.
namespace xgrad::lanes {
inline namespace XGRAD_ISA {

/// A product in row-major strides: a(i, step) = a[i * a_row + step * a_step]; b is [k, n], or [n, k] if transpose_b.
template <class F> struct ProductTask {
  const F* a;
  std::int64_t a_row, a_step;
  const F* b;
  bool transpose_b;
  F* c;
  std::int64_t c_row;
  const F* c_end;
  std::int64_t m, n, k;
};

template <class F> inline constexpr std::int64_t pack_size = 16384 / sizeof(F);

/// Rows first to first + k of b's columns from j on, as k rows of `vectors` vectors. Columns behind n hold anything.
template <class F>
void pack_panel(const ProductTask<F>& task, std::int64_t first, std::int64_t k, std::int64_t j, std::int64_t vectors,
                F* packed) {
  constexpr std::int64_t width = lane_count<Batch<F>>, side = turn_size<F>;
  const std::int64_t stride = vectors * width;
  if (!task.transpose_b) {
    const F* row = task.b + first * task.n + j;
    for (std::int64_t step = 0; step < k; ++step, row += task.n, packed += stride)
      for (std::int64_t v = 0; v < stride; v += width) store(packed + v, load(row + v));
    return;
  }
  const std::int64_t columns = task.n - j < stride ? task.n - j : stride, whole = columns - columns % side;
  const F* const from = task.b + j * task.k + first;
  for (std::int64_t i = 0; i < whole; i += side)  // may turn some steps too many: both sides have the room
    for (std::int64_t step = 0; step < k; step += side)
      turn(from + i * task.k + step, task.k, packed + step * stride + i, stride);
  for (std::int64_t i = whole; i < columns; ++i)
    for (std::int64_t step = 0; step < k; ++step) packed[step * stride + i] = from[i * task.k + step];
  for (std::int64_t i = columns; i < stride; ++i)
    for (std::int64_t step = 0; step < k; ++step) packed[step * stride + i] = F(0);
}

/// Panels from the right: a panel's last vector spills into the next row's beginning, which is written later.
template <class F> void product_by_panels(const ProductTask<F>& task) {
  constexpr std::int64_t width = lane_count<Batch<F>>;
  const bool packs = task.transpose_b || task.m > 24;
  alignas(64) F packed[pack_size<F> + 8 * 64];
  const std::int64_t widest = task.m == 1 ? most_vectors : task.m <= 3 ? 4 : 3;
  for (std::int64_t vectors = (task.n + width - 1) / width; vectors > 0;) {
    std::int64_t take = vectors < widest ? vectors : widest;
    if (widest == 3 && vectors > 3 && vectors % 3 != 0) take = 2;
    const std::int64_t j = (vectors - take) * width, columns = task.n - j < take * width ? task.n - j : take * width;
    std::int64_t part = task.k;
    if (packs && part * take * width > pack_size<F>) {
      const std::int64_t parts = (part * take * width + pack_size<F> - 1) / pack_size<F>;
      part = (part + parts - 1) / parts;
    }
    for (std::int64_t first = 0; first < task.k; first += part) {
      const std::int64_t steps = task.k - first < part ? task.k - first : part;
      if (packs) pack_panel(task, first, steps, j, take, packed);
      product_panel(
          ProductBlock<F>{task.a + first * task.a_step, task.a_row, task.a_step,
                          packs ? packed : task.b + first * task.n + j, packs ? take * width : task.n, task.c + j,
                          task.c_row, part == task.k ? task.c_end : task.c, steps, columns, first > 0},
          task.m, take);
    }
    vectors -= take;
  }
}

template <class F> inline constexpr std::int64_t turned_size = 4096;

/// a [k, m] and b [k, n] have their rows side by side: c transposed = b^T a, with vectors along m, then turned.
template <class F> void product_turned(const F* a, const F* b, F* c, std::int64_t m, std::int64_t n, std::int64_t k) {
  constexpr std::int64_t width = lane_count<Batch<F>>;
  const std::int64_t row = (m + width - 1) / width * width;
  alignas(64) F turned[turned_size<F>];
  product_by_panels(ProductTask<F>{b, 1, n, a, false, turned, row, turned + turned_size<F>, n, m, k});
  transpose_strided(turned, row, c, n, n, m);
}

/// Rows of a, each times the column b, and folded: Count rows at once.
template <class F, std::size_t... R>
void dot_rows(const F* a, const F* b, F* c, std::int64_t k, std::index_sequence<R...>) {
  using T = Batch<F>;
  constexpr std::int64_t width = lane_count<T>;
  T sum[] = {((void)R, T(0))...};
  std::int64_t step = 0;
  for (; step + width <= k; step += width) {
    const T vector = load(b + step);
    ((sum[R] = fma(load(a + static_cast<std::int64_t>(R) * k + step), vector, sum[R])), ...);
  }
  if (step < k) {
    const typename T::mask inside = load(lane_numbers<F>.value) < T(k - step);
    const T zero(0), vector = select(inside, load(b + step), zero);
    ((sum[R] = fma(select(inside, load(a + static_cast<std::int64_t>(R) * k + step), zero), vector, sum[R])), ...);
  }
  ((c[R] = first_lane(fold_lanes<SumOf, static_cast<std::size_t>(width) / 2>(sum[R]))), ...);
}
/// c [m] = a [m, k] b [k]: lanes along k, so these sums run in another order than those of wider products.
template <class F> void product_with_column(const F* a, const F* b, F* c, std::int64_t m, std::int64_t k) {
  std::int64_t i = 0;
  for (; i + 4 <= m; i += 4) dot_rows(a + i * k, b, c + i, k, std::make_index_sequence<4>());
  for (; i < m; ++i) dot_rows(a + i * k, b, c + i, k, std::make_index_sequence<1>());
}

template <class F>
void small_product(const void* a_, bool transpose_a, const void* b_, bool transpose_b, void* c_, std::int64_t m,
                   std::int64_t n, std::int64_t k) {
  constexpr std::int64_t width = lane_count<Batch<F>>;
  const F *const a = static_cast<const F*>(a_), *const b = static_cast<const F*>(b_);
  F* const c = static_cast<F*>(c_);
  const bool turned_b = transpose_b && k > 1 && n > 1;  // else [n, k] and [k, n] are the same row of numbers
  const bool turned_a = transpose_a && k > 1 && m > 1;
  if (n == 1 && !turned_a) return product_with_column(a, b, c, m, k);
  const std::int64_t vectors = (n + width - 1) / width;
  if (vectors <= most_vectors && !turned_b && m <= most_rows(static_cast<int>(vectors)) && m > 0 &&
      n > 0) {  // one block
    return product_functions<F>[vectors][m - 1](
        ProductBlock<F>{a, turned_a ? 1 : k, turned_a ? m : 1, b, n, c, n, c + m * n, k, n, false});
  }
  if (k == 0 || m == 0 || n == 0) {
    for (std::int64_t i = 0; i < m * n; ++i) c[i] = F(0);
  } else if (turned_a && !turned_b && n == 1) {
    product_by_panels(ProductTask<F>{b, k, 1, a, false, c, m, c + m, 1, m, k});
  } else if (turned_a && !turned_b && n * ((m + width - 1) / width) < m * vectors &&
             (m + width) * n <= turned_size<F>) {
    product_turned(a, b, c, m, n, k);
  } else {
    product_by_panels(ProductTask<F>{a, turned_a ? 1 : k, turned_a ? m : 1, b, turned_b, c, n, c + m * n, m, n, k});
  }
}

}  // namespace XGRAD_ISA
}  // namespace xgrad::lanes
