#pragma once
#include <math.h>  // ::sin and ::sinf are plain functions; std::sin has inline overloads
#include <xgrad/graph/lanes_math_base.hpp>

namespace xgrad::lanes {
namespace detail {

/// x = n pi/2 + r + tail, |r| <= pi/4, for |x| <= pi_limit. pi/2 in four parts (Cody and Waite), the first three so
/// short that n times them is exact.
template <class T> struct ReducedByHalfPi {
  typename T::integer n;
  T r, tail;
};
template <class T> inline constexpr double pi_limit = is_single<T> ? 3000.0 : 1.6e6;

template <class T> ReducedByHalfPi<T> reduce_by_half_pi(T x) {
  const T shifted = fma(x, T(0x1.45f306dc9c883p-1), T(magic<T>));
  const T n = shifted - T(magic<T>);
  const T first = x - n * by_type<T>(0x1.922p0, 0x1.921fb544p0);
  const Pair<T> second = two_sum(first, n * by_type<T>(0x1.2afp-18, -0x1.0b4611a6p-34));
  const Pair<T> third = two_sum(second.high, n * by_type<T>(-0x1.0b4p-34, -0x1.3198a2ep-69));
  const T rest = (second.low + third.low) + n * by_type<T>(-0x1.84698ap-48, -0x1.b839a252049c1p-104);
  const Pair<T> r = fast_two_sum(third.high, rest);
  return {to_bits(shifted) - to_bits(T(magic<T>)), r.high, r.low};
}

/// sin(r + tail) = r + (r^3 S(r^2) + tail cos r);  S minimax, 2^-27 (2^-55).
template <class T> Pair<T> sin_near_zero(T r, T tail) {
  const T z = r * r, tail_times_cos = fma(tail * z, T(-0.5), tail);
  if constexpr (is_single<T>) {
    return {r,
            fma(r * z, polynomial(z, -0x1.555556p-3, 0x1.11119ap-7, -0x1.a08584p-13, 0x1.882736p-19), tail_times_cos)};
  } else {
    return {r, fma(r * z,
                   polynomial(z, -0x1.5555555555555p-3, 0x1.1111111110c84p-7, -0x1.a01a019ea1749p-13,
                              0x1.71de37b224f1ap-19, -0x1.ae602161d7c5dp-26, 0x1.5e11b11f57865p-33),
                   tail_times_cos)};
  }
}
/// cos(r + tail) = 1 - r^2/2 + r^4 C(r^2) - r tail, 1 - r^2/2 with its rounding error;  C minimax, 2^-28 (2^-58).
template <class T> Pair<T> cos_near_zero(T r, T tail) {
  const T z = r * r, half = T(0.5) * z, w = T(1) - half, w_low = (T(1) - w) - half;
  T c = z;
  if constexpr (is_single<T>)
    c = polynomial(z, 0x1.555556p-5, -0x1.6c17d4p-10, 0x1.a0f5d6p-16, -0x1.59020ep-22);
  else
    c = polynomial(z, 0x1.5555555555555p-5, -0x1.6c16c16c168ccp-10, 0x1.a01a019f38b6dp-16, -0x1.27e4fa037cc16p-22,
                   0x1.1eeb5865374f9p-29, -0x1.9073e56390a19p-37);
  return {w, w_low + fma(z * z, c, -(r * tail))};
}

/// sin (Quarter = 0) or cos (1): by the quadrant, n + Quarter = 0, 1, 2, 3 gives sin, cos, -sin, -cos of r.
template <int Quarter, class T> T sin_of_quadrant(T x) {
  using I = typename T::integer;
  using E = typename I::element;
  const auto [n, r, tail] = reduce_by_half_pi(x);
  const I quadrant = n + I(E(Quarter));
  const Pair<T> sine = sin_near_zero(r, tail), cosine = cos_near_zero(r, tail);
  const T y = select((quadrant & I(E(1))) == I(E(1)), cosine.high + cosine.low, sine.high + sine.low);
  return from_bits<T>(to_bits(y) ^ shift_left<sizeof(E) * 8 - 2>(quadrant & I(E(2))));
}

/// tan: sin / cos or -cos / sin of r, both as pairs.
template <class T> T tan_of_quadrant(T x) {
  using I = typename T::integer;
  using E = typename I::element;
  const auto [n, r, tail] = reduce_by_half_pi(x);
  const Pair<T> sine_parts = sin_near_zero(r, tail), cosine_parts = cos_near_zero(r, tail);
  const Pair<T> sine = fast_two_sum(sine_parts.high, sine_parts.low);
  const Pair<T> cosine = fast_two_sum(cosine_parts.high, cosine_parts.low);
  const typename T::mask odd = (n & I(E(1))) == I(E(1));
  const Pair<T> y = divide(Pair<T>{select(odd, -cosine.high, sine.high), select(odd, -cosine.low, sine.low)},
                           Pair<T>{select(odd, sine.high, cosine.high), select(odd, sine.low, cosine.low)});
  return y.high + y.low;
}

template <class T> constexpr auto scalar_sin() {
  if constexpr (is_single<T>)
    return &::sinf;
  else
    return static_cast<double (*)(double)>(&::sin);
}
template <class T> constexpr auto scalar_cos() {
  if constexpr (is_single<T>)
    return &::cosf;
  else
    return static_cast<double (*)(double)>(&::cos);
}
template <class T> constexpr auto scalar_tan() {
  if constexpr (is_single<T>)
    return &::tanf;
  else
    return static_cast<double (*)(double)>(&::tan);
}

}  // namespace detail

/// sin x; |x| above 3000 (1.6e6) by the C library, lane by lane.                                  0.9 ulp
///   edges   -0 -> -0, +-inf -> NaN
template <class T> T sin(T x) {
  const T y = select(abs(x) < detail::by_type<T>(0x1p-13, 0x1p-27), x, detail::sin_of_quadrant<0>(x));
  return call_where(abs(x) > T(detail::pi_limit<T>), detail::scalar_sin<T>(), x, y);
}
/// cos x, likewise.                                                                               0.9 ulp
template <class T> T cos(T x) {
  return call_where(abs(x) > T(detail::pi_limit<T>), detail::scalar_cos<T>(), x, detail::sin_of_quadrant<1>(x));
}

/// tan x, likewise.                                                                               0.6 ulp
///   edges   -0 -> -0, +-inf -> NaN
template <class T> T tan(T x) {
  const T y = select(abs(x) < detail::by_type<T>(0x1p-13, 0x1p-27), x, detail::tan_of_quadrant(x));
  return call_where(abs(x) > T(detail::pi_limit<T>), detail::scalar_tan<T>(), x, y);
}

}  // namespace xgrad::lanes
