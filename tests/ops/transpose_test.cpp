#include <algorithm>
#include <xgrad/graph/error.hpp>
#include <xgrad/graph/graph.hpp>
#include <xgrad/ops/arithmetic.hpp>
#include <xgrad/ops/transpose.hpp>

#include "array_checks.hpp"

namespace xgrad {
namespace {

const Tensor six = array({2, 3}, {1, 2, 3, 4, 5, 6});

GraphBuilder transposed(const Axes& axes) {
  return [=](const Vars& v) { return transpose(v[0], axes); };
}

}  // namespace

TEST_CASE("transpose") {
  check_value([](const Vars& v) { return transpose(v[0]); }, {six}, array({3, 2}, {1, 4, 2, 5, 3, 6}));
  check_value(transposed({0, 1}), {six}, six);
  check_value(transposed({-1, 0}), {six}, array({3, 2}, {1, 4, 2, 5, 3, 6}));
  check_value(transposed({}), {array({}, {3})}, array({}, {3}));
  check_value(transposed({1, 0}), {array({0, 3}, {})}, array({3, 0}, {}));
  check_value(transposed({1, 0}), {Tensor::from(std::vector<bool>{true, false}, {1, 2})},
              Tensor::from(std::vector<bool>{true, false}, {2, 1}));
  check_op([](Var x) { return square(transpose(x)); }, {.shapes = {{{2, 3}}, {{3}}, {{2, 3, 4}}, {{0, 3}}, {{1, 3}}}});
  check_op([](Var x) { return square(transpose(x, {2, 0, 1})); }, {.shapes = {{{2, 3, 4}}, {{2, 1, 4}}}});
  Graph g;
  Var x = g.input("x", float64, {2, 3});
  CHECK_THROWS_WITH_AS(transpose(x, {0, 0}), "transpose: axis 0 is named twice: x float64 [2, 3]", ShapeError);
  CHECK_THROWS_WITH_AS(transpose(x, 0), "transpose: 1 axes are named, not 2: x float64 [2, 3]", ShapeError);
  CHECK_THROWS_AS(transpose(x, {0, 2}), ShapeError);
}

TEST_CASE("transpose: every order of axes, in every type") {
  const Shape shape{3, 4, 1, 33};
  const Tensor x = arange(shape.size()).reshape(shape);
  std::vector<std::int64_t> order{0, 1, 2, 3};
  do {
    std::vector<double> wanted;
    Shape result;
    std::int64_t strides[] = {132, 33, 33, 1}, at[4];
    for (std::int64_t axis : order) result.push_back(shape[static_cast<std::size_t>(axis)]);
    for (at[0] = 0; at[0] < result[0]; ++at[0])
      for (at[1] = 0; at[1] < result[1]; ++at[1])
        for (at[2] = 0; at[2] < result[2]; ++at[2])
          for (at[3] = 0; at[3] < result[3]; ++at[3]) {
            std::int64_t flat = 0;
            for (std::size_t i = 0; i < 4; ++i) flat += at[i] * strides[order[i]];
            wanted.push_back(static_cast<double>(flat));
          }
    for (DType dtype : {int64, float32, boolean})
      CHECK(run_op(transposed(order), {x.astype(dtype)}).is_identical(operand(wanted, result, float64).astype(dtype)));
  } while (std::next_permutation(order.begin(), order.end()));
}

}  // namespace xgrad
