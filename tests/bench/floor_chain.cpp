#include "floor_chain.hpp"
#include <cmath>
#if defined(__AVX512F__) || defined(__AVX2__)
#include <immintrin.h>
#endif

namespace xgrad::bench {
namespace {

#if defined(__AVX512F__)
struct V {
  static constexpr std::int64_t lanes = 16;
  static constexpr const char* isa = "avx512";
  __m512 v;
  static V all(float x) { return {_mm512_set1_ps(x)}; }
  static V load(const float* p) { return {_mm512_loadu_ps(p)}; }
  void store(float* p) const { _mm512_storeu_ps(p, v); }
  /// The first `count` lanes, 0 in the others.
  V first(std::int64_t count) const { return {_mm512_maskz_mov_ps(static_cast<__mmask16>((1u << count) - 1), v)}; }
  float sum() const { return _mm512_reduce_add_ps(v); }
};
V operator+(V a, V b) { return {_mm512_add_ps(a.v, b.v)}; }
V operator-(V a, V b) { return {_mm512_sub_ps(a.v, b.v)}; }
V operator*(V a, V b) { return {_mm512_mul_ps(a.v, b.v)}; }
V operator/(V a, V b) { return {_mm512_div_ps(a.v, b.v)}; }
V fma(V a, V b, V c) { return {_mm512_fmadd_ps(a.v, b.v, c.v)}; }
/// 2^huge is infinity here: nothing to do.
V for_powers(V x) { return x; }
/// Apart for the compiler, which would otherwise cancel a number that is added and subtracted.
V apart(V x) {
  asm("" : "+v"(x.v));
  return x;
}
V times_power_of_two(V x, V whole) { return {_mm512_scalef_ps(x.v, whole.v)}; }
#elif defined(__AVX2__)
struct V {
  static constexpr std::int64_t lanes = 8;
  static constexpr const char* isa = "avx2";
  __m256 v;
  static V all(float x) { return {_mm256_set1_ps(x)}; }
  static V load(const float* p) { return {_mm256_loadu_ps(p)}; }
  void store(float* p) const { _mm256_storeu_ps(p, v); }
  V first(std::int64_t count) const {
    const __m256i left = _mm256_set1_epi32(static_cast<int>(count)), at = _mm256_setr_epi32(0, 1, 2, 3, 4, 5, 6, 7);
    return {_mm256_and_ps(v, _mm256_castsi256_ps(_mm256_cmpgt_epi32(left, at)))};
  }
  float sum() const {
    alignas(32) float each[8];
    _mm256_store_ps(each, v);
    return ((each[0] + each[4]) + (each[1] + each[5])) + ((each[2] + each[6]) + (each[3] + each[7]));
  }
};
V operator+(V a, V b) { return {_mm256_add_ps(a.v, b.v)}; }
V operator-(V a, V b) { return {_mm256_sub_ps(a.v, b.v)}; }
V operator*(V a, V b) { return {_mm256_mul_ps(a.v, b.v)}; }
V operator/(V a, V b) { return {_mm256_div_ps(a.v, b.v)}; }
V fma(V a, V b, V c) { return {_mm256_fmadd_ps(a.v, b.v, c.v)}; }
/// Exponents are made by integers: no more than they hold.
V for_powers(V x) { return {_mm256_min_ps(_mm256_set1_ps(88.37f), _mm256_max_ps(_mm256_set1_ps(-87.3f), x.v))}; }
V apart(V x) {
  asm("" : "+x"(x.v));
  return x;
}
V times_power_of_two(V x, V whole) {
  const __m256i exponent = _mm256_add_epi32(_mm256_cvtps_epi32(whole.v), _mm256_set1_epi32(127));
  return x * V{_mm256_castsi256_ps(_mm256_slli_epi32(exponent, 23))};
}
#endif

#if defined(__AVX512F__) || defined(__AVX2__)
/// e^x for moderate x, Cephes' polynomial.
V exponential(V x) {
  x = for_powers(x);
  const V magic = V::all(12582912.0f);  // 1.5 2^23: what is added to it is rounded to a whole number
  const V k = apart(fma(x, V::all(1.44269504f), magic)) - magic;
  V r = fma(k, V::all(-0.693359375f), x);
  r = fma(k, V::all(2.12194440e-4f), r);
  V p = fma(r, V::all(1.9875691500e-4f), V::all(1.3981999507e-3f));
  p = fma(p, r, V::all(8.3334519073e-3f));
  p = fma(p, r, V::all(4.1665795894e-2f));
  p = fma(p, r, V::all(1.6666665459e-1f));
  p = fma(p, r, V::all(5.0000001201e-1f));
  p = fma(p, r * r, r + V::all(1));
  return times_power_of_two(p, k);
}

/// The value for lanes of x; its slope goes to dx.
inline V value_and_slope(V x, V a, V b, V& dx) {
  const V one = V::all(1);
  const V t = one - V::all(2) / (exponential(fma(a + a, x, b + b)) + one);
  const V s = one / (one + exponential(V::all(0) - x));
  const V ts = t * s;
  dx = fma((one - t * t) * s, a, fma(ts, one - s, x + x));
  return fma(x, x, ts);
}

}  // namespace

float chain_by_hand(const float* x, float a, float b, float* dx, std::int64_t n) {
  const V va = V::all(a), vb = V::all(b);
  V sum = V::all(0), slope = V::all(0);
  std::int64_t i = 0;
  for (; i + V::lanes <= n; i += V::lanes) {
    sum = sum + value_and_slope(V::load(x + i), va, vb, slope);
    slope.store(dx + i);
  }
  if (i < n) {
    sum = sum + value_and_slope(V::load(x + i), va, vb, slope).first(n - i);
    slope.store(dx + i);
  }
  return sum.sum();
}
const char* chain_by_hand_isa() { return V::isa; }
#else
}  // namespace

float chain_by_hand(const float* x, float a, float b, float* dx, std::int64_t n) {
  float total = 0;
  for (std::int64_t i = 0; i < n; ++i) {
    const float t = std::tanh(a * x[i] + b), s = 1 / (1 + std::exp(-x[i]));
    total += t * s + x[i] * x[i];
    dx[i] = (1 - t * t) * s * a + t * s * (1 - s) + 2 * x[i];
  }
  return total;
}
const char* chain_by_hand_isa() { return "plain"; }
#endif

}  // namespace xgrad::bench
