#include <doctest/doctest.h>
#include <cmath>
#include <xgrad/ops/exponential.hpp>
#include <xgrad/tests/support/check_op.hpp>

namespace xgrad {

TEST_CASE("exp") {
  check_op(exp, {.values = {{0.0, 1.0}, {-0.0, 1.0}, {inf, inf}, {-inf, 0.0}, {nan, nan}, {1e4, inf}, {-1e4, 0.0}},
                 .fixture = "exp"});
}
TEST_CASE("expm1") {
  check_op(expm1, {.values = {{-0.0, -0.0}, {1e-20, 1e-20}, {inf, inf}, {-inf, -1.0}, {nan, nan}}, .fixture = "expm1"});
}
TEST_CASE("log") {
  check_op(log, {.values = {{1.0, 0.0}, {0.0, -inf}, {-0.0, -inf}, {-1.0, nan}, {inf, inf}, {-inf, nan}, {nan, nan}},
                 .slope_at = {{0.0, inf}, {-0.0, -inf}, {-2.0, -0.5}},
                 .fixture = "log",
                 .low = 0.2});
}
TEST_CASE("log1p") {
  check_op(log1p,
           {.values = {{-0.0, -0.0}, {1e-20, 1e-20}, {-1.0, -inf}, {-2.0, nan}, {inf, inf}, {-inf, nan}, {nan, nan}},
            .slope_at = {{-1.0, inf}, {-3.0, -0.5}},
            .fixture = "log1p",
            .low = -0.8});
}

}  // namespace xgrad
