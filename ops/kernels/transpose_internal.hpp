#pragma once
#include <cstdint>

namespace xgrad::lanes {
inline namespace XGRAD_ISA {

/// y [columns, rows] = x [rows, columns] transposed, in blocks of 16 x 16 that stay in the first-level cache.
template <class Element>
void transpose_blocks(const void* from, void* to, std::int64_t rows, std::int64_t columns) {
  constexpr std::int64_t block = 16;
  const Element* const x = static_cast<const Element*>(from);
  Element* const y = static_cast<Element*>(to);
  for (std::int64_t i0 = 0; i0 < rows; i0 += block) {
    const std::int64_t i1 = i0 + block < rows ? i0 + block : rows;
    for (std::int64_t j0 = 0; j0 < columns; j0 += block) {
      const std::int64_t j1 = j0 + block < columns ? j0 + block : columns;
      for (std::int64_t j = j0; j < j1; ++j)
        for (std::int64_t i = i0; i < i1; ++i) y[j * rows + i] = x[i * columns + j];
    }
  }
}

}  // namespace XGRAD_ISA
}  // namespace xgrad::lanes
