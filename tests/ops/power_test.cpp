#include <doctest/doctest.h>
#include <fmt/format.h>
#include <cmath>
#include <utility>
#include <xgrad/graph/grad.hpp>
#include <xgrad/graph/graph.hpp>
#include <xgrad/graph/program.hpp>
#include <xgrad/ops/arithmetic.hpp>
#include <xgrad/ops/power.hpp>
#include <xgrad/tests/support/check_op.hpp>

namespace xgrad {

TEST_CASE("pow") {
  check_op(pow, {.values = {{0.0, 0.0, 1.0},  {nan, 0.0, 1.0},      {1.0, nan, 1.0},    {nan, 2.0, nan},
                            {2.0, nan, nan},  {-8.0, 1.0 / 3, nan}, {-2.0, 3.0, -8.0},  {-2.0, -3.0, -0.125},
                            {0.0, -1.0, inf}, {-0.0, -1.0, -inf},   {-0.0, -2.0, inf},  {-0.0, 3.0, -0.0},
                            {-0.0, 2.0, 0.0}, {-0.0, 0.5, 0.0},     {-1.0, inf, 1.0},   {0.5, inf, 0.0},
                            {2.0, -inf, 0.0}, {0.5, -inf, inf},     {-inf, 3.0, -inf},  {-inf, 2.0, inf},
                            {inf, -1.0, 0.0}, {-inf, -3.0, -0.0},   {3.0, 1000.0, inf}, {2.0, 10.0, 1024.0}},
                 .slope_at = {{0.0, 0.0, 0.0, 0.0},
                              {0.0, 1.0, 1.0, 0.0},
                              {0.0, 2.0, 0.0, 0.0},
                              {-0.0, 3.0, 0.0, 0.0},
                              {0.0, 0.5, inf, 0.0},
                              {0.9, 1e5, 0.0, 0.0}},
                 .fixture = "pow",
                 .low = 0.2});
}

TEST_CASE("pow with a number as power, at 0 and elsewhere, orders 1 to 3") {
  const double powers[] = {0, 1, 2, 2.5, 3, 0.5, -1};
  for (double p : powers) {
    Graph g;
    const Var x = g.input("x");
    const Var first = grad(pow(x, p), x), second = grad(first, x), third = grad(second, x);
    Program program = compile({x}, {first, second, third});
    for (double at : {0.0, 1.7, -1.3}) {
      if (at < 0 && p != std::floor(p)) continue;
      const auto r = program({at});
      double factor = 1;
      for (int order = 1; order <= 3; ++order) {
        factor *= p - (order - 1);
        const double wanted = factor == 0 ? 0 : factor * std::pow(at, p - order);
        const double got = r[static_cast<std::size_t>(order - 1)].item();
        CAPTURE(fmt::format("x^{} at {}, order {}: {} wanted {}", p, at, order, got, wanted));
        CHECK((got == wanted || std::abs(got - wanted) <= 1e-14 * std::abs(wanted)));
      }
    }
  }
}

TEST_CASE("pow: the mixed second derivative is the same in both orders, at 0 too") {
  Graph g;
  const Var x = g.input("x"), p = g.input("p");
  const auto [fx, fp] = grad(pow(x, p), x, p);
  Program program = compile({x, p}, {grad(fx, p), grad(fp, x), grad(fp, p)});
  const std::pair<double, double> points[] = {{0.0, 2.0}, {0.0, 3.0}, {0.0, 2.5}, {1.5, 2.5}, {0.3, -1.2}};
  for (const auto& point : points) {
    const double at = point.first, power = point.second;
    const auto r = program({at, power});
    const double log_x = std::log(at);
    const double mixed = at == 0 ? 0 : std::pow(at, power - 1) * (1 + power * log_x);
    const double by_p = at == 0 ? 0 : std::pow(at, power) * log_x * log_x;
    CAPTURE(fmt::format("({}, {}): {} {} {}", at, power, r[0].item(), r[1].item(), r[2].item()));
    CHECK((r[0].item() == mixed || r[0].item() == doctest::Approx(mixed).epsilon(1e-12)));
    CHECK((r[1].item() == mixed || r[1].item() == doctest::Approx(mixed).epsilon(1e-12)));
    CHECK((r[2].item() == by_p || r[2].item() == doctest::Approx(by_p).epsilon(1e-12)));
  }
}

TEST_CASE("pow takes numbers on either side") {
  Graph g;
  const Var x = g.input("x");
  const auto r = compile({x}, {pow(x, 2), pow(2.0, x), grad(pow(2.0, x), x)})({3.0});
  CHECK(r[0].item() == 9);
  CHECK(r[1].item() == 8);
  CHECK(r[2].item() == doctest::Approx(8 * std::log(2.0)).epsilon(1e-14));
}

TEST_CASE("reciprocal") {
  check_op(reciprocal, {.values = {{4.0, 0.25}, {0.0, inf}, {-0.0, -inf}, {inf, 0.0}, {-inf, -0.0}, {nan, nan}},
                        .slope_at = {{0.0, -inf}, {inf, 0.0}},
                        .fixture = "reciprocal",
                        .ulp = 0,
                        .low = 0.3});
}
TEST_CASE("rsqrt") {
  check_op(rsqrt, {.values = {{4.0, 0.5}, {0.0, inf}, {-0.0, -inf}, {inf, 0.0}, {-1.0, nan}, {nan, nan}},
                   .slope_at = {{0.0, -inf}, {inf, 0.0}},
                   .fixture = "rsqrt",
                   .ulp = 1,
                   .low = 0.3});
}
TEST_CASE("cbrt") {
  check_op(cbrt, {.values = {{27.0, 3.0}, {-8.0, -2.0}, {-0.0, -0.0}, {inf, inf}, {-inf, -inf}, {nan, nan}},
                  .slope_at = {{0.0, inf}, {-0.0, inf}, {-8.0, 1.0 / 12}, {inf, 0.0}},
                  .fixture = "cbrt",
                  .ulp = 1,
                  .low = 0.3});
}
TEST_CASE("hypot") {
  check_op(hypot, {.values = {{3.0, 4.0, 5.0},
                              {-3.0, 4.0, 5.0},
                              {0.0, -0.0, 0.0},
                              {inf, nan, inf},
                              {nan, -inf, inf},
                              {-inf, 1.0, inf},
                              {nan, 1.0, nan},
                              {3e300, 4e300, 5e300},
                              {3e-310, 4e-310, 5e-310},
                              {3e37, 4e37, 5e37}},
                   .slope_at = {{0.0, 0.0, 0.0, 0.0},
                                {-0.0, 0.0, 0.0, 0.0},
                                {3.0, -4.0, 0.6, -0.8},
                                {0.0, -2.0, 0.0, -1.0},
                                {3e300, 4e300, 0.6, 0.8}},
                   .fixture = "hypot",
                   .ulp = 1});
}
TEST_CASE("hypot: second derivatives are 0 at the origin, not NaN") {
  Graph g;
  const Var x = g.input("x"), y = g.input("y");
  const auto [by_x, by_y] = grad(hypot(x, y), x, y);
  Program program = compile({x, y}, {grad(by_x, x), grad(by_x, y), grad(by_y, y)});
  for (const Tensor& t : program({0.0, 0.0})) CHECK(t.item() == 0);
}

}  // namespace xgrad
