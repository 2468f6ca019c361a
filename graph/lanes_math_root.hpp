#pragma once
#include <math.h>  // ::fmod is a plain function
#include <xgrad/graph/lanes_math_base.hpp>

namespace xgrad::lanes {

/// x^(1/3), also of negative x: a polynomial's guess (2^-16) for m in [sqrt(1/2), sqrt(2)), x = m 2^(3k + 0, 1, -1),
/// and Newton steps with the residual as a pair.                                                      0.6 ulp
///   edges   +-0, infinities and NaN stay; subnormals right
template <class T> T cbrt(T x) {
  const T a = abs(x);
  const auto [m, e] = detail::factor(a);
  const T third = round(e * T(0x1.5555555555555p-2)), rest = e - third * T(3);
  const typename T::mask is_above = rest == T(1), is_below = rest == T(-1);
  const T target = m * select(is_above, T(2), select(is_below, T(0.5), T(1)));
  T y = detail::polynomial(m, 0x1.ce8194p-2, 0x1.cf44c4p-1, -0x1.123ebep-1, 0x1.bc4b2cp-3, -0x1.3590dep-5) *
        select(is_above, T(0x1.428a3p0), select(is_below, T(0x1.965feap-1), T(1)));
  if constexpr (!detail::is_single<T>) y = y - (y * y * y - target) / (T(3) * y * y);
  const auto square = detail::two_product(y, y);
  const auto cube = detail::two_product(square.high, y);
  const T residual = (cube.high - target) + fma(square.low, y, cube.low);
  y = scale_by_power_of_two(y - residual / (T(3) * square.high), third);
  return select((a == T(0)) | (a == detail::infinity<T>()) | is_nan(x), x, copy_sign(y, x));
}

/// 1 / sqrt(x), both rounding errors put right.                                                   0.6 ulp
///   edges   +-0 -> +-inf, inf -> 0, NaN below 0; subnormals right
template <class T> T rsqrt(T x) {
  const typename T::mask is_tiny =
      x<detail::by_type<T>(0x1p-60, 0x1p-800), is_huge = x> detail::by_type<T>(0x1p100, 0x1p900);
  const T scaled = x * select(is_tiny, detail::by_type<T>(0x1p60, 0x1p600),
                              select(is_huge, detail::by_type<T>(0x1p-60, 0x1p-600), T(1)));
  const T root = sqrt(scaled), inverse = T(1) / root;
  const auto square = detail::two_product(root, root), one = detail::two_product(root, inverse);
  const T of_root = ((scaled - square.high) - square.low) * (T(0.5) * inverse * inverse);
  const T of_quotient = (T(1) - one.high) - one.low;
  const T y = fma(inverse, of_quotient - of_root, inverse) *
              select(is_tiny, detail::by_type<T>(0x1p30, 0x1p300),
                     select(is_huge, detail::by_type<T>(0x1p-30, 0x1p-300), T(1)));
  return select((x == T(0)) | (x == detail::infinity<T>()), inverse, y);
}

/// sqrt(x^2 + y^2), the sum as a pair.                                                            0.6 ulp
///   edges   no overflow or underflow on the way; inf if an operand is infinite, also beside NaN
template <class T> T hypot(T x, T y) {
  using detail::by_type;
  const T ax = abs(x), ay = abs(y), infinite = detail::infinity<T>();
  const T larger = max(ax, ay), smaller = min(ax, ay);
  const typename T::mask is_huge = larger > by_type<T>(0x1p50, 0x1p500),
                         is_tiny = larger < by_type<T>(0x1p-50, 0x1p-400);
  const T scale = select(is_huge, by_type<T>(0x1p-80, 0x1p-600), select(is_tiny, by_type<T>(0x1p95, 0x1p700), T(1)));
  const T back = select(is_huge, by_type<T>(0x1p80, 0x1p600), select(is_tiny, by_type<T>(0x1p-95, 0x1p-700), T(1)));
  const T a = larger * scale, b = smaller * scale;
  const auto aa = detail::two_product(a, a), bb = detail::two_product(b, b);
  auto sum = detail::fast_two_sum(aa.high, bb.high);
  sum.low = sum.low + (aa.low + bb.low);
  const auto root = detail::square_root(sum);
  const T result = select(is_nan(x) | is_nan(y), x + y, (root.high + root.low) * back);
  return select((ax == infinite) | (ay == infinite), infinite, result);
}

namespace detail {

template <class T> constexpr auto scalar_fmod() {
  if constexpr (is_single<T>)
    return &::fmodf;
  else
    return static_cast<double (*)(double, double)>(&::fmod);
}

}  // namespace detail

/// a - trunc(a / b) b, exact, with a's sign; a / b above 2^22 (2^51), tiny b and huge a by the C library, lane by lane.
///   edges   fmod(+-0, b) = +-0, fmod(a, inf) = a; NaN for infinite a and for b = 0
template <class T> T fmod(T a, T b) {
  const T dividend = abs(a), divisor = abs(b), quotient = floor(dividend / divisor);
  const auto product = detail::two_product(quotient, divisor);
  T rest = (dividend - product.high) - product.low;  // exact; the quotient may be 1 too large
  rest = copy_sign(select(rest < T(0), rest + divisor, rest), a);
  rest = select(dividend < divisor, a, rest);
  const typename T::mask is_usual = (quotient < detail::by_type<T>(0x1p22, 0x1p51)) &
                                    (divisor >= detail::by_type<T>(0x1p-70, 0x1p-900)) &
                                    (dividend <= detail::by_type<T>(0x1p90, 0x1p900));
  return call_where(!(is_usual | (dividend < divisor)), detail::scalar_fmod<T>(), a, b, rest);
}

}  // namespace xgrad::lanes
