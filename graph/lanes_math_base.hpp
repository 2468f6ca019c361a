#pragma once
#include <cstddef>
#include <limits>
#include <xgrad/graph/lanes.hpp>

/// What elementary functions are made of: polynomials, exact sums and products, scaling by powers of two.
namespace xgrad::lanes::detail {

template <class T> inline constexpr bool is_single = sizeof(typename T::element) == 4;

/// The constant of the element type: one(single, double).
template <class T> T by_type(double single, double double_) { return T(is_single<T> ? single : double_); }
template <class T> T infinity() { return T(std::numeric_limits<typename T::element>::infinity()); }
template <class T> T quiet_nan() { return T(std::numeric_limits<typename T::element>::quiet_NaN()); }

/// min(max(x, low), high); NaN stays.
template <class T> T clamp(T x, double low, double high) { return max(T(low), min(T(high), x)); }

// Polynomials by Estrin's scheme: halves joined by x^2, x^4, x^8, x^16, so that the chain of dependent steps is short.
template <class T> struct Powers { T one, two, four, eight, sixteen; };
template <std::size_t From, std::size_t Count, class T> T estrin(const Powers<T>& x, const double* c) {
  if constexpr (Count == 1)
    return T(c[From]);
  else if constexpr (Count == 2)
    return fma(T(c[From + 1]), x.one, T(c[From]));
  else if constexpr (Count <= 4)
    return fma(estrin<From + 2, Count - 2>(x, c), x.two, estrin<From, 2>(x, c));
  else if constexpr (Count <= 8)
    return fma(estrin<From + 4, Count - 4>(x, c), x.four, estrin<From, 4>(x, c));
  else if constexpr (Count <= 16)
    return fma(estrin<From + 8, Count - 8>(x, c), x.eight, estrin<From, 8>(x, c));
  else
    return fma(estrin<From + 16, Count - 16>(x, c), x.sixteen, estrin<From, 16>(x, c));
}
/// c0 + c1 x + c2 x^2 + ...
template <class T, class... C> T polynomial(T x, C... coefficients) {
  static_assert(sizeof...(C) <= 32);
  const double c[] = {coefficients...};
  const T two = x * x, four = two * two, eight = four * four;
  return estrin<0, sizeof...(C)>(Powers<T>{x, two, four, eight, eight * eight}, c);
}

/// An unevaluated sum: high is the rounded value, low what rounding lost.
template <class T> struct Pair { T high, low; };
/// a + b exactly, if |a| >= |b| or a = 0.
template <class T> Pair<T> fast_two_sum(T a, T b) {
  const T sum = a + b;
  return {sum, b - (sum - a)};
}
/// a + b exactly.
template <class T> Pair<T> two_sum(T a, T b) {
  const T sum = a + b, b_part = sum - a;
  return {sum, (a - (sum - b_part)) + (b - b_part)};
}
/// The upper half of a's bits, so that products of halves are exact (Veltkamp); |a| < 2^100 or 2^990.
template <class T> T upper_half(T a) {
  const T scaled = a * by_type<T>(4097.0, 134217729.0);
  return scaled - (scaled - a);
}
/// a b exactly, unless it underflows: by FMA, or by halves (Dekker).
template <class T> Pair<T> two_product(T a, T b) {
  const T product = a * b;
  if constexpr (T::has_fma) {
    return {product, fma(a, b, -product)};
  } else {
    const T a_high = upper_half(a), b_high = upper_half(b), a_low = a - a_high, b_low = b - b_high;
    return {product, ((a_high * b_high - product) + a_high * b_low + a_low * b_high) + a_low * b_low};
  }
}

template <class T> inline constexpr int mantissa_bits = is_single<T> ? 23 : 52;
template <class T> inline constexpr int exponent_bias = is_single<T> ? 127 : 1023;
/// The bits of magic: those of T(k) + magic are k more, and a shift by mantissa_bits leaves k's alone.
template <class T>
inline constexpr typename T::integer::element magic_bits =
    static_cast<typename T::integer::element>(is_single<T> ? 0x4b400000 : 0x4338000000000000);

/// y 2^k with one rounding, for y about 1 and any k of exp's range: -151 to 128, -1077 to 1024. The factor 2^k is
/// split where it is not a normal number. k_bits: k + magic_bits.
template <class T> struct Scale {
  T first, second;  ///< normal numbers, first * second = 2^k
};
template <class T> Scale<T> power_of_two(typename T::integer k_bits) {
  using I = typename T::integer;
  using E = typename I::element;
  constexpr E low = is_single<T> ? -90 : -800, up = is_single<T> ? 64 : 200;
  const typename T::mask is_low = I(magic_bits<T> + low) > k_bits;
  const I biased = k_bits + select(is_low, I(E(exponent_bias<T> + up)), I(E(exponent_bias<T> - 1)));
  return {from_bits<T>(shift_left<mantissa_bits<T>>(biased)), select(is_low, by_type<T>(0x1p-64, 0x1p-200), T(2))};
}
template <class T> T operator*(T y, Scale<T> s) { return y * s.first * s.second; }

/// x = k ln 2 + r + tail, |r| <= ln(2)/2, for |x| of exp's range; r + tail is exact to about 2^-36 (2^-90) absolutely.
template <class T> struct ReducedByLn2 {
  typename T::integer k_bits;  ///< k + magic_bits
  T r, tail;
};
template <class T> ReducedByLn2<T> reduce_by_ln2(T x) {
  const T shifted = fma(x, T(0x1.71547652b82fep0), T(magic<T>));
  const T k = shifted - T(magic<T>);
  const T high = fma(k, by_type<T>(-0x1.62e4p-1, -0x1.62e42fefa38p-1), x);  // exact: the constant is short
  const T minus_low = by_type<T>(-0x1.7f7d1cp-20, -0x1.ef35793c7673p-45);
  const T r = fma(k, minus_low, high);
  return {to_bits(shifted), r, fma(k, minus_low, high - r)};
}

/// (e^r - 1 - r) / r^2 for |r| <= ln(2)/2; minimax, 2^-29 (2^-59).
template <class T> T exp_tail(T r) {
  if constexpr (is_single<T>) {
    return polynomial(r, 0x1p-1, 0x1.555556p-3, 0x1.555502p-5, 0x1.110fc2p-7, 0x1.6d2e1p-10, 0x1.a2d98ap-13);
  } else {
    return polynomial(r, 0x1p-1, 0x1.5555555555557p-3, 0x1.5555555555557p-5, 0x1.111111111004ep-7,
                      0x1.6c16c16c156a3p-10, 0x1.a01a01ac203f8p-13, 0x1.a01a01ab99c76p-16, 0x1.71de01a44dap-19,
                      0x1.27e4cfab0d551p-22, 0x1.af4ede63b903bp-26, 0x1.1f86f8b27ee3fp-29);
  }
}

/// e^(r + correction) for |r| <= ln(2)/2 and a correction far below r's last digit: the pair's low part is not small.
template <class T> Pair<T> exp_of_reduced(T r, T correction) {
  const T square_tail = r * r * exp_tail(r);
  const auto [high, low] = fast_two_sum(T(1), r);
  return {high, low + (square_tail + fma(correction, r + square_tail, correction))};
}

/// a / b as a pair, good to about twice the digits of T; a.high / b.high is finite and not subnormal.
template <class T> Pair<T> divide(Pair<T> a, Pair<T> b) {
  const T quotient = a.high / b.high;
  const Pair<T> back = two_product(quotient, b.high);
  return {quotient, (((a.high - back.high) - back.low) + (a.low - quotient * b.low)) / b.high};
}
/// sqrt(a) as a pair, for a.high normal or 0.
template <class T> Pair<T> square_root(Pair<T> a) {
  const T root = sqrt(a.high);
  const Pair<T> back = two_product(root, root);
  const T divisor = select(root == T(0), T(1), root + root);
  return {root, (((a.high - back.high) - back.low) + a.low) / divisor};
}
/// (a.high + a.low) (b.high + b.low), its low part good to one rounding.
template <class T> Pair<T> multiply(Pair<T> a, Pair<T> b) {
  const Pair<T> product = two_product(a.high, b.high);
  return {product.high, product.low + fma(a.high, b.low, a.low * b.high)};
}

/// x = m 2^e with m in [sqrt(1/2), sqrt(2)), for finite x > 0, subnormal ones too.
template <class T> struct Factored { T m, e; };
template <class T> Factored<T> factor(T x) {
  using I = typename T::integer;
  using E = typename I::element;
  constexpr E root_half = is_single<T> ? E(0x3f3504f3) : E(0x3fe6a09e667f3bcd);
  constexpr E one = E(exponent_bias<T>) << mantissa_bits<T>, fraction = (E(1) << mantissa_bits<T>)-1;
  const typename T::mask subnormal = x < T(std::numeric_limits<typename T::element>::min());
  const I bits = to_bits(select(subnormal, x * by_type<T>(0x1p25, 0x1p54), x)) + I(one - root_half);
  // the exponent becomes a number (to_float) and is corrected in one sum
  constexpr E to_number = magic_bits<T> - E(exponent_bias<T>);
  const I shift = select(subnormal, I(to_number - E(is_single<T> ? 25 : 54)), I(to_number));
  const T e = from_bits<T>(shift_right<mantissa_bits<T>>(bits) + shift) - T(magic<T>);
  return {from_bits<T>((bits & I(fraction)) + I(root_half)), e};
}

}  // namespace xgrad::lanes::detail
