#pragma once
#include <xgrad/graph/lane_kernels.hpp>
#include <xgrad/ops/kernels/small_product_internal.hpp>

// Products of any size, a rectangle of c at a time: what the inner loop reads is packed, so that it lies side by side,
// a panel of b in the first-level cache, a block of a transposed a in the second. (Rows of an a that is not transposed
// are read where they are: packing them costs more than it gives.)
namespace xgrad::lanes {
inline namespace XGRAD_ISA {

/// How many steps of k and rows of a are taken at once. Sums over k are made in parts, which depend on k alone: an
/// element's bits do not depend on how c was cut.
template <class F> inline constexpr std::int64_t steps_at_once = 1024 / sizeof(F);
inline constexpr std::int64_t rows_at_once = 256;
inline constexpr int panel_vectors = 3, panel_rows = most_rows(panel_vectors);

/// Columns of a transposed a [k, m], in blocks: in a block of h of them a(i, step) is packed[step * h + i].
template <class F> void pack_rows(const F* a, std::int64_t a_step, std::int64_t rows, std::int64_t steps, F* packed) {
  constexpr std::int64_t width = lane_count<Batch<F>>;
  for_each_height(rows, panel_rows, [&](std::int64_t height) {
    const F* from = a;
    for (std::int64_t step = 0; step < steps; ++step, from += a_step, packed += height)
      for (std::int64_t i = 0; i < height; i += width)
        store(packed + i, load(from + i));  // may spill into the next step
    a += height;
  });
}

/// Some rows of a, packed or where they are, times one panel of b.
template <class F> void panel_of_part(ProductBlock<F> block, bool is_packed, std::int64_t rows, std::int64_t vectors) {
  for_each_height(rows, panel_rows, [&](std::int64_t height) {
    if (is_packed) block.a_step = height;
    product_functions<F>[vectors][height - 1](block);
    block.a += is_packed ? height * block.k : height * block.a_row;
    block.c += height * block.c_row;
  });
}

template <class F> void product_part(const ProductPart& part) {
  constexpr std::int64_t width = lane_count<Batch<F>>, most_steps = steps_at_once<F>;
  static_assert((rows_at_once * steps_at_once<F> + width) * sizeof(F) <= product_scratch_bytes);
  const std::int64_t a_row = part.transpose_a ? 1 : part.k, a_step = part.transpose_a ? part.m : 1;
  F* const packed_a = static_cast<F*>(part.scratch);
  alignas(64) F packed_b[most_steps * panel_vectors * width + 8 * 64];
  ProductTask<F> task{};
  task.b = static_cast<const F*>(part.b), task.transpose_b = part.transpose_b, task.n = part.n, task.k = part.k;
  const std::int64_t parts = (part.k + most_steps - 1) / most_steps, most = (part.k + parts - 1) / parts;
  const std::int64_t row_end = part.row + part.rows, column_end = part.column + part.columns;
  for (std::int64_t first = 0; first < part.k; first += most) {
    const std::int64_t steps = part.k - first < most ? part.k - first : most;
    for (std::int64_t i = part.row; i < row_end; i += rows_at_once) {
      const std::int64_t rows = row_end - i < rows_at_once ? row_end - i : rows_at_once;
      const F* rows_of_a = static_cast<const F*>(part.a) + i * a_row + first * a_step;
      if (part.transpose_a) {
        pack_rows(rows_of_a, a_step, rows, steps, packed_a);
        rows_of_a = packed_a;
      }
      for (std::int64_t j = part.column; j < column_end;) {
        const std::int64_t left = (column_end - j + width - 1) / width;
        const std::int64_t vectors = left == 4 ? 2 : left < panel_vectors ? left : panel_vectors;
        const std::int64_t columns = column_end - j < vectors * width ? column_end - j : vectors * width;
        pack_panel(task, first, steps, j, vectors, packed_b);
        F* const c = static_cast<F*>(part.c) + i * part.n + j;
        panel_of_part(ProductBlock<F>{rows_of_a, a_row, a_step, packed_b, vectors * width, c, part.n, nullptr, steps,
                                      columns, false, first > 0},
                      part.transpose_a, rows, vectors);
        j += vectors * width;
      }
    }
  }
}

}  // namespace XGRAD_ISA
}  // namespace xgrad::lanes
