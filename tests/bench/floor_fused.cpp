#include "floor_fused.hpp"
#include <cmath>
#ifdef __AVX2__
#include <immintrin.h>
#endif

namespace xgrad::bench {

#ifdef __AVX2__
namespace {

using V = __m256;
V all(float x) { return _mm256_set1_ps(x); }

/// e^x for moderate x, Cephes' polynomial.
V exponential(V x) {
  x = _mm256_min_ps(all(88.37f), _mm256_max_ps(all(-87.3f), x));
  const V k = _mm256_round_ps(_mm256_mul_ps(x, all(1.44269504f)), _MM_FROUND_TO_NEAREST_INT | _MM_FROUND_NO_EXC);
  V r = _mm256_fnmadd_ps(k, all(0.693359375f), x);
  r = _mm256_fnmadd_ps(k, all(-2.12194440e-4f), r);
  V p = _mm256_fmadd_ps(r, all(1.9875691500e-4f), all(1.3981999507e-3f));
  p = _mm256_fmadd_ps(p, r, all(8.3334519073e-3f));
  p = _mm256_fmadd_ps(p, r, all(4.1665795894e-2f));
  p = _mm256_fmadd_ps(p, r, all(1.6666665459e-1f));
  p = _mm256_fmadd_ps(p, r, all(5.0000001201e-1f));
  p = _mm256_fmadd_ps(p, _mm256_mul_ps(r, r), _mm256_add_ps(r, all(1)));
  const __m256i scale = _mm256_slli_epi32(_mm256_add_epi32(_mm256_cvtps_epi32(k), _mm256_set1_epi32(127)), 23);
  return _mm256_mul_ps(p, _mm256_castsi256_ps(scale));
}

}  // namespace

float fused_by_hand(const float* x, float a, float b, float* dx, std::int64_t n) {
  V sum = all(0);
  for (std::int64_t i = 0; i < n; i += 8) {
    const V v = _mm256_loadu_ps(x + i), one = all(1);
    const V e = exponential(_mm256_mul_ps(all(2), _mm256_fmadd_ps(all(a), v, all(b))));
    const V t = _mm256_sub_ps(one, _mm256_div_ps(all(2), _mm256_add_ps(e, one)));
    const V s = _mm256_div_ps(one, _mm256_add_ps(one, exponential(_mm256_sub_ps(all(0), v))));
    const V ts = _mm256_mul_ps(t, s);
    V y = _mm256_fmadd_ps(v, v, ts);
    if (i + 8 > n) {
      const __m256i left = _mm256_set1_epi32(static_cast<int>(n - i));
      const __m256i lanes = _mm256_setr_epi32(0, 1, 2, 3, 4, 5, 6, 7);
      y = _mm256_and_ps(y, _mm256_castsi256_ps(_mm256_cmpgt_epi32(left, lanes)));
    }
    sum = _mm256_add_ps(sum, y);
    const V slope = _mm256_mul_ps(_mm256_mul_ps(_mm256_fnmadd_ps(t, t, one), s), all(a));
    _mm256_storeu_ps(dx + i, _mm256_add_ps(slope, _mm256_fmadd_ps(ts, _mm256_sub_ps(one, s), _mm256_add_ps(v, v))));
  }
  alignas(32) float lanes[8];
  _mm256_store_ps(lanes, sum);
  float total = 0;
  for (const float lane : lanes) total += lane;
  return total;
}
#else
float fused_by_hand(const float* x, float a, float b, float* dx, std::int64_t n) {
  float total = 0;
  for (std::int64_t i = 0; i < n; ++i) {
    const float t = std::tanh(a * x[i] + b), s = 1 / (1 + std::exp(-x[i]));
    total += t * s + x[i] * x[i];
    dx[i] = (1 - t * t) * s * a + t * s * (1 - s) + 2 * x[i];
  }
  return total;
}
#endif

}  // namespace xgrad::bench
