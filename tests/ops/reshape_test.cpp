#include <xgrad/graph/error.hpp>
#include <xgrad/graph/graph.hpp>
#include <xgrad/ops/arithmetic.hpp>
#include <xgrad/ops/reshape.hpp>

#include "array_checks.hpp"

namespace xgrad {
namespace {

const Tensor six = array({2, 3}, {1, 2, 3, 4, 5, 6});

GraphBuilder of(Var (*f)(Var, const Shape&), const Shape& shape) {
  return [=](const Vars& v) { return f(v[0], shape); };
}

}  // namespace

TEST_CASE("reshape") {
  check_value(of(reshape, {3, 2}), {six}, array({3, 2}, {1, 2, 3, 4, 5, 6}));
  check_value(of(reshape, {-1}), {six}, array({6}, {1, 2, 3, 4, 5, 6}));
  check_value(of(reshape, {1, -1, 2}), {six}, array({1, 3, 2}, {1, 2, 3, 4, 5, 6}));
  check_value(of(reshape, {}), {array({1, 1}, {4})}, array({}, {4}));
  check_value(of(reshape, {3, 0}), {array({0, 3}, {})}, array({3, 0}, {}));
  check_value(of(reshape, {-1, 3}), {array({0, 3}, {})}, array({0, 3}, {}));
  check_value(of(reshape, {2}), {integers({2, 1}, {8, 9})}, integers({2}, {8, 9}));
  check_op([](Var x) { return square(reshape(x, {3, -1})); }, {.shapes = {{{2, 3}}, {{3}}, {{0, 3}}}});
  Graph g;
  Var x = g.input("x", float64, {2, 3}), b = g.input("b", float64, {dynamic, 4});
  CHECK(reshape(b, {-1}).shape() == Shape{dynamic});
  CHECK_THROWS_WITH_AS(reshape(x, {4, 2}),
                       "reshape: the number of elements changes: x float64 [2, 3] -> [4, 2] (6 against 8)", ShapeError);
  CHECK_THROWS_WITH_AS(reshape(x, {-1, 4}), doctest::Contains("the number of elements changes"), ShapeError);
  CHECK_THROWS_WITH_AS(reshape(x, {-1, -1}), "reshape: more than one extent is left open: x float64 [2, 3] -> [?, ?]",
                       ShapeError);
  CHECK_THROWS_AS(reshape(g.input("e", float64, {0, 3}), {-1, 0}), ShapeError);
  CHECK_THROWS_AS(run_op(of(reshape, {4}), {six}, Extents::open), ShapeError);
}

}  // namespace xgrad
