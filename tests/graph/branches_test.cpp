#include <doctest/doctest.h>

#include <cmath>
#include <xgrad/graph/grad.hpp>
#include <xgrad/graph/graph.hpp>
#include <xgrad/graph/program.hpp>
#include <xgrad/ops/ops.hpp>

namespace xgrad {
namespace {

constexpr double inf = INFINITY;

std::vector<double> run(Var x, Var y, const std::vector<double>& at) {
  const auto n = static_cast<std::int64_t>(at.size());
  return compile({x}, {y})({Tensor::from(at, {n})})[0].to_vector<double>();
}

TEST_CASE("a branch that where does not take makes no NaN in derivatives of orders 1 and 2, static and dynamic") {
  const struct {
    const char* name;
    Var (*f)(Var x);
    double first, second;  // at 2; at the other points the branch is not taken
  } rows[] = {
      {"sqrt", [](Var x) { return sqrt(x); }, 0.5 / std::sqrt(2.0), -0.25 / (2 * std::sqrt(2.0))},
      {"log", [](Var x) { return log(x); }, 0.5, -0.25},
      {"1 / x", [](Var x) { return 1.0 / x; }, -0.25, 0.25},
      {"x^0.5", [](Var x) { return pow(x, 0.5); }, 0.5 / std::sqrt(2.0), -0.25 / (2 * std::sqrt(2.0))},
      {"x log x", [](Var x) { return x * log(x); }, std::log(2.0) + 1, 0.5},
      {"square(log x)", [](Var x) { return square(log(x)); }, std::log(2.0), 0.5 - 0.5 * std::log(2.0)},
      {"log x * sqrt x, through sums and shapes",
       [](Var x) {
         return reshape_like(sum(reshape(log(x) * sqrt(x), {-1, 1}), {1}), x);
       },
       1 / std::sqrt(2.0) + std::log(2.0) / (2 * std::sqrt(2.0)), -std::log(2.0) / (8 * std::sqrt(2.0))},
  };
  for (const auto& row : rows)
    for (std::int64_t extent : {std::int64_t{4}, dynamic}) {
      CAPTURE(row.name);
      CAPTURE(extent);
      Graph g;
      const Var x = g.input("x", float64, {extent});
      const Var taken = where(x > 0.0, row.f(x), 0.0), other = where(x <= 0.0, 0.0, row.f(x));
      for (Var y : {taken, other}) {
        const Var first = grad(sum(y), x), second = grad(sum(first), x);
        const std::vector<double> slope = run(x, first, {-1, 0, -inf, 2});
        CHECK(slope[0] == 0);
        CHECK(slope[1] == 0);
        CHECK(slope[2] == 0);
        CHECK(slope[3] == doctest::Approx(row.first).epsilon(1e-14));
        const std::vector<double> curvature = run(x, second, {-1, 0, -inf, 2});
        CHECK(curvature[0] == 0);
        CHECK(curvature[1] == 0);
        CHECK(curvature[2] == 0);
        CHECK(curvature[3] == doctest::Approx(row.second).epsilon(1e-13));
        const std::vector<double> forward = run(x, jvp(y, x, ones_like(x)), {-1, 0, -inf, 2});
        CHECK(forward[1] == 0);
        CHECK(forward[2] == 0);
        CHECK(forward[3] == doctest::Approx(row.first).epsilon(1e-14));
      }
    }
}

TEST_CASE("a branch is kept apart from what does not go through it") {
  Graph g;
  const Var x = g.input("x", float64, {3});
  const Var root = sqrt(x);
  // The root is used twice, once without a where: its infinite derivative at 0 is real.
  CHECK(run(x, grad(sum(where(x > 0.0, root, 0.0) + root), x), {0, 1, 4}) == std::vector<double>{inf, 1, 0.5});
  // Both branches read it: nothing is masked, and 0 * inf stays NaN as everywhere.
  const Var y = where(x > 1.0, root, 2.0 * root);
  CHECK(run(x, grad(sum(y), x), {0, 1, 4}) == std::vector<double>{inf, 1, 0.25});
  const Var zero = mul(exp(x), 0.0);
  CHECK(std::isnan(run(x, grad(sum(zero * x), x), {inf, 1, 1})[0]));
}

TEST_CASE("a branch in a branch, and one that was broadcast") {
  Graph g;
  const Var x = g.input("x", float64, {3});
  const Var nested = where(x > 0.0, where(x > 1.0, log(x - 1.0) * sqrt(x), 1.0), 0.0);
  const auto slopes = run(x, grad(sum(nested), x), {-1, 1, 2});
  CHECK(slopes[0] == 0);
  CHECK(slopes[1] == 0);
  CHECK(slopes[2] == doctest::Approx(std::sqrt(2.0)));

  const Var s = g.input("s");
  const Var spread = where(x > 0.0, square(log(s)) * x, 0.0);  // one s for all elements
  Program p = compile({x, s}, {grad(sum(spread), s)});
  CHECK(p({Tensor::from(std::vector<double>{-1, -2, -3}, {3}), 0.0})[0].item() == 0);
  CHECK(p({Tensor::from(std::vector<double>{-1, 2, -3}, {3}), 1.0})[0].item() == 0);
  CHECK(p({Tensor::from(std::vector<double>{-1, 2, -3}, {3}), std::exp(1.0)})[0].item() ==
        doctest::Approx(4 / std::exp(1.0)));
}

}  // namespace
}  // namespace xgrad
