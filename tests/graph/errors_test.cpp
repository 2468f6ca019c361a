// What derivatives and what is built on them refuse, and in which words.
#include <doctest/doctest.h>

#include <xgrad/graph/check_gradients.hpp>
#include <xgrad/graph/checkpoint.hpp>
#include <xgrad/graph/custom_vjp.hpp>
#include <xgrad/graph/elementwise.hpp>
#include <xgrad/graph/grad.hpp>
#include <xgrad/graph/gradient.hpp>
#include <xgrad/graph/jacobian.hpp>
#include <xgrad/graph/multi_op.hpp>
#include <xgrad/graph/to_dot.hpp>
#include <xgrad/ops/ops.hpp>

#include "../support/refusals.hpp"

namespace xgrad {
namespace {

struct Kept : Elementwise<Kept> {  // a mask and a number
  static constexpr std::string_view name = "kept";
  template <class T> static T forward(typename T::mask m, T a) { return select(m, a, T(0)); }
  static Vars vjp(Var m, Var, Var, Var dy) { return {no_gradient, where(m, dy, 0.0)}; }
};

}  // namespace

TEST_CASE("errors: a custom op's masks, states of two graphs") {
  check_refusals({
      {[](const Operands& c) { apply<Kept>(c.b, 1.0); },
       "GraphError: kept: what is no mask is a number: b bool [2, 3], 1\n"
       "  make one of them a node: g.constant(1.0)"},
      {[](const Operands& c) { apply<Kept>(c.x, c.x); },
       "DTypeError: kept: operand 0 is a mask and must be bool: x float64 [2, 3], x float64 [2, 3]\n"
       "  a comparison makes one, or cast(x, boolean)"},
      {[](const Operands& c) { apply<Kept>(c.b); }, "GraphError: kept: takes 2 operands, not 1"},
  });
  Graph g, another;
  const Var p = g.variable("p", ones({2})), q = another.variable("q", ones({2}));
  CHECK_THROWS_WITH_AS(g.update(p, q), "update: state and value belong to different graphs: p, q", GraphError);
  CHECK_THROWS_WITH_AS(another.update(p, q), "update: state and value belong to different graphs: p, q", GraphError);
}

TEST_CASE("errors: derivatives and what is built on them") {
  using In = const Operands&;
  check_refusals({
      {[](In c) { grad(c.x, c.x); },
       "GraphError: grad: f is not a single number of rank 0: x float64 [2, 3]\n"
       "  sum() it, or use vjp() with a cotangent"},
      {[](In c) { grad(c.total, c.n); },
       "GraphError: grad: x is int64, which has no derivative: n int64 [2, 3]\n"
       "  cast(x, float64) makes a float of it"},
      {[](In c) { grad(c.count, c.x); },
       "GraphError: grad: f is int64, which has no derivative: sum(n) int64 []\n"
       "  cast(x, float64) makes a float of it"},
      {[](In c) { grad(c.total, c.other); }, "GraphError: grad: x is not of the same graph: other float64 [2, 3]"},
      {[](In c) { grad(c.total, Var()); }, "GraphError: grad: x is not of the same graph: an empty Var"},
      {[](In c) { grad(Var(), c.x); }, "GraphError: grad: there is nothing to differentiate"},
      {[](In c) { vjp({c.x}, {c.w}, {c.x}); },
       "ShapeError: vjp: a cotangent has another shape: w float64 [4, 3] for x float64 [2, 3]"},
      {[](In c) { vjp({c.x}, {c.f}, {c.x}); },
       "DTypeError: vjp: a cotangent has another dtype: f float32 [2, 3] for x float64 [2, 3]"},
      {[](In c) { vjp({c.x}, {}, {c.x}); }, "GraphError: vjp: 0 cotangents for 1 nodes"},
      {[](In c) { vjp({}, {}, {c.x}); }, "GraphError: vjp: there is nothing to differentiate"},
      {[](In c) { jvp({c.x}, {c.x}, {c.w}); },
       "ShapeError: jvp: a tangent has another shape: w float64 [4, 3] for x float64 [2, 3]"},
      {[](In c) { jvp({c.x}, {c.x}, Vars{}); }, "GraphError: jvp: 0 tangents for 1 nodes"},
      {[](In c) { jvp({c.n}, {c.x}, {c.x}); },
       "GraphError: jvp: an output is int64, which has no derivative: n int64 [2, 3]\n"
       "  cast(x, float64) makes a float of it"},
      {[](In c) { vjp({c.x}, {c.x}, {c.n}); },
       "GraphError: vjp: x is int64, which has no derivative: n int64 [2, 3]\n"
       "  cast(x, float64) makes a float of it"},
      {[](In c) { jvp(c.x, c.x, c.f); },
       "DTypeError: jvp: a tangent has another dtype: f float32 [2, 3] for x float64 [2, 3]"},
      {[](In c) { hvp(c.x, c.x, c.x); },
       "GraphError: hvp: f is not a single number of rank 0: x float64 [2, 3]\n"
       "  sum() it, or use vjp() with a cotangent"},
      {[](In c) { hvp(c.total, c.x, c.w); },
       "ShapeError: hvp: a vector has another shape: w float64 [4, 3] for x float64 [2, 3]"},
      {[](In c) { hvp(c.total, c.x, c.f); },
       "DTypeError: hvp: a vector has another dtype: f float32 [2, 3] for x float64 [2, 3]"},
      {[](In c) { hvp(c.total, Vars{c.x}, Vars{}); }, "GraphError: hvp: 0 vectors for 1 nodes"},
      {[](In c) { hvp(c.total, c.n, c.x); },
       "GraphError: hvp: x is int64, which has no derivative: n int64 [2, 3]\n"
       "  cast(x, float64) makes a float of it"},
      {[](In c) { hvp(Var(), c.x, c.x); }, "GraphError: hvp: there is nothing to differentiate"},
      {[](In c) { jacobian(c.d, c.x); },
       "ShapeError: jacobian: an extent is dynamic: the number of derivatives must be known when the graph is built: d "
       "float64 [?, 3]\n"
       "  d was made at refusals.hpp:N"},
      {[](In c) { jacobian(c.x, c.n); },
       "GraphError: jacobian: x is int64, which has no derivative: n int64 [2, 3]\n"
       "  cast(x, float64) makes a float of it"},
      {[](In c) { hessian(c.x, c.x); },
       "GraphError: hessian: f is not a single number of rank 0: x float64 [2, 3]\n"
       "  sum() it, or use jacobian() of a gradient"},
      {[](In c) { hessian(c.open_total, c.d); },
       "ShapeError: hessian: an extent is dynamic: the number of derivatives must be known when the graph is built: d "
       "float64 [?, 3]\n"
       "  d was made at refusals.hpp:N"},
      {[](In c) { hessian(c.total, c.n); },
       "GraphError: hessian: x is int64, which has no derivative: n int64 [2, 3]\n"
       "  cast(x, float64) makes a float of it"},
      {[](In c) { hessian(Var(), c.x); }, "GraphError: hessian: there is nothing to differentiate"},
      {[](In c) { jacobian(c.n, c.x); },
       "GraphError: jacobian: y is int64, which has no derivative: n int64 [2, 3]\n"
       "  cast(x, float64) makes a float of it"},
      {[](In c) { jacobian(c.x, Var()); }, "GraphError: jacobian: x is not of the same graph: an empty Var"},
      {[](In c) { jacobian(Var(), c.x); }, "GraphError: jacobian: there is nothing to differentiate"},
      {[](In c) { jacobian(c.x, c.other); }, "GraphError: jacobian: x is not of the same graph: other float64 [2, 3]"},
      {[](In c) { custom_vjp(c.x, {c.x}, nullptr); }, "GraphError: custom_vjp: there is no rule: x"},
      {[](In c) { custom_vjp(Var(), {c.x}, [](const Vars&, Var, Var dy) { return Vars{dy}; }); },
       "GraphError: custom_vjp: an operand is empty: an empty Var, x\n"
       "  a Var comes from g.input, g.variable or an op"},
      {[](In c) { custom_vjp(c.x, {c.other}, [](const Vars&, Var, Var dy) { return Vars{dy}; }); },
       "GraphError: custom_vjp: the operands belong to different graphs: x, other\n"
       "  build both in one graph, or give the other graph's result as an input"},
      {[](In) { checkpoint([](const Vars& v) { return v; }, {}); },
       "GraphError: checkpoint: there is nothing to compute from"},
      {[](In) { checkpoint([](Var v) { return v; }, Var()); },
       "GraphError: checkpoint: there is nothing to compute from"},
      {[](In) { to_dot({}); }, "GraphError: to_dot: there are no outputs"},
      {[](In) { to_dot({Var()}); }, "GraphError: to_dot: an output is empty or of another graph: an empty Var"},
      {[](In c) {
         to_dot({c.x, c.other});
       },
       "GraphError: to_dot: an output is empty or of another graph: other"},
      {[](In c) { parts_of(c.x); },
       "GraphError: parts_of: the node has one result: x\n"
       "  make_nodes makes nodes of several"},
      {[](In) { gradient([](Var v) { return sum(v); }, Tensor(int64, {2})); },
       "DTypeError: gradient: the point is not of a float type: int64 [2]\n"
       "  astype(float64) converts"},
      {[](In c) { gradient([&](Var) { return c.total; }, Tensor(1.0)); },
       "GraphError: gradient: the function's result does not come from its operand: sum(x)"},
      {[](In) { hessian([](Var a, Var b) { return sum(a * b); }, Tensor(float64, {2}), 1.0); },
       "ShapeError: hessian: several operands must be scalars: x1 float64 [2]\n"
       "  give one operand, an array"},
      {[](In) { UnaryFunction(static_cast<Var (*)(Var)>(nullptr)); },
       "GraphError: function: the pointer is null\n"
       "  the identity is [](Var x) { return x; }"},
      {[](In) { BinaryFunction(static_cast<Var (*)(Var, Var)>(nullptr)); },
       "GraphError: function: the pointer is null\n"
       "  the identity is [](Var x) { return x; }"},
      {[](In) { Var().shape(); },
       "GraphError: var: it is empty\n"
       "  a Var comes from g.input, g.variable or an op"},
      {[](In) {
         check_gradients([](Var v) { return v; }, {.points = {{1.0, 2.0}}});
       },
       "GraphError: check_gradients: 2 operands for a function of 1"},
      {[](In) { check_gradients([](Var v) { return log(v); }, {.low = -3, .high = -1}); },
       "GraphError: check_gradients: the function is finite at none of the points\n"
       "  give others: .low, .high or .points"},
      {[](In) { check_gradients([](Var v) { return v; }, {.shapes = {{{0}}}}); },
       "GraphError: check_gradients: the operands have no elements, so nothing was compared\n"
       "  give other shapes or points"},
  });
}

}  // namespace xgrad
