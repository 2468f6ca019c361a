#include <xgrad/graph/check_gradients.hpp>
#include <xgrad/graph/error.hpp>
#include <xgrad/graph/graph.hpp>
#include <xgrad/ops/arithmetic.hpp>
#include <xgrad/ops/comparison.hpp>
#include <xgrad/ops/diagonal.hpp>
#include <xgrad/ops/expand_dims.hpp>
#include <xgrad/ops/flip.hpp>
#include <xgrad/ops/pad.hpp>
#include <xgrad/ops/repeat.hpp>
#include <xgrad/ops/stack.hpp>

#include "array_checks.hpp"

namespace xgrad {
namespace {

const Tensor six = array({2, 3}, {1, 2, 3, 4, 5, 6});

}  // namespace

TEST_CASE("expand_dims, squeeze, flatten: values and derivatives") {
  check_value([](const Vars& v) { return expand_dims(v[0], {0, -1}); }, {six}, array({1, 2, 3, 1}, {1, 2, 3, 4, 5, 6}));
  check_value([](const Vars& v) { return squeeze(v[0]); }, {array({1, 2, 1}, {1, 2})}, array({2}, {1, 2}));
  check_value([](const Vars& v) { return squeeze(v[0], {-1, 0}); }, {array({1, 2, 1}, {1, 2})}, array({2}, {1, 2}));
  check_value([](const Vars& v) { return flatten(v[0]); }, {six}, array({6}, {1, 2, 3, 4, 5, 6}));
  check_value([](const Vars& v) { return flatten(v[0]); }, {array({}, {7})}, array({1}, {7}));
  check_value([](const Vars& v) { return flatten(v[0], 1, -1); }, {array({1, 2, 2}, {1, 2, 3, 4})},
              array({1, 4}, {1, 2, 3, 4}));
  check_op([](Var x) { return square(expand_dims(x, 1)); }, {.shapes = {{{2, 3}}, {{4}}, {{0, 2}}}});
  check_op([](Var x) { return square(squeeze(x, 1)); }, {.shapes = {{{2, 1, 3}}, {{0, 1}}}});
  check_op([](Var x) { return square(flatten(x, 0, 1)); }, {.shapes = {{{2, 3}}, {{2, 3, 4}}, {{0, 3, 2}}}});
}

TEST_CASE("squeeze: a dynamic axis must be 1 when the program runs") {
  Graph g;
  Var x = g.input("x", float64, {dynamic, 2});
  CHECK(squeeze(x).shape() == Shape{dynamic, 2});
  const auto f = [](const Vars& v) { return squeeze(v[0], 0); };
  CHECK_THROWS_WITH_AS(run_op(f, {six}, Extents::open), doctest::Contains("squeeze: axis 0 has extent 2, not 1"),
                       ShapeError);
  CHECK_THROWS_WITH_AS(run_op(f, {six}), doctest::Contains("squeeze: axis 0 has extent 2, not 1: a float64 [2, 3]"),
                       ShapeError);
}

TEST_CASE("stack and split") {
  check_value([](const Vars& v) { return stack({v[0], v[0]}); }, {array({2}, {1, 2})}, array({2, 2}, {1, 2, 1, 2}));
  check_value([](const Vars& v) { return stack(v, -1); }, {array({2}, {1, 2}), array({2}, {3, 4})},
              array({2, 2}, {1, 3, 2, 4}));
  check_value([](const Vars& v) { return split(v[0], 3, 1)[1]; }, {six}, array({2, 1}, {2, 5}));
  check_value([](const Vars& v) { return split(v[0], {1}, -1)[1]; }, {six}, array({2, 2}, {2, 3, 5, 6}));
  check_value([](const Vars& v) { return split(v[0], {1, -1}, 1)[1]; }, {six}, array({2, 1}, {2, 5}));
  check_value([](const Vars& v) { return split(v[0], {2, 9}, 1)[2]; }, {six}, array({2, 0}, {}));
  check_value([](const Vars& v) { return split(v[0], 2, 0)[1]; }, {array({0, 2}, {})}, array({0, 2}, {}));
  check_op([](Var a, Var b) { return square(stack({a, b, a}, 1)); }, {.shapes = {{{2, 3}, {2, 3}}, {{0}, {0}}}});
  check_op([](Var x) { return square(split(x, 2, 1)[1]) * split(x, 2, 1)[0]; },
           {.shapes = {{{2, 4}}, {{3, 2, 2}}, {{0, 2}}}});
  check_op([](Var x) { return split(x, {1}, 0)[0] * split(x, {1, 2}, 0)[1]; }, {.shapes = {{{3, 2}}}});
  for (Extents extents : {Extents::fixed, Extents::open}) {
    CHECK_THROWS_WITH_AS(run_op([](const Vars& v) { return split(v[0], 2, 1)[0]; }, {six}, extents),
                         doctest::Contains("split: axis 1, of extent 3, has no 2 equal parts"), ShapeError);
    CHECK_THROWS_WITH_AS(run_op([](const Vars& v) { return stack(v, 0); }, {six, array({2, 2}, {1, 2, 3, 4})}, extents),
                         doctest::Contains("stack: the shapes differ: "), ShapeError);
  }
}

TEST_CASE("tile and repeat") {
  check_value([](const Vars& v) { return tile(v[0], {2, 1}); }, {array({1, 2}, {1, 2})}, array({2, 2}, {1, 2, 1, 2}));
  check_value([](const Vars& v) { return tile(v[0], {2}); }, {array({2, 1}, {1, 2})}, array({2, 2}, {1, 1, 2, 2}));
  check_value(
      [](const Vars& v) {
        return tile(v[0], {2, 2});
      },
      {array({2}, {1, 2})}, array({2, 4}, {1, 2, 1, 2, 1, 2, 1, 2}));
  check_value([](const Vars& v) { return repeat(v[0], 2, 0); }, {array({2}, {1, 2})}, array({4}, {1, 1, 2, 2}));
  check_value([](const Vars& v) { return repeat(v[0], 2, -1); }, {array({2, 1}, {1, 2})}, array({2, 2}, {1, 1, 2, 2}));
  const Tensor counted = run_op([](const Vars& v) { return repeat(v[0], {2, 0, 1}, 1); }, {six});
  CHECK(is_near(counted, array({2, 3}, {1, 1, 3, 4, 4, 6}), 0));
  check_op([](Var x) { return square(tile(x, {2, 3})); }, {.shapes = {{{2, 3}}, {{3}}, {{0, 2}}}});
  check_op([](Var x) { return square(tile(x, {2, 1, 2})); }, {.shapes = {{{2, 3}}}});
  check_op([](Var x) { return square(repeat(x, 3, 1)); }, {.shapes = {{{2, 3}}, {{2, 2, 2}}, {{2, 0}}}});
  const GradientReport report = check_gradients(
      [](Var x) {
        return square(repeat(x, {0, 2}, 0));
      },
      {.shapes = {{{2, 3}}}});
  CHECK_MESSAGE(report.ok, report.text);
}

TEST_CASE("flip and roll") {
  check_value([](const Vars& v) { return flip(v[0]); }, {six}, array({2, 3}, {6, 5, 4, 3, 2, 1}));
  check_value([](const Vars& v) { return flip(v[0], 1); }, {six}, array({2, 3}, {3, 2, 1, 6, 5, 4}));
  check_value([](const Vars& v) { return roll(v[0], 1, 1); }, {six}, array({2, 3}, {3, 1, 2, 6, 4, 5}));
  check_value([](const Vars& v) { return roll(v[0], -2); }, {six}, array({2, 3}, {3, 4, 5, 6, 1, 2}));
  check_value([](const Vars& v) { return roll(v[0], 1, 0); },
              {Tensor::from(std::vector<bool>{true, false, false}, {3})},
              Tensor::from(std::vector<bool>{false, true, false}, {3}));
  check_op([](Var x) { return x * flip(x, {0, 1}); }, {.shapes = {{{2, 3}}, {{2, 3, 2}}, {{0, 3}}}});
  check_op([](Var x) { return x * roll(x, 2, 0); }, {.shapes = {{{3}}, {{3, 2}}, {{1, 2}}, {{0, 2}}}});
}

TEST_CASE("pad") {
  check_value(
      [](const Vars& v) {
        return pad(v[0], {{0, 1}, {1, 0}});
      },
      {array({1, 2}, {1, 2})}, array({2, 3}, {0, 1, 2, 0, 0, 0}));
  check_value(
      [](const Vars& v) {
        return pad(v[0], {{1, 2}}, -0.5);
      },
      {array({0}, {})}, array({3}, {-0.5, -0.5, -0.5}));
  check_value([](const Vars& v) { return pad(v[0], {{1, 0}}, 7); }, {integers({2}, {1, 2})}, integers({3}, {7, 1, 2}));
  check_value([](const Vars& v) { return pad(v[0], {}, 7); }, {array({}, {3})}, array({}, {3}));
  check_op([](Var x) { return square(pad(x, {{1, 2}, {0, 1}}, 3)); }, {.shapes = {{{2, 3}}, {{0, 2}}, {{1, 1}}}});
}

TEST_CASE("a branch that where does not take stays out of gradients through ops that move elements") {
  const UnaryFunction moves[] = {UnaryFunction([](Var x) { return expand_dims(x, 1); }),
                                 UnaryFunction([](Var x) { return flatten(x); }),
                                 UnaryFunction([](Var x) {
                                   return stack({x, x});
                                 }),
                                 UnaryFunction([](Var x) { return split(x, 2, 0)[0]; }),
                                 UnaryFunction([](Var x) { return tile(x, {3}); }),
                                 UnaryFunction([](Var x) { return repeat(x, 2, 0); }),
                                 UnaryFunction([](Var x) { return flip(x); }),
                                 UnaryFunction([](Var x) { return roll(x, 1, 0); }),
                                 UnaryFunction([](Var x) {
                                   return pad(x, {{1, 2}});
                                 }),
                                 UnaryFunction([](Var x) { return diag(x); }),
                                 UnaryFunction([](Var x) { return tril(expand_dims(x, 0), 5); })};
  const Tensor x = array({2}, {-1, 4});
  for (const UnaryFunction& move : moves) {
    const auto f = [&](const Vars& v) { return where(move(v[0]) > 0.0, move(sqrt(v[0])), 0.0); };
    const auto count = [&](const Vars& v) { return where(move(v[0]) > 0.0, move(v[0]), 0.0); };
    const auto taken = numbers(run_gradients(count, {x})[0]), slope = numbers(run_gradients(f, {x})[0]);
    CHECK(slope[0] == 0);
    CHECK(slope[1] == 0.25 * taken[1]);
  }
}

TEST_CASE("shape and place ops: errors") {
  Graph g;
  Var x = g.input("x", float64, {2, 3}), i = g.input("i", int64, {2}), d = g.input("d", float64, {dynamic});
  Var wide = g.input("wide", float64, {1, 1, 1, 1, 1, 1, 1, 1});
  const std::size_t before = g.size();
  CHECK_THROWS_WITH_AS(expand_dims(x, 3), "expand_dims: the result, of 3 axes, has no axis 3: x float64 [2, 3]",
                       ShapeError);
  CHECK_THROWS_WITH_AS(expand_dims(x, {0, -4}), "expand_dims: axis 0 is named twice: x float64 [2, 3]", ShapeError);
  CHECK_THROWS_WITH_AS(expand_dims(wide, 0), doctest::Contains("expand_dims: the result would have 9 dimensions"),
                       ShapeError);
  CHECK_THROWS_WITH_AS(flatten(x, 1, 0), "flatten: axis 1 lies behind axis 0: x float64 [2, 3]", ShapeError);
  CHECK_THROWS_WITH_AS(stack({}), "stack: there are no operands", GraphError);
  CHECK_THROWS_WITH_AS(stack({i, d}), doctest::Contains("stack: the dtypes differ: i int64 [2], d float64 [?]"),
                       DTypeError);
  CHECK_THROWS_WITH_AS(stack({x, x}, 3), "stack: the result, of 3 axes, has no axis 3: x float64 [2, 3]", ShapeError);
  CHECK_THROWS_WITH_AS(split(x, 0, 0), "split: 0 parts: x float64 [2, 3]\n  at least 1", ShapeError);
  CHECK_THROWS_WITH_AS(tile(x, {1, -2}), "tile: -2 repeats: x float64 [2, 3]\n  at least 0", ShapeError);
  CHECK_THROWS_WITH_AS(repeat(x, -1, 0), "repeat: -1 repeats: x float64 [2, 3]\n  at least 0", ShapeError);
  CHECK_THROWS_WITH_AS(repeat(x, {1}, 0),
                       doctest::Contains("repeat: 1 counts for an axis of extent 2: x float64 [2, 3]"), ShapeError);
  CHECK_THROWS_WITH_AS(repeat(d, {1}, 0), doctest::Contains("repeat: 1 counts for an axis of extent ?: d"), ShapeError);
  CHECK_THROWS_WITH_AS(flip(x, 2), "flip: there is no axis 2: x float64 [2, 3]", ShapeError);
  CHECK_THROWS_WITH_AS(roll(x, 1, 2), "roll: there is no axis 2: x float64 [2, 3]", ShapeError);
  CHECK_THROWS_WITH_AS(pad(x, {{0, 1}}), "pad: 1 widths for 2 axes: x float64 [2, 3]", ShapeError);
  CHECK_THROWS_WITH_AS(pad(x, {{0, 1}, {-1, 0}}),
                       doctest::Contains("pad: the width {-1, 0} is negative: x float64 [2, 3]"), ShapeError);
  CHECK_THROWS_WITH_AS(pad(i, {{0, 1}}, NAN), "pad: nan does not fit int64", DTypeError);
  CHECK_THROWS_WITH_AS(pad(i, {{0, 1}}, 0.5), "pad: 0.5 does not fit int64", DTypeError);
  CHECK(g.size() == before);
}

}  // namespace xgrad
