#pragma once
#include <xgrad/ops/arithmetic.hpp>

/// Exponentials and logarithms, elementwise, within 2 ulp. NaN -> NaN. Where dy is 0, so is dx, even if the derivative
/// there is infinite.
///   shapes      any -> the same
///   dtypes      float32, float64
namespace xgrad {

/// exp(x) = e^x.                                                  as numpy.exp, torch.exp
///   derivative  dx = dy y
///   edges       exp(-inf) = 0; inf above 709.78 (float64), 88.72 (float32); subnormal results are right
struct Exp : Elementwise<Exp> {
  static constexpr std::string_view name = "exp";
  template <class T> static T forward(T x) { return exp(x); }
  static Var vjp(Var, Var y, Var dy) { return mul_strong_zero(y, dy); }
};
inline Var exp(Var x) { return apply<Exp>(x); }

/// expm1(x) = e^x - 1, exact for small x.                         as numpy.expm1, torch.expm1
///   derivative  dx = dy e^x
///   edges       expm1(-0) = -0, expm1(-inf) = -1
struct Expm1 : Elementwise<Expm1> {
  static constexpr std::string_view name = "expm1";
  template <class T> static T forward(T x) { return expm1(x); }
  static Var vjp(Var x, Var, Var dy) { return mul_strong_zero(exp(x), dy); }  // y + 1 would lose digits for x < -1
};
inline Var expm1(Var x) { return apply<Expm1>(x); }

/// log(x), the natural logarithm.                                 as numpy.log, torch.log
///   derivative  dx = dy / x
///   edges       log(0) = log(-0) = -inf, NaN below 0; subnormal arguments are right
struct Log : Elementwise<Log> {
  static constexpr std::string_view name = "log";
  template <class T> static T forward(T x) { return log(x); }
  static Var vjp(Var x, Var, Var dy) { return mul_strong_zero(1.0 / x, dy); }
};
inline Var log(Var x) { return apply<Log>(x); }

/// log1p(x) = log(1 + x), exact for small x.                      as numpy.log1p, torch.log1p
///   derivative  dx = dy / (1 + x)
///   edges       log1p(-0) = -0, log1p(-1) = -inf, NaN below -1
struct Log1p : Elementwise<Log1p> {
  static constexpr std::string_view name = "log1p";
  template <class T> static T forward(T x) { return log1p(x); }
  static Var vjp(Var x, Var, Var dy) { return mul_strong_zero(1.0 / (1.0 + x), dy); }
};
inline Var log1p(Var x) { return apply<Log1p>(x); }

/// exp2(x) = 2^x, exact for whole x.                              as numpy.exp2, torch.exp2
///   derivative  dx = dy y log(2)
///   edges       exp2(-inf) = 0; inf from 1024 (float64), 128 (float32) on; subnormal results are right
struct Exp2 : Elementwise<Exp2> {
  static constexpr std::string_view name = "exp2";
  template <class T> static T forward(T x) { return exp2(x); }
  static Var vjp(Var x, Var y, Var dy);
};
Var exp2(Var x);

/// log2(x), exact for powers of 2.                                as numpy.log2, torch.log2
///   derivative  dx = dy / (x log(2))
///   edges       log2(0) = log2(-0) = -inf, NaN below 0; subnormal arguments are right
struct Log2 : Elementwise<Log2> {
  static constexpr std::string_view name = "log2";
  template <class T> static T forward(T x) { return log2(x); }
  static Var vjp(Var x, Var y, Var dy);
};
Var log2(Var x);

/// log10(x), exact for powers of 10.                              as numpy.log10, torch.log10
///   derivative  dx = dy / (x log(10))
///   edges       log10(0) = log10(-0) = -inf, NaN below 0; subnormal arguments are right
struct Log10 : Elementwise<Log10> {
  static constexpr std::string_view name = "log10";
  template <class T> static T forward(T x) { return log10(x); }
  static Var vjp(Var x, Var y, Var dy);
};
Var log10(Var x);

/// logaddexp(a, b) = log(e^a + e^b).                              as numpy.logaddexp, torch.logaddexp
///   shapes      broadcast; either may be a number
///   value       max(a, b) + log(1 + e^-|a - b|): within 2 ulp of the larger of |y| and |max(a, b)|
///   derivative  da = dy sigmoid(a - b),  db = dy sigmoid(b - a)
///   edges       nothing overflows; infinite operands that are equal give themselves (the derivative is NaN there)
struct LogAddExp : Elementwise<LogAddExp> {
  static constexpr std::string_view name = "logaddexp";
  static constexpr bool is_commutative = true;
  template <class T> static T forward(T a, T b) { return logaddexp(a, b); }
  static Vars vjp(Var a, Var b, Var y, Var dy);
};
Var logaddexp(Term a, Term b);

using ExponentialList = OpList<Exp, Expm1, Log, Log1p, Exp2, Log2, Log10, LogAddExp>;

}  // namespace xgrad
