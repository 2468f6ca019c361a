#include <numbers>
#include <xgrad/ops/activation.hpp>
#include <xgrad/ops/exponential.hpp>

namespace xgrad {

Var Exp2::vjp(Var, Var y, Var dy) { return mul_strong_zero(y * std::numbers::ln2, dy); }
Var Log2::vjp(Var x, Var, Var dy) { return mul_strong_zero(std::numbers::log2e / x, dy); }
Var Log10::vjp(Var x, Var, Var dy) { return mul_strong_zero(std::numbers::log10e / x, dy); }
Vars LogAddExp::vjp(Var a, Var b, Var, Var dy) { return {dy * sigmoid(a - b), dy * sigmoid(b - a)}; }

Var exp2(Var x) { return apply<Exp2>(x); }
Var log2(Var x) { return apply<Log2>(x); }
Var log10(Var x) { return apply<Log10>(x); }
Var logaddexp(Term a, Term b) { return apply<LogAddExp>(a, b); }

}  // namespace xgrad
