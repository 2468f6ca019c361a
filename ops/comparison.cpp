#include <xgrad/ops/comparison.hpp>

namespace xgrad {

Var operator<(Term a, Term b) { return apply<Less>(a, b); }
Var operator<=(Term a, Term b) { return apply<LessEqual>(a, b); }
Var operator>(Term a, Term b) { return apply<Greater>(a, b); }
Var operator>=(Term a, Term b) { return apply<GreaterEqual>(a, b); }

Var less(Term a, Term b) { return apply<Less>(a, b); }
Var less_equal(Term a, Term b) { return apply<LessEqual>(a, b); }
Var greater(Term a, Term b) { return apply<Greater>(a, b); }
Var greater_equal(Term a, Term b) { return apply<GreaterEqual>(a, b); }
Var equal(Term a, Term b) { return apply<Equal>(a, b); }
Var not_equal(Term a, Term b) { return apply<NotEqual>(a, b); }
Var logical_and(Var a, Var b) { return apply<LogicalAnd>(a, b); }
Var logical_or(Var a, Var b) { return apply<LogicalOr>(a, b); }
Var logical_not(Var mask) { return apply<LogicalNot>(mask); }
Var isnan(Var x) { return apply<IsNan>(x); }
Var isinf(Var x) { return apply<IsInf>(x); }
Var isfinite(Var x) { return apply<IsFinite>(x); }

}  // namespace xgrad
