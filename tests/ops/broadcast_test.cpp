#include <xgrad/graph/error.hpp>
#include <xgrad/graph/graph.hpp>
#include <xgrad/ops/arithmetic.hpp>
#include <xgrad/ops/broadcast.hpp>

#include "array_checks.hpp"

namespace xgrad {
namespace {

GraphBuilder of(Var (*f)(Var, const Shape&), const Shape& shape) {
  return [=](const Vars& v) { return f(v[0], shape); };
}

}  // namespace

TEST_CASE("broadcast_to") {
  check_value(of(broadcast_to, {2, 3}), {array({3}, {1, 2, 3})}, array({2, 3}, {1, 2, 3, 1, 2, 3}));
  check_value(of(broadcast_to, {2, 2, 2}), {array({2, 1}, {1, 2})}, array({2, 2, 2}, {1, 1, 2, 2, 1, 1, 2, 2}));
  check_value(of(broadcast_to, {-1, 3}), {array({2, 1}, {1, 2})}, array({2, 3}, {1, 1, 1, 2, 2, 2}));
  check_value(of(broadcast_to, {0, 3}), {array({1, 3}, {1, 2, 3})}, array({0, 3}, {}));
  check_value(of(broadcast_to, {2}), {integers({1}, {7})}, integers({2}, {7, 7}));
  check_op([](Var x) { return square(broadcast_to(x, {4, -1, 3})); }, {.shapes = {{{2, 3}}, {{2, 1}}}});
  Graph g;
  Var x = g.input("x", float64, {2, 3});
  CHECK_THROWS_WITH_AS(broadcast_to(x, {2, 4}),
                       "broadcast_to: the shape does not broadcast to the other: x float64 [2, 3] -> [2, 4]",
                       ShapeError);
  CHECK_THROWS_AS(broadcast_to(x, {3}), ShapeError);
  CHECK_THROWS_AS(broadcast_to(x, {-1, 2, 3}), ShapeError);
}

}  // namespace xgrad
