#include <xgrad/graph/error.hpp>
#include <xgrad/graph/graph.hpp>
#include <xgrad/graph/program.hpp>
#include <xgrad/ops/arithmetic.hpp>
#include <xgrad/ops/gather.hpp>
#include <xgrad/ops/one_hot.hpp>

#include "array_checks.hpp"

namespace xgrad {
namespace {

const Tensor six = array({2, 3}, {1, 2, 3, 4, 5, 6});

GraphBuilder gathered(std::vector<std::int64_t> indices, std::int64_t axis) {
  return [=](const Vars& v) { return gather(v[0], indices, axis); };
}

}  // namespace

TEST_CASE("gather: as numpy.take") {
  check_value(gathered({1, 1, 0}, 0), {six}, array({3, 3}, {4, 5, 6, 4, 5, 6, 1, 2, 3}));
  check_value(gathered({2, -3}, 1), {six}, array({2, 2}, {3, 1, 6, 4}));
  check_value(gathered({}, 0), {six}, array({0, 3}, {}));
  check_value([](const Vars& v) { return gather(v[0], {0, 1}, -1); }, {six}, array({2, 2}, {1, 2, 4, 5}));
  const auto by_node = [](const Vars& v) { return gather(v[0], v[1], 1); };
  check_value(by_node, {six, integers({2, 2}, {0, 2, 1, -1})}, array({2, 2, 2}, {1, 3, 2, 3, 4, 6, 5, 6}));
  check_value(by_node, {six, integers({}, {1})}, array({2}, {2, 5}));
  check_value(by_node, {array({0, 3}, {}), integers({2}, {0, 1})}, array({0, 2}, {}));
  check_gradient(gathered({1, 1, 0}, 0), {array({2, 2}, {1, 2, 3, 4})}, 0, array({2, 2}, {1, 1, 2, 2}));
  check_op([](Var x) { return square(gather(x, {2, 0, 2}, 1)); }, {.shapes = {{{2, 3}}, {{2, 4, 2}}, {{0, 3}}}});
}

TEST_CASE("scatter_add: as numpy.add.at") {
  const auto f = [](const Vars& v) { return scatter_add(v[0], {1, -1, 1}, v[1], 1); };
  check_value(f, {six, array({2, 3}, {10, 20, 30, 1, 2, 3})}, array({2, 3}, {1, 42, 23, 4, 9, 8}));
  check_value([](const Vars& v) { return scatter_add(v[0], v[1], v[2], 0); },
              {integers({2}, {1, 2}), integers({3}, {0, 0, 1}), integers({3}, {5, 6, 7})}, integers({2}, {12, 9}));
  check_value(f, {integers({1, 2}, {0, INT64_MAX}), integers({1, 3}, {5, 0, 3})},  // integers wrap
              integers({1, 2}, {0, INT64_MIN + 7}));
  check_op(
      [](Var b, Var u) {
        return square(scatter_add(b, {1, 0, 1}, u, 0));
      },
      {.shapes = {{{2, 3}, {3, 3}}, {{3}, {3}}}});
}

TEST_CASE("one_hot") {
  const Tensor labels = integers({3}, {1, 0, 2});
  check_value([](const Vars& v) { return one_hot(v[0], 3, int64); }, {labels},
              integers({3, 3}, {0, 1, 0, 1, 0, 0, 0, 0, 1}));
  CHECK(run_op([](const Vars& v) { return one_hot(v[0], 3); }, {labels}).at<double>({2, 2}) == 1.0);
  CHECK(run_op([](const Vars& v) { return one_hot(v[0], 3, float32); }, {labels}).at<float>({0, 1}) == 1.0f);
  CHECK(run_op([](const Vars& v) { return one_hot(v[0], 4, boolean); }, {labels}).shape() == Shape{3, 4});
  CHECK(run_op([](const Vars& v) { return one_hot(v[0], 2); }, {integers({2, 0}, {})}).shape() == Shape{2, 0, 2});
}

TEST_CASE("gather, scatter_add and one_hot: errors") {
  Graph g;
  Var x = g.input("x", float64, {3, 2}), i = g.input("i", int64, {dynamic}), u = g.input("u", float64, {dynamic, 2});
  const std::size_t before = g.size();
  CHECK_THROWS_WITH_AS(gather(x, {0, 3}, 0), "gather: index 3 is out of range: axis 0 has 3 entries (indices[1])",
                       DataError);
  CHECK_THROWS_WITH_AS(scatter_add(x, {-4}, u, 0), doctest::Contains("scatter_add: index -4 is out of range"),
                       DataError);
  CHECK_THROWS_WITH_AS(gather(x, i, 2), "gather: there is no axis 2: x float64 [3, 2]", ShapeError);
  CHECK_THROWS_WITH_AS(gather(x, u, 0), doctest::Contains("gather: the dtype is not int64: u float64 [?, 2]"),
                       DTypeError);
  CHECK_THROWS_WITH_AS(scatter_add(x, i, i, 0), doctest::Contains("scatter_add: the dtypes differ"), DTypeError);
  CHECK_THROWS_WITH_AS(scatter_add(x, i, g.input("w", float64, {2, 3}), 0),
                       doctest::Contains("scatter_add: the updates are not of shape [?, 2]"), ShapeError);
  CHECK_THROWS_AS(one_hot(x, 3), DTypeError);
  CHECK_THROWS_AS(one_hot(i, -1), ShapeError);
  CHECK(g.size() == before + 1);
  const Shape most{1, 1, 1, 1, 1, 1, 1, 1};
  Var labels = g.input("labels", int64, most), wide = g.input("wide", float64, most);
  CHECK_THROWS_WITH_AS(one_hot(labels, 2),
                       "one_hot: the result would have 9 dimensions, at most 8 are supported: "
                       "labels int64 [1, 1, 1, 1, 1, 1, 1, 1]",
                       ShapeError);
  CHECK_THROWS_WITH_AS(gather(x, labels, 0),
                       "gather: the result would have 9 dimensions, at most 8 are supported: "
                       "x float64 [3, 2], labels int64 [1, 1, 1, 1, 1, 1, 1, 1]",
                       ShapeError);
  CHECK(gather(wide, i, 0).rank() == 8);
}

TEST_CASE("gather, scatter_add and one_hot: bad indices are found when the program runs") {
  const Tensor x = array({3}, {1, 2, 3});
  for (Extents extents : {Extents::fixed, Extents::open}) {
    CHECK_THROWS_WITH_AS(
        run_op([](const Vars& v) { return gather(v[0], v[1], 0); }, {x, integers({2}, {0, 3})}, extents),
        "gather: index 3 is out of range: axis 0 has 3 entries (indices[1])", DataError);
    CHECK_THROWS_AS(
        run_op([](const Vars& v) { return scatter_add(v[0], v[1], v[0], 0); }, {x, integers({3}, {0, 1, -4})}, extents),
        DataError);
    CHECK_THROWS_WITH_AS(run_op([](const Vars& v) { return one_hot(v[0], 3); }, {integers({2}, {0, 3})}, extents),
                         "one_hot: label 3 is out of range: labels[1], with 3 classes\n  labels are 0 ... 2",
                         DataError);
    CHECK_THROWS_AS(run_op([](const Vars& v) { return one_hot(v[0], 3); }, {integers({1}, {-1})}, extents), DataError);
  }
}

}  // namespace xgrad
