#pragma once
#include <xgrad/graph/elementwise.hpp>

/// Comparisons, elementwise: two operands of one dtype (float32, float64, int64), broadcast, give bool; the operators
/// < <= > >= are the functions less, less_equal, greater and greater_equal. They are flat, so their derivative is 0.
/// With a NaN every comparison is false, not_equal true; 0 equals -0. Masks combine with logical_and, logical_or,
/// logical_not.
namespace xgrad {

/// a < b.                                                         as numpy.less, torch.lt
struct Less : Elementwise<Less> {
  static constexpr std::string_view name = "less";
  static constexpr bool takes_integers = true;
  template <class T> static typename T::mask forward(T a, T b) { return a < b; }
  static Vars vjp(Var, Var, Var, Var) { return {no_gradient, no_gradient}; }
};
Var less(Term a, Term b);

/// a <= b.                                                        as numpy.less_equal, torch.le
struct LessEqual : Elementwise<LessEqual> {
  static constexpr std::string_view name = "less_equal";
  static constexpr bool takes_integers = true;
  template <class T> static typename T::mask forward(T a, T b) { return a <= b; }
  static Vars vjp(Var, Var, Var, Var) { return {no_gradient, no_gradient}; }
};
Var less_equal(Term a, Term b);

/// a > b.                                                         as numpy.greater, torch.gt
struct Greater : Elementwise<Greater> {
  static constexpr std::string_view name = "greater";
  static constexpr bool takes_integers = true;
  template <class T> static typename T::mask forward(T a, T b) { return a > b; }
  static Vars vjp(Var, Var, Var, Var) { return {no_gradient, no_gradient}; }
};
Var greater(Term a, Term b);

/// a >= b.                                                        as numpy.greater_equal, torch.ge
struct GreaterEqual : Elementwise<GreaterEqual> {
  static constexpr std::string_view name = "greater_equal";
  static constexpr bool takes_integers = true;
  template <class T> static typename T::mask forward(T a, T b) { return a >= b; }
  static Vars vjp(Var, Var, Var, Var) { return {no_gradient, no_gradient}; }
};
Var greater_equal(Term a, Term b);

/// Whether the values are equal.                                  as numpy.equal, torch.eq
struct Equal : Elementwise<Equal> {
  static constexpr std::string_view name = "equal";
  static constexpr bool takes_integers = true, is_commutative = true;
  template <class T> static typename T::mask forward(T a, T b) { return a == b; }
  static Vars vjp(Var, Var, Var, Var) { return {no_gradient, no_gradient}; }
};
Var equal(Term a, Term b);

/// Whether the values differ; NaN differs from everything.        as numpy.not_equal, torch.ne
struct NotEqual : Elementwise<NotEqual> {
  static constexpr std::string_view name = "not_equal";
  static constexpr bool takes_integers = true, is_commutative = true;
  template <class T> static typename T::mask forward(T a, T b) { return a != b; }
  static Vars vjp(Var, Var, Var, Var) { return {no_gradient, no_gradient}; }
};
Var not_equal(Term a, Term b);

/// Both masks.                                                    as numpy.logical_and
struct LogicalAnd : Elementwise<LogicalAnd> {
  static constexpr std::string_view name = "logical_and";
  static constexpr bool is_commutative = true;
  template <class T> static typename T::mask forward(typename T::mask a, typename T::mask b) { return a & b; }
  static Vars vjp(Var, Var, Var, Var) { return {no_gradient, no_gradient}; }
};
Var logical_and(Var a, Var b);

/// Either mask, or both.                                          as numpy.logical_or
struct LogicalOr : Elementwise<LogicalOr> {
  static constexpr std::string_view name = "logical_or";
  static constexpr bool is_commutative = true;
  template <class T> static typename T::mask forward(typename T::mask a, typename T::mask b) { return a | b; }
  static Vars vjp(Var, Var, Var, Var) { return {no_gradient, no_gradient}; }
};
Var logical_or(Var a, Var b);

/// The complement of a mask.                                      as numpy.logical_not
struct LogicalNot : Elementwise<LogicalNot> {
  static constexpr std::string_view name = "logical_not";
  template <class T> static typename T::mask forward(typename T::mask a) { return !a; }
  static Var vjp(Var, Var, Var) { return no_gradient; }
};
Var logical_not(Var mask);

/// Whether x is NaN.                                              as numpy.isnan, torch.isnan; float32, float64
struct IsNan : Elementwise<IsNan> {
  static constexpr std::string_view name = "isnan";
  template <class T> static typename T::mask forward(T x) { return x != x; }
  static Var vjp(Var, Var, Var) { return no_gradient; }
};
Var isnan(Var x);

/// Whether x is infinite, of either sign.                         as numpy.isinf, torch.isinf; float32, float64
struct IsInf : Elementwise<IsInf> {
  static constexpr std::string_view name = "isinf";
  template <class T> static typename T::mask forward(T x) { return (x == x) & (x - x != T(0)); }
  static Var vjp(Var, Var, Var) { return no_gradient; }
};
Var isinf(Var x);

/// Whether x is neither NaN nor infinite.                         as numpy.isfinite, torch.isfinite; float32, float64
struct IsFinite : Elementwise<IsFinite> {
  static constexpr std::string_view name = "isfinite";
  template <class T> static typename T::mask forward(T x) { return x - x == T(0); }
  static Var vjp(Var, Var, Var) { return no_gradient; }
};
Var isfinite(Var x);

using ComparisonList = OpList<Less, LessEqual, Greater, GreaterEqual, Equal, NotEqual, LogicalAnd, LogicalOr,
                              LogicalNot, IsNan, IsInf, IsFinite>;

}  // namespace xgrad
