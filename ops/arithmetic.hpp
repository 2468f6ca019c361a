#pragma once
#include <xgrad/graph/elementwise.hpp>

/// Arithmetic, elementwise. Shapes broadcast by NumPy's rule; operands have one dtype, and a C++ number takes that of
/// the other operand. NaN passes through every op. Integers wrap where they overflow.
///   throws      ShapeError, DTypeError
namespace xgrad {

Var where(Var condition, Term a, Term b);
Var equal(Term a, Term b);
Var sign(Var x);

/// a + b, add(a, b).                                              as numpy.add, torch.add
///   shapes      broadcast; float32, float64, int64
///   derivative  da = dy,  db = dy
struct Add : Elementwise<Add> {
  static constexpr std::string_view name = "add";
  static constexpr bool takes_integers = true, is_commutative = true;
  template <class T> static T forward(T a, T b) { return a + b; }
  static Vars vjp(Var, Var, Var, Var dy) { return {dy, dy}; }
};
Var add(Term a, Term b);

/// a - b, sub(a, b).                                              as numpy.subtract, torch.sub
///   shapes      broadcast; float32, float64, int64
///   derivative  da = dy,  db = -dy
struct Sub : Elementwise<Sub> {
  static constexpr std::string_view name = "sub";
  static constexpr bool takes_integers = true;
  template <class T> static T forward(T a, T b) { return a - b; }
  static Vars vjp(Var, Var, Var, Var dy) { return {dy, -dy}; }
};
Var sub(Term a, Term b);

/// a * b, mul(a, b).                                              as numpy.multiply, torch.mul
///   shapes      broadcast; float32, float64, int64
///   derivative  da = dy b,  db = dy a
///   edges       0 * inf is NaN (mul_strong_zero: 0)
struct Mul : Elementwise<Mul> {
  static constexpr std::string_view name = "mul";
  static constexpr bool takes_integers = true, is_commutative = true;
  template <class T> static T forward(T a, T b) { return a * b; }
  static Vars vjp(Var a, Var b, Var, Var dy) { return {dy * b, dy * a}; }
};
Var mul(Term a, Term b);

/// mul_strong_zero(a, b): a b, where a zero wins over infinity and NaN.   as tensorflow.math.multiply_no_nan
///   value       0 where the product is NaN and a or b is 0; else the bits of a * b
///   shapes      broadcast; float32, float64
///   derivative  da = b dy,  db = a dy, with the same strong zeros
/// What derivatives that may be infinite are multiplied by dy with (div, sqrt, log, pow, ...): a branch that where does
/// not take gets dy = 0, and that stays 0. For the same reason pow needs no special case at zero powers.
struct MulStrongZero : Elementwise<MulStrongZero> {
  static constexpr std::string_view name = "mul_strong_zero";
  static constexpr bool is_commutative = true;
  template <class T> static T forward(T a, T b) {
    const T product = a * b;
    return select((product != product) & ((a == T(0)) | (b == T(0))), T(0), product);
  }
  static Vars vjp(Var a, Var b, Var, Var dy) { return {apply<MulStrongZero>(b, dy), apply<MulStrongZero>(a, dy)}; }
};
Var mul_strong_zero(Term a, Term b);

/// a / b, div(a, b).                                              as numpy.true_divide, torch.div
///   shapes      broadcast; float32, float64
///   derivative  da = dy / b,  db = -dy y / b
///   edges       1 / 0 = inf, 0 / 0 = NaN; where dy is 0, so are da and db
///   throws      ShapeError, DTypeError also for integers: cast them
struct Div : Elementwise<Div> {
  static constexpr std::string_view name = "div";
  template <class T> static T forward(T a, T b) { return a / b; }
  static Vars vjp(Var, Var b, Var y, Var dy) { return {mul_strong_zero(1.0 / b, dy), -mul_strong_zero(y / b, dy)}; }
};
Var div(Term a, Term b);

/// -x, neg(x).                                                    as numpy.negative, torch.neg
///   shapes      any -> the same; float32, float64, int64
///   derivative  dx = -dy
struct Neg : Elementwise<Neg> {
  static constexpr std::string_view name = "neg";
  static constexpr bool takes_integers = true;
  template <class T> static T forward(T x) { return -x; }
  static Var vjp(Var, Var, Var dy) { return -dy; }
};
Var neg(Var x);

/// square(x) = x x.                                               as numpy.square, torch.square
///   shapes      any -> the same; float32, float64, int64
///   derivative  dx = 2 x dy
struct Square : Elementwise<Square> {
  static constexpr std::string_view name = "square";
  static constexpr bool takes_integers = true;
  template <class T> static T forward(T x) { return x * x; }
  static Var vjp(Var x, Var, Var dy) { return 2.0 * x * dy; }
};
Var square(Var x);

/// sqrt(x), correctly rounded.                                    as numpy.sqrt, torch.sqrt
///   shapes      any -> the same; float32, float64
///   derivative  dx = dy / (2 y)
///   edges       sqrt(-0) = -0, NaN below 0; the derivative at 0 is infinite, but 0 where dy is 0
struct Sqrt : Elementwise<Sqrt> {
  static constexpr std::string_view name = "sqrt";
  template <class T> static T forward(T x) { return sqrt(x); }
  static Var vjp(Var, Var y, Var dy) { return mul_strong_zero(0.5 / y, dy); }
};
Var sqrt(Var x);

/// abs(x), the absolute value.                                    as numpy.abs, torch.abs
///   shapes      any -> the same; float32, float64, int64
///   derivative  dx = dy sign(x), 0 at the kink
struct Abs : Elementwise<Abs> {
  static constexpr std::string_view name = "abs";
  static constexpr bool takes_integers = true;
  template <class T> static T forward(T x) { return abs(x); }
  static Var vjp(Var x, Var, Var dy) { return dy * sign(x); }
};
Var abs(Var x);

/// sign(x): -1, 0 or 1.                                           as numpy.sign, torch.sign
///   shapes      any -> the same; float32, float64, int64
///   derivative  0 everywhere: it is flat
///   edges       sign(-0) = 0, NaN -> NaN
struct Sign : Elementwise<Sign> {
  static constexpr std::string_view name = "sign";
  static constexpr bool takes_integers = true;
  template <class T> static T forward(T x) {
    return select(x > T(0), T(1), select(x < T(0), T(-1), select(x == T(0), T(0), x)));
  }
  static Var vjp(Var, Var, Var) { return no_gradient; }
};

/// maximum(a, b), the larger of the two.                          as numpy.maximum, torch.maximum
///   shapes      broadcast; float32, float64, int64
///   derivative  dy goes to the larger operand, half of it to each where they are equal
///   edges       NaN if a or b is NaN; of 0 and -0 the first operand
struct Maximum : Elementwise<Maximum> {
  static constexpr std::string_view name = "maximum";
  static constexpr bool takes_integers = true;
  template <class T> static T forward(T a, T b) { return select((a >= b) | (a != a), a, b); }
  static Vars vjp(Var a, Var b, Var, Var dy) {
    const Var shared = where(equal(a, b), 0.5 * dy, dy);
    return {where(a < b, 0.0, shared), where(a > b, 0.0, shared)};
  }
};
Var maximum(Term a, Term b);

/// minimum(a, b), the smaller of the two.                         as numpy.minimum, torch.minimum
///   shapes      broadcast; float32, float64, int64
///   derivative  dy goes to the smaller operand, half of it to each where they are equal
///   edges       NaN if a or b is NaN; of 0 and -0 the first operand
struct Minimum : Elementwise<Minimum> {
  static constexpr std::string_view name = "minimum";
  static constexpr bool takes_integers = true;
  template <class T> static T forward(T a, T b) { return select((a <= b) | (a != a), a, b); }
  static Vars vjp(Var a, Var b, Var, Var dy) {
    const Var shared = where(equal(a, b), 0.5 * dy, dy);
    return {where(a > b, 0.0, shared), where(a < b, 0.0, shared)};
  }
};
Var minimum(Term a, Term b);

/// where(condition, a, b): a where the condition holds, else b.   as numpy.where, torch.where
///   shapes      broadcast
///   dtypes      the condition bool; a and b have one dtype, any
///   derivative  da = dy where it holds, else 0;  db the other way round
///   edges       a NaN in the branch that is not taken reaches neither the value nor a gradient:
///               where(x > 0.0, x * log(x), 0.0) has derivative 0 at 0 and at -1. grad carries the mask along, back
///               through elementwise ops and those that move elements (sum, reshape, slice, ...); a matrix product
///               ends it
struct Where : Elementwise<Where> {
  static constexpr std::string_view name = "where";
  static constexpr bool takes_integers = true;
  template <class T> static T forward(typename T::mask condition, T a, T b) { return select(condition, a, b); }
  static std::optional<Branch> branch(std::size_t operand) {
    if (operand == 0) return {};
    return Branch{0, operand == 1};
  }
  static Vars vjp(Var condition, Var, Var, Var, Var dy) {
    return {no_gradient, where(condition, dy, 0.0), where(condition, 0.0, dy)};
  }
};

using ArithmeticList = OpList<Add, Sub, Mul, MulStrongZero, Div, Neg, Square, Sqrt, Abs, Sign, Maximum, Minimum, Where>;

}  // namespace xgrad
