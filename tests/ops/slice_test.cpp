#include <xgrad/graph/error.hpp>
#include <xgrad/graph/graph.hpp>
#include <xgrad/ops/arithmetic.hpp>
#include <xgrad/ops/slice.hpp>

#include "array_checks.hpp"

namespace xgrad {
namespace {

const Tensor six = array({2, 3}, {1, 2, 3, 4, 5, 6});

GraphBuilder sliced(const std::vector<Slice>& slices) {
  return [=](const Vars& v) { return slice(v[0], slices); };
}

}  // namespace

TEST_CASE("slice: as NumPy") {
  const Tensor five = array({5}, {0, 1, 2, 3, 4});
  struct {
    Slice slice;
    std::vector<double> wanted;
  } rows[] = {
      {{1, 3}, {1, 2}},
      {{}, {0, 1, 2, 3, 4}},
      {{0, 5, 2}, {0, 2, 4}},
      {{-2, open_end}, {3, 4}},
      {{open_end, -3}, {0, 1}},
      {{open_end, open_end, -1}, {4, 3, 2, 1, 0}},
      {{3, 0, -2}, {3, 1}},
      {{-9, 9}, {0, 1, 2, 3, 4}},
      {{9, -9, -3}, {4, 1}},
      {{2, 2}, {}},
      {{4, 1}, {}},
      {{1, 4, -1}, {}},
      {{open_end, open_end, 7}, {0}},
      {{-1, open_end, 1}, {4}},
      {{0, -9, -1}, {0}},
      {{5, 9}, {}},
      {{-6, open_end, -1}, {}},
      {{open_end, 2, -2}, {4}},
  };
  for (const auto& [s, wanted] : rows)
    check_value(sliced({s}), {five}, array({static_cast<std::int64_t>(wanted.size())}, wanted));
  check_value(sliced({{1, 2}}), {six}, array({1, 3}, {4, 5, 6}));
  check_value(sliced({{}, {open_end, open_end, -2}}), {six}, array({2, 2}, {3, 1, 6, 4}));
  check_value(sliced({}), {array({}, {4})}, array({}, {4}));
  check_op(
      [](Var x) {
        return square(slice(x, {{1, open_end}, {open_end, open_end, -2}}));
      },
      {.shapes = {{{3, 4}}, {{1, 4}}, {{2, 1}}}});
  Graph g;
  Var x = g.input("x", float64, {4}), b = g.input("b", float64, {dynamic, 4});
  CHECK(slice(b, {{0, 2}, {1, 3}}).shape() == Shape{dynamic, 2});
  CHECK_THROWS_WITH_AS(slice(x, {{0, 4, 0}}), "slice: a step is 0: x float64 [4] [0:4:0]", ShapeError);
  CHECK_THROWS_WITH_AS(slice(x, {{}, {}}), "slice: 2 slices for 1 axes: x float64 [4]", ShapeError);
}

}  // namespace xgrad
