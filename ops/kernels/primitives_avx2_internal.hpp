#pragma once
#include <immintrin.h>
#include <xsimd/xsimd.hpp>

// What xsimd lacks or does otherwise than graph/lanes.hpp says, by AVX2 and FMA intrinsics.
namespace xgrad::lanes {
inline namespace XGRAD_ISA {

using Arch = xsimd::fma3<xsimd::avx2>;
inline constexpr bool isa_has_fma = true;
inline constexpr int isa_registers = 16;
using Integers = __m256i;

inline __m256 as_float(__m256i x) { return _mm256_castsi256_ps(x); }
inline __m256d as_double(__m256i x) { return _mm256_castsi256_pd(x); }
inline Integers as_integers(__m256 x) { return _mm256_castps_si256(x); }
inline Integers as_integers(__m256d x) { return _mm256_castpd_si256(x); }
inline Integers broadcast(std::int32_t x) { return _mm256_set1_epi32(x); }
inline Integers broadcast(std::int64_t x) { return _mm256_set1_epi64x(x); }
inline Integers load_integers(const void* p) { return _mm256_loadu_si256(static_cast<const __m256i*>(p)); }
inline void store_integers(void* p, Integers x) { _mm256_storeu_si256(static_cast<__m256i*>(p), x); }

inline __m256 multiply_add(__m256 a, __m256 b, __m256 c) { return _mm256_fmadd_ps(a, b, c); }
inline __m256d multiply_add(__m256d a, __m256d b, __m256d c) { return _mm256_fmadd_pd(a, b, c); }
inline __m256 minimum(__m256 a, __m256 b) { return _mm256_min_ps(a, b); }
inline __m256d minimum(__m256d a, __m256d b) { return _mm256_min_pd(a, b); }
inline __m256 maximum(__m256 a, __m256 b) { return _mm256_max_ps(a, b); }
inline __m256d maximum(__m256d a, __m256d b) { return _mm256_max_pd(a, b); }
inline __m256 square_root(__m256 x) { return _mm256_sqrt_ps(x); }
inline __m256d square_root(__m256d x) { return _mm256_sqrt_pd(x); }
inline __m256 absolute(__m256 x) { return _mm256_andnot_ps(_mm256_set1_ps(-0.0f), x); }
inline __m256d absolute(__m256d x) { return _mm256_andnot_pd(_mm256_set1_pd(-0.0), x); }
inline __m256 negative(__m256 x) { return _mm256_xor_ps(_mm256_set1_ps(-0.0f), x); }
inline __m256d negative(__m256d x) { return _mm256_xor_pd(_mm256_set1_pd(-0.0), x); }
inline __m256 nearest(__m256 x) { return _mm256_round_ps(x, _MM_FROUND_TO_NEAREST_INT | _MM_FROUND_NO_EXC); }
inline __m256d nearest(__m256d x) { return _mm256_round_pd(x, _MM_FROUND_TO_NEAREST_INT | _MM_FROUND_NO_EXC); }
inline __m256 round_down(__m256 x) { return _mm256_round_ps(x, _MM_FROUND_TO_NEG_INF | _MM_FROUND_NO_EXC); }
inline __m256d round_down(__m256d x) { return _mm256_round_pd(x, _MM_FROUND_TO_NEG_INF | _MM_FROUND_NO_EXC); }

template <class F> Integers integer_add(Integers a, Integers b) {
  return sizeof(F) == 4 ? _mm256_add_epi32(a, b) : _mm256_add_epi64(a, b);
}
template <class F> Integers integer_sub(Integers a, Integers b) {
  return sizeof(F) == 4 ? _mm256_sub_epi32(a, b) : _mm256_sub_epi64(a, b);
}
inline Integers integer_and(Integers a, Integers b) { return _mm256_and_si256(a, b); }
inline Integers integer_or(Integers a, Integers b) { return _mm256_or_si256(a, b); }
inline Integers integer_xor(Integers a, Integers b) { return _mm256_xor_si256(a, b); }
template <class F> Integers shift_bits_left(Integers a, int n) {
  return sizeof(F) == 4 ? _mm256_slli_epi32(a, n) : _mm256_slli_epi64(a, n);
}
template <class F> Integers shift_bits_right(Integers a, int n) {
  return sizeof(F) == 4 ? _mm256_srli_epi32(a, n) : _mm256_srli_epi64(a, n);
}
// Without a 64-bit arithmetic shift: (x + 2^63 >>> n) - (2^63 >>> n).
template <class F> Integers shift_bits_right_sign(Integers a, int n) {
  if (sizeof(F) == 4) return _mm256_srai_epi32(a, n);
  const Integers low = _mm256_set1_epi64x(INT64_MIN);
  return _mm256_sub_epi64(_mm256_srli_epi64(_mm256_xor_si256(a, low), n), _mm256_srli_epi64(low, n));
}
template <class F> Integers integer_equal(Integers a, Integers b) {
  return sizeof(F) == 4 ? _mm256_cmpeq_epi32(a, b) : _mm256_cmpeq_epi64(a, b);
}
template <class F> Integers integer_greater(Integers a, Integers b) {
  return sizeof(F) == 4 ? _mm256_cmpgt_epi32(a, b) : _mm256_cmpgt_epi64(a, b);
}

// a != b, true for NaN (xsimd's is false on AVX).
inline xsimd::batch_bool<float, Arch> differs(__m256 a, __m256 b) { return _mm256_cmp_ps(a, b, _CMP_NEQ_UQ); }
inline xsimd::batch_bool<double, Arch> differs(__m256d a, __m256d b) { return _mm256_cmp_pd(a, b, _CMP_NEQ_UQ); }

// Lanes changed with those Step away, and the first lane: for folding a register down to one number.
template <int Step> __m256 swap_lanes(__m256 x) {
  if constexpr (Step == 4)
    return _mm256_permute2f128_ps(x, x, 1);
  else
    return _mm256_permute_ps(x, Step == 2 ? 0x4E : 0xB1);
}
template <int Step> __m256d swap_lanes(__m256d x) {
  if constexpr (Step == 2)
    return _mm256_permute2f128_pd(x, x, 1);
  else
    return _mm256_permute_pd(x, 0x5);
}
inline float first_lane(__m256 x) { return _mm256_cvtss_f32(x); }
inline double first_lane(__m256d x) { return _mm256_cvtsd_f64(x); }

// The first `count` lanes, fewer than all.
inline void store_first(float* to, __m256 x, std::int64_t count) {
  __m128 part = _mm256_castps256_ps128(x);
  if (count & 4) {
    _mm_storeu_ps(to, part);
    part = _mm256_extractf128_ps(x, 1);
    to += 4;
  }
  if (count & 2) {
    _mm_storel_pi(reinterpret_cast<__m64*>(to), part);
    part = _mm_movehl_ps(part, part);
    to += 2;
  }
  if (count & 1) _mm_store_ss(to, part);
}
inline void store_first(double* to, __m256d x, std::int64_t count) {
  __m128d part = _mm256_castpd256_pd128(x);
  if (count & 2) {
    _mm_storeu_pd(to, part);
    part = _mm256_extractf128_pd(x, 1);
    to += 2;
  }
  if (count & 1) _mm_store_sd(to, part);
}

// Masks, and bytes that are 0 or not (bools).
inline Integers mask_bits(xsimd::batch_bool<float, Arch> m) { return _mm256_castps_si256(m); }
inline Integers mask_bits(xsimd::batch_bool<double, Arch> m) { return _mm256_castpd_si256(m); }
inline void mask_of_bits(Integers bits, xsimd::batch_bool<float, Arch>& m) { m = _mm256_castsi256_ps(bits); }
inline void mask_of_bits(Integers bits, xsimd::batch_bool<double, Arch>& m) { m = _mm256_castsi256_pd(bits); }
inline unsigned mask_lanes(xsimd::batch_bool<float, Arch> m) { return static_cast<unsigned>(_mm256_movemask_ps(m)); }
inline unsigned mask_lanes(xsimd::batch_bool<double, Arch> m) { return static_cast<unsigned>(_mm256_movemask_pd(m)); }

inline void mask_of_bytes(const void* bytes, xsimd::batch_bool<float, Arch>& m) {
  const __m256i lanes = _mm256_cvtepu8_epi32(_mm_loadl_epi64(static_cast<const __m128i*>(bytes)));
  m = _mm256_castsi256_ps(_mm256_cmpgt_epi32(lanes, _mm256_setzero_si256()));
}
inline void mask_of_bytes(const void* bytes, xsimd::batch_bool<double, Arch>& m) {
  int four;
  __builtin_memcpy(&four, bytes, 4);
  const __m256i lanes = _mm256_cvtepu8_epi64(_mm_cvtsi32_si128(four));
  m = _mm256_castsi256_pd(_mm256_cmpgt_epi64(lanes, _mm256_setzero_si256()));
}
inline void store_bytes(void* bytes, xsimd::batch_bool<float, Arch> m) {
  const __m256i lanes = _mm256_castps_si256(m);
  const __m128i words = _mm_packs_epi32(_mm256_castsi256_si128(lanes), _mm256_extracti128_si256(lanes, 1));
  _mm_storel_epi64(static_cast<__m128i*>(bytes), _mm_and_si128(_mm_packs_epi16(words, words), _mm_set1_epi8(1)));
}
inline void store_bytes(void* bytes, xsimd::batch_bool<double, Arch> m) {
  const __m256i lanes = _mm256_castpd_si256(m);
  const __m128i pairs = _mm_packs_epi32(_mm256_castsi256_si128(lanes), _mm256_extracti128_si256(lanes, 1));
  const __m128i words = _mm_packs_epi32(pairs, pairs);
  const int four = _mm_cvtsi128_si32(_mm_and_si128(_mm_packs_epi16(words, words), _mm_set1_epi8(1)));
  __builtin_memcpy(bytes, &four, 4);
}

}  // namespace XGRAD_ISA
}  // namespace xgrad::lanes
