#pragma once
#include <cstdint>

namespace xgrad::lanes {
inline namespace XGRAD_ISA {

/// y[j * y_row + i] = x[i * x_row + j], exactly rows x columns numbers of y are written.
template <class F>
void transpose_strided(const F* x, std::int64_t x_row, F* y, std::int64_t y_row, std::int64_t rows,
                       std::int64_t columns) {
  constexpr std::int64_t side = turn_size<F>, block = 16;  // blocks that stay in the first-level cache
  const std::int64_t whole_rows = rows - rows % side, whole_columns = columns - columns % side;
  for (std::int64_t j0 = 0; j0 < whole_columns; j0 += block) {
    const std::int64_t j1 = j0 + block < whole_columns ? j0 + block : whole_columns;
    for (std::int64_t i = 0; i < whole_rows; i += side)
      for (std::int64_t j = j0; j < j1; j += side) turn(x + i * x_row + j, x_row, y + j * y_row + i, y_row);
  }
  for (std::int64_t j = whole_columns; j < columns; ++j)
    for (std::int64_t i = 0; i < whole_rows; ++i) y[j * y_row + i] = x[i * x_row + j];
  for (std::int64_t i = whole_rows; i < rows; ++i)
    for (std::int64_t j = 0; j < columns; ++j) y[j * y_row + i] = x[i * x_row + j];
}

/// y [columns, rows] = x [rows, columns] transposed; moves bits, so F stands for anything of its size.
template <class F> void transpose_all(const void* x, void* y, std::int64_t rows, std::int64_t columns) {
  transpose_strided(static_cast<const F*>(x), columns, static_cast<F*>(y), rows, rows, columns);
}

}  // namespace XGRAD_ISA
}  // namespace xgrad::lanes
