#include <xgrad/graph/check_gradients.hpp>
#include <xgrad/graph/error.hpp>
#include <xgrad/graph/grad.hpp>
#include <xgrad/graph/graph.hpp>
#include <xgrad/graph/program.hpp>
#include <xgrad/ops/arithmetic.hpp>
#include <xgrad/ops/linalg.hpp>
#include <xgrad/ops/matmul.hpp>
#include <xgrad/ops/reduce.hpp>
#include <xgrad/ops/transpose.hpp>

#include "array_checks.hpp"

namespace xgrad {
namespace {

const Tensor a = array({2, 2}, {4, 1, 2, 3});

Tensor unit(std::int64_t n, double scale) {
  std::vector<double> values(static_cast<std::size_t>(n * n), 0.0);
  for (std::int64_t i = 0; i < n; ++i) values[static_cast<std::size_t>(i * (n + 1))] = scale;
  return array({n, n}, values);
}

/// x plus a multiple of the unit matrix: regular for elements between -1 and 1.
Var regular(Var x, std::int64_t n) { return x + x.arena()->constant(unit(n, 4).astype(x.dtype())); }
/// x x^T plus it: positive definite.
Var definite(Var x, std::int64_t n) { return regular(matmul(x, transpose(x)), n); }

void check_at(const UnaryFunction& f, const Tensor& x) {
  const GradientReport report = check_gradients(f, {.points = {{x}}});
  INFO(report.text);
  CHECK(report.ok);
}

}  // namespace

TEST_CASE("solve: values") {
  const auto f = [](const Vars& v) { return solve(v[0], v[1]); };
  check_value(f, {a, array({2, 1}, {6, 8})}, array({2, 1}, {1, 2}), Precision::rounded);
  check_value(f, {a, array({2}, {6, 8})}, array({2}, {1, 2}), Precision::rounded);
  check_value(f, {array({2, 1, 1}, {2, 4}), array({1, 3}, {2, 4, 8})}, array({2, 1, 3}, {1, 2, 4, 0.5, 1, 2}));
  check_value(f, {array({1, 1}, {2}), array({2, 1, 1}, {2, 4})}, array({2, 1, 1}, {1, 2}));
  check_value(f, {array({0, 0}, {}), array({0, 3}, {})}, array({0, 3}, {}));
  check_value(f, {array({1, 1}, {nan}), array({1, 1}, {1})}, array({1, 1}, {nan}));
}

TEST_CASE("solve, inv, triangular_solve: derivatives") {
  const auto solving = [](Var x, Var b) { return solve(regular(x, 3), b); };
  check_op(
      solving,
      {.shapes = {{{3, 3}, {3, 2}}, {{2, 3, 3}, {3, 2}}, {{3, 3}, {2, 3, 1}}, {{3, 3}, {3}}}, .low = -1, .high = 1});
  check_op([](Var x) { return inv(regular(x, 2)); }, {.shapes = {{{2, 2}}, {{3, 2, 2}}}, .low = -1, .high = 1});
  for (bool is_upper : {false, true})
    for (bool is_transposed : {false, true}) {
      const auto f = [=](Var x, Var b) { return triangular_solve(regular(x, 3), b, {is_upper, is_transposed}); };
      check_op(f, {.shapes = {{{3, 3}, {3, 2}}, {{2, 3, 3}, {3, 2}}, {{3, 3}, {3}}}, .low = -1, .high = 1});
    }
}

TEST_CASE("triangular_solve: reads one triangle") {
  const Tensor t = array({2, 2}, {2, nan, 1, 4}), b = array({2, 1}, {2, 9});
  check_value([](const Vars& v) { return triangular_solve(v[0], v[1]); }, {t, b}, array({2, 1}, {1, 2}));
  const Tensor u = array({2, 2}, {2, 1, nan, 4});
  check_value([](const Vars& v) { return triangular_solve(v[0], v[1], {.upper = true}); }, {u, array({2}, {4, 8})},
              array({2}, {1, 2}));
  check_value([](const Vars& v) { return triangular_solve(v[0], v[1], {.upper = true, .transpose = true}); },
              {u, array({2}, {2, 9})}, array({2}, {1, 2}));
}

TEST_CASE("inv, det, slogdet: values") {
  check_value([](const Vars& v) { return inv(v[0]); }, {array({2, 2}, {0, 2, 4, 0})}, array({2, 2}, {0, 0.25, 0.5, 0}));
  check_value([](const Vars& v) { return det(v[0]); }, {a}, array({}, {10}), Precision::rounded);
  check_value([](const Vars& v) { return det(v[0]); }, {array({2, 2, 2}, {0, 1, 1, 0, 1, 2, 2, 4})},
              array({2}, {-1, 0}));
  check_value([](const Vars& v) { return det(v[0]); }, {array({0, 0}, {})}, array({}, {1}));
  check_value([](const Vars& v) { return det(v[0]); }, {array({1, 1}, {nan})}, array({}, {nan}));
  check_value([](const Vars& v) { return slogdet(v[0]).sign; }, {array({3, 1, 1}, {-2, 0, 5})}, array({3}, {-1, 0, 1}));
  check_value([](const Vars& v) { return slogdet(v[0]).logabsdet; }, {array({2, 1, 1}, {-1, 0})},
              array({2}, {0, -inf}));
  const Tensor large = array({3, 3}, {1e200, 0, 0, 0, 1e200, 0, 0, 0, 1e-300});
  CHECK(run_op([](const Vars& v) { return det(v[0]); }, {large}).item() == doctest::Approx(1e100).epsilon(1e-14));
}

TEST_CASE("det: derivatives, also where the matrix is singular") {
  check_op([](Var x) { return det(x); }, {.shapes = {{{3, 3}}, {{2, 2, 2}}, {{1, 1}}, {{4, 4}}}, .low = -1, .high = 1});
  check_op([](Var x) { return slogdet(regular(x, 3)).logabsdet; },
           {.shapes = {{{3, 3}}, {{2, 3, 3}}}, .low = -1, .high = 1});
  const Tensor rank_one = array({2, 2}, {1, 2, 2, 4});
  check_gradient([](const Vars& v) { return det(v[0]); }, {rank_one}, 0, array({2, 2}, {4, -2, -2, 1}),
                 Precision::rounded);
  check_gradient([](const Vars& v) { return det(v[0]); }, {array({2, 2}, {0, 0, 0, 0})}, 0,
                 array({2, 2}, {0, 0, 0, 0}));
  for (const Tensor& x : {rank_one, array({2, 2}, {0, 0, 0, 0}), array({3, 3}, {1, 2, 3, 4, 5, 6, 7, 8, 9}),
                          array({3, 3}, {1, 2, 3, 2, 4, 6, -1, -2, -3}), array({3, 3}, {0, 0, 0, 0, 2, 0, 0, 0, 3}),
                          array({3, 3}, {0, 0, 0, 0, 0, 0, 0, 0, 0})})
    check_at([](Var v) { return det(v); }, x);
}

TEST_CASE("det: third derivatives where the matrix is regular") {
  Graph g;
  Var t = g.input("t", float64, {3, 3}), d = det(t);
  Var first = sum(square(grad(d, t))), second = sum(square(grad(first, t)));
  check_at([](Var v) { return sum(square(grad(det(v), v))); }, array({3, 3}, {1, 2, 0, 0, 3, 1, 2, 0, 1}));
  Program p = compile({t}, {second});
  CHECK_THROWS_WITH_AS(compile({t}, {grad(second, t)})({zeros({3, 3})}), "det: the matrix is singular", DataError);
  CHECK(p({zeros({3, 3})})[0].item() == 0);
}

TEST_CASE("cholesky") {
  const auto f = [](const Vars& v) { return cholesky(v[0]); };
  check_value(f, {array({2, 2}, {4, 2, 2, 10})}, array({2, 2}, {2, 0, 1, 3}));
  check_value(f, {array({2, 2}, {4, nan, 2, 10})}, array({2, 2}, {2, 0, 1, 3}));
  check_value(f, {array({2, 1, 1}, {4, 9})}, array({2, 1, 1}, {2, 3}));
  check_value(f, {array({0, 0}, {})}, array({0, 0}, {}));
  check_op([](Var x) { return cholesky(definite(x, 3)); }, {.shapes = {{{3, 3}}, {{3, 2}}}, .low = -1, .high = 1});
}

TEST_CASE("linear algebra: errors") {
  Graph g;
  Var x = g.input("x", float64, {2, 3}), m = g.input("m", float64, {2, 2}), v = g.input("v", float64, {3});
  Var s = g.input("s", float64, {}), f = g.input("f", float32, {2, 2}), b = g.input("b", float64, {3, 2, 2});
  const std::size_t before = g.size();
  CHECK_THROWS_WITH_AS(inv(x), doctest::Contains("inv: the matrix is not square: x float64 [2, 3] (2 != 3)"),
                       ShapeError);
  CHECK_THROWS_WITH_AS(det(v), doctest::Contains("det: that is no matrix: v float64 [3]"), ShapeError);
  CHECK_THROWS_WITH_AS(slogdet(x), doctest::Contains("slogdet: the matrix is not square"), ShapeError);
  CHECK_THROWS_WITH_AS(cholesky(g.constant(integers({1, 1}, {1}))), doctest::Contains("cholesky: int64 is not taken"),
                       DTypeError);
  CHECK_THROWS_WITH_AS(solve(m, v),
                       doctest::Contains("solve: the right side has another number of rows: m float64 [2, 2], "),
                       ShapeError);
  CHECK_THROWS_WITH_AS(solve(m, s), "solve: the right side is a single number: m float64 [2, 2], s float64 []",
                       ShapeError);
  CHECK_THROWS_WITH_AS(solve(m, f), doctest::Contains("solve: the dtypes differ: m float64 [2, 2], f float32 [2, 2]"),
                       DTypeError);
  CHECK_THROWS_WITH_AS(solve(b, g.constant(zeros({2, 2, 1}))),
                       doctest::Contains("solve: the leading axes do not broadcast: b float64 [3, 2, 2], "),
                       ShapeError);
  CHECK_THROWS_WITH_AS(triangular_solve(x, v), doctest::Contains("triangular_solve: the matrix is not square"),
                       ShapeError);
  CHECK(g.size() == before + 2);
}

TEST_CASE("linear algebra: singular matrices are found when the program runs") {
  const Tensor batch = array({2, 2, 2}, {1, 0, 0, 1, 1, 2, 2, 4});
  const auto fails = [&](const GraphBuilder& f, const Tensor& x, const char* text) {
    for (DType dtype : {float32, float64})
      for (Extents extents : {Extents::fixed, Extents::open})
        CHECK_THROWS_WITH_AS(run_op(f, {x.astype(dtype)}, extents), text, DataError);
  };
  fails([](const Vars& v) { return inv(v[0]); }, batch, "inv: the matrix is singular: matrix 1 of 2");
  fails([](const Vars& v) { return solve(v[0], v[0]); }, batch, "solve: the matrix is singular: matrix 1 of 2");
  fails([](const Vars& v) { return triangular_solve(v[0], v[0]); }, array({2, 2}, {1, 0, 3, 0}),
        "triangular_solve: the diagonal has a 0, in row 1");
  fails([](const Vars& v) { return cholesky(v[0]); }, array({2, 2}, {1, 2, 2, 1}),
        "cholesky: the matrix is not positive definite");
  fails([](const Vars& v) { return grad(slogdet(v[0]).logabsdet, v[0]); }, array({2, 2}, {1, 2, 2, 4}),
        "slogdet: the matrix is singular");
}

}  // namespace xgrad
