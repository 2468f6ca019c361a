#include <xgrad/ops/power.hpp>

namespace xgrad {

Var Reciprocal::vjp(Var, Var y, Var dy) { return -mul_strong_zero(square(y), dy); }
Var Rsqrt::vjp(Var, Var y, Var dy) { return mul_strong_zero(-0.5 * y * square(y), dy); }
Var Cbrt::vjp(Var, Var y, Var dy) { return mul_strong_zero(1.0 / (3.0 * square(y)), dy); }
Vars Hypot::vjp(Var x, Var y, Var z, Var dz) {
  const Var is_origin = equal(z, 0.0), divisor = where(is_origin, 1.0, z);
  return {where(is_origin, 0.0, x / divisor) * dz, where(is_origin, 0.0, y / divisor) * dz};
}

Var reciprocal(Var x) { return apply<Reciprocal>(x); }
Var rsqrt(Var x) { return apply<Rsqrt>(x); }
Var cbrt(Var x) { return apply<Cbrt>(x); }
Var hypot(Term x, Term y) { return apply<Hypot>(x, y); }

}  // namespace xgrad
