#pragma once
#include <xgrad/graph/lanes_math_power.hpp>

namespace xgrad::lanes {
namespace detail {

/// e^(u^2) erfc(u) as a pair, for u from 0.46 to 28 (10.6): P(t) / (1 + 2u), t = (u - c) / (u + c), c = 3.5 (2);
/// P minimax, 2^-59 (2^-30).
template <class T> Pair<T> scaled_erfc(Pair<T> u) {
  const T c = by_type<T>(2, 3.5), t = (u.high - c) / (u.high + c);
  T rest = t;
  if constexpr (is_single<T>) {
    rest = polynomial(t, -0x1.7bf5e8p-4, -0x1.5407b8p-3, 0x1.4ff9bep-3, -0x1.bc2da2p-5, -0x1.06f014p-7, 0x1.1e0e28p-7,
                      0x1.3eb7fep-10, -0x1.830b1ap-10, -0x1.46664p-12, 0x1.d2aa18p-13);
  } else {
    const T upper = polynomial(t, -0x1.7ba50aea427c6p-25, 0x1.41b69541e76aap-21, -0x1.1107d84fb2b11p-27,
                               -0x1.8c4c7850c2074p-24, 0x1.3b9fe98b10c63p-31, 0x1.5c70dc8b5aa35p-27);
    const T lower =
        polynomial(t, -0x1.1ebd220ea593cp-3, -0x1.59e2c284b1204p-7, 0x1.8f702ec6b3408p-4, -0x1.d76830c353152p-4,
                   0x1.686106046cb42p-4, -0x1.8ff5ef76d385cp-5, 0x1.38ec6671b7dccp-6, -0x1.143c4ca66603ap-8,
                   -0x1.3cf36b046a5bap-12, 0x1.27e664a670b07p-11, -0x1.fda8e718738cfp-14, -0x1.66e215e7f2f3ep-15,
                   0x1.9706d70914706p-16, 0x1.387e8479c0d25p-19, -0x1.ffdff9f6d6df7p-19);
    const T t2 = t * t, t4 = t2 * t2, t8 = t4 * t4;
    rest = fma(t8 * t4 * t2 * t, upper, lower);
  }
  Pair<T> divisor = two_sum(T(1), u.high + u.high);
  divisor.low = divisor.low + (u.low + u.low);
  return divide(fast_two_sum(by_type<T>(0x1.46e80ep0, 0x1.3e0a99a0ee914p0), rest * t), divisor);
}

/// erfc(u) = (y.high + y.low) scale for u from 0.46 on, where u^2 is a pair; smaller u give something.
template <class T> struct ScaledPair {
  Pair<T> y;
  Scale<T> scale;
};
template <class T> ScaledPair<T> erfc_pair(Pair<T> u, Pair<T> square) {
  const auto [k_bits, r, tail] = reduce_by_ln2(max(T(exp_times_lowest<T>), -square.high));
  const auto [high, low] = exp_of_reduced(r, tail - square.low);
  return {multiply(fast_two_sum(high, low), scaled_erfc(u)), power_of_two<T>(k_bits)};
}
/// Beyond, erfc(u) and u erfc(u) are 0.
template <class T> inline constexpr double erfc_highest = is_single<T> ? 10.6 : 28.0;

/// (erf(u) / u - 2 / sqrt(pi)) / u^2 as a polynomial of u^2, for |u| <= 1; minimax, 2^-29 (2^-62).
template <class T> T erf_tail(T z) {
  if constexpr (is_single<T>)
    return polynomial(z, -0x1.812740p-2, 0x1.ce2d4ep-4, -0x1.b7fdaep-6, 0x1.54247ap-8, -0x1.a4bb44p-11, 0x1.4b4b76p-14);
  else
    return polynomial(z, -0x1.812746b0379e6p-2, 0x1.ce2f21a042b45p-4, -0x1.b82ce312851c9p-6, 0x1.565bcd0dc0848p-8,
                      -0x1.c02db3db71cbfp-11, 0x1.f9a321e1f9d9fp-14, -0x1.f4d1e39bba955p-17, 0x1.b9df25005aa4fp-20,
                      -0x1.5f1ec91ac14aap-23, 0x1.f7b3d2068c121p-27, -0x1.3898698caa6cep-30, 0x1.05ee2d0fa8b67p-34);
}
/// erf(x) for |x| <= 1: x + ((2 / sqrt(pi) - 1) x + x^3 P(x^2)).
template <class T> T erf_near_zero(T x) {
  const T z = x * x;
  return x + fma(x * z, erf_tail(z), x * by_type<T>(0x1.06eba8p-3, 0x1.06eba8214db69p-3));
}

template <class T> ScaledPair<T> erfc_of_magnitude(T x) {
  const T u = min(T(erfc_highest<T>), abs(x));
  return erfc_pair(Pair<T>{u, T(0)}, two_product(u, u));
}

/// Beyond, erf is 1.
template <class T> inline constexpr double erf_highest = is_single<T> ? 4.0 : 6.0;

/// -log(erfc(u)) as a polynomial, for u from 0.79 to erf_highest; minimax of erf's relative error, 2^-28 (2^-61).
template <class T> T minus_log_erfc(T u) {
  if constexpr (is_single<T>)
    return polynomial(u, 0x1.9a0768p-15, 0x1.20d8c0p+0, 0x1.45abcep-1, 0x1.add432p-4, -0x1.746702p-6, 0x1.9ff63ap-9,
                      -0x1.b7a398p-13);
  else
    return polynomial(u, -0x1.85796408a4e36p-27, 0x1.20dd77b115360p+0, 0x1.45f2e378b5841p-1, 0x1.a4f9759a301bap-4,
                      -0x1.399b9e4d9674dp-6, -0x1.7d3959e5712aep-13, 0x1.b0990f34aae14p-10, -0x1.15544076090c6p-11,
                      -0x1.4c75926cf8e50p-15, 0x1.fd62a57385761p-14, -0x1.257362c704aadp-14, 0x1.b9b394501e6a5p-16,
                      -0x1.f2af83288e546p-18, 0x1.b6310f7b19105p-20, -0x1.2ce5e11505610p-22, 0x1.3e3d067489016p-25,
                      -0x1.f5bd01cdc63a6p-29, 0x1.15db1d1f7ebd3p-32, -0x1.81c7c68310ff4p-37, 0x1.f8fde866a41b3p-43);
}

}  // namespace detail

/// erf x: by a polynomial for |x| < 0.8, beyond that 1 - erfc |x|, where erfc has few digits left to give: e^-p, p by a
/// polynomial, 1 - 2^k (1 + w) = (1 - 2^k) - 2^k w.                                                1.6 ulp
///   edges   -0 -> -0, +-inf -> +-1
template <class T> T erf(T x) {
  const T a = abs(x), u = min(T(detail::erf_highest<T>), a);
  const auto [k_bits, r, tail] = detail::reduce_by_ln2(-detail::minus_log_erfc(u));
  const T minus_power = from_bits<T>(shift_left<detail::mantissa_bits<T>>(k_bits) + to_bits(T(-1)));
  const T large = fma(minus_power, fma(r * r, detail::exp_tail(r), r), T(1) + minus_power);
  return copy_sign(select(a < T(0.8), detail::erf_near_zero(a), large), x);
}
/// erfc x = 1 - erf x: for |x| > 0.47 by e^-x^2 with x^2 as a pair.                               1.2 ulp
///   edges   -inf -> 2, inf -> 0 by way of subnormals, rounded once
template <class T> T erfc(T x) {
  const auto [y, scale] = detail::erfc_of_magnitude(x);
  const T large = (y.high + y.low) * scale;
  const T y_of_large = select(x < T(0), T(2) - large, large);
  return select(abs(x) < T(0.47), T(1) - detail::erf_near_zero(x), select(is_nan(x), x, y_of_large));
}

/// gelu(x) = x erfc(-x / sqrt(2)) / 2, with x^2 / 2 as a pair.                                    1.5 ulp
///   edges   -0 -> -0, -inf -> -0 by way of subnormals, inf -> inf
template <class T> T gelu(T x) {
  using detail::by_type;
  const T a = min(T(detail::is_single<T> ? 14.9 : 39.5), abs(x));
  auto u = detail::two_product(a, by_type<T>(0x1.6a09e6p-1, 0x1.6a09e667f3bcdp-1));
  u.low = fma(a, by_type<T>(0x1.9fcef4p-27, -0x1.bdd3413b26456p-55), u.low);
  const auto square = detail::two_product(a, a);
  const auto [y, scale] = detail::erfc_pair(u, detail::Pair<T>{T(0.5) * square.high, T(0.5) * square.low});
  const T half = T(0.5) * x, half_clamped = copy_sign(T(0.5) * a, x);
  const T below = fma(half_clamped, y.high, half_clamped * y.low) * scale;
  const T above = half * (T(2) - (y.high + y.low) * scale);
  // near 0: 1 + erf(x / sqrt(2)) = 1 + x (sqrt(2 / pi) + x^2 ...)
  const T z = T(0.5) * x * x;
  const auto first = detail::two_product(x, by_type<T>(0x1.988454p-1, 0x1.9884533d43651p-1));
  const auto sum = detail::fast_two_sum(T(1), first.high);
  const T rest = fma(x * by_type<T>(0x1.6a09e6p-1, 0x1.6a09e667f3bcdp-1), z * detail::erf_tail(z), first.low);
  const T near_zero = half * (sum.high + (sum.low + fma(x, by_type<T>(-0x1.857936p-26, -0x1.cbc0d30ebfd15p-55), rest)));
  const T large = select(x < T(0), below, above);
  return select(abs(x) < T(0.66), near_zero, select(is_nan(x), x, large));
}

}  // namespace xgrad::lanes
