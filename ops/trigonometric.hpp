#pragma once
#include <xgrad/ops/arithmetic.hpp>

/// Trigonometric functions, elementwise, within 2 ulp for arguments of any size. NaN -> NaN.
///   shapes      any -> the same
///   dtypes      float32, float64
namespace xgrad {

Var cos(Var x);

/// sin(x), of radians.                                            as numpy.sin, torch.sin
///   derivative  dx = dy cos(x)
///   edges       sin(-0) = -0; NaN at infinities
struct Sin : Elementwise<Sin> {
  static constexpr std::string_view name = "sin";
  template <class T> static T forward(T x) { return sin(x); }
  static Var vjp(Var x, Var, Var dy) { return dy * cos(x); }
};
inline Var sin(Var x) { return apply<Sin>(x); }

/// cos(x), of radians.                                            as numpy.cos, torch.cos
///   derivative  dx = -dy sin(x)
///   edges       NaN at infinities
struct Cos : Elementwise<Cos> {
  static constexpr std::string_view name = "cos";
  template <class T> static T forward(T x) { return cos(x); }
  static Var vjp(Var x, Var, Var dy) { return dy * -sin(x); }
};
inline Var cos(Var x) { return apply<Cos>(x); }

/// tan(x), of radians.                                            as numpy.tan, torch.tan
///   derivative  dx = dy (1 + y^2)
///   edges       tan(-0) = -0; NaN at infinities
struct Tan : Elementwise<Tan> {
  static constexpr std::string_view name = "tan";
  template <class T> static T forward(T x) { return tan(x); }
  static Var vjp(Var, Var y, Var dy) { return dy * (1.0 + square(y)); }
};
inline Var tan(Var x) { return apply<Tan>(x); }

using TrigonometricList = OpList<Sin, Cos, Tan>;

}  // namespace xgrad
