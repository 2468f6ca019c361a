#include <xgrad/graph/error.hpp>
#include <xgrad/graph/graph.hpp>
#include <xgrad/ops/arithmetic.hpp>
#include <xgrad/ops/concatenate.hpp>

#include "array_checks.hpp"

namespace xgrad {
namespace {

const Tensor six = array({2, 3}, {1, 2, 3, 4, 5, 6});

}  // namespace

TEST_CASE("concatenate") {
  const auto f = [](std::int64_t axis) { return [=](const Vars& v) { return concatenate(v, axis); }; };
  check_value(f(1), {six, array({2, 1}, {7, 8})}, array({2, 4}, {1, 2, 3, 7, 4, 5, 6, 8}));
  check_value(f(-2), {array({0, 2}, {}), array({1, 2}, {1, 2})}, array({1, 2}, {1, 2}));
  check_value(f(0), {array({1}, {1}), array({2}, {2, 3}), array({0}, {}), array({1}, {4}), array({1}, {5})},
              array({5}, {1, 2, 3, 4, 5}));
  check_value(f(0), {six}, six);
  check_value(
      [](const Vars& v) {
        return concatenate({v[0], v[0]}, 0);
      },
      {array({2}, {1, 2})}, array({4}, {1, 2, 1, 2}));
  check_gradient(
      [](const Vars& v) {
        return concatenate({v[0], v[0]}, 0);
      },
      {array({2}, {1, 2})}, 0, array({2}, {2, 2}));
  check_op(
      [](Var a, Var b) {
        return square(concatenate({a, b, a}, 1));
      },
      {.shapes = {{{2, 3}, {2, 1}}, {{2, 0}, {2, 1}}, {{0, 1}, {0, 2}}}});
  Graph g;
  Var x = g.input("x", float64, {2, 3}), y = g.input("y", float64, {3, 3}), n = g.input("n", int64, {2, 3});
  CHECK_THROWS_WITH_AS(concatenate({x, y}, 1),
                       "concatenate: extents differ along axis 0, not only 1: x float64 [2, 3], y float64 [3, 3]",
                       ShapeError);
  CHECK_THROWS_AS(concatenate({x, g.input("v", float64, {3})}, 0), ShapeError);
  CHECK_THROWS_AS(concatenate({x, n}, 0), DTypeError);
  CHECK_THROWS_AS(concatenate({}, 0), GraphError);
  CHECK_THROWS_AS(concatenate({g.input("s")}, 0), ShapeError);
  Var z = g.input("z", float64, {std::int64_t{1} << 62, 0});
  CHECK_THROWS_WITH_AS(concatenate({z, z}, 0),
                       "concatenate: the extents along axis 0 add up to more than 2^63: "
                       "z float64 [4611686018427387904, 0], z float64 [4611686018427387904, 0]",
                       ShapeError);
}

}  // namespace xgrad
