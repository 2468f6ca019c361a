#include <doctest/doctest.h>

#include <cmath>
#include <xgrad/graph/custom_vjp.hpp>
#include <xgrad/graph/error.hpp>
#include <xgrad/graph/grad.hpp>
#include <xgrad/graph/graph.hpp>
#include <xgrad/graph/program.hpp>
#include <xgrad/ops/ops.hpp>

namespace xgrad {
namespace {

TEST_CASE("custom_vjp: the rule stands for the derivative, of any order, and costs no kernel") {
  Graph g;
  const Var x = g.input("x");
  const Var y = custom_vjp(log(1.0 + exp(x)), {x}, [](const Vars& in, Var, Var dy) { return dy * sigmoid(in[0]); });
  const Var first = grad(y, x), second = grad(first, x);
  Program p = compile({x}, {y, first, second, jvp(y, x, g.constant(3.0))});
  const Outputs out = p({0.5});
  const double s = 1 / (1 + std::exp(-0.5));
  CHECK(out[0].item() == std::log(1 + std::exp(0.5)));
  CHECK(out[1].item() == doctest::Approx(s).epsilon(1e-15));
  CHECK(out[2].item() == doctest::Approx(s * (1 - s)).epsilon(1e-14));
  CHECK(out[3].item() == doctest::Approx(3 * s).epsilon(1e-15));
  CHECK(p({800.0})[1].item() == 1);  // the composed form is inf / inf there
  CHECK(compile({x}, {y})({0.5}).size() == 1);
}

TEST_CASE("custom_vjp: a straight-through estimator; two rules are two ops") {
  Graph g;
  const Var x = g.input("x", float64, {3});
  const auto scaled = [&](double by) {
    return custom_vjp(sign(x), {x}, [by](const Vars&, Var, Var dy) { return by * dy; });
  };
  const Var f = sum(scaled(1) + scaled(10));
  CHECK(compile({x}, {grad(f, x)})({Tensor::from(std::vector<double>{-2, 0, 5}, {3})})[0].to_vector<double>() ==
        std::vector<double>{11, 11, 11});
}

TEST_CASE("custom_vjp: errors") {
  Graph g;
  const Var x = g.input("x"), y = g.input("y");
  CHECK_THROWS_WITH_AS(custom_vjp(exp(x), {x}, {}), "custom_vjp: there is no rule: exp(x)", GraphError);
  CHECK_THROWS_WITH_AS(
      custom_vjp(exp(x), {Var()}, [](const Vars&, Var, Var dy) { return dy; }),
      "custom_vjp: an operand is empty: exp(x), an empty Var\n  a Var comes from g.input, g.variable or "
      "an op",
      GraphError);
  const Var wrong = custom_vjp(x * y, {x, y}, [](const Vars&, Var, Var dy) { return dy; });
  const std::size_t size = g.size();
  CHECK_THROWS_WITH_AS(grad(wrong, x),
                       "custom_vjp: the rule gives 1 gradients for 2 operands: custom_vjp(x, y)\n"
                       "  no_gradient stands for an operand that has none",
                       GraphError);
  const Var none = custom_vjp(exp(x), {x}, [](const Vars&, Var, Var) { return Vars{}; });
  CHECK_THROWS_WITH_AS(grad(none, x), doctest::Contains("the rule gives 0 gradients for 1 operands"), GraphError);
  CHECK(g.size() == size + 2);
}

}  // namespace
}  // namespace xgrad
