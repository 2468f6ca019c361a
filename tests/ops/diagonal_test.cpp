#include <xgrad/graph/error.hpp>
#include <xgrad/graph/graph.hpp>
#include <xgrad/ops/arithmetic.hpp>
#include <xgrad/ops/diagonal.hpp>

#include "array_checks.hpp"

namespace xgrad {
namespace {

const Tensor six = array({2, 3}, {1, 2, 3, 4, 5, 6});

}  // namespace

TEST_CASE("diagonal, diag, trace: values") {
  check_value([](const Vars& v) { return diagonal(v[0]); }, {six}, array({2}, {1, 5}));
  check_value([](const Vars& v) { return diagonal(v[0], 1); }, {six}, array({2}, {2, 6}));
  check_value([](const Vars& v) { return diagonal(v[0], -1); }, {six}, array({1}, {4}));
  check_value([](const Vars& v) { return diagonal(v[0], 3); }, {six}, array({0}, {}));
  check_value([](const Vars& v) { return diagonal(v[0], INT64_MIN); }, {six}, array({0}, {}));
  check_value([](const Vars& v) { return diagonal(v[0], 0, 0, 2); }, {array({2, 2, 2}, {1, 2, 3, 4, 5, 6, 7, 8})},
              array({2, 2}, {1, 6, 3, 8}));
  check_value([](const Vars& v) { return diag(v[0]); }, {array({2}, {1, 2})}, array({2, 2}, {1, 0, 0, 2}));
  check_value([](const Vars& v) { return diag(v[0], -1); }, {integers({1}, {7})}, integers({2, 2}, {0, 0, 7, 0}));
  check_value([](const Vars& v) { return diag(v[0], 1); }, {six}, array({2}, {2, 6}));
  check_value([](const Vars& v) { return trace(v[0]); }, {six}, array({}, {6}));
  check_value([](const Vars& v) { return trace(v[0], 1); }, {integers({2, 2}, {1, 2, 3, 4})}, integers({}, {2}));
  check_value([](const Vars& v) { return diagonal_scatter(v[0], v[1], 1, 0, 1); }, {six, array({2}, {8, 9})},
              array({2, 3}, {1, 8, 3, 4, 5, 9}));
}

TEST_CASE("triu and tril: values") {
  check_value([](const Vars& v) { return triu(v[0]); }, {six}, array({2, 3}, {1, 2, 3, 0, 5, 6}));
  check_value([](const Vars& v) { return tril(v[0]); }, {six}, array({2, 3}, {1, 0, 0, 4, 5, 0}));
  check_value([](const Vars& v) { return tril(v[0], 1); }, {six}, array({2, 3}, {1, 2, 0, 4, 5, 6}));
  check_value([](const Vars& v) { return triu(v[0], INT64_MAX); }, {six}, array({2, 3}, {0, 0, 0, 0, 0, 0}));
  check_value([](const Vars& v) { return triu(v[0], INT64_MIN); }, {six}, six);
  check_value([](const Vars& v) { return tril(v[0]); }, {array({2, 2}, {1, nan, inf, 2})},
              array({2, 2}, {1, 0, inf, 2}));
}

TEST_CASE("diagonals and triangles: derivatives") {
  check_op([](Var x) { return square(diagonal(x, 1)); }, {.shapes = {{{2, 3}}, {{3, 3}}, {{0, 3}}, {{2, 1}}}});
  check_op([](Var x) { return square(diagonal(x, -1, -1, 0)); }, {.shapes = {{{2, 3, 3}}}});
  check_op([](Var x) { return square(diag(x, 2)); }, {.shapes = {{{3}}, {{0}}, {{2, 4}}}});
  check_op([](Var x) { return square(trace(x)); }, {.shapes = {{{2, 3}}, {{2, 2, 3}}, {{0, 2}}}});
  check_op([](Var b, Var p) { return square(diagonal_scatter(b, p, -1, 0, 1)); }, {.shapes = {{{3, 2}, {2}}}});
  check_op([](Var x) { return x * triu(x, 1); }, {.shapes = {{{2, 3}}, {{2, 3, 3}}, {{0, 2}}}});
  check_op([](Var x) { return x * tril(x, -1); }, {.shapes = {{{4, 3}}, {{2, 3, 3}}, {{3, 0}}}});
}

TEST_CASE("diagonals and triangles: errors") {
  Graph g;
  Var x = g.input("x", float64, {2, 3}), v = g.input("v", float64, {2}), m = g.input("m", boolean, {2, 2});
  const std::size_t before = g.size();
  CHECK_THROWS_WITH_AS(diagonal(v), doctest::Contains("diagonal: a diagonal needs two axes: v float64 [2]"),
                       ShapeError);
  CHECK_THROWS_WITH_AS(diagonal(x, 0, 1, -1), "diagonal: axis 1 is named twice: x float64 [2, 3]", ShapeError);
  CHECK_THROWS_WITH_AS(diagonal(x, 0, 0, 2), "diagonal: there is no axis 2: x float64 [2, 3]", ShapeError);
  CHECK_THROWS_WITH_AS(
      diagonal_scatter(x, x, 0, 0, 1),
      doctest::Contains("diagonal_scatter: the part has not the diagonal's shape, [2]: x float64 [2, 3]"), ShapeError);
  CHECK_THROWS_WITH_AS(trace(v), doctest::Contains("trace: a diagonal needs two axes: v float64 [2]"), ShapeError);
  CHECK_THROWS_WITH_AS(trace(m), "trace: bool is not taken: m bool [2, 2]\n  cast(x, int64) converts", DTypeError);
  CHECK_THROWS_WITH_AS(triu(v), doctest::Contains("triu: that is no matrix: v float64 [2]"), ShapeError);
  CHECK_THROWS_WITH_AS(tril(v, 1), doctest::Contains("tril: that is no matrix: v float64 [2]"), ShapeError);
  CHECK(g.size() == before);
  CHECK_THROWS_WITH_AS(diag(g.input("t", float64, {1, 1, 1})),
                       "diag: that is no vector and no matrix: t float64 [1, 1, 1]\n  diagonal(x) takes more axes",
                       ShapeError);
}

}  // namespace xgrad
