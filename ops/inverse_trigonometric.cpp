#include <xgrad/ops/arithmetic.hpp>
#include <xgrad/ops/inverse_trigonometric.hpp>
#include <xgrad/ops/power.hpp>

namespace xgrad {

Var Asin::vjp(Var x, Var, Var dy) { return mul_strong_zero(rsqrt((1.0 - x) * (1.0 + x)), dy); }
Var Acos::vjp(Var x, Var, Var dy) { return -mul_strong_zero(rsqrt((1.0 - x) * (1.0 + x)), dy); }
Var Atan::vjp(Var x, Var, Var dy) { return dy / (1.0 + square(x)); }
Vars Atan2::vjp(Var y, Var x, Var, Var dz) {
  const Var r = hypot(x, y);  // x^2 + y^2 would overflow and underflow
  const Var is_origin = equal(r, 0.0), divisor = where(is_origin, 1.0, r);
  return {where(is_origin, 0.0, x / divisor / divisor) * dz, where(is_origin, 0.0, -y / divisor / divisor) * dz};
}

Var asin(Var x) { return apply<Asin>(x); }
Var acos(Var x) { return apply<Acos>(x); }
Var atan(Var x) { return apply<Atan>(x); }
Var atan2(Term y, Term x) { return apply<Atan2>(y, x); }

}  // namespace xgrad
