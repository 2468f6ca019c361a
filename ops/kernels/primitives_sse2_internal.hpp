#pragma once
#include <emmintrin.h>
#include <xsimd/xsimd.hpp>

// What xsimd lacks or does otherwise than graph/lanes.hpp says, by SSE2 intrinsics. Same names in every primitives_*.
namespace xgrad::lanes {
inline namespace XGRAD_ISA {

using Arch = xsimd::sse2;
inline constexpr bool isa_has_fma = false;
inline constexpr int isa_registers = 16;
using Integers = __m128i;

inline __m128 as_float(__m128i x) { return _mm_castsi128_ps(x); }
inline __m128d as_double(__m128i x) { return _mm_castsi128_pd(x); }
inline Integers as_integers(__m128 x) { return _mm_castps_si128(x); }
inline Integers as_integers(__m128d x) { return _mm_castpd_si128(x); }
inline Integers broadcast(std::int32_t x) { return _mm_set1_epi32(x); }
inline Integers broadcast(std::int64_t x) { return _mm_set1_epi64x(x); }
inline Integers load_integers(const void* p) { return _mm_loadu_si128(static_cast<const __m128i*>(p)); }
inline void store_integers(void* p, Integers x) { _mm_storeu_si128(static_cast<__m128i*>(p), x); }

inline __m128 multiply_add(__m128 a, __m128 b, __m128 c) { return _mm_add_ps(_mm_mul_ps(a, b), c); }
inline __m128d multiply_add(__m128d a, __m128d b, __m128d c) { return _mm_add_pd(_mm_mul_pd(a, b), c); }
inline __m128 minimum(__m128 a, __m128 b) { return _mm_min_ps(a, b); }
inline __m128d minimum(__m128d a, __m128d b) { return _mm_min_pd(a, b); }
inline __m128 maximum(__m128 a, __m128 b) { return _mm_max_ps(a, b); }
inline __m128d maximum(__m128d a, __m128d b) { return _mm_max_pd(a, b); }
inline __m128 square_root(__m128 x) { return _mm_sqrt_ps(x); }
inline __m128d square_root(__m128d x) { return _mm_sqrt_pd(x); }
inline __m128 absolute(__m128 x) { return _mm_andnot_ps(_mm_set1_ps(-0.0f), x); }
inline __m128d absolute(__m128d x) { return _mm_andnot_pd(_mm_set1_pd(-0.0), x); }
inline __m128 negative(__m128 x) { return _mm_xor_ps(_mm_set1_ps(-0.0f), x); }
inline __m128d negative(__m128d x) { return _mm_xor_pd(_mm_set1_pd(-0.0), x); }

// Below 2^23 (2^52), |x| + 2^23 - 2^23 drops the fraction, halves to even; the sign comes back, also of 0.
inline __m128 nearest(__m128 x) {
  const __m128 big = _mm_set1_ps(8388608.0f), magnitude = absolute(x);
  const __m128 sign = _mm_and_ps(x, _mm_set1_ps(-0.0f)), small = _mm_cmplt_ps(magnitude, big);
  const __m128 whole = _mm_or_ps(_mm_sub_ps(_mm_add_ps(magnitude, big), big), sign);
  return _mm_or_ps(_mm_and_ps(small, whole), _mm_andnot_ps(small, x));
}
inline __m128d nearest(__m128d x) {
  const __m128d big = _mm_set1_pd(4503599627370496.0), magnitude = absolute(x);
  const __m128d sign = _mm_and_pd(x, _mm_set1_pd(-0.0)), small = _mm_cmplt_pd(magnitude, big);
  const __m128d whole = _mm_or_pd(_mm_sub_pd(_mm_add_pd(magnitude, big), big), sign);
  return _mm_or_pd(_mm_and_pd(small, whole), _mm_andnot_pd(small, x));
}
// x - 0 keeps -0, so subtracting one where the nearest is above x, zero elsewhere, is a floor.
inline __m128 round_down(__m128 x) {
  const __m128 whole = nearest(x);
  return _mm_sub_ps(whole, _mm_and_ps(_mm_cmpgt_ps(whole, x), _mm_set1_ps(1.0f)));
}
inline __m128d round_down(__m128d x) {
  const __m128d whole = nearest(x);
  return _mm_sub_pd(whole, _mm_and_pd(_mm_cmpgt_pd(whole, x), _mm_set1_pd(1.0)));
}

template <class F> Integers integer_add(Integers a, Integers b) {
  return sizeof(F) == 4 ? _mm_add_epi32(a, b) : _mm_add_epi64(a, b);
}
template <class F> Integers integer_sub(Integers a, Integers b) {
  return sizeof(F) == 4 ? _mm_sub_epi32(a, b) : _mm_sub_epi64(a, b);
}
inline Integers integer_and(Integers a, Integers b) { return _mm_and_si128(a, b); }
inline Integers integer_or(Integers a, Integers b) { return _mm_or_si128(a, b); }
inline Integers integer_xor(Integers a, Integers b) { return _mm_xor_si128(a, b); }
template <class F> Integers shift_bits_left(Integers a, int n) {
  return sizeof(F) == 4 ? _mm_slli_epi32(a, n) : _mm_slli_epi64(a, n);
}
template <class F> Integers shift_bits_right(Integers a, int n) {
  return sizeof(F) == 4 ? _mm_srli_epi32(a, n) : _mm_srli_epi64(a, n);
}
// Without a 64-bit arithmetic shift: (x + 2^63 >>> n) - (2^63 >>> n).
template <class F> Integers shift_bits_right_sign(Integers a, int n) {
  if (sizeof(F) == 4) return _mm_srai_epi32(a, n);
  const Integers low = _mm_set1_epi64x(INT64_MIN);
  return _mm_sub_epi64(_mm_srli_epi64(_mm_xor_si128(a, low), n), _mm_srli_epi64(low, n));
}
template <class F> Integers integer_equal(Integers a, Integers b) {
  const Integers halves = _mm_cmpeq_epi32(a, b);
  return sizeof(F) == 4 ? halves : _mm_and_si128(halves, _mm_shuffle_epi32(halves, 0xB1));
}
// 64 bits: the sign of (b - a) where the high words are equal, else the comparison of the high words.
template <class F> Integers integer_greater(Integers a, Integers b) {
  const Integers words = _mm_cmpgt_epi32(a, b);
  if (sizeof(F) == 4) return words;
  const Integers borrow = _mm_and_si128(_mm_cmpeq_epi32(a, b), _mm_sub_epi64(b, a));
  return _mm_srai_epi32(_mm_shuffle_epi32(_mm_or_si128(words, borrow), 0xF5), 31);
}

// a != b, true for NaN (xsimd's is false on AVX).
inline xsimd::batch_bool<float, Arch> differs(__m128 a, __m128 b) { return _mm_cmpneq_ps(a, b); }
inline xsimd::batch_bool<double, Arch> differs(__m128d a, __m128d b) { return _mm_cmpneq_pd(a, b); }

// Lanes changed with those Step away, and the first lane: for folding a register down to one number.
template <int Step> __m128 swap_lanes(__m128 x) { return _mm_shuffle_ps(x, x, Step == 2 ? 0x4E : 0xB1); }
template <int Step> __m128d swap_lanes(__m128d x) { return _mm_shuffle_pd(x, x, 1); }
inline float first_lane(__m128 x) { return _mm_cvtss_f32(x); }
inline double first_lane(__m128d x) { return _mm_cvtsd_f64(x); }

// The first `count` lanes, fewer than all.
inline void store_first(float* to, __m128 x, std::int64_t count) {
  if (count & 2) {
    _mm_storel_pi(reinterpret_cast<__m64*>(to), x);
    x = _mm_movehl_ps(x, x);
    to += 2;
  }
  if (count & 1) _mm_store_ss(to, x);
}
inline void store_first(double* to, __m128d x, std::int64_t count) {
  if (count & 1) _mm_store_sd(to, x);
}

// Masks, and bytes that are 0 or not (bools).
inline Integers mask_bits(xsimd::batch_bool<float, Arch> m) { return _mm_castps_si128(m); }
inline Integers mask_bits(xsimd::batch_bool<double, Arch> m) { return _mm_castpd_si128(m); }
inline void mask_of_bits(Integers bits, xsimd::batch_bool<float, Arch>& m) { m = _mm_castsi128_ps(bits); }
inline void mask_of_bits(Integers bits, xsimd::batch_bool<double, Arch>& m) { m = _mm_castsi128_pd(bits); }
inline unsigned mask_lanes(xsimd::batch_bool<float, Arch> m) { return static_cast<unsigned>(_mm_movemask_ps(m)); }
inline unsigned mask_lanes(xsimd::batch_bool<double, Arch> m) { return static_cast<unsigned>(_mm_movemask_pd(m)); }

inline void mask_of_bytes(const void* bytes, xsimd::batch_bool<float, Arch>& m) {
  int four;
  __builtin_memcpy(&four, bytes, 4);
  const __m128i zero = _mm_setzero_si128(), words = _mm_unpacklo_epi8(_mm_cvtsi32_si128(four), zero);
  m = _mm_castsi128_ps(_mm_cmpgt_epi32(_mm_unpacklo_epi16(words, zero), zero));
}
inline void mask_of_bytes(const void* bytes, xsimd::batch_bool<double, Arch>& m) {
  const auto* byte = static_cast<const unsigned char*>(bytes);
  m = _mm_castsi128_pd(_mm_set_epi64x(byte[1] ? -1 : 0, byte[0] ? -1 : 0));
}
inline void store_bytes(void* bytes, xsimd::batch_bool<float, Arch> m) {
  const __m128i words = _mm_packs_epi32(_mm_castps_si128(m), _mm_setzero_si128());
  const int four = _mm_cvtsi128_si32(_mm_and_si128(_mm_packs_epi16(words, words), _mm_set1_epi8(1)));
  __builtin_memcpy(bytes, &four, 4);
}
inline void store_bytes(void* bytes, xsimd::batch_bool<double, Arch> m) {
  auto* byte = static_cast<unsigned char*>(bytes);
  const unsigned lanes = mask_lanes(m);
  byte[0] = lanes & 1u;
  byte[1] = static_cast<unsigned char>(lanes >> 1);
}

}  // namespace XGRAD_ISA
}  // namespace xgrad::lanes
