#include <xgrad/ops/arithmetic.hpp>
#include <xgrad/ops/hyperbolic.hpp>
#include <xgrad/ops/power.hpp>

namespace xgrad {

Var Sinh::vjp(Var x, Var, Var dy) { return mul_strong_zero(cosh(x), dy); }
Var Cosh::vjp(Var x, Var, Var dy) { return mul_strong_zero(sinh(x), dy); }
Var Asinh::vjp(Var x, Var, Var dy) { return dy / hypot(x, 1.0); }  // x^2 would overflow
Var Acosh::vjp(Var x, Var, Var dy) { return mul_strong_zero(rsqrt((x - 1.0) * (x + 1.0)), dy); }
Var Atanh::vjp(Var x, Var, Var dy) {
  // 1 - x^2 would lose digits near +-1; beyond, where y is NaN, it is PyTorch's number
  return mul_strong_zero(1.0 / where(abs(x) > 1.0, 1.0 - square(x), (1.0 - x) * (1.0 + x)), dy);
}

Var sinh(Var x) { return apply<Sinh>(x); }
Var cosh(Var x) { return apply<Cosh>(x); }
Var asinh(Var x) { return apply<Asinh>(x); }
Var acosh(Var x) { return apply<Acosh>(x); }
Var atanh(Var x) { return apply<Atanh>(x); }

}  // namespace xgrad
