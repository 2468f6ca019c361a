// What reductions, sums along an axis, order refuse, and in which words.
#include <doctest/doctest.h>

#include <xgrad/ops/ops.hpp>

#include "../support/refusals.hpp"

namespace xgrad {

TEST_CASE("errors: reductions, sums along an axis, order") {
  using In = const Operands&;
  check_refusals({
      {[](In c) { sum(c.b); },
       "DTypeError: sum: bool is not taken: b bool [2, 3]\n"
       "  cast(x, int64) converts"},
      {[](In c) { sum(c.x, 2); }, "ShapeError: sum: there is no axis 2: x float64 [2, 3]"},
      {[](In c) {
         sum(c.x, {0, -2});
       },
       "ShapeError: sum: axis 0 is named twice: x float64 [2, 3]"},
      {[](In) { sum(Var()); },
       "GraphError: sum: an operand is empty\n"
       "  a Var comes from g.input, g.variable or an op"},
      {[](In c) { mean(c.n); },
       "DTypeError: mean: int64 is not taken: n int64 [2, 3]\n"
       "  cast(x, float64) converts"},
      {[](In c) { mean(c.x, 5); }, "ShapeError: mean: there is no axis 5: x float64 [2, 3]"},
      {[](In c) { max(c.b); },
       "DTypeError: max: bool is not taken: b bool [2, 3]\n"
       "  cast(x, int64) converts"},
      {[](In c) { max(c.x, -3); }, "ShapeError: max: there is no axis -3: x float64 [2, 3]"},
      {[](In c) { max(c.empty); }, "ShapeError: max: there is no element to choose from: empty float64 [0, 3]"},
      {[](In c) { max(c.empty, 0); }, "ShapeError: max: there is no element to choose from: empty float64 [0, 3]"},
      {[](In c) { min(c.empty); }, "ShapeError: min: there is no element to choose from: empty float64 [0, 3]"},
      {[](In c) { min(c.b); },
       "DTypeError: min: bool is not taken: b bool [2, 3]\n"
       "  cast(x, int64) converts"},
      {[](In c) { prod(c.b); },
       "DTypeError: prod: bool is not taken: b bool [2, 3]\n"
       "  cast(x, int64) converts"},
      {[](In c) { prod(c.x, 2); }, "ShapeError: prod: there is no axis 2: x float64 [2, 3]"},
      {[](In c) { any(c.x, 2); }, "ShapeError: any: there is no axis 2: x float64 [2, 3]"},
      {[](In c) {
         any(c.x, {1, 1});
       },
       "ShapeError: any: axis 1 is named twice: x float64 [2, 3]"},
      {[](In c) { all(c.x, -3); }, "ShapeError: all: there is no axis -3: x float64 [2, 3]"},
      {[](In c) { var(c.n); },
       "DTypeError: var: int64 is not taken: n int64 [2, 3]\n"
       "  cast(x, float64) converts"},
      {[](In c) { var(c.x, 2); }, "ShapeError: var: there is no axis 2: x float64 [2, 3]"},
      {[](In c) { xgrad::std(c.n); },
       "DTypeError: std: int64 is not taken: n int64 [2, 3]\n"
       "  cast(x, float64) converts"},
      {[](In c) {
         xgrad::std(c.x, {0, 0});
       },
       "ShapeError: std: axis 0 is named twice: x float64 [2, 3]"},
      {[](In c) { norm(c.n); },
       "DTypeError: norm: int64 is not taken: n int64 [2, 3]\n"
       "  cast(x, float64) converts"},
      {[](In c) { norm(c.x, 2); }, "ShapeError: norm: there is no axis 2: x float64 [2, 3]"},
      {[](In c) { argmax(c.b); },
       "DTypeError: argmax: bool is not taken: b bool [2, 3]\n"
       "  cast(x, int64) converts"},
      {[](In c) { argmax(c.empty); }, "ShapeError: argmax: there is no element to choose from: empty float64 [0, 3]"},
      {[](In c) { argmax(c.empty, 0); },
       "ShapeError: argmax: there is no element to choose from: empty float64 [0, 3]"},
      {[](In c) { argmax(c.x, 2); }, "ShapeError: argmax: there is no axis 2: x float64 [2, 3]"},
      {[](In c) { argmin(c.b, 0); },
       "DTypeError: argmin: bool is not taken: b bool [2, 3]\n"
       "  cast(x, int64) converts"},
      {[](In c) { argmin(c.empty); }, "ShapeError: argmin: there is no element to choose from: empty float64 [0, 3]"},
      {[](In c) { count(c.x, 2); }, "ShapeError: count: there is no axis 2: x float64 [2, 3]"},
      {[](In c) { count(c.n); },
       "DTypeError: count: int64 is not taken: n int64 [2, 3]\n"
       "  cast(x, float64) converts"},
      {[](In c) { cumsum(c.b, 0); },
       "DTypeError: cumsum: bool is not taken: b bool [2, 3]\n"
       "  cast(x, int64) converts"},
      {[](In c) { cumsum(c.x, 2); }, "ShapeError: cumsum: there is no axis 2: x float64 [2, 3]"},
      {[](In c) { cumprod(c.b, 0); },
       "DTypeError: cumprod: bool is not taken: b bool [2, 3]\n"
       "  cast(x, int64) converts"},
      {[](In c) { cumprod(c.x, -3); }, "ShapeError: cumprod: there is no axis -3: x float64 [2, 3]"},
      {[](In c) { linear_recurrence(c.n, c.n, 0); },
       "DTypeError: linear_recurrence: int64 is not taken: n int64 [2, 3], n int64 [2, 3]\n"
       "  cast(x, float64) converts"},
      {[](In c) { linear_recurrence(c.x, c.w, 0); },
       "ShapeError: linear_recurrence: the shapes differ: x float64 [2, 3], w float64 [4, 3]\n"
       "  nothing is broadcast here; reshape one of them"},
      {[](In c) { linear_recurrence(c.x, c.f, 0); },
       "DTypeError: linear_recurrence: the dtypes differ: x float64 [2, 3], f float32 [2, 3]\n"
       "  cast(f, float64) converts"},
      {[](In c) { linear_recurrence(c.x, c.x, 2); },
       "ShapeError: linear_recurrence: there is no axis 2: x float64 [2, 3]"},
      {[](In c) { softmax(c.n, 0); },
       "DTypeError: softmax: int64 is not taken: n int64 [2, 3]\n"
       "  cast(x, float64) converts"},
      {[](In c) { softmax(c.x, 2); }, "ShapeError: softmax: there is no axis 2: x float64 [2, 3]"},
      {[](In c) { softmax(c.s, 0); }, "ShapeError: softmax: there is no axis 0: s float64 []"},
      {[](In c) { log_softmax(c.n, 0); },
       "DTypeError: log_softmax: int64 is not taken: n int64 [2, 3]\n"
       "  cast(x, float64) converts"},
      {[](In c) { log_softmax(c.x, 2); }, "ShapeError: log_softmax: there is no axis 2: x float64 [2, 3]"},
      {[](In c) { logsumexp(c.n); },
       "DTypeError: logsumexp: int64 is not taken: n int64 [2, 3]\n"
       "  cast(x, float64) converts"},
      {[](In c) {
         logsumexp(c.x, {0, 0});
       },
       "ShapeError: logsumexp: axis 0 is named twice: x float64 [2, 3]"},
      {[](In c) { sort(c.b); },
       "DTypeError: sort: bool is not taken: b bool [2, 3]\n"
       "  cast(x, int64) converts"},
      {[](In c) { sort(c.s); }, "ShapeError: sort: there is no axis -1: s float64 []"},
      {[](In c) { sort(c.x, 2); }, "ShapeError: sort: there is no axis 2: x float64 [2, 3]"},
      {[](In c) { argsort(c.b); },
       "DTypeError: argsort: bool is not taken: b bool [2, 3]\n"
       "  cast(x, int64) converts"},
      {[](In c) { argsort(c.x, -3); }, "ShapeError: argsort: there is no axis -3: x float64 [2, 3]"},
      {[](In c) { topk(c.b, 1); },
       "DTypeError: topk: bool is not taken: b bool [2, 3]\n"
       "  cast(x, int64) converts"},
      {[](In c) { topk(c.x, 4); }, "ShapeError: topk: there are no 4 elements along axis 1: x float64 [2, 3]"},
      {[](In c) { topk(c.x, -1); }, "ShapeError: topk: k is -1: x float64 [2, 3]"},
      {[](In c) { topk(c.x, 1, 2); }, "ShapeError: topk: there is no axis 2: x float64 [2, 3]"},
  });
}

}  // namespace xgrad
