#pragma once
#include <immintrin.h>
#include <xsimd/xsimd.hpp>

// What xsimd lacks or does otherwise than graph/lanes.hpp says, by AVX-512 intrinsics (F, BW, DQ, VL).
namespace xgrad::lanes {
inline namespace XGRAD_ISA {

using Arch = xsimd::avx512bw;
inline constexpr bool isa_has_fma = true;
inline constexpr int isa_registers = 32;
using Integers = __m512i;

inline __m512 as_float(__m512i x) { return _mm512_castsi512_ps(x); }
inline __m512d as_double(__m512i x) { return _mm512_castsi512_pd(x); }
inline Integers as_integers(__m512 x) { return _mm512_castps_si512(x); }
inline Integers as_integers(__m512d x) { return _mm512_castpd_si512(x); }
inline Integers broadcast(std::int32_t x) { return _mm512_set1_epi32(x); }
inline Integers broadcast(std::int64_t x) { return _mm512_set1_epi64(x); }
inline Integers load_integers(const void* p) { return _mm512_loadu_si512(p); }
inline void store_integers(void* p, Integers x) { _mm512_storeu_si512(p, x); }

inline __m512 multiply_add(__m512 a, __m512 b, __m512 c) { return _mm512_fmadd_ps(a, b, c); }
inline __m512d multiply_add(__m512d a, __m512d b, __m512d c) { return _mm512_fmadd_pd(a, b, c); }
inline __m512 minimum(__m512 a, __m512 b) { return _mm512_min_ps(a, b); }
inline __m512d minimum(__m512d a, __m512d b) { return _mm512_min_pd(a, b); }
inline __m512 maximum(__m512 a, __m512 b) { return _mm512_max_ps(a, b); }
inline __m512d maximum(__m512d a, __m512d b) { return _mm512_max_pd(a, b); }
inline __m512 square_root(__m512 x) { return _mm512_sqrt_ps(x); }
inline __m512d square_root(__m512d x) { return _mm512_sqrt_pd(x); }
inline __m512 absolute(__m512 x) { return _mm512_andnot_ps(_mm512_set1_ps(-0.0f), x); }
inline __m512d absolute(__m512d x) { return _mm512_andnot_pd(_mm512_set1_pd(-0.0), x); }
inline __m512 negative(__m512 x) { return _mm512_xor_ps(_mm512_set1_ps(-0.0f), x); }
inline __m512d negative(__m512d x) { return _mm512_xor_pd(_mm512_set1_pd(-0.0), x); }
inline __m512 nearest(__m512 x) { return _mm512_roundscale_ps(x, _MM_FROUND_TO_NEAREST_INT | _MM_FROUND_NO_EXC); }
inline __m512d nearest(__m512d x) { return _mm512_roundscale_pd(x, _MM_FROUND_TO_NEAREST_INT | _MM_FROUND_NO_EXC); }
inline __m512 round_down(__m512 x) { return _mm512_roundscale_ps(x, _MM_FROUND_TO_NEG_INF | _MM_FROUND_NO_EXC); }
inline __m512d round_down(__m512d x) { return _mm512_roundscale_pd(x, _MM_FROUND_TO_NEG_INF | _MM_FROUND_NO_EXC); }

template <class F> Integers integer_add(Integers a, Integers b) {
  return sizeof(F) == 4 ? _mm512_add_epi32(a, b) : _mm512_add_epi64(a, b);
}
template <class F> Integers integer_sub(Integers a, Integers b) {
  return sizeof(F) == 4 ? _mm512_sub_epi32(a, b) : _mm512_sub_epi64(a, b);
}
inline Integers integer_and(Integers a, Integers b) { return _mm512_and_si512(a, b); }
inline Integers integer_or(Integers a, Integers b) { return _mm512_or_si512(a, b); }
inline Integers integer_xor(Integers a, Integers b) { return _mm512_xor_si512(a, b); }
template <class F> Integers shift_bits_left(Integers a, int n) {
  const __m128i count = _mm_cvtsi32_si128(n);
  return sizeof(F) == 4 ? _mm512_sll_epi32(a, count) : _mm512_sll_epi64(a, count);
}
template <class F> Integers shift_bits_right(Integers a, int n) {
  const __m128i count = _mm_cvtsi32_si128(n);
  return sizeof(F) == 4 ? _mm512_srl_epi32(a, count) : _mm512_srl_epi64(a, count);
}
template <class F> Integers shift_bits_right_sign(Integers a, int n) {
  const __m128i count = _mm_cvtsi32_si128(n);
  return sizeof(F) == 4 ? _mm512_sra_epi32(a, count) : _mm512_sra_epi64(a, count);
}
template <class F> Integers integer_equal(Integers a, Integers b) {
  return sizeof(F) == 4 ? _mm512_movm_epi32(_mm512_cmpeq_epi32_mask(a, b))
                        : _mm512_movm_epi64(_mm512_cmpeq_epi64_mask(a, b));
}
template <class F> Integers integer_greater(Integers a, Integers b) {
  return sizeof(F) == 4 ? _mm512_movm_epi32(_mm512_cmpgt_epi32_mask(a, b))
                        : _mm512_movm_epi64(_mm512_cmpgt_epi64_mask(a, b));
}

// a != b, true for NaN (xsimd's is false on AVX).
inline xsimd::batch_bool<float, Arch> differs(__m512 a, __m512 b) { return _mm512_cmp_ps_mask(a, b, _CMP_NEQ_UQ); }
inline xsimd::batch_bool<double, Arch> differs(__m512d a, __m512d b) { return _mm512_cmp_pd_mask(a, b, _CMP_NEQ_UQ); }

// Lanes changed with those Step away, and the first lane: for folding a register down to one number.
template <int Step> __m512 swap_lanes(__m512 x) {
  if constexpr (Step >= 4)
    return _mm512_shuffle_f32x4(x, x, Step == 8 ? 0x4E : 0xB1);
  else
    return _mm512_permute_ps(x, Step == 2 ? 0x4E : 0xB1);
}
template <int Step> __m512d swap_lanes(__m512d x) {
  if constexpr (Step >= 2)
    return _mm512_shuffle_f64x2(x, x, Step == 4 ? 0x4E : 0xB1);
  else
    return _mm512_permute_pd(x, 0x55);
}
inline float first_lane(__m512 x) { return _mm512_cvtss_f32(x); }
inline double first_lane(__m512d x) { return _mm512_cvtsd_f64(x); }

// The first `count` lanes, fewer than all.
inline void store_first(float* to, __m512 x, std::int64_t count) {
  _mm512_mask_storeu_ps(to, static_cast<__mmask16>((1u << count) - 1u), x);
}
inline void store_first(double* to, __m512d x, std::int64_t count) {
  _mm512_mask_storeu_pd(to, static_cast<__mmask8>((1u << count) - 1u), x);
}

// Masks, and bytes that are 0 or not (bools).
using FloatMask = xsimd::batch_bool<float, Arch>::register_type;
using DoubleMask = xsimd::batch_bool<double, Arch>::register_type;
inline Integers mask_bits(xsimd::batch_bool<float, Arch> m) { return _mm512_movm_epi32(FloatMask(m)); }
inline Integers mask_bits(xsimd::batch_bool<double, Arch> m) { return _mm512_movm_epi64(DoubleMask(m)); }
inline void mask_of_bits(Integers bits, xsimd::batch_bool<float, Arch>& m) {
  m = FloatMask(_mm512_movepi32_mask(bits));
}
inline void mask_of_bits(Integers bits, xsimd::batch_bool<double, Arch>& m) {
  m = DoubleMask(_mm512_movepi64_mask(bits));
}
inline unsigned mask_lanes(xsimd::batch_bool<float, Arch> m) { return FloatMask(m); }
inline unsigned mask_lanes(xsimd::batch_bool<double, Arch> m) { return DoubleMask(m); }

inline void mask_of_bytes(const void* bytes, xsimd::batch_bool<float, Arch>& m) {
  const __m128i lanes = _mm_loadu_si128(static_cast<const __m128i*>(bytes));
  m = FloatMask(_mm_test_epi8_mask(lanes, lanes));
}
inline void mask_of_bytes(const void* bytes, xsimd::batch_bool<double, Arch>& m) {
  const __m128i lanes = _mm_loadl_epi64(static_cast<const __m128i*>(bytes));
  m = DoubleMask(_mm_test_epi8_mask(lanes, lanes));
}
inline void store_bytes(void* bytes, xsimd::batch_bool<float, Arch> m) {
  _mm_storeu_si128(static_cast<__m128i*>(bytes), _mm_maskz_set1_epi8(FloatMask(m), 1));
}
inline void store_bytes(void* bytes, xsimd::batch_bool<double, Arch> m) {
  _mm_storel_epi64(static_cast<__m128i*>(bytes), _mm_maskz_set1_epi8(DoubleMask(m), 1));
}

}  // namespace XGRAD_ISA
}  // namespace xgrad::lanes
