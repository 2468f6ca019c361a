#pragma once
#include <type_traits>
#include <xgrad/graph/lanes_math_base.hpp>

namespace xgrad::lanes {
namespace detail {

/// Arguments beyond give 0 and infinity.
template <class T> inline constexpr double exp_lowest = is_single<T> ? -104.0 : -746.0;
template <class T> inline constexpr double exp_highest = is_single<T> ? 89.0 : 710.0;

}  // namespace detail

/// e^x = 2^k e^r = 2^k (1 + (r + r^2 P(r))).                                                      1.0 ulp
///   edges   -inf -> 0, inf -> inf; into subnormals rounded once; overflow only above log(max)
template <class T> T exp(T x) {
  const auto [k_bits, r, tail] = detail::reduce_by_ln2(detail::clamp(x, detail::exp_lowest<T>, detail::exp_highest<T>));
  return (T(1) + fma(r * r, detail::exp_tail(r), r)) * detail::power_of_two<T>(k_bits);
}

/// 2^x = 2^k e^((x - k) ln 2), the product as a pair.                                             1.0 ulp
///   edges   exact for whole x; -inf -> 0, inf -> inf; into subnormals rounded once
template <class T> T exp2(T x) {
  const T clamped = detail::clamp(x, detail::is_single<T> ? -152.0 : -1080.0, detail::is_single<T> ? 129.0 : 1025.0);
  const T k = round(clamped), rest = clamped - k;
  const auto r = detail::two_product(rest, detail::by_type<T>(0x1.62e43p-1, 0x1.62e42fefa39efp-1));
  const T correction = fma(rest, detail::by_type<T>(-0x1.05c61p-29, 0x1.abc9e3b39803fp-56), r.low);
  const auto [high, low] = detail::exp_of_reduced(r.high, correction);
  return (high + low) * detail::power_of_two<T>(to_bits(k + T(magic<T>)));
}

/// e^x - 1 = 2^k ((1 - 2^-k) + r + r^2 P(r)), the first sum exact.                                1.1 ulp
///   edges   -0 -> -0, tiny x -> x, -inf -> -1, inf -> inf
template <class T> T expm1(T x) {
  using E = typename T::integer::element;
  const auto [k_bits, r, tail] = detail::reduce_by_ln2(detail::clamp(x, -40.0, detail::exp_highest<T>));
  const T inverse =
      from_bits<T>(shift_left<detail::mantissa_bits<T>>(typename T::integer(E(detail::exponent_bias<T>)) - k_bits));
  const T minus_one = T(1) - select(x > T(60), T(0), inverse);
  const auto [high, low] = detail::fast_two_sum(minus_one, r);
  const T y = high + (low + fma(r * r, detail::exp_tail(r), tail));
  return select(abs(x) < detail::by_type<T>(0x1p-25, 0x1p-54), x, y * detail::power_of_two<T>(k_bits));
}

namespace detail {

/// Where x times a factor e^x has become 0.
template <class T> inline constexpr double exp_times_lowest = is_single<T> ? -112.0 : -760.0;

/// sigmoid(x.high + x.low) = 1 / divisor for x >= 0, 2^-k / divisor (scale) for x < 0. With e^-x = 2^k (1 + p):
/// 1 / ((1 + 2^k) + 2^k p) for x >= 0, where k <= 0, and 2^-k / ((1 + 2^-k) + p) for x < 0: no cancellation, and the
/// divisor rounds once.
template <class T> struct SigmoidParts {
  T divisor;
  Scale<T> scale;
  typename T::mask is_negative;
};
template <bool HasLow, class T> SigmoidParts<T> sigmoid_parts(T x, T low, double lowest) {
  using I = typename T::integer;
  const T y = clamp(-x, lowest, -lowest);
  const auto [k_bits, r, tail] = reduce_by_ln2(y);
  const typename T::mask is_negative = y > T(0);
  using E = typename I::element;
  constexpr E twice = static_cast<E>(std::make_unsigned_t<E>(magic_bits<T>) * 2u);     // of -k: twice - k_bits
  const auto scale = power_of_two<T>(select(is_negative, I(twice) - k_bits, k_bits));  // 2^-|k|
  const T small = scale.first * scale.second, factor = select(is_negative, T(1), small);
  const auto one = fast_two_sum(T(1), small);
  const auto sum = fast_two_sum(one.high, factor * r);
  T p = r;  // e^(r + tail) = 1 + r + p
  if constexpr (HasLow) {
    const T square_tail = r * r * exp_tail(r), correction = tail - low;
    p = square_tail + fma(correction, r + square_tail, correction);
  } else {
    p = fma(r * r, exp_tail(r), tail);
  }
  return {sum.high + (sum.low + fma(factor, p, one.low)), scale, is_negative};
}
/// x sigmoid(y.high + y.low), where y has x's sign: x is multiplied in before 2^-k, so that nothing is lost there.
template <bool HasLow, class T> T times_sigmoid(T x, Pair<T> y) {
  const auto [divisor, scale, is_negative] = sigmoid_parts<HasLow>(y.high, y.low, exp_times_lowest<T>);
  const T quotient = select(is_negative, clamp(x, -1000.0, 0.0), x) / divisor;
  return select(is_negative, quotient * scale, quotient);
}

}  // namespace detail

/// 1 / (1 + e^-x) = p / ((p + 1) + w), where e^-x = (1 + w) / p and p is a power of 2: the divisor rounds once, what
/// p + 1 loses is added to w.                                                                     1.7 ulp
///   edges   -inf -> 0 by way of subnormals, inf -> 1
template <class T> T sigmoid(T x) {
  using I = typename T::integer;
  using E = typename I::element;
  constexpr E up = detail::is_single<T> ? 32 : 64;  // p 2^up is a normal number
  const T down = detail::by_type<T>(0x1p-32, 0x1p-64);
  const auto [k_bits, r, tail] =
      detail::reduce_by_ln2(detail::clamp(-x, detail::is_single<T> ? -18.0 : -38.0, -detail::exp_lowest<T>));
  const T p_up = from_bits<T>(shift_left<detail::mantissa_bits<T>>(I(E(detail::exponent_bias<T> + up)) - k_bits));
  const T sum = fma(p_up, down, T(1)), sum_low = fma(p_up, down, T(1) - sum);
  return p_up / (sum + fma(r * r, detail::exp_tail(r), r + sum_low)) * down;
}

/// tanh x: x + x^3 P(x^2) for |x| < 0.625 (float64: P / Q, Cephes' coefficients), beyond that
/// 1 - 2 / (e^2|x| + 1).                                                                          1.3 ulp
///   edges   -0 -> -0, tiny x -> x, +-inf -> +-1
template <class T> T tanh(T x) {
  const T a = abs(x);
  const typename T::mask is_small = a < T(0.625);
  const T twice = min(detail::by_type<T>(20, 40), a + a);
  const auto [k_bits, r, tail] = detail::reduce_by_ln2(twice);
  const T scale = from_bits<T>(shift_left<detail::mantissa_bits<T>>(k_bits) + to_bits(T(1)));
  const T power = fma(r * r, detail::exp_tail(r), r) * scale + scale;
  const T z = a * a;
  T quotient = T(2), divisor = power + T(1);
  if constexpr (detail::is_single<T>) {
    const T tail_of_small = detail::polynomial(z, -0x1.555556p-2, 0x1.11113ap-3, -0x1.ba1b1ep-5, 0x1.658214p-6,
                                               -0x1.15c668p-7, 0x1.3cd562p-9);
    quotient = select(is_small, z * tail_of_small, quotient / divisor);
  } else {
    const T numerator =
        z * detail::polynomial(z, -1.61468768441708447952e3, -9.92877231001918586564e1, -9.64399179425052238628e-1);
    const T denominator =
        detail::polynomial(z, 4.84406305325125486048e3, 2.23548839060100448583e3, 1.12811678491632931402e2, 1.0);
    quotient = select(is_small, numerator, quotient) / select(is_small, denominator, divisor);
  }
  const T y = select(is_small, fma(a, quotient, a), T(1) - quotient);
  return copy_sign(y, x);
}

}  // namespace xgrad::lanes
