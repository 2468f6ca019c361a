#pragma once
#include <xgrad/graph/lanes_math_base.hpp>

namespace xgrad::lanes {
namespace detail {

template <class T> Pair<T> half_pi() {
  return {by_type<T>(0x1.921fb6p0, 0x1.921fb54442d18p0), by_type<T>(-0x1.777a5cp-25, 0x1.1a62633145c07p-54)};
}

/// The angle of (x, y) for y >= 0, not both 0 or infinite, where x's sign is apart: in [0, pi]. By y / |x| it is
///     b + atan t,   t = y/|x|, (y - |x|) / (y + |x|), -|x|/y,   b = 0, pi/4, pi/2,   or pi - that for negative x;
/// atan t = t + t^3 P(t^2) for |t| <= tan(pi/8);  P minimax, 2^-28 (2^-57).
template <class T> T angle(T y, T magnitude, typename T::mask is_negative) {
  const typename T::mask is_low = y <= magnitude * T(0x1.a8279ap-2), is_high = y > magnitude * T(0x1.3504f4p1);
  const typename T::mask is_middle = !(is_low | is_high);
  const Pair<T> difference = two_sum(y, -magnitude), sum = two_sum(y, magnitude);
  const T numerator = select(is_low, y, select(is_high, -magnitude, difference.high));
  const T denominator = select(is_low, magnitude, select(is_high, y, sum.high));
  const T quotient = numerator / select(denominator == T(0), T(1), denominator);
  const Pair<T> back = two_product(quotient, denominator);  // t's rounding error counts in the middle only
  const T rest = ((numerator - back.high) - back.low) + (difference.low - quotient * sum.low);
  const T correction = select(is_middle, rest / denominator, T(0));
  const T z = quotient * quotient;
  T tail = z;
  if constexpr (is_single<T>)
    tail = polynomial(z, -0x1.55554ap-2, 0x1.999192p-3, -0x1.23b4d8p-3, 0x1.b1e79ap-4, -0x1.f1d5p-5);
  else
    tail = polynomial(z, -0x1.555555555553cp-2, 0x1.9999999995780p-3, -0x1.24924922a851ep-3, 0x1.c71c70e43fcd0p-4,
                      -0x1.745cf8ab73dd1p-4, 0x1.3b1115dd0ca08p-4, -0x1.10eb94b3a4bdbp-4, 0x1.df0d54a0d229ep-5,
                      -0x1.9cca1a68fdd24p-5, 0x1.37c022a132e91p-5, -0x1.253c021270d67p-6);
  const T small = fma(quotient * z, tail, correction);
  const Pair<T> half = half_pi<T>();
  const T none = T(0), quarters = select(is_low, none, select(is_high, T(1), T(0.5)));  // of pi/2
  const T turned = select(is_negative, T(2) - quarters, quarters);
  const T signed_quotient = select(is_negative, -quotient, quotient), signed_small = select(is_negative, -small, small);
  // 3/4 pi is not exactly 1.5 times half.high: its rounding error is added
  const Pair<T> base = two_product(turned, half.high);
  const Pair<T> total = fast_two_sum(base.high, signed_quotient);
  const T low = total.low + ((base.low + turned * half.low) + signed_small);
  return select(turned == none, signed_quotient + signed_small, total.high + low);
}

/// asin s = s + s^3 P(s^2) for s^2 = z <= 1/4: P(z), minimax, 2^-30 (2^-59).
template <class T> T asin_tail(T z) {
  if constexpr (is_single<T>)
    return polynomial(z, 0x1.55554cp-3, 0x1.33387cp-4, 0x1.6caed2p-5, 0x1.0491a6p-5, 0x1.d91eeep-7, 0x1.33561ep-5);
  else
    return polynomial(z, 0x1.5555555555577p-3, 0x1.333333332e0ffp-4, 0x1.6db6db721452ap-5, 0x1.f1c71a945554ep-6,
                      0x1.6e8bdeef8aae5p-6, 0x1.1c49ef65f84cbp-6, 0x1.ca1fa283c5950p-7, 0x1.7584eac6c0ae6p-7,
                      0x1.613fc7d531f5cp-7, 0x1.e5c7da0a67338p-9, 0x1.63a98430d1924p-6, -0x1.580ef884fc9cbp-6,
                      0x1.0b4bee5ec1f72p-5);
}

}  // namespace detail

/// atan x.                                                                                        1 ulp
///   edges   -0 -> -0, tiny x -> x, +-inf -> +-pi/2
template <class T> T atan(T x) {
  const T y = copy_sign(detail::angle(abs(x), T(1), T(1) < T(0)), x);
  return select(is_nan(x), x, y);
}

/// The angle of the point (x, y), in [-pi, pi].                                                   1 ulp
///   edges   as C99: atan2(+-0, x) = +-0 for x > 0 or x = +0, +-pi for x < 0 or x = -0; all infinite operands
template <class T> T atan2(T y, T x) {
  using I = typename T::integer;
  using E = typename I::element;
  const T ay = abs(y), ax = abs(x), infinite = detail::infinity<T>(), larger = max(ax, ay);
  const typename T::mask is_negative = I(E(0)) > to_bits(x), both_infinite = (ax == infinite) & (ay == infinite);
  const T scale = select(larger > detail::by_type<T>(0x1p90, 0x1p900), detail::by_type<T>(0x1p-30, 0x1p-100),
                         select(larger < detail::by_type<T>(0x1p-90, 0x1p-900), detail::by_type<T>(0x1p40, 0x1p200),
                                T(1)));  // sums do not overflow, products not underflow
  const T angle =
      detail::angle(select(both_infinite, T(1), ay * scale), select(both_infinite, T(1), ax * scale), is_negative);
  return select(is_nan(x) | is_nan(y), x + y, copy_sign(angle, y));
}

/// asin x: x + x^3 P(x^2) for |x| <= 1/2, beyond that pi/2 - 2 asin sqrt((1 - |x|) / 2).           1 ulp
///   edges   -0 -> -0, +-1 -> +-pi/2, NaN beyond
template <class T> T asin(T x) {
  const T a = abs(x);
  const typename T::mask is_small = a <= T(0.5);
  const T z = select(is_small, a * a, fma(a, T(-0.5), T(0.5)));
  const auto root = detail::square_root(detail::Pair<T>{z, T(0)});
  const T s = select(is_small, a, root.high), cubic = s * z * detail::asin_tail(z);
  const auto half = detail::half_pi<T>();
  const auto sum = detail::fast_two_sum(half.high, -(s + s));
  const T rest = cubic + root.low;
  const T large = sum.high + (sum.low + (half.low - (rest + rest)));
  return copy_sign(select(is_small, s + cubic, large), x);
}
/// acos x: pi/2 - asin x for |x| <= 1/2, beyond that 2 asin sqrt((1 - |x|) / 2), or pi - that.    1 ulp
///   edges   acos(1) = 0, acos(-1) = pi, NaN beyond
template <class T> T acos(T x) {
  const T a = abs(x);
  const typename T::mask is_small = a <= T(0.5);
  const T z = select(is_small, a * a, fma(a, T(-0.5), T(0.5)));
  const auto root = detail::square_root(detail::Pair<T>{z, T(0)});
  const T s = select(is_small, x, root.high), cubic = s * z * detail::asin_tail(z);
  const auto half = detail::half_pi<T>();
  const T rest = cubic + root.low, twice = s + s, twice_rest = rest + rest;
  const auto near_half = detail::fast_two_sum(half.high, -s);
  const auto near_whole = detail::fast_two_sum(half.high + half.high, -twice);
  const T large =
      select(x < T(0), near_whole.high + (near_whole.low + ((half.low + half.low) - twice_rest)), twice + twice_rest);
  return select(is_small, near_half.high + (near_half.low + (half.low - cubic)), large);
}

}  // namespace xgrad::lanes
