#include <doctest/doctest.h>

#include <array>
#include <cmath>
#include <xgrad/graph/error.hpp>
#include <xgrad/graph/grad.hpp>
#include <xgrad/graph/gradient.hpp>
#include <xgrad/graph/graph.hpp>
#include <xgrad/graph/jacobian.hpp>
#include <xgrad/graph/program.hpp>
#include <xgrad/ops/ops.hpp>

namespace xgrad {
namespace {

Tensor vector_of(const std::vector<double>& values) {
  return Tensor::from(values, {static_cast<std::int64_t>(values.size())});
}

TEST_CASE("jacobian: of a product, by rows and by columns, of any rank") {
  Graph g;
  const Var a = g.input("a", float64, {2, 3}), x = g.input("x", float64, {3, 2});
  const Var tall = jacobian(matmul(a, x), x), wide = jacobian(sum(matmul(a, x), {0}), a);
  CHECK(tall.shape() == Shape{2, 2, 3, 2});
  CHECK(wide.shape() == Shape{2, 2, 3});
  Program p = compile({a, x}, {tall, wide, jacobian(sum(x), x), jacobian(a, sum(x))});
  const Outputs out = p({Tensor::from(std::vector<double>{1, 2, 3, 4, 5, 6}, {2, 3}),
                         Tensor::from(std::vector<double>{1, 2, 3, 4, 5, 6}, {3, 2})});
  for (std::int64_t i = 0; i < 2; ++i)
    for (std::int64_t j = 0; j < 2; ++j)
      for (std::int64_t k = 0; k < 3; ++k) {
        for (std::int64_t l = 0; l < 2; ++l)
          CHECK(out[0].at<double>({i, j, k, l}) == (j == l ? static_cast<double>(3 * i + k + 1) : 0));
        CHECK(out[1].at<double>({i, j, k}) == static_cast<double>(2 * k + i + 1));
      }
  CHECK(out[2].to_vector<double>() == std::vector<double>(6, 1.0));
  CHECK(out[3].to_vector<double>() == std::vector<double>(6, 0.0));
  // Fewer columns than rows: forward mode.
  const Var t = g.input("t");
  Program curve = compile({t}, {jacobian(t * g.constant(vector_of({1, 2, 3, 4})), t)});
  CHECK(curve({5.0})[0].to_vector<double>() == std::vector<double>{1, 2, 3, 4});
}

Var rosenbrock(Var x, std::int64_t n) {
  const Var head = slice(x, {Slice{0, n - 1}}), tail = slice(x, {Slice{1, n}});
  return sum(100.0 * square(tail - square(head)) + square(1.0 - head));
}

TEST_CASE("hessian: of 400 variables, as nodes and as numbers, symmetric and equal to its formula") {
  constexpr std::int64_t n = 400;
  std::vector<double> at;
  for (std::int64_t i = 0; i < n; ++i) at.push_back(std::sin(static_cast<double>(i)));
  const Tensor numbers = hessian([](Var x) { return rosenbrock(x, n); }, vector_of(at));
  Graph g;
  const Var x = g.input("x", float64, {n});
  const Tensor nodes = compile({x}, {hessian(rosenbrock(x, n), x)})({vector_of(at)})[0];
  CHECK(nodes.shape() == Shape{n, n});
  CHECK(nodes.to_vector<double>() == numbers.to_vector<double>());
  for (std::int64_t i = 0; i < n; ++i)
    for (std::int64_t j = 0; j < n; ++j) {
      const auto a = static_cast<std::size_t>(i);
      double wanted = 0;
      if (i == j && i < n - 1) wanted += 1200 * at[a] * at[a] - 400 * at[a + 1] + 2;
      if (i == j && i > 0) wanted += 200;
      if (std::abs(i - j) == 1) wanted = -400 * at[static_cast<std::size_t>(std::min(i, j))];
      CHECK(numbers.at<double>({i, j}) == doctest::Approx(wanted).epsilon(1e-12));
    }
}

TEST_CASE("Newton's method with the Hessian reaches Rosenbrock's minimum from (-1.2, 1) in at most 25 iterations") {
  Graph g;
  const Var x = g.input("x"), y = g.input("y");
  const Var f = square(1.0 - x) + 100.0 * square(y - square(x));
  const auto [fx, fy] = grad(f, x, y);
  Program p = compile({x, y}, {fx, fy, grad(fx, x), grad(fx, y), grad(fy, y)});
  double at[] = {-1.2, 1};
  int iterations = 0;
  while (std::abs(at[0] - 1) + std::abs(at[1] - 1) > 1e-12 && iterations < 100) {
    const Outputs d = p({at[0], at[1]});
    const double a = d[2].item(), b = d[3].item(), c = d[4].item(), det = a * c - b * b;
    at[0] -= (c * d[0].item() - b * d[1].item()) / det;
    at[1] -= (a * d[1].item() - b * d[0].item()) / det;
    ++iterations;
  }
  CHECK(iterations <= 25);
  MESSAGE("iterations: ", iterations);
}

TEST_CASE("gradient, hessian, jacobian of a function at a point") {
  CHECK(gradient([](Var x) { return sin(x); }, 0.0).item() == 1);
  CHECK(gradient([](Var x) { return square(x); }, 3).item() == 6);  // a whole number is meant as a fraction
  CHECK(gradient([](Var x) { return sum(square(x)); }, vector_of({1, 2})).to_vector<double>() ==
        std::vector<double>{2, 4});
  CHECK(gradient([](Var x) { return square(x); }, 3.0f).dtype() == float32);
  const auto [fx, fy] = gradient([](Var x, Var y) { return x * x * y; }, 3.0, 2.0);
  CHECK(fx.item() == 12);
  CHECK(fy.item() == 9);
  CHECK(hessian([](Var x) { return x * x * x; }, 2.0).item() == 12);
  const Tensor h = hessian([](Var x, Var y) { return x * x * y; }, 3.0, 2.0);
  CHECK(h.shape() == Shape{2, 2});
  CHECK(h.to_vector<double>() == std::vector<double>{4, 6, 6, 0});
  const Tensor j = jacobian([](Var x) { return square(x); }, vector_of({1, 2}));
  CHECK(j.to_vector<double>() == std::vector<double>{2, 0, 0, 4});
  CHECK(hessian([](Var x) { return sum(x); }, Tensor(float64, {0})).shape() == Shape{0, 0});
}

TEST_CASE("jacobian, hessian, gradient: errors, and nothing is changed") {
  Graph g;
  const Var x = g.input("x", float64, {dynamic}), v = g.input("v", float64, {2});
  const Var whole = g.input("whole", int64, {2}), none = slice(whole, {{0, 0}});
  const std::size_t before = g.size();
  CHECK_THROWS_WITH_AS(
      jacobian(x, v),
      "jacobian: an extent is dynamic: the number of derivatives must be known when the graph is built: x float64 [?]\n"
      "  x was made at jacobian_test.cpp:109",
      ShapeError);

  for (const auto& [y, dx] : {std::pair(whole, v), std::pair(v, whole), std::pair(none, v)})
    CHECK_THROWS_WITH_AS(jacobian(y, dx), doctest::Contains("is int64, which has no derivative"), GraphError);
  CHECK_THROWS_WITH_AS(hessian(v, v),
                       "hessian: f is not a single number of rank 0: v float64 [2]\n  sum() it, or use jacobian() of a "
                       "gradient",
                       GraphError);
  CHECK(g.size() == before);
  CHECK_THROWS_WITH_AS(gradient([](Var a) { return a; }, Tensor::from(std::vector<std::int64_t>{1, 2}, {2})),
                       "gradient: the point is not of a float type: int64 [2]\n  astype(float64) converts", DTypeError);
  CHECK_THROWS_WITH_AS(gradient([&](Var) { return v; }, 1.0),
                       "gradient: the function's result does not come from its operand: v", GraphError);
  CHECK_THROWS_WITH_AS(hessian([](Var a, Var b) { return sum(a * b); }, vector_of({1, 2}), 1.0),
                       "hessian: several operands must be scalars: x1 float64 [2]\n  give one operand, an array",
                       ShapeError);
}

}  // namespace
}  // namespace xgrad
