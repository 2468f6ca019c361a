#pragma once
#include <cstdint>
#include <utility>
#include <xgrad/graph/lane_kernels.hpp>

// Small matrix products without BLAS: blocks of rows x vectors of c are held in registers while k runs. Each element is
// the sum over k in ascending order, one fma a step, whatever the blocks: its bits depend on its row, column and k alone.
namespace xgrad::lanes {
inline namespace XGRAD_ISA {

/// What a block of c is made of. a(i, step) = a[i * a_row + step * a_step]; b(step, j) = b[step * b_step + j].
template <class F>
struct ProductBlock {
  const F* a;
  std::int64_t a_row, a_step;
  const F* b;
  std::int64_t b_step;
  F* c;
  const F* c_end;       ///< whole vectors may be stored before it, spilling into rows that are written later
  std::int64_t c_row;
  std::int64_t k;
  std::int64_t columns;  ///< of c in this block
  bool adds;             ///< to what c holds: a later part of k
};

/// The lanes of one vector of a row of c; `columns` of them belong to it.
template <class F>
void store_product(const ProductBlock<F>& block, F* c, Batch<F> x, std::int64_t columns) {
  constexpr std::int64_t width = lane_count<Batch<F>>;
  if (columns >= width || c + width <= block.c_end) return store(c, x);
  alignas(64) F lanes[width];
  store(lanes, x);
  for (std::int64_t j = 0; j < columns; ++j) c[j] = lanes[j];
}

template <class F, int Rows, int Vectors>
void product_block(const ProductBlock<F>& block) {
  using T = Batch<F>;
  constexpr std::int64_t width = lane_count<T>;
  [&]<std::size_t... I>(std::index_sequence<I...>) {
    const auto place = [&](std::size_t i) {
      return block.c + static_cast<std::int64_t>(i / Vectors) * block.c_row + static_cast<std::int64_t>(i % Vectors) * width;
    };
    T sum[] = {((void)I, T(0))...};
    if (block.adds) ((sum[I] = load(place(I))), ...);
    const F* a = block.a;
    const F* b = block.b;
    for (std::int64_t step = 0; step < block.k; ++step, a += block.a_step, b += block.b_step) {
      [&]<std::size_t... V>(std::index_sequence<V...>) {
        const T vector[] = {load(b + static_cast<std::int64_t>(V) * width)...};
        [&]<std::size_t... R>(std::index_sequence<R...>) {
          const auto row = [&](std::size_t r) {
            const T number(a[static_cast<std::int64_t>(r) * block.a_row]);
            ((sum[r * Vectors + V] = fma(number, vector[V], sum[r * Vectors + V])), ...);
          };
          (row(R), ...);
        }(std::make_index_sequence<Rows>());
      }(std::make_index_sequence<Vectors>());
    }
    (store_product(block, place(I), sum[I], block.columns - static_cast<std::int64_t>(I % Vectors) * width), ...);
  }(std::make_index_sequence<static_cast<std::size_t>(Rows) * Vectors>());
}

/// How many rows a block of 1, 2, 3 vectors takes: what the registers hold beside the operands.
template <int Vectors>
inline constexpr int most_rows = isa_registers == 32 ? (Vectors == 1 ? 12 : Vectors == 2 ? 12 : 8)
                                                     : (Vectors == 1 ? 8 : Vectors == 2 ? 6 : 4);

/// All rows of a panel of at most Vectors vectors of columns, in blocks of nearly equal height.
template <class F, int Vectors>
void product_panel(ProductBlock<F> block, std::int64_t m) {
  constexpr int most = most_rows<Vectors>;
  using Function = void (*)(const ProductBlock<F>&);
  static constexpr auto by_rows = []<std::size_t... R>(std::index_sequence<R...>) {
    return std::array<Function, most>{&product_block<F, static_cast<int>(R) + 1, Vectors>...};
  }(std::make_index_sequence<static_cast<std::size_t>(most)>());
  const std::int64_t blocks = (m + most - 1) / most, height = m / blocks, taller = m % blocks;
  for (std::int64_t i = 0; i < blocks; ++i) {
    const std::int64_t rows = height + (i < taller);
    by_rows.data()[rows - 1](block);
    block.a += rows * block.a_row;
    block.c += rows * block.c_row;
  }
}
template <class F>
void product_panel(const ProductBlock<F>& block, std::int64_t m, std::int64_t vectors) {
  if (vectors == 1) product_panel<F, 1>(block, m);
  else if (vectors == 2) product_panel<F, 2>(block, m);
  else product_panel<F, 3>(block, m);
}

/// Rows first to first + k of b's columns j to j + columns, to k rows of `stride` numbers, zeros behind them.
template <class F>
void pack_panel(const F* b, bool transposed, std::int64_t n, std::int64_t all_k, std::int64_t first, std::int64_t k,
                std::int64_t j, std::int64_t columns, F* packed, std::int64_t stride) {
  for (std::int64_t step = 0; step < k; ++step) {
    F* const row = packed + step * stride;
    const std::int64_t at = first + step;
    for (std::int64_t i = 0; i < columns; ++i) row[i] = transposed ? b[(j + i) * all_k + at] : b[at * n + j + i];
    for (std::int64_t i = columns; i < stride; ++i) row[i] = F(0);
  }
}

template <class F>
void small_product(const void* a_, bool transpose_a, const void* b_, bool transpose_b, void* c_, std::int64_t m,
                   std::int64_t n, std::int64_t k) {
  constexpr std::int64_t width = lane_count<Batch<F>>, packed_size = 32768 / sizeof(F);
  const F *const a = static_cast<const F*>(a_), *const b = static_cast<const F*>(b_);
  F* const c = static_cast<F*>(c_);
  if (k == 0) {
    for (std::int64_t i = 0; i < m * n; ++i) c[i] = F(0);
    return;
  }
  if (m == 0) return;
  const bool turned = transpose_b && k > 1 && n > 1;  // else [n, k] and [k, n] are the same row of numbers
  const bool packs = turned || m > 24;
  alignas(64) F packed[packed_size];
  // Panels from the right: a panel's last vector may spill into the next row's beginning, which is written later.
  for (std::int64_t vectors = (n + width - 1) / width; vectors > 0;) {
    const std::int64_t take = vectors <= 3 ? vectors : vectors % 3 == 0 ? 3 : 2, j = (vectors - take) * width;
    const std::int64_t columns = n - j < take * width ? n - j : take * width;
    const std::int64_t part = packs ? packed_size / (take * width) : k;
    for (std::int64_t first = 0; first < k; first += part) {
      const std::int64_t steps = k - first < part ? k - first : part;
      if (packs) pack_panel(b, turned, n, k, first, steps, j, columns, packed, take * width);
      product_panel(ProductBlock<F>{a + first * (transpose_a ? m : 1), transpose_a ? 1 : k, transpose_a ? m : 1,
                                    packs ? packed : b + first * n + j, packs ? take * width : n, c + j,
                                    part >= k ? c + m * n : c, n, steps, columns, first > 0},
                    m, take);
    }
    vectors -= take;
  }
}

}  // namespace XGRAD_ISA
}  // namespace xgrad::lanes
