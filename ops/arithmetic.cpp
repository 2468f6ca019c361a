#include <xgrad/graph/arena_internal.hpp>
#include <xgrad/ops/arithmetic.hpp>
#include <xgrad/ops/comparison.hpp>

namespace xgrad {

Var operator+(Term a, Term b) { return apply<Add>(a, b); }
Var operator-(Term a, Term b) { return apply<Sub>(a, b); }
Var operator*(Term a, Term b) { return apply<Mul>(a, b); }
Var operator/(Term a, Term b) { return apply<Div>(a, b); }
Var operator-(Var x) { return apply<Neg>(x); }

Var add(Term a, Term b) { return apply<Add>(a, b); }
Var sub(Term a, Term b) { return apply<Sub>(a, b); }
Var mul(Term a, Term b) { return apply<Mul>(a, b); }
Var mul_strong_zero(Term a, Term b) { return apply<MulStrongZero>(a, b); }
Var div(Term a, Term b) { return apply<Div>(a, b); }
Var neg(Var x) { return apply<Neg>(x); }
Var square(Var x) { return apply<Square>(x); }
Var sqrt(Var x) { return apply<Sqrt>(x); }
Var abs(Var x) { return apply<Abs>(x); }
Var sign(Var x) { return apply<Sign>(x); }
Var maximum(Term a, Term b) { return apply<Maximum>(a, b); }
Var minimum(Term a, Term b) { return apply<Minimum>(a, b); }
Var where(Var condition, Term a, Term b) {
  const auto is_mask = [](const Term& t) {
    const Var v = t.is_number() ? Var() : t.as_var({});
    return v && v.dtype() == boolean;
  };
  if (!condition || condition.dtype() != boolean || !is_mask(a) || !is_mask(b)) return apply<Where>(condition, a, b);
  const Var taken = a.as_var({}), other = b.as_var({});
  Undo undo(*condition.arena());
  const Var made = logical_or(logical_and(condition, taken), logical_and(logical_not(condition), other));
  undo.keep();
  return made;
}

}  // namespace xgrad
