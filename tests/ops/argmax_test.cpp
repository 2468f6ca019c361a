#include <xgrad/graph/error.hpp>
#include <xgrad/graph/graph.hpp>
#include <xgrad/ops/argmax.hpp>

#include "array_checks.hpp"

namespace xgrad {

TEST_CASE("argmax and argmin: values and shapes") {
  const Tensor x = array({2, 3}, {1, 5, 2, 7, 0, 7});
  check_value([](const Vars& v) { return argmax(v[0], 1); }, {x}, integers({2}, {1, 0}));
  check_value([](const Vars& v) { return argmax(v[0], 0); }, {x}, integers({3}, {1, 0, 1}));
  check_value([](const Vars& v) { return argmax(v[0], -1, keepdims); }, {x}, integers({2, 1}, {1, 0}));
  check_value([](const Vars& v) { return argmax(v[0]); }, {x}, integers({}, {3}));
  check_value([](const Vars& v) { return argmin(v[0], 1); }, {x}, integers({2}, {0, 1}));
  check_value([](const Vars& v) { return argmin(v[0]); }, {x}, integers({}, {4}));
  check_value([](const Vars& v) { return argmax(v[0], 0); }, {integers({3}, {4, 9, 9})}, integers({}, {1}));
  check_value([](const Vars& v) { return argmax(v[0], 1); }, {array({0, 3}, {})}, integers({0}, {}));
  check_value([](const Vars& v) { return argmax(v[0]); }, {array({}, {4})}, integers({}, {0}));
}

TEST_CASE("argmax and argmin: the first NaN, else the first of equal ones") {
  check_value([](const Vars& v) { return argmax(v[0], 0); }, {array({4}, {1, nan, 3, nan})}, integers({}, {1}));
  check_value([](const Vars& v) { return argmin(v[0], 0); }, {array({4}, {1, nan, -3, 0})}, integers({}, {1}));
  check_value([](const Vars& v) { return argmax(v[0], 0); }, {array({3}, {nan, 9, inf})}, integers({}, {0}));
  check_value([](const Vars& v) { return argmax(v[0], 0); }, {array({3}, {0.0, -0.0, 0.0})}, integers({}, {0}));
  check_value([](const Vars& v) { return argmin(v[0], 0); }, {array({3}, {inf, inf, inf})}, integers({}, {0}));
}

TEST_CASE("argmax: errors") {
  for (Extents extents : {Extents::fixed, Extents::open})
    CHECK_THROWS_WITH_AS(run_op([](const Vars& v) { return argmax(v[0], 0); }, {array({0}, {})}, extents),
                         "argmax: there is no element to choose from: a float64 [0]", ShapeError);
  Graph g;
  Var x = g.input("x", float64, {2, 3});
  const std::size_t before = g.size();
  CHECK_THROWS_WITH_AS(argmax(x, 2), "argmax: there is no axis 2: x float64 [2, 3]", ShapeError);
  CHECK_THROWS_AS(argmax(g.input("m", boolean, {2}), 0), DTypeError);
  CHECK(g.size() == before + 1);
  Var mask = g.input("mask", boolean, {2}), none = g.input("none", float64, {0, 2});
  CHECK_THROWS_WITH_AS(argmax(mask), "argmax: bool is not taken: mask bool [2]\n  cast(x, int64) converts", DTypeError);
  CHECK_THROWS_WITH_AS(argmin(none), "argmin: there is no element to choose from: none float64 [0, 2]", ShapeError);
  CHECK(g.size() == before + 3);
}

}  // namespace xgrad
