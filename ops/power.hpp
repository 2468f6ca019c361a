#pragma once
#include <xgrad/ops/comparison.hpp>
#include <xgrad/ops/exponential.hpp>

/// Powers and roots, elementwise, within 2 ulp. NaN -> NaN unless stated. Where dy is 0, so is dx, even if the
/// derivative there is infinite.
///   shapes      any -> the same
///   dtypes      float32, float64
namespace xgrad {

/// pow(x, p) = x^p.                                               as numpy.power, torch.pow
///   shapes      broadcast; either may be a number
///   derivative  dx = dy p x^(p-1), 0 where p = 0;  dp = dy y log(x), 0 where x = 0 and p >= 0
///   edges       pow(x, 0) = 1 and pow(1, p) = 1, for NaN too; a negative x with a p that is no whole number gives NaN.
///               Derivatives by x of any order are right at x = 0, where dy is 0 they are 0
struct Pow : Elementwise<Pow> {
  static constexpr std::string_view name = "pow";
  template <class T> static T forward(T x, T p) { return pow(x, p); }
  static Vars vjp(Var x, Var p, Var y, Var dy) {
    // Strong zeros: p x^(p-1) is 0 for p = 0 and y log(x) for y = 0. What is left is 0^0, where log(x) counts as 0.
    const Var both_zero = logical_and(equal(x, 0.0), equal(p, 0.0));
    const Var by_x = mul_strong_zero(apply<Pow>(x, p - 1.0), p);
    const Var by_p = mul_strong_zero(log(where(both_zero, 1.0, x)), y);
    return {mul_strong_zero(by_x, dy), mul_strong_zero(by_p, dy)};
  }
};
inline Var pow(Term x, Term p) { return apply<Pow>(x, p); }

/// reciprocal(x) = 1 / x, correctly rounded.                      as numpy.reciprocal, torch.reciprocal
///   derivative  dx = -dy y^2
///   edges       reciprocal(+-0) = +-inf, reciprocal(+-inf) = +-0
struct Reciprocal : Elementwise<Reciprocal> {
  static constexpr std::string_view name = "reciprocal";
  template <class T> static T forward(T x) { return T(1) / x; }
  static Var vjp(Var x, Var y, Var dy);
};
Var reciprocal(Var x);

/// rsqrt(x) = 1 / sqrt(x), within 0.6 ulp.                        as torch.rsqrt, jax.lax.rsqrt
///   derivative  dx = -dy y^3 / 2
///   edges       rsqrt(+-0) = +-inf, rsqrt(inf) = 0, NaN below 0
struct Rsqrt : Elementwise<Rsqrt> {
  static constexpr std::string_view name = "rsqrt";
  template <class T> static T forward(T x) { return rsqrt(x); }
  static Var vjp(Var x, Var y, Var dy);
};
Var rsqrt(Var x);

/// cbrt(x), the cube root, also of negative x.                    as numpy.cbrt, jax.numpy.cbrt
///   derivative  dx = dy / (3 y^2), infinite at 0
///   edges       +-0 and infinities stay
struct Cbrt : Elementwise<Cbrt> {
  static constexpr std::string_view name = "cbrt";
  template <class T> static T forward(T x) { return cbrt(x); }
  static Var vjp(Var x, Var y, Var dy);
};
Var cbrt(Var x);

/// hypot(x, y) = sqrt(x^2 + y^2).                                 as numpy.hypot, torch.hypot
///   shapes      broadcast; either may be a number
///   derivative  with z the result: dx = dz x / z,  dy = dz y / z;  0 at (0, 0), in every order
///   edges       overflows only where the result does; inf if an operand is infinite, also beside NaN
struct Hypot : Elementwise<Hypot> {
  static constexpr std::string_view name = "hypot";
  template <class T> static T forward(T x, T y) { return hypot(x, y); }
  static Vars vjp(Var x, Var y, Var z, Var dz);
};
Var hypot(Term x, Term y);

using PowerList = OpList<Pow, Reciprocal, Rsqrt, Cbrt, Hypot>;

}  // namespace xgrad
