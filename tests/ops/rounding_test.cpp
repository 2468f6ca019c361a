#include <doctest/doctest.h>
#include <vector>
#include <xgrad/graph/grad.hpp>
#include <xgrad/graph/graph.hpp>
#include <xgrad/graph/program.hpp>
#include <xgrad/ops/reduce.hpp>
#include <xgrad/ops/rounding.hpp>
#include <xgrad/tests/support/check_op.hpp>

namespace xgrad {

TEST_CASE("floor") {
  check_op(floor, {.values = {{0.5, 0.0}, {-0.5, -1.0}, {2.0, 2.0}, {-0.0, -0.0}, {1e10, 1e10}, {inf, inf}, {nan, nan}},
                   .slope_at = {{0.5, 0.0}, {1.0, 0.0}, {inf, 0.0}},
                   .differentiable = false});
}
TEST_CASE("ceil") {
  check_op(ceil, {.values = {{0.5, 1.0}, {-0.5, -0.0}, {2.0, 2.0}, {-0.0, -0.0}, {0.0, 0.0}, {-inf, -inf}, {nan, nan}},
                  .slope_at = {{0.5, 0.0}, {1.0, 0.0}},
                  .differentiable = false});
}
TEST_CASE("round: halves to even") {
  check_op(round,
           {.values = {{0.5, 0.0}, {1.5, 2.0}, {2.5, 2.0}, {-0.5, -0.0}, {-1.5, -2.0}, {0.4999, 0.0}, {nan, nan}},
            .slope_at = {{0.5, 0.0}, {0.0, 0.0}},
            .differentiable = false});
}
TEST_CASE("trunc") {
  check_op(trunc, {.values = {{0.5, 0.0}, {-0.5, -0.0}, {-1.5, -1.0}, {2.75, 2.0}, {-inf, -inf}, {nan, nan}},
                   .slope_at = {{0.5, 0.0}, {1.0, 0.0}},
                   .differentiable = false});
}
TEST_CASE("fmod") {
  check_op(fmod,
           {.values = {{5.0, 3.0, 2.0},
                       {-5.0, 3.0, -2.0},
                       {5.0, -3.0, 2.0},
                       {5.5, 2.0, 1.5},
                       {6.0, 3.0, 0.0},
                       {-6.0, 3.0, -0.0},
                       {5.0, inf, 5.0},
                       {-0.0, inf, -0.0},
                       {inf, 3.0, nan},
                       {5.0, 0.0, nan},
                       {nan, 2.0, nan},
                       {2.0, nan, nan},
                       {1e9, 7.0, 6.0},
                       {0.25, 1.0, 0.25}},
            .slope_at = {{5.0, 3.0, 1.0, -1.0}, {-7.0, 3.0, 1.0, 2.0}, {6.0, 3.0, 1.0, -2.0}, {5.0, inf, 1.0, 0.0}},
            .low = 0.6,
            .high = 1.0});
}
TEST_CASE("clip") {
  check_op(clip, {.values = {{-2.0, -1.0, 1.0, -1.0},
                             {2.0, -1.0, 1.0, 1.0},
                             {0.5, -1.0, 1.0, 0.5},
                             {-0.0, -1.0, 1.0, -0.0},
                             {inf, -1.0, 1.0, 1.0},
                             {-inf, -inf, 1.0, -inf},
                             {nan, -1.0, 1.0, nan},
                             {0.5, nan, 1.0, nan},
                             {0.5, 0.0, nan, nan},
                             {0.5, 2.0, 1.0, 1.0}},
                  .slope_at = {{0.0, -1.0, 1.0, 1.0, 0.0, 0.0},
                               {-1.0, -1.0, 1.0, 1.0, 0.0, 0.0},
                               {1.0, -1.0, 1.0, 1.0, 0.0, 0.0},
                               {-2.0, -1.0, 1.0, 0.0, 1.0, 0.0},
                               {2.0, -1.0, 1.0, 0.0, 0.0, 1.0},
                               {inf, -1.0, 1.0, 0.0, 0.0, 1.0},
                               {0.5, 2.0, 1.0, 0.0, 0.0, 1.0}},
                  .integers = true});
}
TEST_CASE("clip takes numbers") {
  Graph g;
  const Var x = g.input("x", float32, {4}), y = clip(x, -1, 0.5);
  const auto r = compile({x}, {y, grad(sum(y), x)})({Tensor::from(std::vector<float>{-2.0f, -0.5f, 0.5f, 3.0f}, {4})});
  CHECK(r[0].is_identical(Tensor::from(std::vector<float>{-1.0f, -0.5f, 0.5f, 0.5f}, {4})));
  CHECK(r[1].is_identical(Tensor::from(std::vector<float>{0.0f, 1.0f, 1.0f, 0.0f}, {4})));
}

}  // namespace xgrad
