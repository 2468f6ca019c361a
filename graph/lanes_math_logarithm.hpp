#pragma once
#include <xgrad/graph/lanes_math_exponential.hpp>

namespace xgrad::lanes {
namespace detail {

/// log(2^e (1 + f)) + correction for 1 + f in [sqrt(1/2), sqrt(2)]; with s = f / (2 + f),
///     log(1 + f) = 2 atanh(s) = f - f^2/2 + s (f^2/2 + R),   R = s^2 P(s^2): minimax, 2^-33 (2^-59).
/// e ln 2 in two parts, the upper one exact.
template <class T> T log_of_parts(T e, T f, T correction) {
  const T s = f / (T(2) + f), z = s * s, half_square = T(0.5) * f * f;
  T tail = z;
  if constexpr (is_single<T>) {
    tail = z * polynomial(z, 0x1.555556p-1, 0x1.99986ep-2, 0x1.24c14p-2, 0x1.ce848ep-3);
  } else {
    tail = z * polynomial(z, 0x1.5555555555558p-1, 0x1.99999999952b9p-2, 0x1.2492492dfb9b8p-2, 0x1.c71c62d649d8cp-3,
                          0x1.7462b925fa03ep-3, 0x1.39fdcbbceb4c6p-3, 0x1.2b5f5b2f9f871p-3);
  }
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

/// log(1 + (x + x_low)), |x_low| far below x's last digit: u = 1 + x rounded, the error is added as error / u.
template <class T> T log1p_of_sum(T x, T x_low) {
  const T u = T(1) + x, x_part = u - T(1);
  const T error = ((T(1) - (u - x_part)) + (x - x_part)) + x_low;
  const auto [m, e] = factor(u);
  const T f = select(e == T(0), x, m - T(1));
  return log_of_parts(e, f, select(e == T(0), x_low, error) / u);
}

}  // namespace detail

/// log(1 + x).                                                                                    1 ulp
///   edges   -0 -> -0, tiny x -> x, -1 -> -inf, x < -1 -> NaN, inf -> inf
template <class T> T log1p(T x) {
  const T y = detail::with_edges_of_log(T(1) + x, detail::log1p_of_sum(x, T(0)));
  return select(abs(x) < detail::by_type<T>(0x1p-25, 0x1p-54), x, y);
}

/// log(1 + e^x) = max(x, 0) + log1p(e^-|x|), the exponential with its rounding error.             1.2 ulp
///   edges   -inf -> 0 by way of subnormals as e^x, large x -> x, inf -> inf
template <class T> T softplus(T x) {
  const T a = max(T(detail::exp_lowest<T>), -abs(x));
  const auto [k, r, tail] = detail::reduce_by_ln2(a);
  const auto [high, low] = detail::fast_two_sum(T(1), r);
  const auto y = detail::fast_two_sum(high, low + fma(r * r, detail::exp_tail(r), tail));
  const auto scale = detail::power_of_two<T>(k);
  const T z = y.high * scale;
  const T log1p_of_z = select(z < detail::by_type<T>(0x1p-26, 0x1p-55), z, detail::log1p_of_sum(z, y.low * scale));
  return max(T(0), x) + log1p_of_z;
}

}  // namespace xgrad::lanes
