#include <xgrad/graph/check_gradients.hpp>
#include <xgrad/graph/error.hpp>
#include <xgrad/graph/grad.hpp>
#include <xgrad/graph/graph.hpp>
#include <xgrad/graph/program.hpp>
#include <xgrad/ops/arithmetic.hpp>
#include <xgrad/ops/power.hpp>
#include <xgrad/ops/reduce.hpp>
#include <xgrad/ops/variance.hpp>

#include "array_checks.hpp"

namespace xgrad {
namespace {

/// The Hessian of f (a single number) at x, row by row.
Tensor hessian_at(const UnaryFunction& f, const Tensor& x) {
  const std::int64_t n = x.size();
  std::vector<double> rows;
  for (std::int64_t i = 0; i < n; ++i) {
    std::vector<double> unit(static_cast<std::size_t>(n), 0.0);
    unit[static_cast<std::size_t>(i)] = 1;
    Graph g;
    Var v = g.input("v", float64, x.shape());
    const Var row = hvp(f(v), v, g.constant(array(x.shape(), unit)));
    for (double entry : numbers(compile({v}, {row})({x})[0])) rows.push_back(entry);
  }
  return array({n, n}, rows);
}

}  // namespace

TEST_CASE("var and std: values") {
  const Tensor x = array({2, 4}, {2, 4, 4, 4, 5, 5, 7, 9});
  check_value([](const Vars& v) { return var(v[0]); }, {x}, array({}, {4}));
  check_value([](const Vars& v) { return std(v[0]); }, {x}, array({}, {2}));
  check_value([](const Vars& v) { return var(v[0], {1}, keepdims); }, {x}, array({2, 1}, {0.75, 2.75}));
  check_value([](const Vars& v) { return var(v[0], {1}, false, 1); }, {x}, array({2}, {1, 11.0 / 3}),
              Precision::rounded);
  check_value([](const Vars& v) { return std(v[0], {0}, false, 1.5); }, {array({2}, {1, 3})}, array({}, {2}));
  check_value([](const Vars& v) { return std(v[0], 1); }, {array({2, 0}, {})}, array({2}, {nan, nan}));
  check_value([](const Vars& v) { return var(v[0], {0}, false, 1); }, {array({1}, {3})}, array({}, {nan}));
}

TEST_CASE("var, std, norm: derivatives") {
  for (bool keep : {false, keepdims}) {
    check_op([=](Var x) { return var(x, {1}, keep); }, {.shapes = {{{2, 3}}, {{0, 3}}, {{2, 3, 2}}}});
    check_op([=](Var x) { return std(x, {0, 2}, keep, 1); }, {.shapes = {{{2, 3, 2}}}});
    check_op([=](Var x) { return norm(x, {-1}, keep); }, {.shapes = {{{2, 3}}, {{2, 1}}, {{2, 0}}, {{2, 3, 2}}}});
  }
  check_op([](Var x) { return norm(x); }, {.shapes = {{{}}, {{4}}, {{2, 3}}}});
  check_op([](Var x) { return square(norm(x)) * norm(x) + exp(0.1 * norm(x)); }, {.shapes = {{{4}}}});
  check_op([](Var x) { return square(xgrad::std(x, 0)) / 3.0; }, {.shapes = {{{4, 2}}}});
}

TEST_CASE("std of equal numbers, norm of 0: derivative 0") {
  const Tensor zero = array({2}, {0, 0});
  check_gradient([](const Vars& v) { return norm(v[0]); }, {zero}, 0, zero);
  check_gradient([](const Vars& v) { return xgrad::std(v[0]); }, {array({2}, {5, 5})}, 0, zero);
  check_gradient([](const Vars& v) { return norm(v[0], 1); }, {array({2, 2}, {0, 0, 3, 4})}, 0,
                 array({2, 2}, {0, 0, 0.6, 0.8}), Precision::rounded);
}

TEST_CASE("norm: smooth functions of it are smooth at 0") {
  const Tensor zero = array({2}, {0, 0}), twice = array({2, 2}, {2, 0, 0, 2});
  const UnaryFunction squares[] = {UnaryFunction([](Var x) { return square(norm(x)); }),
                                   UnaryFunction([](Var x) { return norm(x) * norm(x); }),
                                   UnaryFunction([](Var x) { return pow(norm(x), 2.0); }),
                                   UnaryFunction([](Var x) { return sum(square(norm(x, {0}, keepdims))); }),
                                   UnaryFunction([](Var x) { return -(1.0 - square(norm(x))); })};
  for (const UnaryFunction& f : squares) {
    INFO(text_of(hessian_at(f, zero)), text_of(hessian_at(f, array({2}, {3, 4}))));
    CHECK(is_near(hessian_at(f, zero), twice, 0));
    CHECK(is_near(hessian_at(f, array({2}, {3, 4})), twice, 1e-14));
  }
  CHECK(is_near(hessian_at([](Var x) { return square(square(norm(x))); }, zero), array({2, 2}, {0, 0, 0, 0}), 0));
  CHECK(is_near(hessian_at([](Var x) { return square(norm(x)) * norm(x); }, zero), array({2, 2}, {0, 0, 0, 0}), 0));
  CHECK(is_near(hessian_at([](Var x) { return norm(x); }, zero), array({2, 2}, {0, 0, 0, 0}), 0));
  const Tensor variance = array({2, 2}, {0.5, -0.5, -0.5, 0.5});
  CHECK(is_near(hessian_at([](Var x) { return square(xgrad::std(x)); }, array({2}, {5, 5})), variance, 1e-15));
}

TEST_CASE("var, std, norm: errors") {
  Graph g;
  Var x = g.input("x", float64, {2, 3}), i = g.input("i", int64, {2});
  const std::size_t before = g.size();
  CHECK_THROWS_WITH_AS(var(x, 2), "var: there is no axis 2: x float64 [2, 3]", ShapeError);
  CHECK_THROWS_WITH_AS(xgrad::std(x, {1, 1}), "std: axis 1 is named twice: x float64 [2, 3]", ShapeError);
  CHECK_THROWS_WITH_AS(norm(i), "norm: int64 is not taken: i int64 [2]\n  cast(x, float64) converts", DTypeError);
  CHECK_THROWS_WITH_AS(var(i), doctest::Contains("var: int64 is not taken"), DTypeError);
  CHECK_THROWS_WITH_AS(xgrad::std(i), doctest::Contains("std: int64 is not taken"), DTypeError);
  CHECK_THROWS_AS(norm(Var()), GraphError);
  CHECK(g.size() == before);
}

}  // namespace xgrad
