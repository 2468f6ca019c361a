#pragma once
#include <xgrad/ops/comparison.hpp>
#include <xgrad/ops/exponential.hpp>

namespace xgrad {

/// pow(x, p) = x^p, elementwise; either may be a number.          as numpy.power, torch.pow;  within 2 ulp
///   shapes      broadcast; float32, float64
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

using PowerList = OpList<Pow>;

}  // namespace xgrad
