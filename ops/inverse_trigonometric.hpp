#pragma once
#include <xgrad/graph/elementwise.hpp>

/// Inverse trigonometric functions, elementwise, in radians, within 2 ulp. NaN -> NaN. Where dy is 0, so is dx, even if
/// the derivative there is infinite.
///   shapes      any -> the same
///   dtypes      float32, float64
namespace xgrad {

/// asin(x), in [-pi/2, pi/2].                                     as numpy.arcsin, torch.asin
///   derivative  dx = dy / sqrt((1 - x)(1 + x)), infinite at +-1
///   edges       asin(-0) = -0, NaN beyond +-1
struct Asin : Elementwise<Asin> {
  static constexpr std::string_view name = "asin";
  template <class T> static T forward(T x) { return asin(x); }
  static Var vjp(Var x, Var y, Var dy);
};
Var asin(Var x);

/// acos(x), in [0, pi].                                           as numpy.arccos, torch.acos
///   derivative  dx = -dy / sqrt((1 - x)(1 + x)), infinite at +-1
///   edges       acos(1) = 0, NaN beyond +-1
struct Acos : Elementwise<Acos> {
  static constexpr std::string_view name = "acos";
  template <class T> static T forward(T x) { return acos(x); }
  static Var vjp(Var x, Var y, Var dy);
};
Var acos(Var x);

/// atan(x), in [-pi/2, pi/2].                                     as numpy.arctan, torch.atan
///   derivative  dx = dy / (1 + x^2)
///   edges       atan(-0) = -0, atan(+-inf) = +-pi/2
struct Atan : Elementwise<Atan> {
  static constexpr std::string_view name = "atan";
  template <class T> static T forward(T x) { return atan(x); }
  static Var vjp(Var x, Var y, Var dy);
};
Var atan(Var x);

/// atan2(y, x), the angle of the point (x, y), in [-pi, pi].   as numpy.arctan2, torch.atan2
///   shapes      broadcast; either may be a number
///   derivative  with z the result: dy = dz x / r^2,  dx = -dz y / r^2,  r^2 = x^2 + y^2;  0 at (0, 0), in every order
///   edges       the signs of zeros count, as in C99: atan2(0, -0) = pi, atan2(-0, 1) = -0; infinite operands too
struct Atan2 : Elementwise<Atan2> {
  static constexpr std::string_view name = "atan2";
  template <class T> static T forward(T y, T x) { return atan2(y, x); }
  static Vars vjp(Var y, Var x, Var z, Var dz);
};
Var atan2(Term y, Term x);

using InverseTrigonometricList = OpList<Asin, Acos, Atan, Atan2>;

}  // namespace xgrad
