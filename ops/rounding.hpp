#pragma once
#include <xgrad/graph/elementwise.hpp>

/// Whole numbers and limits, elementwise. NaN -> NaN. floor, ceil, round and trunc leave zeros their sign.
///   shapes      any -> the same
///   dtypes      float32, float64
///   derivative  0: flat
namespace xgrad {

/// floor(x), the largest whole number that is not above x.        as numpy.floor, torch.floor
struct Floor : Elementwise<Floor> {
  static constexpr std::string_view name = "floor";
  template <class T> static T forward(T x) { return floor(x); }
  static Var vjp(Var, Var, Var) { return no_gradient; }
};
Var floor(Var x);

/// ceil(x), the smallest whole number that is not below x.        as numpy.ceil, torch.ceil
struct Ceil : Elementwise<Ceil> {
  static constexpr std::string_view name = "ceil";
  template <class T> static T forward(T x) { return -floor(-x); }
  static Var vjp(Var, Var, Var) { return no_gradient; }
};
Var ceil(Var x);

/// round(x), the nearest whole number, halves to even.            as numpy.round, torch.round
struct Round : Elementwise<Round> {
  static constexpr std::string_view name = "round";
  template <class T> static T forward(T x) { return round(x); }
  static Var vjp(Var, Var, Var) { return no_gradient; }
};
Var round(Var x);

/// trunc(x), the nearest whole number towards 0.                  as numpy.trunc, torch.trunc
struct Trunc : Elementwise<Trunc> {
  static constexpr std::string_view name = "trunc";
  template <class T> static T forward(T x) { return select(x < T(0), -floor(-x), floor(x)); }
  static Var vjp(Var, Var, Var) { return no_gradient; }
};
Var trunc(Var x);

/// fmod(a, b) = a - trunc(a / b) b, exact.                        as numpy.fmod, torch.fmod
///   shapes      broadcast; either may be a number
///   derivative  da = dy,  db = -dy trunc(a / b), also where it jumps
///   edges       has a's sign, also for 0; fmod(a, inf) = a; NaN for infinite a and for b = 0
struct Fmod : Elementwise<Fmod> {
  static constexpr std::string_view name = "fmod";
  template <class T> static T forward(T a, T b) { return fmod(a, b); }
  static Vars vjp(Var a, Var b, Var y, Var dy);
};
Var fmod(Term a, Term b);

/// clip(x, low, high) = minimum(maximum(x, low), high).           as numpy.clip, torch.clamp
///   shapes      broadcast; low and high are numbers or Vars
///   dtypes      float32, float64, int64
///   derivative  dx = dy inside and on the limits, else 0;  dlow = dy where x < low,  dhigh = dy where x > high
///   edges       NaN if an operand is NaN; high where low > high
struct Clip : Elementwise<Clip> {
  static constexpr std::string_view name = "clip";
  static constexpr bool takes_integers = true;
  template <class T> static T forward(T x, T low, T high) {
    const T above = select((x < low) | (low != low), low, x);
    return select((above > high) | (high != high), high, above);
  }
  static Vars vjp(Var x, Var low, Var high, Var y, Var dy);
};
Var clip(Var x, Term low, Term high);

using RoundingList = OpList<Floor, Ceil, Round, Trunc, Fmod, Clip>;

}  // namespace xgrad
