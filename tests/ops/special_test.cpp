#include <doctest/doctest.h>
#include <cmath>
#include <xgrad/graph/error.hpp>
#include <xgrad/graph/grad.hpp>
#include <xgrad/graph/graph.hpp>
#include <xgrad/graph/program.hpp>
#include <xgrad/ops/special.hpp>
#include <xgrad/tests/support/check_op.hpp>

namespace xgrad {

TEST_CASE("erf") {
  check_op(erf, {.values = {{-0.0, -0.0}, {0.5, 0.5204998778130465}, {inf, 1.0}, {-inf, -1.0}, {nan, nan}},
                 .fixture = "erf"});
}
TEST_CASE("erfc") {
  check_op(erfc, {.values = {{0.0, 1.0}, {5.0, 1.5374597944280349e-12}, {inf, 0.0}, {-inf, 2.0}, {nan, nan}},
                  .fixture = "erfc"});
}
TEST_CASE("lgamma") {
  check_op(lgamma, {.values = {{0.0, inf},
                               {-0.0, inf},
                               {1.0, 0.0},
                               {2.0, 0.0},
                               {0.5, 0.5723649429247001},
                               {-0.5, 1.2655121234846454},
                               {-2.0, inf},
                               {inf, inf},
                               {-inf, inf},
                               {nan, nan}},
                    .slope_at = {{0.5, -1.9635100260214235}, {-0.5, 0.03648997397857652}},
                    .fixture = "lgamma",
                    .low = 0.3,
                    .high = 6});
}
TEST_CASE("digamma") {
  check_op(
      digamma,
      {.values =
           {{0.0, -inf}, {-0.0, inf}, {1.0, -0.5772156649015329}, {-1.0, nan}, {inf, inf}, {-inf, nan}, {nan, nan}},
       .slope_at = {{1.0, 1.6449340668482264}, {-0.5, 8.934802200544679}},
       .fixture = "digamma",
       .low = 0.5,
       .high = 6});
}
TEST_CASE("digamma has all digits beside its root") {
  Graph g;
  const Var x = g.input("x");
  Program program = compile({x}, {digamma(x)});
  CHECK(program({1.4616321449683622})[0].item() == -9.241265521729427e-17);
  CHECK(program({1.4616321449683625})[0].item() == 1.2245374622004068e-16);
}
TEST_CASE("polygamma") {
  for (int n : {0, 1, 2, 5}) check_op([n](Var x) { return polygamma(n, x); }, {.low = 1, .high = 6});
  check_op(
      [](Var x) { return polygamma(1, x); },
      {.values = {{1.0, 1.6449340668482264}, {0.0, inf}, {-2.0, inf}, {inf, 0.0}, {nan, nan}}, .low = 1, .high = 6});
  check_op([](Var x) { return polygamma(2, x); },
           {.values = {{1.0, -2.4041138063191885}, {0.0, -inf}, {-0.0, inf}, {-2.0, nan}, {inf, -0.0}},
            .low = 1,
            .high = 6});
}
TEST_CASE("lgamma: derivatives of orders 1 to 6 at 1 are what the zeta function says") {
  Graph g;
  const Var x = g.input("x");
  Vars orders{grad(lgamma(x), x)};
  while (orders.size() < 6) orders.push_back(grad(orders.back(), x));
  const auto r = compile({x}, orders)({1.0});
  const double wanted[] = {-0.57721566490153286061, 1.6449340668482264365,  -2.4041138063191885708,
                           6.4939394022668291491,   -24.886266123440878232, 122.08116743813389677};
  for (std::size_t i = 0; i < 6; ++i) CHECK(r[i].item() == doctest::Approx(wanted[i]).epsilon(1e-14));
}
TEST_CASE("polygamma says which orders it has") {
  Graph g;
  CHECK_THROWS_WITH_AS(polygamma(-1, g.input("x")),
                       "polygamma: the order must be from 0 to 100: n = -1\n  it counts how often digamma is "
                       "differentiated: polygamma(1, x) is trigamma",
                       GraphError);
}

}  // namespace xgrad
