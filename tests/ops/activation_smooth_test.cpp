#include <doctest/doctest.h>
#include <cmath>
#include <xgrad/graph/error.hpp>
#include <xgrad/graph/grad.hpp>
#include <xgrad/graph/graph.hpp>
#include <xgrad/graph/program.hpp>
#include <xgrad/ops/activation_smooth.hpp>
#include <xgrad/tests/support/check_op.hpp>

namespace xgrad {

TEST_CASE("gelu") {
  const UnaryFunction by_erf = static_cast<Var (*)(Var)>(gelu);
  check_op(by_erf, {.values = {{-0.0, -0.0},
                               {1.0, 0.8413447460685429},
                               {-20.0, -5.507248237212467e-88},
                               {inf, inf},
                               {-inf, -0.0},
                               {nan, nan}},
                    .slope_at = {{0.0, 0.5}, {inf, 1.0}, {-inf, 0.0}, {1e300, 1.0}, {-1e300, 0.0}},
                    .fixture = "gelu"});
  check_op([](Var x) { return gelu(x, "none"); }, {.values = {{1.0, 0.8413447460685429}}, .fixture = "gelu"});
}
TEST_CASE("gelu by tanh: the derivative is 1 at huge x, 0 at huge -x, the second one 0") {
  const UnaryFunction by_tanh = [](Var x) { return gelu(x, "tanh"); };
  check_op(by_tanh,
           {.values = {{-0.0, -0.0}, {1.0, 0.8411919906082768}, {inf, inf}, {-inf, -0.0}, {nan, nan}},
            .slope_at = {{0.0, 0.5}, {1e10, 1.0}, {-1e10, 0.0}, {1e300, 1.0}, {-1e300, 0.0}, {inf, 1.0}, {-inf, 0.0}},
            .fixture = "gelu_tanh"});
  Graph g;
  const Var x = g.input("x");
  Program second = compile({x}, {grad(grad(by_tanh(x), x), x)});
  for (double huge : {1e3, 1e200, inf}) {
    CHECK(second({huge})[0].item() == 0);
    CHECK(second({-huge})[0].item() == 0);
  }
}
TEST_CASE("gelu names its approximations") {
  Graph g;
  CHECK_THROWS_WITH_AS(gelu(g.input("x"), "erf"), "gelu: unknown approximation: 'erf'\n  it is \"none\" or \"tanh\"",
                       GraphError);
}
TEST_CASE("silu") {
  check_op(silu, {.values = {{-0.0, -0.0},
                             {1.0, 0.7310585786300049},
                             {-20.0, -4.122307236380407e-08},
                             {inf, inf},
                             {-inf, -0.0},
                             {nan, nan}},
                  .slope_at = {{0.0, 0.5}, {inf, 1.0}, {-inf, 0.0}, {-1e300, 0.0}},
                  .fixture = "silu"});
  check_op([](Var x) { return swish(x); }, {.values = {{1.0, 0.7310585786300049}}, .fixture = "silu"});
}
TEST_CASE("mish") {
  check_op(mish, {.values = {{-0.0, -0.0}, {1.0, 0.8650983882673103}, {inf, inf}, {-inf, -0.0}, {nan, nan}},
                  .slope_at = {{0.0, 0.6}, {inf, 1.0}, {-inf, 0.0}, {-1e300, 0.0}},
                  .fixture = "mish"});
}
TEST_CASE("selu") {
  check_op(selu,
           {.values = {{-0.0, -0.0}, {1.0, 1.0507009873554805}, {-inf, -1.7580993408473766}, {inf, inf}, {nan, nan}},
            .slope_at = {{0.0, 1.7580993408473766}, {1e4, 1.0507009873554805}, {-1e4, 0.0}},
            .fixture = "selu"});
}
TEST_CASE("hard_sigmoid") {
  check_op(hard_sigmoid,
           {.values = {{0.0, 0.5}, {3.0, 1.0}, {-3.0, 0.0}, {1.5, 0.75}, {inf, 1.0}, {-inf, 0.0}, {nan, nan}},
            .slope_at = {{0.0, 1.0 / 6}, {3.0, 0.0}, {-3.0, 0.0}, {5.0, 0.0}, {inf, 0.0}},
            .low = -2.5,
            .high = 2.5});
}

}  // namespace xgrad
