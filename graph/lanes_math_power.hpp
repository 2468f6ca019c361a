#pragma once
#include <xgrad/graph/lanes_math_exponential.hpp>

namespace xgrad::lanes {
namespace detail {

/// log x as a pair, good to about 2^-66 (2^-40 in float32), for finite x > 0: with s = (m - 1) / (m + 1), z = s^2,
///     log m = 2 (s + s z (1/3 + z Q(z))),   Q minimax, 2^-56 (2^-28)
/// where s, z, 1/3 and the products are pairs.
template <class T> Pair<T> log_pair(T x) {
  const auto [m, e] = factor(x);
  const T f = m - T(1), divisor = m + T(1), divisor_low = m - (divisor - T(1)), inverse = T(1) / divisor;
  const T s = f * inverse;
  const Pair<T> back = two_product(s, divisor);
  const T s_low = (((f - back.high) - back.low) - s * divisor_low) * inverse;
  const Pair<T> square = two_product(s, s);
  const T z = square.high, z_low = fma(s + s, s_low, square.low);
  T q = z;
  if constexpr (is_single<T>) {
    q = z * polynomial(z, 0x1.99999ap-3, 0x1.24921p-3, 0x1.c7040ap-4, 0x1.827f72p-4);
  } else {
    q = z * polynomial(z, 0x1.999999999999ap-3, 0x1.24924924922fep-3, 0x1.c71c71c74c77ap-4, 0x1.745d173ce41bap-4,
                       0x1.3b13a9cbb9294p-4, 0x1.111551154f755p-4, 0x1.e01971bc08f3ap-5, 0x1.daa559ed8cce9p-5);
  }
  const Pair<T> sum = fast_two_sum(by_type<T>(0x1.555556p-2, 0x1.5555555555555p-2), q);
  const T sum_low = sum.low + by_type<T>(-0x1.555556p-27, 0x1.5555555555555p-56);
  Pair<T> b = two_product(z, sum.high);
  b.low = b.low + fma(z, sum_low, z_low * sum.high);
  Pair<T> cubic = two_product(s, b.high);
  cubic.low = cubic.low + fma(s, b.low, s_low * b.high);
  const Pair<T> half = fast_two_sum(s, cubic.high);
  const T half_low = half.low + (s_low + cubic.low);
  const Pair<T> log = fast_two_sum(e * by_type<T>(0x1.62e4p-1, 0x1.62e42fefa4p-1), half.high + half.high);
  return fast_two_sum(log.high,
                      log.low + fma(e, by_type<T>(0x1.7f7d1cp-20, -0x1.8432a1b0e2634p-43), half_low + half_low));
}

/// e^(x.high + x.low), the pair's low part below one unit in the last place of x.high.
template <class T> T exp_of_pair(Pair<T> x) {
  const T h = clamp(x.high, exp_lowest<T>, exp_highest<T>);
  const auto [k_bits, r, tail] = reduce_by_ln2(h);
  const auto [high, low] = exp_of_reduced(r, tail + select(h == x.high, x.low, T(0)));
  return (high + low) * power_of_two<T>(k_bits);
}

/// |a|^b for finite b, |a| neither 0 nor infinite.
template <class T> T pow_of_magnitude(T magnitude, T b) {
  const Pair<T> log = log_pair(magnitude);
  const T exponent =
      clamp(b, is_single<T> ? -0x1p40 : -0x1p70, is_single<T> ? 0x1p40 : 0x1p70);  // beyond: 0, 1 or infinite
  Pair<T> product = two_product(exponent, log.high);
  product.low = fma(exponent, log.low, product.low);
  return exp_of_pair(fast_two_sum(product.high, product.low));
}

}  // namespace detail

/// a^b = sign e^(b log|a|), the logarithm and the product as pairs.                               0.7 ulp
///   edges   as C99: pow(x, 0) = pow(1, y) = 1, also for NaN; a < 0 needs a whole b (else NaN), an odd one keeps the
///   sign;
///           +-0 and infinite a, infinite b; overflow and subnormals rounded once
template <class T> T pow(T a, T b) {
  const T zero = T(0), infinite = detail::infinity<T>(), magnitude = abs(a), half = b * T(0.5);
  const typename T::mask is_whole = floor(b) == b, is_odd = is_whole & (floor(half) != half);
  T y = detail::pow_of_magnitude(magnitude, b);
  y = select(magnitude == zero, select(b < zero, infinite, zero), y);
  y = select(magnitude == infinite, select(b < zero, zero, infinite), y);
  y = select(is_odd, copy_sign(y, a), y);
  y = select((a < zero) & !is_whole & (magnitude != infinite), detail::quiet_nan<T>(), y);
  y = select(is_nan(a) | is_nan(b), a + b, y);
  return select((b == zero) | (a == T(1)), T(1), y);
}

}  // namespace xgrad::lanes
