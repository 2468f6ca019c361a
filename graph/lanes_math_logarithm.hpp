#pragma once
#include <xgrad/graph/lanes_math_exponential.hpp>

namespace xgrad::lanes {
namespace detail {

/// For 1 + f in [sqrt(1/2), sqrt(2)], with s = f / (2 + f):
///     log(1 + f) = 2 atanh(s) = f - f^2/2 + s (f^2/2 + R),   R = s^2 P(s^2): minimax, 2^-33 (2^-59)
template <class T> struct LogSeries { T s, half_square, tail; };
template <class T> LogSeries<T> log_series(T f) {
  const T s = f / (T(2) + f), z = s * s, half_square = T(0.5) * f * f;
  T tail = z;
  if constexpr (is_single<T>) {
    tail = z * polynomial(z, 0x1.555556p-1, 0x1.99986ep-2, 0x1.24c14p-2, 0x1.ce848ep-3);
  } else {
    tail = z * polynomial(z, 0x1.5555555555558p-1, 0x1.99999999952b9p-2, 0x1.2492492dfb9b8p-2, 0x1.c71c62d649d8cp-3,
                          0x1.7462b925fa03ep-3, 0x1.39fdcbbceb4c6p-3, 0x1.2b5f5b2f9f871p-3);
  }
  return {s, half_square, tail};
}
/// log(2^e (1 + f)) + correction for 1 + f in [sqrt(1/2), sqrt(2)]: e ln 2 in two parts, the upper one exact.
template <class T> T log_of_parts(T e, T f, T correction) {
  const auto [s, half_square, tail] = log_series(f);
  const T small = fma(s, half_square + tail, fma(e, by_type<T>(0x1.7f7d1cp-20, 0x1.ef35793c7673p-45), correction));
  return e * by_type<T>(0x1.62e4p-1, 0x1.62e42fefa38p-1) - ((half_square - small) - f);
}
/// y, or what log says of x = 0, infinity, x < 0 and NaN.
template <class T> T with_edges_of_log(T x, T y) {
  const T above = select(x == infinity<T>(), x, y);
  return select(x > T(0), above, select(x == T(0), -infinity<T>(), quiet_nan<T>()));
}

}  // namespace detail

/// log x = e ln 2 + log m, m in [sqrt(1/2), sqrt(2)).                                             0.9 ulp
///   edges   +-0 -> -inf, x < 0 -> NaN, inf -> inf; subnormals exact
template <class T> T log(T x) {
  const auto [m, e] = detail::factor(x);
  return detail::with_edges_of_log(x, detail::log_of_parts(e, m - T(1), T(0)));
}

namespace detail {

/// log(1 + f) / ln(base) as a pair, the low part not small, for 1 + f in [sqrt(1/2), sqrt(2)]; the factor a pair.
template <class T> Pair<T> log_in_base(T f, Pair<T> factor) {
  const auto [s, half_square, tail] = log_series(f);
  const Pair<T> head = fast_two_sum(f, -half_square);
  const T low = fma(s, half_square + tail, head.low);
  const Pair<T> product = two_product(head.high, factor.high);
  return {product.high, product.low + fma(head.high, factor.low, low * factor.high)};
}

}  // namespace detail

/// log2 x = e + log2 m.                                                                           0.6 ulp
///   edges   as log; exact for powers of 2
template <class T> T log2(T x) {
  const auto [m, e] = detail::factor(x);
  const auto y = detail::log_in_base(m - T(1), {detail::by_type<T>(0x1.715476p0, 0x1.71547652b82fep0),
                                                detail::by_type<T>(0x1.4ae0cp-26, 0x1.777d0ffda0d24p-56)});
  const auto sum = detail::two_sum(e, y.high);
  return detail::with_edges_of_log(x, sum.high + (sum.low + y.low));
}
/// log10 x = e log10(2) + log10 m, log10(2) in two parts, the upper one short.                    0.6 ulp
///   edges   as log; exact for powers of 10
template <class T> T log10(T x) {
  const auto [m, e] = detail::factor(x);
  const auto y = detail::log_in_base(m - T(1), {detail::by_type<T>(0x1.bcb7b2p-2, 0x1.bcb7b1526e50ep-2),
                                                detail::by_type<T>(-0x1.5b235ep-27, 0x1.95355baaafad3p-57)});
  const auto sum = detail::two_sum(e * detail::by_type<T>(0x1.344p-2, 0x1.34413509f78p-2), y.high);
  const T low = fma(e, detail::by_type<T>(0x1.3509f8p-18, 0x1.fef311f12b358p-46), y.low);
  return detail::with_edges_of_log(x, sum.high + (sum.low + low));
}

namespace detail {

/// log(2^doublings (1 + (x + x_low))), |x_low| far below x's last digit: u = 1 + x rounded, the error is added as
/// error / u.
template <class T> T log1p_of_sum(T x, T x_low, T doublings = T(0)) {
  const T u = T(1) + x, x_part = u - T(1);
  const T error = ((T(1) - (u - x_part)) + (x - x_part)) + x_low;
  const auto [m, e] = factor(u);
  const T f = select(e == T(0), x, m - T(1));
  return log_of_parts(e + doublings, f, select(e == T(0), x_low, error) / u);
}

}  // namespace detail

/// log(1 + x).                                                                                    1 ulp
///   edges   -0 -> -0, tiny x -> x, -1 -> -inf, x < -1 -> NaN, inf -> inf
template <class T> T log1p(T x) {
  const T y = detail::with_edges_of_log(T(1) + x, detail::log1p_of_sum(x, T(0)));
  return select(abs(x) < detail::by_type<T>(0x1p-25, 0x1p-54), x, y);
}

namespace detail {

/// log(1 + y scale) for y scale in [0, 1]; y a sum whose parts need not be far apart.
template <class T> T log1p_of_scaled(Pair<T> parts, Scale<T> scale) {
  const auto y = fast_two_sum(parts.high, parts.low);
  const T z = y.high * scale;
  return select(z < by_type<T>(0x1p-26, 0x1p-55), z, log1p_of_sum(z, y.low * scale));
}

}  // namespace detail

/// log(1 + e^x) = max(x, 0) + log1p(e^-|x|).                                                      1.2 ulp
///   edges   -inf -> 0 by way of subnormals as e^x, large x -> x, inf -> inf
template <class T> T softplus(T x) {
  const auto [k_bits, r, tail] = detail::reduce_by_ln2(max(T(detail::exp_lowest<T>), -abs(x)));
  const auto [high, low] = detail::fast_two_sum(T(1), r);
  const detail::Pair<T> power{high, low + fma(r * r, detail::exp_tail(r), tail)};
  return max(T(0), x) + detail::log1p_of_scaled(power, detail::power_of_two<T>(k_bits));
}
/// log(e^a + e^b) = max(a, b) + log1p(e^-|a - b|): within 2 ulp of the larger of |y| and |max(a, b)|.
///   edges   infinite operands as numpy.logaddexp: equal ones give themselves
template <class T> T logaddexp(T a, T b) {
  const T larger = select(a > b, a, b), smaller = select(a > b, b, a);
  const auto distance = detail::two_sum(smaller, -larger);  // its rounding error counts where larger is about 0
  const T x = max(T(detail::exp_lowest<T>), select(a == b, T(0), distance.high));
  const auto [k_bits, r, tail] = detail::reduce_by_ln2(x);
  const T low = select(x == distance.high, distance.low, T(0));
  const T rest = detail::log1p_of_scaled(detail::exp_of_reduced(r, tail + low), detail::power_of_two<T>(k_bits));
  return select(is_nan(a) | is_nan(b), a + b, larger + rest);
}

}  // namespace xgrad::lanes
