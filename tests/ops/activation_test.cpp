#include <doctest/doctest.h>
#include <cmath>
#include <xgrad/ops/activation.hpp>
#include <xgrad/tests/support/check_op.hpp>

namespace xgrad {

TEST_CASE("tanh") {
  check_op(tanh,
           {.values = {{-0.0, -0.0}, {0.5, 0.46211715726000974}, {20.0, 1.0}, {-inf, -1.0}, {inf, 1.0}, {nan, nan}},
            .fixture = "tanh"});
}
TEST_CASE("sigmoid") {
  check_op(sigmoid, {.values = {{0.0, 0.5}, {40.0, 1.0}, {-inf, 0.0}, {inf, 1.0}, {nan, nan}}, .fixture = "sigmoid"});
}
TEST_CASE("relu") {
  check_op(relu, {.values = {{-1.0, 0.0}, {2.0, 2.0}, {0.0, 0.0}, {-inf, 0.0}, {inf, inf}, {nan, nan}},
                  .slope_at = {{0.0, 0.0}, {-0.0, 0.0}, {inf, 1.0}, {-1.0, 0.0}, {nan, 1.0}}});
}
TEST_CASE("leaky_relu") {
  const UnaryFunction by_default = static_cast<Var (*)(Var)>(leaky_relu);
  check_op(by_default, {.values = {{-1.0, -0.01}, {2.0, 2.0}, {-0.0, -0.0}, {-inf, -inf}, {inf, inf}, {nan, nan}},
                        .slope_at = {{0.0, 0.01}, {-inf, 0.01}, {5.0, 1.0}}});
  check_op([](Var x, Var slope) { return leaky_relu(x, slope); },
           {.values = {{-2.0, 0.2, -0.4}, {2.0, 0.2, 2.0}},
            .slope_at = {{-2.0, 0.2, 0.2, -2.0}, {2.0, 0.2, 1.0, 0.0}, {0.0, 0.2, 0.2, 0.0}},
            .fixture = "leaky_relu",
            .keeps_nan = false});
}
TEST_CASE("elu") {
  const UnaryFunction by_default = static_cast<Var (*)(Var)>(elu);
  check_op(
      by_default,
      {.values = {{2.0, 2.0}, {-0.0, -0.0}, {-inf, -1.0}, {inf, inf}, {nan, nan}, {1e-20, 1e-20}, {-1e-20, -1e-20}},
       .slope_at = {{0.0, 1.0}, {1e4, 1.0}, {-1e4, 0.0}, {inf, 1.0}}});
  check_op([](Var x, Var alpha) { return elu(x, alpha); },
           {.slope_at = {{2.0, 1.5, 1.0, 0.0}, {0.0, 1.5, 1.5, 0.0}, {1000.0, 1.5, 1.0, 0.0}},
            .fixture = "elu",
            .keeps_nan = false});
}
TEST_CASE("softplus") {
  check_op(softplus,
           {.values = {{0.0, 0.6931471805599453}, {1e4, 1e4}, {-1e4, 0.0}, {inf, inf}, {-inf, 0.0}, {nan, nan}},
            .fixture = "softplus"});
}

}  // namespace xgrad
