#include <xgrad/ops/arithmetic.hpp>
#include <xgrad/ops/comparison.hpp>
#include <xgrad/ops/rounding.hpp>

namespace xgrad {

Vars Fmod::vjp(Var a, Var b, Var y, Var dy) { return {dy, mul_strong_zero(-round((a - y) / b), dy)}; }
Vars Clip::vjp(Var x, Var low, Var high, Var, Var dy) {
  const Var is_high = maximum(x, low) > high, is_low = logical_and(x < low, logical_not(is_high));
  return {where(logical_or(is_high, is_low), 0.0, dy), where(is_low, dy, 0.0), where(is_high, dy, 0.0)};
}

Var floor(Var x) { return apply<Floor>(x); }
Var ceil(Var x) { return apply<Ceil>(x); }
Var round(Var x) { return apply<Round>(x); }
Var trunc(Var x) { return apply<Trunc>(x); }
Var fmod(Term a, Term b) { return apply<Fmod>(a, b); }
Var clip(Var x, Term low, Term high) { return apply<Clip>(x, low, high); }

}  // namespace xgrad
