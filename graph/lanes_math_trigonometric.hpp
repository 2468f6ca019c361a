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

/// x = n pi + r - minus_tail, |r| <= pi/2, for |x| <= pi_limit; n = k, or k - 1/2 (Half), for a whole k whose lowest
/// bit is that of k_bits. pi in four parts, the first three so short that n times them is exact with FMA and without:
/// what the third rounds off is got back. All parts are positive, so that x = -0 gives r = -0.
template <class T> struct ReducedByPi {
  typename T::integer k_bits;
  T r, minus_tail;
};
template <bool Half, class T> ReducedByPi<T> reduce_by_pi(T x) {
  const T inverse = T(0x1.45f306dc9c883p-2);
  T shifted = x, n = x;
  if constexpr (Half) {
    shifted = fma(x, inverse, T(0.5)) + T(magic<T>);
    n = (shifted - T(magic<T>)) - T(0.5);
  } else {
    shifted = fma(x, inverse, T(magic<T>));
    n = shifted - T(magic<T>);
  }
  const T first = fma(n, by_type<T>(-0x1.921p1, -0x1.921fb544p1), x);
  const T second = fma(n, by_type<T>(-0x1.f68p-12, -0x1.0b46p-33), first);
  const T r = fma(n, by_type<T>(-0x1.444p-23, -0x1.1a62633p-53), second);
  T minus_tail = fma(n, by_type<T>(0x1.444p-23, 0x1.1a62633p-53), r - second);
  if constexpr (Half)  // a small x is rounded in the first difference
    minus_tail = minus_tail + (fma(n, by_type<T>(0x1.921p1, 0x1.921fb544p1), first) - x);
  return {to_bits(shifted), r, fma(n, by_type<T>(0x1.68c234p-38, 0x1.45c06e0e68948p-85), minus_tail)};
}

/// (-1)^k sin r, which is sin x, or cos x where Half:  sin(r - minus_tail) = 3/4 r + (r Q(r^2) - minus_tail cos r),
/// with 1 - 0.41 r^2 for cos r;  Q minimax, 2^-27 (2^-61). What is added to 3/4 r is small, and so is what it has
/// rounded off.
template <bool Half, class T> T sin_by_pi(T x) {
  const auto [k_bits, r, minus_tail] = reduce_by_pi<Half>(x);
  const T z = r * r, tail_times_cos = minus_tail * fma(z, T(0.41), T(-1));
  T q = z;
  if constexpr (is_single<T>)
    q = polynomial(z, 0.25, -0x1.55554cp-3, 0x1.110ed8p-7, -0x1.9f7052p-13, 0x1.5dbda4p-19);
  else
    q = polynomial(z, 0.25, -0x1.5555555555555p-3, 0x1.11111111110c8p-7, -0x1.a01a01a014d6bp-13, 0x1.71de3a52a0769p-19,
                   -0x1.ae6454d44b72ep-26, 0x1.6123ccf99a839p-33, -0x1.ae43800bf53fbp-41, 0x1.88321b9b6906bp-49);
  T y = fma(r, q, tail_times_cos);
  if constexpr (T::has_fma)
    y = fma(r, T(0.75), y);
  else  // r/2 and r/4 are exact, unless subnormal; only a small x gives such an r
    y = select(abs(r) < by_type<T>(0x1p-100, 0x1p-1000), r, r * T(0.5) + (r * T(0.25) + y));
  return from_bits<T>(to_bits(y) ^ shift_left<sizeof(typename T::element) * 8 - 1>(k_bits));
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

/// sin x; |x| above 3000 (1.6e6) by the C library, lane by lane.                                  1.7 ulp
///   edges   -0 -> -0, +-inf -> NaN
template <class T> T sin(T x) {
  return call_where(abs(x) > T(detail::pi_limit<T>), detail::scalar_sin<T>(), x, detail::sin_by_pi<false>(x));
}
/// cos x, likewise.                                                                               1.8 ulp
template <class T> T cos(T x) {
  const T a = abs(x);  // cos(-x) has the same bits
  return call_where(a > T(detail::pi_limit<T>), detail::scalar_cos<T>(), a, detail::sin_by_pi<true>(a));
}

/// tan x, likewise.                                                                               0.6 ulp
///   edges   -0 -> -0, +-inf -> NaN
template <class T> T tan(T x) {
  const T y = select(abs(x) < detail::by_type<T>(0x1p-13, 0x1p-27), x, detail::tan_of_quadrant(x));
  return call_where(abs(x) > T(detail::pi_limit<T>), detail::scalar_tan<T>(), x, y);
}

}  // namespace xgrad::lanes
