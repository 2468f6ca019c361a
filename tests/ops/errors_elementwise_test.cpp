// What elementwise ops and comparisons refuse, and in which words.
#include <doctest/doctest.h>

#include <xgrad/ops/ops.hpp>

#include "../support/refusals.hpp"

namespace xgrad {

TEST_CASE("errors: elementwise ops and comparisons") {
  using In = const Operands&;
  check_refusals({
      {[](In c) { add(c.x, c.w); },
       "ShapeError: add: shapes do not broadcast: x float64 [2, 3], w float64 [4, 3] (axis 0: 2 != 4)"},
      {[](In c) { add(c.x, c.f); },
       "DTypeError: add: the dtypes differ: x float64 [2, 3], f float32 [2, 3]\n"
       "  cast(f, float64) converts"},
      {[](In c) { add(c.b, c.b); },
       "DTypeError: add: bool is not taken: b bool [2, 3], b bool [2, 3]\n"
       "  cast(x, float64) converts"},
      {[](In c) { add(c.b, 1.0); },
       "DTypeError: add: bool is not taken: a mask is no number: b bool [2, 3], 1\n"
       "  where(mask, a, b) chooses, cast(x, float64) converts"},
      {[](In) { add(1.0, 2.0); },
       "GraphError: number: every operand is a number\n"
       "  make one of them a node: g.constant(2.0)"},
      {[](In c) { add(c.x, Var()); },
       "GraphError: add: an operand is empty\n"
       "  a Var comes from g.input, g.variable or an op"},
      {[](In c) { add(c.n, 0.5); },
       "DTypeError: add: 0.5 does not fit int64: n int64 [2, 3]\n"
       "  cast(x, float64) converts"},
      {[](In c) { add(c.x, c.other); },
       "GraphError: add: the operands belong to different graphs: x, other\n"
       "  build both in one graph, or give the other graph's result as an input"},
      {[](In c) { mul_strong_zero(c.n, c.n); },
       "DTypeError: mul_strong_zero: int64 is not taken: n int64 [2, 3], n int64 [2, 3]\n"
       "  cast(x, float64) converts"},
      {[](In c) { div(c.n, c.n); },
       "DTypeError: div: int64 is not taken: n int64 [2, 3], n int64 [2, 3]\n"
       "  cast(x, float64) converts"},
      {[](In c) { div(c.n, 2); },
       "DTypeError: div: int64 is not taken: n int64 [2, 3], 2 int64 []\n"
       "  cast(x, float64) converts"},
      {[](In c) { neg(c.b); },
       "DTypeError: neg: bool is not taken: b bool [2, 3]\n"
       "  cast(x, float64) converts"},
      {[](In c) { sqrt(c.n); },
       "DTypeError: sqrt: int64 is not taken: n int64 [2, 3]\n"
       "  cast(x, float64) converts"},
      {[](In c) { abs(c.b); },
       "DTypeError: abs: bool is not taken: b bool [2, 3]\n"
       "  cast(x, float64) converts"},
      {[](In c) { sign(c.b); },
       "DTypeError: sign: bool is not taken: b bool [2, 3]\n"
       "  cast(x, float64) converts"},
      {[](In c) { exp(c.n); },
       "DTypeError: exp: int64 is not taken: n int64 [2, 3]\n"
       "  cast(x, float64) converts"},
      {[](In c) { pow(c.n, 2); },
       "DTypeError: pow: int64 is not taken: n int64 [2, 3], 2 int64 []\n"
       "  cast(x, float64) converts"},
      {[](In c) { pow(c.x, c.f); },
       "DTypeError: pow: the dtypes differ: x float64 [2, 3], f float32 [2, 3]\n"
       "  cast(f, float64) converts"},
      {[](In c) { hypot(c.x, c.w); },
       "ShapeError: hypot: shapes do not broadcast: x float64 [2, 3], w float64 [4, 3] (axis 0: 2 != 4)"},
      {[](In c) { atan2(c.n, c.n); },
       "DTypeError: atan2: int64 is not taken: n int64 [2, 3], n int64 [2, 3]\n"
       "  cast(x, float64) converts"},
      {[](In c) { lgamma(c.n); },
       "DTypeError: lgamma: int64 is not taken: n int64 [2, 3]\n"
       "  cast(x, float64) converts"},
      {[](In c) { polygamma(-1, c.x); },
       "GraphError: polygamma: the order must be from 0 to 100: n = -1\n"
       "  it counts how often digamma is differentiated: polygamma(1, x) is trigamma"},
      {[](In c) { polygamma(101, c.x); },
       "GraphError: polygamma: the order must be from 0 to 100: n = 101\n"
       "  it counts how often digamma is differentiated: polygamma(1, x) is trigamma"},
      {[](In c) { polygamma(1, c.n); },
       "DTypeError: polygamma: int64 is not taken: 1 int64 [], n int64 [2, 3]\n"
       "  cast(x, float64) converts"},
      {[](In c) { gelu(c.x, "sigmoid"); },
       "GraphError: gelu: unknown approximation: 'sigmoid'\n"
       "  it is \"none\" or \"tanh\""},
      {[](In c) { relu(c.n); },
       "DTypeError: relu: int64 is not taken: n int64 [2, 3]\n"
       "  cast(x, float64) converts"},
      {[](In c) { floor(c.n); },
       "DTypeError: floor: int64 is not taken: n int64 [2, 3]\n"
       "  cast(x, float64) converts"},
      {[](In c) { fmod(c.n, 2); },
       "DTypeError: fmod: int64 is not taken: n int64 [2, 3], 2 int64 []\n"
       "  cast(x, float64) converts"},
      {[](In c) { clip(c.x, c.f, 1.0); },
       "DTypeError: clip: the dtypes differ: x float64 [2, 3], f float32 [2, 3], 1 float64 []\n"
       "  cast(f, float64) converts"},
      {[](In c) { clip(c.n, 0.5, 2); },
       "DTypeError: clip: 0.5 does not fit int64: n int64 [2, 3]\n"
       "  cast(x, float64) converts"},
      {[](In c) { maximum(c.b, c.b); },
       "DTypeError: maximum: bool is not taken: b bool [2, 3], b bool [2, 3]\n"
       "  cast(x, float64) converts"},
      {[](In c) { where(c.x, c.x, c.x); },
       "DTypeError: where: operand 0 is a mask and must be bool: x float64 [2, 3], x float64 [2, 3], x float64 [2, 3]\n"
       "  a comparison makes one, or cast(x, boolean)"},
      {[](In c) { where(c.b, c.x, c.f); },
       "DTypeError: where: the dtypes differ: b bool [2, 3], x float64 [2, 3], f float32 [2, 3]\n"
       "  cast(f, float64) converts"},
      {[](In c) { where(c.b, 1.0, 2.0); },
       "GraphError: where: both branches are numbers: b bool [2, 3], 1, 2\n"
       "  make one of them a node: g.constant(1.0)"},
      {[](In c) { where(c.b, c.w, c.x); },
       "ShapeError: where: shapes do not broadcast: b bool [2, 3], w float64 [4, 3], x float64 [2, 3] (axis 0: 2 != "
       "4)"},
      {[](In c) { less(c.b, c.b); },
       "DTypeError: less: bool is not taken: b bool [2, 3], b bool [2, 3]\n"
       "  cast(x, float64) converts"},
      {[](In c) { equal(c.b, c.b); },
       "DTypeError: equal: bool is not taken: b bool [2, 3], b bool [2, 3]\n"
       "  cast(x, float64) converts"},
      {[](In c) { equal(c.x, c.n); },
       "DTypeError: equal: the dtypes differ: x float64 [2, 3], n int64 [2, 3]\n"
       "  cast(n, float64) converts"},
      {[](In c) { greater(c.x, c.w); },
       "ShapeError: greater: shapes do not broadcast: x float64 [2, 3], w float64 [4, 3] (axis 0: 2 != 4)"},
      {[](In c) { logical_and(c.x, c.b); },
       "DTypeError: logical_and: operand 0 is a mask and must be bool: x float64 [2, 3], b bool [2, 3]\n"
       "  a comparison makes one, or cast(x, boolean)"},
      {[](In c) { logical_not(c.n); },
       "DTypeError: logical_not: operand 0 is a mask and must be bool: n int64 [2, 3]\n"
       "  a comparison makes one, or cast(x, boolean)"},
      {[](In c) { isnan(c.n); },
       "DTypeError: isnan: int64 is not taken: n int64 [2, 3]\n"
       "  cast(x, float64) converts"},
      {[](In c) { isinf(c.n); },
       "DTypeError: isinf: int64 is not taken: n int64 [2, 3]\n"
       "  cast(x, float64) converts"},
      {[](In c) { isfinite(c.b); },
       "DTypeError: isfinite: bool is not taken: b bool [2, 3]\n"
       "  cast(x, float64) converts"},
      {[](In) { cast(Var(), float32); }, "GraphError: cast: no operand belongs to a graph"},
      {[](In) { stop_gradient(Var()); }, "GraphError: stop_gradient: no operand belongs to a graph"},
  });
}

}  // namespace xgrad
