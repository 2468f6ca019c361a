#include <doctest/doctest.h>
#include <fmt/format.h>
#include <cmath>
#include <numbers>
#include <xgrad/graph/grad.hpp>
#include <xgrad/graph/graph.hpp>
#include <xgrad/graph/program.hpp>
#include <xgrad/ops/inverse_trigonometric.hpp>
#include <xgrad/tests/support/check_op.hpp>

namespace xgrad {
namespace {

constexpr double pi = std::numbers::pi;

}  // namespace

TEST_CASE("asin") {
  check_op(
      asin,
      {.values = {{-0.0, -0.0}, {0.5, pi / 6}, {1.0, pi / 2}, {-1.0, -pi / 2}, {1.5, nan}, {-inf, nan}, {nan, nan}},
       .slope_at = {{1.0, inf}, {-1.0, inf}},
       .fixture = "asin",
       .low = -0.9,
       .high = 0.9});
}
TEST_CASE("acos") {
  check_op(acos,
           {.values = {{0.5, pi / 3}, {1.0, 0.0}, {-1.0, pi}, {-0.0, pi / 2}, {-1.5, nan}, {inf, nan}, {nan, nan}},
            .slope_at = {{1.0, -inf}, {-1.0, -inf}},
            .fixture = "acos",
            .low = -0.9,
            .high = 0.9});
}
TEST_CASE("atan") {
  check_op(atan, {.values = {{-0.0, -0.0}, {1.0, pi / 4}, {inf, pi / 2}, {-inf, -pi / 2}, {nan, nan}},
                  .slope_at = {{inf, 0.0}, {1e200, 0.0}},
                  .fixture = "atan"});
}
TEST_CASE("atan2") {
  check_op(atan2, {.values = {{0.0, 1.0, 0.0},
                              {-0.0, 1.0, -0.0},
                              {0.0, -1.0, pi},
                              {-0.0, -1.0, -pi},
                              {0.0, 0.0, 0.0},
                              {-0.0, 0.0, -0.0},
                              {0.0, -0.0, pi},
                              {-0.0, -0.0, -pi},
                              {1.0, 0.0, pi / 2},
                              {-1.0, -0.0, -pi / 2},
                              {1.0, 1.0, pi / 4},
                              {1.0, -1.0, 3 * pi / 4},
                              {inf, inf, pi / 4},
                              {inf, -inf, 3 * pi / 4},
                              {-inf, 5.0, -pi / 2},
                              {2.0, inf, 0.0},
                              {-2.0, -inf, -pi},
                              {nan, 1.0, nan},
                              {1.0, nan, nan}},
                   .slope_at = {{0.0, 0.0, 0.0, 0.0}, {1e-200, 0.0, 0.0, -1e200}, {3e37, 4e37, 1.6e-38, -1.2e-38}},
                   .fixture = "atan2"});
}

TEST_CASE("atan2 on the grid of -1, -0, 0 and 1, orders 1 and 2") {
  Graph g;
  const Var y = g.input("y"), x = g.input("x");
  const auto [by_y, by_x] = grad(atan2(y, x), y, x);
  Program program = compile({y, x}, {by_y, by_x, grad(by_y, y), grad(by_y, x), grad(by_x, y), grad(by_x, x)});
  for (double a : {-1.0, -0.0, 0.0, 1.0})
    for (double b : {-1.0, -0.0, 0.0, 1.0}) {
      const auto r = program({a, b});
      const double s = a * a + b * b, s2 = s == 0 ? 1 : s * s, s1 = s == 0 ? 1 : s;  // at the origin all are 0
      const double wanted[] = {b / s1,        -a / s1, -2 * a * b / s2, (a * a - b * b) / s2, (a * a - b * b) / s2,
                               2 * a * b / s2};
      for (std::size_t i = 0; i < 6; ++i) {
        CAPTURE(fmt::format("at ({}, {}), derivative {}: {}, wanted {}", a, b, i, r[i].item(), wanted[i]));
        CHECK(r[i].item() == doctest::Approx(wanted[i]).epsilon(1e-15));
      }
    }
}

}  // namespace xgrad
