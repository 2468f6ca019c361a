#pragma once
#include <xgrad/graph/elementwise.hpp>

/// Hyperbolic functions, elementwise, within 2 ulp. NaN -> NaN. (tanh: ops/activation.hpp.) Where dy is 0, so is dx,
/// even if the derivative there is infinite.
///   shapes      any -> the same
///   dtypes      float32, float64
namespace xgrad {

/// sinh(x) = (e^x - e^-x) / 2.                                    as numpy.sinh, torch.sinh
///   derivative  dx = dy cosh(x)
///   edges       sinh(-0) = -0, sinh(+-inf) = +-inf; overflows only where the result does
struct Sinh : Elementwise<Sinh> {
  static constexpr std::string_view name = "sinh";
  template <class T> static T forward(T x) { return sinh(x); }
  static Var vjp(Var x, Var y, Var dy);
};
Var sinh(Var x);

/// cosh(x) = (e^x + e^-x) / 2.                                    as numpy.cosh, torch.cosh
///   derivative  dx = dy sinh(x)
///   edges       cosh(+-inf) = inf; overflows only where the result does
struct Cosh : Elementwise<Cosh> {
  static constexpr std::string_view name = "cosh";
  template <class T> static T forward(T x) { return cosh(x); }
  static Var vjp(Var x, Var y, Var dy);
};
Var cosh(Var x);

/// asinh(x) = log(x + sqrt(x^2 + 1)).                             as numpy.arcsinh, torch.asinh
///   derivative  dx = dy / sqrt(x^2 + 1)
///   edges       asinh(-0) = -0, asinh(+-inf) = +-inf
struct Asinh : Elementwise<Asinh> {
  static constexpr std::string_view name = "asinh";
  template <class T> static T forward(T x) { return asinh(x); }
  static Var vjp(Var x, Var y, Var dy);
};
Var asinh(Var x);

/// acosh(x) = log(x + sqrt(x^2 - 1)).                             as numpy.arccosh, torch.acosh
///   derivative  dx = dy / sqrt(x^2 - 1), infinite at 1
///   edges       acosh(1) = 0, NaN below 1, acosh(inf) = inf
struct Acosh : Elementwise<Acosh> {
  static constexpr std::string_view name = "acosh";
  template <class T> static T forward(T x) { return acosh(x); }
  static Var vjp(Var x, Var y, Var dy);
};
Var acosh(Var x);

/// atanh(x) = log((1 + x) / (1 - x)) / 2.                         as numpy.arctanh, torch.atanh
///   derivative  dx = dy / (1 - x^2)
///   edges       atanh(-0) = -0, atanh(+-1) = +-inf, NaN beyond
struct Atanh : Elementwise<Atanh> {
  static constexpr std::string_view name = "atanh";
  template <class T> static T forward(T x) { return atanh(x); }
  static Var vjp(Var x, Var y, Var dy);
};
Var atanh(Var x);

using HyperbolicList = OpList<Sinh, Cosh, Asinh, Acosh, Atanh>;

}  // namespace xgrad
