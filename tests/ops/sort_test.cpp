#include <algorithm>
#include <xgrad/graph/error.hpp>
#include <xgrad/graph/graph.hpp>
#include <xgrad/ops/arithmetic.hpp>
#include <xgrad/ops/sort.hpp>
#include <xgrad/ops/take_along_axis.hpp>

#include "array_checks.hpp"

namespace xgrad {
namespace {

const Tensor mixed = array({2, 4}, {3, nan, -1, 2, 5, 0, 5, -inf});

}  // namespace

TEST_CASE("sort and argsort: NaN last, equal elements in their order") {
  check_value([](const Vars& v) { return sort(v[0]); }, {mixed}, array({2, 4}, {-1, 2, 3, nan, -inf, 0, 5, 5}));
  check_value([](const Vars& v) { return argsort(v[0]); }, {mixed}, integers({2, 4}, {2, 3, 0, 1, 3, 1, 0, 2}));
  check_value([](const Vars& v) { return sort(v[0], 0); }, {mixed}, array({2, 4}, {3, 0, -1, -inf, 5, nan, 5, 2}));
  check_value([](const Vars& v) { return sort(v[0], 1, true); }, {mixed},
              array({2, 4}, {nan, 3, 2, -1, 5, 5, 0, -inf}));
  check_value([](const Vars& v) { return argsort(v[0], 1, true); }, {mixed},
              integers({2, 4}, {1, 0, 3, 2, 0, 2, 1, 3}));
  check_value([](const Vars& v) { return sort(v[0]); }, {integers({3}, {7, INT64_MIN, 7})},
              integers({3}, {INT64_MIN, 7, 7}));
  check_value([](const Vars& v) { return sort(v[0]); }, {array({2, 0}, {})}, array({2, 0}, {}));
  const Tensor zeros_in_order = run_op([](const Vars& v) { return sort(v[0]); }, {array({3}, {0.0, -0.0, -1})});
  CHECK(zeros_in_order.is_identical(array({3}, {-1, 0.0, -0.0})));
}

TEST_CASE("sort: many elements") {
  const Tensor x = random_operand({3, 1000, 2}, float64, -9, 9, 5);
  const auto got = numbers(run_op([](const Vars& v) { return sort(v[0], 1); }, {x}));
  std::vector<double> row;
  for (std::size_t i = 0; i < 1000; ++i) row.push_back(numbers(x)[2000 + 2 * i + 1]);
  std::sort(row.begin(), row.end());
  for (std::size_t i = 0; i < 1000; ++i) CHECK(got[2000 + 2 * i + 1] == row[i]);
}

TEST_CASE("topk") {
  const auto values = [](const Vars& v) { return topk(v[0], 2).values; };
  const auto places = [](const Vars& v) { return topk(v[0], 2).indices; };
  check_value(values, {mixed}, array({2, 2}, {nan, 3, 5, 5}));
  check_value(places, {mixed}, integers({2, 2}, {1, 0, 0, 2}));
  check_value([](const Vars& v) { return topk(v[0], 1, 0, false).values; }, {mixed}, array({1, 4}, {3, 0, -1, -inf}));
  check_value([](const Vars& v) { return topk(v[0], 0).values; }, {mixed}, array({2, 0}, {}));
  check_value([](const Vars& v) { return topk(v[0], 3, 0).indices; }, {array({40}, std::vector<double>(40, 1.0))},
              integers({3}, {0, 1, 2}));
  check_gradient(values, {array({4}, {1, 5, 2, 5})}, 0, array({4}, {0, 1, 0, 1}));
  check_op([](Var x) { return square(topk(x, 2, 0).values); }, {.shapes = {{{5}}, {{4, 3}}}});
  for (Extents extents : {Extents::fixed, Extents::open})
    CHECK_THROWS_WITH_AS(run_op(values, {array({1}, {3})}, extents),
                         doctest::Contains("topk: there are no 2 elements along axis 0: "), ShapeError);
}

TEST_CASE("sort: derivatives") {
  check_op([](Var x) { return square(sort(x)); }, {.shapes = {{{5}}, {{2, 4}}, {{2, 0}}}});
  check_op([](Var x) { return square(sort(x, 0, true)); }, {.shapes = {{{4, 2}}}});
  check_gradient([](const Vars& v) { return sort(v[0]) * v[1]; }, {array({3}, {2, 1, 2}), array({3}, {10, 20, 30})}, 0,
                 array({3}, {20, 10, 30}));
}

TEST_CASE("take_along_axis: as numpy, with broadcasting") {
  const Tensor x = array({2, 3}, {1, 2, 3, 4, 5, 6});
  const auto along = [](std::int64_t axis) {
    return [axis](const Vars& v) { return take_along_axis(v[0], v[1], axis); };
  };
  check_value(along(1), {x, integers({2, 2}, {2, 0, -1, 1})}, array({2, 2}, {3, 1, 6, 5}));
  check_value(along(0), {x, integers({1, 3}, {0, 1, 0})}, array({1, 3}, {1, 5, 3}));
  check_value(along(1), {x, integers({1, 2}, {0, 2})}, array({2, 2}, {1, 3, 4, 6}));
  check_value(along(0), {array({3, 1}, {1, 2, 3}), integers({1, 2}, {2, 0})}, array({1, 2}, {3, 1}));
  check_value(along(0), {Tensor::from(std::vector<bool>{true, false}, {2}), integers({3}, {1, 0, 0})},
              Tensor::from(std::vector<bool>{false, true, true}, {3}));
  const auto doubled = [](const Vars& v) {
    return take_along_axis(v[0], v[0].arena()->constant(integers({2, 3}, {0, 0, 1, 2, 2, 2})), 1);
  };
  check_gradient(doubled, {x}, 0, array({2, 3}, {2, 1, 0, 0, 0, 3}));
}

TEST_CASE("take_along_axis and scatter_add_along_axis: derivatives, stretched too") {
  const auto taking = [](const Shape& shape, const std::vector<std::int64_t>& indices, std::int64_t axis) {
    return UnaryFunction(
        [=](Var x) { return square(take_along_axis(x, x.arena()->constant(integers(shape, indices)), axis)); });
  };
  check_op(taking({2, 4}, {0, 2, 2, 1, 0, 0, 0, 1}, 1), {.shapes = {{{2, 3}}, {{1, 3}}}});
  check_op(taking({1, 2}, {1, 1}, 1), {.shapes = {{{3, 2}}}});
  check_op(
      [](Var b, Var u) {
        return square(scatter_add_along_axis(b, b.arena()->constant(integers({2, 3}, {0, 1, 0, 1, 1, 1})), u, 1));
      },
      {.shapes = {{{2, 2}, {2, 3}}, {{1, 2}, {2, 3}}}});
  check_value([](const Vars& v) { return scatter_add_along_axis(v[0], v[1], v[2], 0); },
              {integers({3}, {1, 2, 3}), integers({2}, {-1, -1}), integers({2}, {10, 20})}, integers({3}, {1, 2, 33}));
}

TEST_CASE("sort, take_along_axis: errors") {
  Graph g;
  Var x = g.input("x", float64, {3, 2}), m = g.input("m", boolean, {2}), i = g.input("i", int64, {3, 1});
  const std::size_t before = g.size();
  CHECK_THROWS_WITH_AS(sort(x, 2), "sort: there is no axis 2: x float64 [3, 2]", ShapeError);
  CHECK_THROWS_WITH_AS(sort(m), "sort: bool is not taken: m bool [2]\n  cast(x, int64) converts", DTypeError);
  CHECK_THROWS_WITH_AS(argsort(m), doctest::Contains("argsort: bool is not taken"), DTypeError);
  CHECK_THROWS_WITH_AS(topk(x, 3), "topk: there are no 3 elements along axis 1: x float64 [3, 2]", ShapeError);
  CHECK_THROWS_WITH_AS(topk(x, -1), "topk: k is -1: x float64 [3, 2]", ShapeError);
  CHECK_THROWS_WITH_AS(take_along_axis(x, x, 0),
                       doctest::Contains("take_along_axis: the dtype is not int64: x float64 [3, 2]"), DTypeError);
  CHECK_THROWS_WITH_AS(take_along_axis(x, g.constant(integers({2, 2}, {0, 0, 0, 0})), 1),
                       doctest::Contains("take_along_axis: the shapes do not match beside axis 1: x float64 [3, 2], "),
                       ShapeError);
  CHECK_THROWS_WITH_AS(scatter_add_along_axis(x, i, x, 1),
                       doctest::Contains("scatter_add_along_axis: the updates are not of shape [3, 1]"), ShapeError);
  CHECK(g.size() == before + 1);
}

TEST_CASE("take_along_axis: bad indices are found when the program runs") {
  const Tensor x = array({2, 2}, {1, 2, 3, 4}), bad = integers({2, 1}, {0, 2});
  for (Extents extents : {Extents::fixed, Extents::open})
    CHECK_THROWS_WITH_AS(run_op([](const Vars& v) { return take_along_axis(v[0], v[1], 1); }, {x, bad}, extents),
                         "take_along_axis: index 2 is out of range: axis 1 has 2 entries (element 1 of the indices)",
                         DataError);
}

}  // namespace xgrad
