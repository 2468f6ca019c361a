#pragma once
#include <array>
#include <cstdint>
#include <utility>

// The inner loop of small products: a block of rows x vectors of c in registers while k runs. Each element is the sum
// over k in ascending order, one fma a step, whatever the block: its bits do not depend on how c was cut.
namespace xgrad::lanes {
inline namespace XGRAD_ISA {

/// a(i, step) = a[i * a_row + step * a_step], b(step, j) = b[step * b_step + j], c(i, j) = c[i * c_row + j].
template <class F> struct ProductBlock {
  const F* a;
  std::int64_t a_row, a_step;
  const F* b;
  std::int64_t b_step;
  F* c;
  std::int64_t c_row;
  const F* c_end;  ///< whole vectors may be stored before it: what they spill is written again later
  std::int64_t k;
  std::int64_t columns;   ///< of c in this block; only the last vector of a row may be longer
  bool adds;              ///< to what c holds: a later part of k
  bool adds_sum = false;  ///< the same, but the part's sum is made first: longer sums stay more exact
};

/// The first `count` lanes, fewer than all: what lies behind them is not read.
template <class F> Batch<F> load_first(const F* from, std::int64_t count) {
  alignas(64) F lanes[lane_count<Batch<F>>] = {};
  for (std::int64_t i = 0; i < count; ++i) lanes[i] = from[i];
  return load(static_cast<const F*>(lanes));
}

template <class F, int Rows, int Vectors> void product_block(const ProductBlock<F>& block) {
  using T = Batch<F>;
  constexpr std::int64_t width = lane_count<T>;
  [&]<std::size_t... I>(std::index_sequence<I...>) {
    const auto place = [&](std::size_t i) {
      return block.c + static_cast<std::int64_t>(i / Vectors) * block.c_row +
             static_cast<std::int64_t>(i % Vectors) * width;
    };
    const std::int64_t rest = block.columns - (Vectors - 1) * width;
    T sum[] = {((void)I, T(0))...};
    if (block.adds)  // behind a row's end another thread may be writing
      ((sum[I] = I % Vectors != Vectors - 1 || rest == width ? load(place(I)) : load_first(place(I), rest)), ...);
    const F *a = block.a, *b = block.b;
    for (std::int64_t step = block.k; step > 0; --step, a += block.a_step, b += block.b_step) {
      [&]<std::size_t... V>(std::index_sequence<V...>) {
        const T vector[] = {load(b + static_cast<std::int64_t>(V) * width)...};
        [&]<std::size_t... R>(std::index_sequence<R...>) {
          const auto row = [&](std::size_t r) {
            const T number(a[static_cast<std::int64_t>(r) * block.a_row]);
            ((sum[r * Vectors + V] = fma(number, vector[V], sum[r * Vectors + V])), ...);
          };
          (row(R), ...);
        }
        (std::make_index_sequence<Rows>());
      }
      (std::make_index_sequence<Vectors>());
    }
    if (block.adds_sum)
      ((sum[I] = sum[I] + (I % Vectors != Vectors - 1 || rest == width ? load(place(I)) : load_first(place(I), rest))),
       ...);
    const auto keep = [&](std::size_t i) {
      F* const c = place(i);
      if (i % Vectors != Vectors - 1 || rest == width || c + width <= block.c_end)
        store(c, sum[i]);
      else
        store_first(c, sum[i], rest);
    };
    (keep(I), ...);
  }
  (std::make_index_sequence<static_cast<std::size_t>(Rows) * Vectors>());
}

/// How many vectors and rows a block may have: what the registers hold beside the operands.
inline constexpr int most_vectors = 8;
constexpr int most_rows(int vectors) {
  constexpr int few[] = {0, 8, 6, 4, 3, 1, 1, 1, 1}, many[] = {0, 12, 12, 8, 6, 2, 2, 2, 2};
  return isa_registers == 32 ? many[vectors] : few[vectors];
}

template <class F> using ProductFunction = void (*)(const ProductBlock<F>&);
template <class F, int Vectors>
inline constexpr auto product_blocks_by_rows = []<std::size_t... R>(std::index_sequence<R...>) {
  return std::array<ProductFunction<F>, sizeof...(R)>{&product_block<F, static_cast<int>(R) + 1, Vectors>...};
}
(std::make_index_sequence<static_cast<std::size_t>(most_rows(Vectors))>());

/// The functions for blocks of so many vectors: [vectors][rows - 1].
template <class F>
inline constexpr const ProductFunction<F>* product_functions[] = {nullptr,
                                                                  product_blocks_by_rows<F, 1>.data(),
                                                                  product_blocks_by_rows<F, 2>.data(),
                                                                  product_blocks_by_rows<F, 3>.data(),
                                                                  product_blocks_by_rows<F, 4>.data(),
                                                                  product_blocks_by_rows<F, 5>.data(),
                                                                  product_blocks_by_rows<F, 6>.data(),
                                                                  product_blocks_by_rows<F, 7>.data(),
                                                                  product_blocks_by_rows<F, 8>.data()};

/// Calls f(rows) for blocks of nearly equal height, at most `most`, that make up `all` rows.
template <class Call> void for_each_height(std::int64_t all_rows, int most_rows, Call f) {
  const auto most = static_cast<std::uint32_t>(most_rows), all = static_cast<std::uint32_t>(all_rows);
  const std::uint32_t blocks = (all + most - 1) / most, height = all / blocks, taller = all % blocks;
  for (std::uint32_t i = 0; i < blocks; ++i) f(static_cast<std::int64_t>(height + (i < taller ? 1 : 0)));
}

/// A panel of at most most_vectors vectors of columns, all m rows in blocks of nearly equal height.
template <class F> void product_panel(ProductBlock<F> block, std::int64_t m, std::int64_t vectors) {
  const ProductFunction<F>* const functions = product_functions<F>[vectors];
  for_each_height(m, most_rows(static_cast<int>(vectors)), [&](std::int64_t rows) {
    functions[rows - 1](block);
    block.a += rows * block.a_row;
    block.c += rows * block.c_row;
  });
}

}  // namespace XGRAD_ISA
}  // namespace xgrad::lanes
