#pragma once
#include <emmintrin.h>
#include <cstddef>

// Square blocks of 16 bytes a side, transposed in SSE2 registers (every x86-64 has them).
namespace xgrad::lanes {
inline namespace XGRAD_ISA {

template <class F> inline constexpr std::ptrdiff_t turn_size = 16 / sizeof(F);

/// y[j * y_row + i] = x[i * x_row + j] for i, j < turn_size.
inline void turn(const float* x, std::ptrdiff_t x_row, float* y, std::ptrdiff_t y_row) {
  __m128 a = _mm_loadu_ps(x), b = _mm_loadu_ps(x + x_row), c = _mm_loadu_ps(x + 2 * x_row),
         d = _mm_loadu_ps(x + 3 * x_row);
  _MM_TRANSPOSE4_PS(a, b, c, d);
  _mm_storeu_ps(y, a);
  _mm_storeu_ps(y + y_row, b);
  _mm_storeu_ps(y + 2 * y_row, c);
  _mm_storeu_ps(y + 3 * y_row, d);
}
inline void turn(const double* x, std::ptrdiff_t x_row, double* y, std::ptrdiff_t y_row) {
  const __m128d a = _mm_loadu_pd(x), b = _mm_loadu_pd(x + x_row);
  _mm_storeu_pd(y, _mm_unpacklo_pd(a, b));
  _mm_storeu_pd(y + y_row, _mm_unpackhi_pd(a, b));
}

}  // namespace XGRAD_ISA
}  // namespace xgrad::lanes
