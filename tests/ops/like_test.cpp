#include <xgrad/graph/error.hpp>
#include <xgrad/graph/graph.hpp>
#include <xgrad/ops/arithmetic.hpp>
#include <xgrad/ops/like.hpp>
#include <xgrad/ops/reduce.hpp>

#include "array_checks.hpp"

namespace xgrad {
namespace {

const Tensor six = array({2, 3}, {1, 2, 3, 4, 5, 6});

/// The compiled program's value, and that of forward alone.
void check_like(const GraphBuilder& f, const std::vector<Tensor>& operands, const Tensor& wanted) {
  check_value(f, operands, wanted);
  CHECK(is_near(run_forward(f, operands), wanted, 0));
}

}  // namespace

TEST_CASE("broadcast_like") {
  const auto f = [](const Vars& v) { return broadcast_like(v[0], v[1]); };
  check_like(f, {array({3}, {1, 2, 3}), six}, array({2, 3}, {1, 2, 3, 1, 2, 3}));
  check_like(f, {array({2, 1}, {1, 2}), six}, array({2, 3}, {1, 1, 1, 2, 2, 2}));
  check_like(f, {array({}, {7}), six}, array({2, 3}, {7, 7, 7, 7, 7, 7}));
  check_like(f, {array({1, 3}, {1, 2, 3}), array({0, 3}, {})}, array({0, 3}, {}));
  check_like(f, {six, six}, six);
  check_op([](Var x, Var ref) { return square(broadcast_like(x, ref)); },
           {.shapes = {{{3}, {2, 3}}, {{2, 1}, {2, 3}}, {{}, {2, 3}}, {{2, 3}, {2, 3}}, {{1}, {0}}}});
}

TEST_CASE("broadcast_like along axes") {
  const auto f = [](Axes axes) { return [=](const Vars& v) { return broadcast_like(v[0], v[1], axes); }; };
  check_like(f(1), {array({2}, {1, 2}), six}, array({2, 3}, {1, 1, 1, 2, 2, 2}));
  check_like(f(0), {array({3}, {1, 2, 3}), six}, array({2, 3}, {1, 2, 3, 1, 2, 3}));
  check_like(f({0, 1}), {array({}, {5}), six}, array({2, 3}, {5, 5, 5, 5, 5, 5}));
  check_like(f(Axes{}), {six, six}, six);
  check_like(f(-1), {array({2}, {1, 2}), array({2, 1}, {0, 0})}, array({2, 1}, {1, 2}));
  check_like(f({0, 2}), {array({2}, {1, 2}), array({2, 2, 2}, {0, 0, 0, 0, 0, 0, 0, 0})},
             array({2, 2, 2}, {1, 1, 2, 2, 1, 1, 2, 2}));
  check_op(
      [](Var x, Var ref) {
        return square(broadcast_like(x, ref, {0, 2}));
      },
      {.shapes = {{{3}, {2, 3, 4}}, {{3}, {0, 3, 4}}}});
}

TEST_CASE("sum_like") {
  const auto f = [](const Vars& v) { return sum_like(v[0], v[1]); };
  check_like(f, {six, array({3}, {0, 0, 0})}, array({3}, {5, 7, 9}));
  check_like(f, {six, array({2, 1}, {0, 0})}, array({2, 1}, {6, 15}));
  check_like(f, {six, array({1, 3}, {0, 0, 0})}, array({1, 3}, {5, 7, 9}));
  check_like(f, {six, array({1}, {0})}, array({1}, {21}));
  check_like(f, {six, array({}, {0})}, array({}, {21}));
  check_like(f, {six, six}, six);
  check_like(f, {array({0, 3}, {}), array({3}, {0, 0, 0})}, array({3}, {0, 0, 0}));
  check_like(f, {array({2, 2, 2}, {1, 2, 3, 4, 5, 6, 7, 8}), array({2, 1}, {0, 0})}, array({2, 1}, {14, 22}));
  check_op([](Var x, Var ref) { return square(sum_like(x, ref)); },
           {.shapes = {{{2, 3}, {3}}, {{2, 3}, {2, 1}}, {{2, 3}, {}}, {{2, 3}, {2, 3}}, {{2, 3, 2}, {1, 2}}}});
}

TEST_CASE("reshape_like") {
  const auto f = [](const Vars& v) { return reshape_like(v[0], v[1]); };
  check_like(f, {six, array({3, 2}, {0, 0, 0, 0, 0, 0})}, array({3, 2}, {1, 2, 3, 4, 5, 6}));
  check_like(f, {array({1, 1}, {3}), array({}, {0})}, array({}, {3}));
  check_op([](Var x, Var ref) { return square(reshape_like(x, ref)); }, {.shapes = {{{2, 3}, {6}}, {{0, 3}, {0}}}});
}

TEST_CASE("zeros_like, ones_like and count") {
  for (const Tensor& t : {six, array({}, {3}), array({0, 2}, {}), integers({2}, {5, 6}), Tensor(true)}) {
    check_like([](const Vars& v) { return zeros_like(v[0]); }, {t}, zeros(t.shape(), t.dtype()));
    check_like([](const Vars& v) { return ones_like(v[0]); }, {t}, ones(t.shape(), t.dtype()));
  }
  check_like([](const Vars& v) { return count(v[0]); }, {six}, array({}, {6}));
  check_like([](const Vars& v) { return count(v[0], 1); }, {six}, array({}, {3}));
  check_like([](const Vars& v) { return count(v[0], Axes{}); }, {six}, array({}, {1}));
  check_like([](const Vars& v) { return count(v[0], {0, 1}); }, {array({0, 3}, {})}, array({}, {0}));
}

TEST_CASE("slice_scatter") {
  const auto f = [](const Vars& v) { return slice_scatter(v[0], v[1], {{}, {0, 3, 2}}); };
  check_like(f, {six, array({2, 2}, {-1, -2, -3, -4})}, array({2, 3}, {-1, 2, -2, -3, 5, -4}));
  const auto backwards = [](const Vars& v) { return slice_scatter(v[0], v[1], {{open_end, open_end, -1}}); };
  check_like(backwards, {array({3}, {0, 0, 0}), array({3}, {1, 2, 3})}, array({3}, {3, 2, 1}));
  check_op(
      [](Var b, Var p) {
        return square(slice_scatter(b, p, {{}, {1, 3}}));
      },
      {.shapes = {{{2, 4}, {2, 2}}, {{0, 4}, {0, 2}}}});
}

TEST_CASE("part_like") {
  const Tensor a = array({2, 1}, {0, 0}), b = array({2, 2}, {0, 0, 0, 0});
  check_like([](const Vars& v) { return part_like(v[0], {v[1], v[2]}, 0, 1); }, {six, a, b}, array({2, 1}, {1, 4}));
  check_like(
      [](const Vars& v) {
        return part_like(v[0], {v[1], v[2]}, 1, -1);
      },
      {six, a, b}, array({2, 2}, {2, 3, 5, 6}));
  check_op(
      [](Var x, Var first, Var second) {
        return square(part_like(x, {first, second}, 1, 0));
      },
      {.shapes = {{{3, 2}, {1, 2}, {2, 2}}}});
}

TEST_CASE("_like: errors") {
  Graph g;
  Var x = g.input("x", float64, {2, 3}), y = g.input("y", float64, {2}), n = g.input("n", int64, {2, 3});
  const std::size_t before = g.size();
  CHECK_THROWS_WITH_AS(broadcast_like(y, x),
                       "broadcast_like: y does not broadcast to x: y float64 [2], x float64 [2, 3]", ShapeError);
  CHECK_THROWS_WITH_AS(sum_like(x, y), "sum_like: y does not broadcast to x: x float64 [2, 3], y float64 [2]",
                       ShapeError);
  CHECK_THROWS_WITH_AS(broadcast_like(y, x, 0),
                       "broadcast_like: x without axes [0] is not of y's shape: y float64 [2], x float64 [2, 3]",
                       ShapeError);
  CHECK_THROWS_WITH_AS(reshape_like(x, y),
                       "reshape_like: the numbers of elements differ: x float64 [2, 3], y float64 [2] (6 != 2)",
                       ShapeError);
  CHECK_THROWS_AS(count(n), DTypeError);
  CHECK_THROWS_AS(slice_scatter(x, y, {{0, 1}}), ShapeError);
  CHECK_THROWS_AS(slice_scatter(x, n, {}), DTypeError);
  CHECK_THROWS_AS(part_like(x, {y}, 0, 0), ShapeError);
  CHECK_THROWS_AS(part_like(x, {x}, 1, 0), GraphError);
  CHECK(g.size() == before);
}

}  // namespace xgrad
