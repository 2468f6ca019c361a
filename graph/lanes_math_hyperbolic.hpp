#pragma once
#include <xgrad/graph/lanes_math_logarithm.hpp>

namespace xgrad::lanes {
namespace detail {

/// e^a = 2^k (y.high + y.low) for 0 <= a, and inverse = 2^-2k / y, so that
/// sinh a, cosh a = 2^(k-1) (y -+ inverse).
template <class T> struct HyperbolicParts {
  Pair<T> y;
  T inverse;
  Scale<T> half_scale;
};
template <class T> HyperbolicParts<T> hyperbolic_parts(T a) {
  using I = typename T::integer;
  using E = typename I::element;
  const auto [k_bits, r, tail] = reduce_by_ln2(min(T(exp_highest<T> + 1.0), a));
  const auto [high, low] = exp_of_reduced(r, tail);
  const Pair<T> y = fast_two_sum(high, low);
  const T tiny = from_bits<T>(shift_left<mantissa_bits<T>>(I(E(exponent_bias<T>)) - (k_bits + k_bits)));  // 2^-2k
  const T inverse = select(a > by_type<T>(12, 22), T(0), tiny / y.high);
  return {y, inverse, power_of_two<T>(k_bits - I(E(1)))};
}

}  // namespace detail

/// sinh x: x + x^3 P(x^2) for |x| < 1 (P minimax, 2^-27, 2^-57), beyond that (e^|x| - e^-|x|) / 2, e^|x| as a pair. 1
/// ulp
///   edges   -0 -> -0, +-inf -> +-inf; overflow only above asinh(max)
template <class T> T sinh(T x) {
  const T a = abs(x), z = a * a;
  const auto [y, inverse, half_scale] = detail::hyperbolic_parts(a);
  const auto sum = detail::fast_two_sum(y.high, -inverse);
  T tail = z;
  if constexpr (detail::is_single<T>)
    tail = detail::polynomial(z, 0x1.555556p-3, 0x1.111134p-7, 0x1.9ffe92p-13, 0x1.7a15ccp-19);
  else
    tail =
        detail::polynomial(z, 0x1.5555555555556p-3, 0x1.11111111110a6p-7, 0x1.a01a01a028997p-13, 0x1.71de3a465b662p-19,
                           0x1.ae64671ae2714p-26, 0x1.611a5631df02cp-33, 0x1.b4c754c421f1fp-41);
  return copy_sign(select(a < T(1), fma(a * z, tail, a), (sum.high + (sum.low + y.low)) * half_scale), x);
}
/// cosh x = (e^|x| + e^-|x|) / 2.                                                                 0.9 ulp
///   edges   cosh(0) = 1, +-inf -> inf; overflow only above acosh(max)
template <class T> T cosh(T x) {
  const auto [y, inverse, half_scale] = detail::hyperbolic_parts(abs(x));
  const auto sum = detail::fast_two_sum(y.high, inverse);
  return (sum.high + (sum.low + y.low)) * half_scale;
}

namespace detail {

/// Above: 1 is nothing beside x^2.
template <class T> inline constexpr double square_dwarfs_one = is_single<T> ? 0x1p13 : 0x1p28;

}  // namespace detail

/// asinh x = log1p(|x| + (sqrt(x^2 + 1) - 1)), the sum as a pair; log 2|x| for large |x|.         1 ulp
///   edges   -0 -> -0, tiny x -> x, +-inf -> +-inf
template <class T> T asinh(T x) {
  const T a = abs(x);
  const typename T::mask is_large = a > T(detail::square_dwarfs_one<T>);
  const T w = select(is_large, T(1), a);
  const auto square = detail::two_product(w, w);
  auto sum = detail::two_sum(T(1), square.high);
  sum.low = sum.low + square.low;
  const auto root = detail::square_root(sum);
  const auto above_one = detail::two_sum(root.high, T(-1));
  const auto t = detail::two_sum(w, above_one.high);
  const T y =
      detail::log1p_of_sum(select(is_large, a - T(1), t.high),
                           select(is_large, T(0), t.low + (above_one.low + root.low)), select(is_large, T(1), T(0)));
  const T with_edges = detail::with_edges_of_log(a, y);
  return select(a < detail::by_type<T>(0x1p-13, 0x1p-28), x, copy_sign(with_edges, x));
}
/// acosh x = log1p((x - 1) + sqrt((x - 1)(x + 1))), the sum as a pair; log 2x for large x.        1 ulp
///   edges   acosh(1) = 0, NaN below 1, inf -> inf
template <class T> T acosh(T x) {
  const typename T::mask is_large = x > T(detail::square_dwarfs_one<T>);
  const T w = select(is_large, T(1), x), below = w - T(1);
  const auto above = detail::fast_two_sum(w, T(1));
  const auto root = detail::square_root(detail::multiply({below, T(0)}, above));
  const auto t = detail::two_sum(below, root.high);
  const T y = detail::log1p_of_sum(select(is_large, x - T(1), t.high), select(is_large, T(0), t.low + root.low),
                                   select(is_large, T(1), T(0)));
  return select(x >= T(1), select(x == detail::infinity<T>(), x, y), detail::quiet_nan<T>());
}
/// atanh x = log1p(2|x| / (1 - |x|)) / 2, the quotient as a pair.                                 1 ulp
///   edges   -0 -> -0, tiny x -> x, +-1 -> +-inf, NaN beyond
template <class T> T atanh(T x) {
  const T a = abs(x);
  const auto quotient = detail::divide({a + a, T(0)}, detail::fast_two_sum(T(1), -a));
  T y = T(0.5) * detail::log1p_of_sum(quotient.high, quotient.low);
  y = select(a < T(1), y, select(a == T(1), detail::infinity<T>(), detail::quiet_nan<T>()));
  return select(a < detail::by_type<T>(0x1p-13, 0x1p-28), x, copy_sign(y, x));
}

}  // namespace xgrad::lanes
