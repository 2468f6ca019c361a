#include "functions.hpp"
#if defined(XGRAD_BENCH_SLEEF) && (defined(__AVX512F__) || defined(__AVX2__))
#include <immintrin.h>
#include <sleef.h>

namespace xgrad::bench {
namespace {

#if defined(__AVX512F__)
struct F32 {
  using T = float;
  using V = __m512;
  static constexpr std::int64_t lanes = 16;
  static V load(const T* p) { return _mm512_loadu_ps(p); }
  static void store(T* p, V v) { _mm512_storeu_ps(p, v); }
  static V exp(V x) { return Sleef_expf16_u10avx512f(x); }
  static V log(V x) { return Sleef_logf16_u10avx512f(x); }
  static V tanh(V x) { return Sleef_tanhf16_u10avx512f(x); }
  static V sigmoid(V x) {
    const V one = _mm512_set1_ps(1);
    return _mm512_div_ps(one, _mm512_add_ps(one, exp(_mm512_sub_ps(_mm512_set1_ps(-0.0f), x))));
  }
  static V erf(V x) { return Sleef_erff16_u10avx512f(x); }
  static V sin(V x) { return Sleef_sinf16_u10avx512f(x); }
  static V cos(V x) { return Sleef_cosf16_u10avx512f(x); }
  static V pow(V a, V b) { return Sleef_powf16_u10avx512f(a, b); }
};
struct F64 {
  using T = double;
  using V = __m512d;
  static constexpr std::int64_t lanes = 8;
  static V load(const T* p) { return _mm512_loadu_pd(p); }
  static void store(T* p, V v) { _mm512_storeu_pd(p, v); }
  static V exp(V x) { return Sleef_expd8_u10avx512f(x); }
  static V log(V x) { return Sleef_logd8_u10avx512f(x); }
  static V tanh(V x) { return Sleef_tanhd8_u10avx512f(x); }
  static V sigmoid(V x) {
    const V one = _mm512_set1_pd(1);
    return _mm512_div_pd(one, _mm512_add_pd(one, exp(_mm512_sub_pd(_mm512_set1_pd(-0.0), x))));
  }
  static V erf(V x) { return Sleef_erfd8_u10avx512f(x); }
  static V sin(V x) { return Sleef_sind8_u10avx512f(x); }
  static V cos(V x) { return Sleef_cosd8_u10avx512f(x); }
  static V pow(V a, V b) { return Sleef_powd8_u10avx512f(a, b); }
};
#else
struct F32 {
  using T = float;
  using V = __m256;
  static constexpr std::int64_t lanes = 8;
  static V load(const T* p) { return _mm256_loadu_ps(p); }
  static void store(T* p, V v) { _mm256_storeu_ps(p, v); }
  static V exp(V x) { return Sleef_expf8_u10avx2(x); }
  static V log(V x) { return Sleef_logf8_u10avx2(x); }
  static V tanh(V x) { return Sleef_tanhf8_u10avx2(x); }
  static V sigmoid(V x) {
    const V one = _mm256_set1_ps(1);
    return _mm256_div_ps(one, _mm256_add_ps(one, exp(_mm256_sub_ps(_mm256_set1_ps(-0.0f), x))));
  }
  static V erf(V x) { return Sleef_erff8_u10avx2(x); }
  static V sin(V x) { return Sleef_sinf8_u10avx2(x); }
  static V cos(V x) { return Sleef_cosf8_u10avx2(x); }
  static V pow(V a, V b) { return Sleef_powf8_u10avx2(a, b); }
};
struct F64 {
  using T = double;
  using V = __m256d;
  static constexpr std::int64_t lanes = 4;
  static V load(const T* p) { return _mm256_loadu_pd(p); }
  static void store(T* p, V v) { _mm256_storeu_pd(p, v); }
  static V exp(V x) { return Sleef_expd4_u10avx2(x); }
  static V log(V x) { return Sleef_logd4_u10avx2(x); }
  static V tanh(V x) { return Sleef_tanhd4_u10avx2(x); }
  static V sigmoid(V x) {
    const V one = _mm256_set1_pd(1);
    return _mm256_div_pd(one, _mm256_add_pd(one, exp(_mm256_sub_pd(_mm256_set1_pd(-0.0), x))));
  }
  static V erf(V x) { return Sleef_erfd4_u10avx2(x); }
  static V sin(V x) { return Sleef_sind4_u10avx2(x); }
  static V cos(V x) { return Sleef_cosd4_u10avx2(x); }
  static V pow(V a, V b) { return Sleef_powd4_u10avx2(a, b); }
};
#endif

template <class L, typename L::V (*f)(typename L::V)>
void each(const typename L::T* a, const typename L::T*, typename L::T* y, std::int64_t n) {
  for (std::int64_t i = 0; i < n; i += L::lanes) L::store(y + i, f(L::load(a + i)));
}
template <class L> void each_pow(const typename L::T* a, const typename L::T* b, typename L::T* y, std::int64_t n) {
  for (std::int64_t i = 0; i < n; i += L::lanes) L::store(y + i, L::pow(L::load(a + i), L::load(b + i)));
}

template <class L> ArrayFunction<typename L::T> find(std::string_view name) {
  if (name == "exp") return each<L, L::exp>;
  if (name == "log") return each<L, L::log>;
  if (name == "tanh") return each<L, L::tanh>;
  if (name == "sigmoid") return each<L, L::sigmoid>;
  if (name == "erf") return each<L, L::erf>;
  if (name == "sin") return each<L, L::sin>;
  if (name == "cos") return each<L, L::cos>;
  if (name == "pow") return each_pow<L>;
  return nullptr;
}

}  // namespace

template <> ArrayFunction<float> sleef_function<float>(std::string_view name) { return find<F32>(name); }
template <> ArrayFunction<double> sleef_function<double>(std::string_view name) { return find<F64>(name); }

}  // namespace xgrad::bench
#else
namespace xgrad::bench {
template <> ArrayFunction<float> sleef_function<float>(std::string_view) { return nullptr; }
template <> ArrayFunction<double> sleef_function<double>(std::string_view) { return nullptr; }
}  // namespace xgrad::bench
#endif
