#pragma once
#include <xgrad/graph/lanes_math_exponential.hpp>

namespace xgrad::lanes {

/// x sigmoid(x).                                                                                  1.5 ulp
///   edges   -0 -> -0, -inf -> -0 by way of subnormals, inf -> inf
template <class T> T silu(T x) { return detail::times_sigmoid<false>(x, detail::Pair<T>{x, T(0)}); }

/// x sigmoid(v), v = 2 sqrt(2 / pi) (x + 0.044715 x^3) as a pair: gelu's approximation by tanh.   1.5 ulp
///   edges   -0 -> -0, -inf -> -0 by way of subnormals, inf -> inf
template <class T> T gelu_tanh(T x) {
  using detail::by_type;
  const T w = detail::clamp(x, -25.0, 25.0);
  const auto square = detail::two_product(w, w);
  const auto cubic = detail::multiply(square, detail::Pair<T>{by_type<T>(0x1.2444f2p-4, 0x1.2444f2a4d8b4bp-4),
                                                              by_type<T>(0x1.49b16ap-29, -0x1.6c843a29d1c7p-61)});
  auto factor = detail::two_sum(by_type<T>(0x1.988454p0, 0x1.9884533d43651p0), cubic.high);
  factor.low = factor.low + (cubic.low + by_type<T>(-0x1.857936p-25, -0x1.cbc0d30ebfd15p-54));
  return detail::times_sigmoid<true>(x, detail::multiply(detail::Pair<T>{w, T(0)}, factor));
}

/// x tanh(softplus(x)) = x e (e + 2) / (e (e + 2) + 2), e = e^x; for x > 0 as x (1 - 2 / (e (e + 2) + 2)).   1.5 ulp
///   edges   -0 -> -0, -inf -> -0 by way of subnormals, inf -> inf
template <class T> T mish(T x) {
  using detail::Pair;
  const auto [k_bits, r, tail] = detail::reduce_by_ln2(detail::clamp(x, detail::exp_times_lowest<T>, 40.0));
  const auto [high, low] = detail::exp_of_reduced(r, tail);
  const auto y = detail::fast_two_sum(high, low);
  const auto scale = detail::power_of_two<T>(k_bits);
  const Pair<T> e{y.high * scale, y.low * scale};
  Pair<T> e_plus_2 = detail::two_sum(e.high, T(2));
  e_plus_2.low = e_plus_2.low + e.low;
  const Pair<T> product = detail::multiply(e, e_plus_2);
  Pair<T> divisor = detail::two_sum(product.high, T(2));
  divisor.low = divisor.low + product.low;
  const typename T::mask is_positive = x > T(0);
  const Pair<T> quotient = detail::divide(
      Pair<T>{select(is_positive, T(2), e_plus_2.high), select(is_positive, T(0), e_plus_2.low)}, divisor);
  const Pair<T> above = detail::fast_two_sum(T(1), -quotient.high), below = detail::multiply(y, quotient);
  const T factor = select(is_positive, above.high, below.high);
  const T factor_low = select(is_positive, above.low - quotient.low, below.low);
  const T clamped = select(is_positive, x, detail::clamp(x, -1000.0, 1.0));
  const T result = fma(clamped, factor, clamped * factor_low);
  return copy_sign(select(is_positive, select(x > T(40), x, result), result * scale), x);
}

}  // namespace xgrad::lanes
