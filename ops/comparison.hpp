#pragma once
#include <xgrad/graph/elementwise.hpp>

/// Comparisons, elementwise, and what masks are combined with. The operators < <= > >= are the functions less,
/// less_equal, greater and greater_equal; == is deleted, so that nobody takes it for equal. With a NaN every comparison
/// is false, not_equal true; 0 equals -0.
///   shapes      broadcast
///   dtypes      two of one dtype (float32, float64, int64) -> bool
///   derivative  0: flat
///   throws      ShapeError, DTypeError
namespace xgrad {

/// a < b, less(a, b).                                             as numpy.less, torch.lt
struct Less : Elementwise<Less> {
  static constexpr std::string_view name = "less";
  static constexpr bool takes_integers = true;
  template <class T> static typename T::mask forward(T a, T b) { return a < b; }
  static Vars vjp(Var, Var, Var, Var) { return {no_gradient, no_gradient}; }
};
Var less(Term a, Term b);

/// a <= b, less_equal(a, b).                                      as numpy.less_equal, torch.le
struct LessEqual : Elementwise<LessEqual> {
  static constexpr std::string_view name = "less_equal";
  static constexpr bool takes_integers = true;
  template <class T> static typename T::mask forward(T a, T b) { return a <= b; }
  static Vars vjp(Var, Var, Var, Var) { return {no_gradient, no_gradient}; }
};
Var less_equal(Term a, Term b);

/// a > b, greater(a, b).                                          as numpy.greater, torch.gt
struct Greater : Elementwise<Greater> {
  static constexpr std::string_view name = "greater";
  static constexpr bool takes_integers = true;
  template <class T> static typename T::mask forward(T a, T b) { return a > b; }
  static Vars vjp(Var, Var, Var, Var) { return {no_gradient, no_gradient}; }
};
Var greater(Term a, Term b);

/// a >= b, greater_equal(a, b).                                   as numpy.greater_equal, torch.ge
struct GreaterEqual : Elementwise<GreaterEqual> {
  static constexpr std::string_view name = "greater_equal";
  static constexpr bool takes_integers = true;
  template <class T> static typename T::mask forward(T a, T b) { return a >= b; }
  static Vars vjp(Var, Var, Var, Var) { return {no_gradient, no_gradient}; }
};
Var greater_equal(Term a, Term b);

/// equal(a, b): whether the values are equal.                     as numpy.equal, torch.eq
struct Equal : Elementwise<Equal> {
  static constexpr std::string_view name = "equal";
  static constexpr bool takes_integers = true, is_commutative = true;
  template <class T> static typename T::mask forward(T a, T b) { return a == b; }
  static Vars vjp(Var, Var, Var, Var) { return {no_gradient, no_gradient}; }
};
Var equal(Term a, Term b);

/// not_equal(a, b): whether the values differ; NaN differs from everything.   as numpy.not_equal, torch.ne
struct NotEqual : Elementwise<NotEqual> {
  static constexpr std::string_view name = "not_equal";
  static constexpr bool takes_integers = true, is_commutative = true;
  template <class T> static typename T::mask forward(T a, T b) { return a != b; }
  static Vars vjp(Var, Var, Var, Var) { return {no_gradient, no_gradient}; }
};
Var not_equal(Term a, Term b);

/// logical_and(a, b): both masks.                                 as numpy.logical_and, torch.logical_and
///   dtypes      bool
struct LogicalAnd : Elementwise<LogicalAnd> {
  static constexpr std::string_view name = "logical_and";
  static constexpr bool is_commutative = true;
  template <class T> static typename T::mask forward(typename T::mask a, typename T::mask b) { return a & b; }
  static Vars vjp(Var, Var, Var, Var) { return {no_gradient, no_gradient}; }
};
Var logical_and(Var a, Var b);

/// logical_or(a, b): either mask, or both.                        as numpy.logical_or, torch.logical_or
///   dtypes      bool
struct LogicalOr : Elementwise<LogicalOr> {
  static constexpr std::string_view name = "logical_or";
  static constexpr bool is_commutative = true;
  template <class T> static typename T::mask forward(typename T::mask a, typename T::mask b) { return a | b; }
  static Vars vjp(Var, Var, Var, Var) { return {no_gradient, no_gradient}; }
};
Var logical_or(Var a, Var b);

/// logical_not(mask): the complement of a mask.                   as numpy.logical_not, torch.logical_not
///   shapes      any -> the same; bool
///   throws      DTypeError
struct LogicalNot : Elementwise<LogicalNot> {
  static constexpr std::string_view name = "logical_not";
  template <class T> static typename T::mask forward(typename T::mask a) { return !a; }
  static Var vjp(Var, Var, Var) { return no_gradient; }
};
Var logical_not(Var mask);

/// isnan(x): whether x is NaN.                                    as numpy.isnan, torch.isnan
///   shapes      any -> the same
///   dtypes      float32, float64 -> bool
///   throws      DTypeError
struct IsNan : Elementwise<IsNan> {
  static constexpr std::string_view name = "isnan";
  template <class T> static typename T::mask forward(T x) { return x != x; }
  static Var vjp(Var, Var, Var) { return no_gradient; }
};
Var isnan(Var x);

/// isinf(x): whether x is infinite, of either sign.               as numpy.isinf, torch.isinf
///   shapes      any -> the same
///   dtypes      float32, float64 -> bool
///   throws      DTypeError
struct IsInf : Elementwise<IsInf> {
  static constexpr std::string_view name = "isinf";
  template <class T> static typename T::mask forward(T x) { return (x == x) & (x - x != T(0)); }
  static Var vjp(Var, Var, Var) { return no_gradient; }
};
Var isinf(Var x);

/// isfinite(x): whether x is neither NaN nor infinite.            as numpy.isfinite, torch.isfinite
///   shapes      any -> the same
///   dtypes      float32, float64 -> bool
///   throws      DTypeError
struct IsFinite : Elementwise<IsFinite> {
  static constexpr std::string_view name = "isfinite";
  template <class T> static typename T::mask forward(T x) { return x - x == T(0); }
  static Var vjp(Var, Var, Var) { return no_gradient; }
};
Var isfinite(Var x);

using ComparisonList = OpList<Less, LessEqual, Greater, GreaterEqual, Equal, NotEqual, LogicalAnd, LogicalOr,
                              LogicalNot, IsNan, IsInf, IsFinite>;

}  // namespace xgrad
