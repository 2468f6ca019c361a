#pragma once
#include <bit>
#include <cmath>
#include <cstdint>
#include <type_traits>

/// Lanes: the vocabulary in which elementwise code is written once, over a type T. T is
///   lanes::Scalar<F>     one number, plain C++: the slow reference;
///   a batch              a SIMD register, in the library's kernel files only (ops/kernels/batch_internal.hpp);
///   lanes::Recorder<F>   writes down what is done to it (graph/recorder.hpp); the only T a user's file instantiates.
/// All three agree bit for bit on one instruction set. Every T has
///   T::element           float or double (Scalar also: std::int64_t)
///   T::mask              the result of a comparison;  & | ! combine masks
///   T::integer           lanes of signed integers of T's width, for work on bits
/// and constants are written T(0.5). There is no `if` on values: use select.
namespace xgrad::lanes {

/// A mask of one lane.
struct ScalarMask {
  bool on;
  friend ScalarMask operator&(ScalarMask a, ScalarMask b) { return {a.on && b.on}; }
  friend ScalarMask operator|(ScalarMask a, ScalarMask b) { return {a.on || b.on}; }
  friend ScalarMask operator!(ScalarMask a) { return {!a.on}; }
};

/// Integer lanes of width sizeof(I): two's complement, arithmetic wraps.
template <class I> struct ScalarInteger {
  using mask = ScalarMask;
  using element = I;
  using bits = std::make_unsigned_t<I>;
  I value;
  explicit ScalarInteger(I v) : value(v) {}

  friend ScalarInteger operator+(ScalarInteger a, ScalarInteger b) { return wrap(bits(a.value) + bits(b.value)); }
  friend ScalarInteger operator-(ScalarInteger a, ScalarInteger b) { return wrap(bits(a.value) - bits(b.value)); }
  friend ScalarInteger operator&(ScalarInteger a, ScalarInteger b) { return wrap(bits(a.value) & bits(b.value)); }
  friend ScalarInteger operator|(ScalarInteger a, ScalarInteger b) { return wrap(bits(a.value) | bits(b.value)); }
  friend ScalarInteger operator^(ScalarInteger a, ScalarInteger b) { return wrap(bits(a.value) ^ bits(b.value)); }
  friend mask operator==(ScalarInteger a, ScalarInteger b) { return {a.value == b.value}; }
  friend mask operator>(ScalarInteger a, ScalarInteger b) { return {a.value > b.value}; }
  static ScalarInteger wrap(bits b) { return ScalarInteger(static_cast<I>(b)); }
};
/// Shifts by a constant: left, right with zeros, right with the sign.
template <int N, class I> ScalarInteger<I> shift_left(ScalarInteger<I> a) {
  return ScalarInteger<I>::wrap(static_cast<std::make_unsigned_t<I>>(a.value) << N);
}
template <int N, class I> ScalarInteger<I> shift_right(ScalarInteger<I> a) {
  return ScalarInteger<I>::wrap(static_cast<std::make_unsigned_t<I>>(a.value) >> N);
}
template <int N, class I> ScalarInteger<I> shift_right_sign(ScalarInteger<I> a) {
  return ScalarInteger<I>(static_cast<I>(a.value >> N));
}
template <class I> ScalarInteger<I> select(ScalarMask m, ScalarInteger<I> a, ScalarInteger<I> b) {
  return m.on ? a : b;
}

/// One number: the reference for the other lane types. Fused: whether fma rounds once.
template <class F, bool Fused = true> struct Scalar {
  using element = F;
  using mask = ScalarMask;
  using integer = ScalarInteger<std::conditional_t<sizeof(F) == 4, std::int32_t, std::int64_t>>;
  static constexpr bool has_fma = Fused;
  F value;
  explicit Scalar(F v) : value(v) {}
  template <class N>
  requires(std::is_arithmetic_v<N> && !std::is_same_v<N, F>) explicit Scalar(N v) : value(static_cast<F>(v)) {}

  friend Scalar operator+(Scalar a, Scalar b) { return Scalar(a.value + b.value); }
  friend Scalar operator-(Scalar a, Scalar b) { return Scalar(a.value - b.value); }
  friend Scalar operator*(Scalar a, Scalar b) { return Scalar(a.value * b.value); }
  friend Scalar operator/(Scalar a, Scalar b) { return Scalar(a.value / b.value); }
  friend Scalar operator-(Scalar a) { return Scalar(-a.value); }
  friend mask operator<(Scalar a, Scalar b) { return {a.value < b.value}; }
  friend mask operator<=(Scalar a, Scalar b) { return {a.value <= b.value}; }
  friend mask operator>(Scalar a, Scalar b) { return {a.value > b.value}; }
  friend mask operator>=(Scalar a, Scalar b) { return {a.value >= b.value}; }
  friend mask operator==(Scalar a, Scalar b) { return {a.value == b.value}; }
  friend mask operator!=(Scalar a, Scalar b) { return {a.value != b.value}; }

  friend Scalar select(mask m, Scalar a, Scalar b) { return m.on ? a : b; }
  /// a b + c, rounded once where the instruction set has it (T::has_fma), twice with plain SSE2.
  friend Scalar fma(Scalar a, Scalar b, Scalar c) {
    if constexpr (Fused)
      return Scalar(std::fma(a.value, b.value, c.value));
    else
      return a * b + c;
  }
  friend Scalar sqrt(Scalar x) { return Scalar(std::sqrt(x.value)); }
  /// b if a or b is NaN: a < b ? a : b, a > b ? a : b, as the instructions do. NaN-keeping versions:
  /// ops/arithmetic.hpp.
  friend Scalar min(Scalar a, Scalar b) { return a.value < b.value ? a : b; }
  friend Scalar max(Scalar a, Scalar b) { return a.value > b.value ? a : b; }
  /// Clears the sign bit.
  friend Scalar abs(Scalar x) { return Scalar(std::fabs(x.value)); }
  /// To the nearest whole number, halves to even; NaN, infinities and -0 stay.
  friend Scalar round(Scalar x) { return Scalar(std::nearbyint(x.value)); }
  friend Scalar floor(Scalar x) { return Scalar(std::floor(x.value)); }
  /// The bits as an integer, and (from_bits) back.
  friend integer to_bits(Scalar x) { return integer(std::bit_cast<typename integer::element>(x.value)); }
  /// f(x), or f(a, b), in the lanes of m, `other` elsewhere. f is plain scalar code: for the rare arguments that lanes
  /// cannot do well. It is called for lanes behind an array's end too, with whatever they hold, and should not throw:
  /// the run that it ends may have updated state.
  friend Scalar call_where(mask m, F (*f)(F), Scalar x, Scalar other) { return m.on ? Scalar(f(x.value)) : other; }
  friend Scalar call_where(mask m, F (*f)(F, F), Scalar a, Scalar b, Scalar other) {
    return m.on ? Scalar(f(a.value, b.value)) : other;
  }
};

template <class T, class I> T from_bits(ScalarInteger<I> x) { return T(std::bit_cast<typename T::element>(x.value)); }

/// int64 lanes, for the ops that take them: + - * wrap, abs(-2^63) stays; no division, no integer work on bits.
template <> struct Scalar<std::int64_t> {
  using element = std::int64_t;
  using mask = ScalarMask;
  struct integer {};  // none
  using bits = std::uint64_t;
  std::int64_t value;
  template <class N>
  requires std::is_arithmetic_v<N>
  explicit Scalar(N v) : value(static_cast<std::int64_t>(v)) {}

  friend Scalar operator+(Scalar a, Scalar b) { return Scalar(bits(a.value) + bits(b.value)); }
  friend Scalar operator-(Scalar a, Scalar b) { return Scalar(bits(a.value) - bits(b.value)); }
  friend Scalar operator*(Scalar a, Scalar b) { return Scalar(bits(a.value) * bits(b.value)); }
  friend Scalar operator-(Scalar a) { return Scalar(bits(0) - bits(a.value)); }
  friend mask operator<(Scalar a, Scalar b) { return {a.value < b.value}; }
  friend mask operator<=(Scalar a, Scalar b) { return {a.value <= b.value}; }
  friend mask operator>(Scalar a, Scalar b) { return {a.value > b.value}; }
  friend mask operator>=(Scalar a, Scalar b) { return {a.value >= b.value}; }
  friend mask operator==(Scalar a, Scalar b) { return {a.value == b.value}; }
  friend mask operator!=(Scalar a, Scalar b) { return {a.value != b.value}; }
  friend Scalar select(mask m, Scalar a, Scalar b) { return m.on ? a : b; }
  friend Scalar min(Scalar a, Scalar b) { return a.value < b.value ? a : b; }
  friend Scalar max(Scalar a, Scalar b) { return a.value > b.value ? a : b; }
  friend Scalar abs(Scalar a) { return a.value < 0 ? -a : a; }
};

// What follows from the vocabulary, for every T.

/// 1.5 * 2^23 or 1.5 * 2^52: x + magic has the nearest whole number of x in its low bits.
template <class T> inline constexpr double magic = sizeof(typename T::element) == 4 ? 12582912.0 : 6755399441055744.0;

/// The whole number x (|x| <= 2^22 in float32, 2^51 in float64) as an integer lane, and back.
template <class T> typename T::integer to_integer(T x) { return to_bits(x + T(magic<T>)) - to_bits(T(magic<T>)); }
template <class T> T to_float(typename T::integer x) { return from_bits<T>(x + to_bits(T(magic<T>))) - T(magic<T>); }
/// Whether x is NaN.
template <class T> typename T::mask is_nan(T x) { return x != x; }
/// |x| with the sign of s (bits, so zeros and NaN keep theirs).
template <class T> T copy_sign(T x, T s) {
  using I = typename T::integer;
  const I sign = to_bits(T(-0.0));
  return from_bits<T>((to_bits(abs(x))) | (to_bits(s) & sign));
}
/// x * 2^k for whole k with 2^k normal.
template <class T> T scale_by_power_of_two(T x, T k) {
  constexpr int mantissa_bits = sizeof(typename T::element) == 4 ? 23 : 52;
  constexpr int bias = sizeof(typename T::element) == 4 ? 127 : 1023;
  return x * from_bits<T>(shift_left<mantissa_bits>(to_integer(k) + typename T::integer(bias)));
}

}  // namespace xgrad::lanes
