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

TEST_CASE("exp2") {
  check_op(exp2,
           {.values = {{0.0, 1.0}, {10.0, 1024.0}, {-3.0, 0.125}, {inf, inf}, {-inf, 0.0}, {nan, nan}, {1e4, inf}},
            .fixture = "exp2"});
}
TEST_CASE("log2") {
  check_op(
      log2,
      {.values = {{1.0, 0.0}, {8.0, 3.0}, {0.0, -inf}, {-0.0, -inf}, {-1.0, nan}, {inf, inf}, {-inf, nan}, {nan, nan}},
       .slope_at = {{0.0, inf}},
       .fixture = "log2",
       .low = 0.2});
}
TEST_CASE("log10") {
  check_op(log10, {.values = {{1.0, 0.0}, {1000.0, 3.0}, {0.0, -inf}, {-1.0, nan}, {inf, inf}, {-inf, nan}, {nan, nan}},
                   .slope_at = {{0.0, inf}},
                   .fixture = "log10",
                   .low = 0.2});
}
TEST_CASE("logaddexp") {
  check_op(logaddexp, {.values = {{0.0, 0.0, 0.6931471805599453},
                                  {1e4, -1e4, 1e4},
                                  {inf, inf, inf},
                                  {-inf, -inf, -inf},
                                  {inf, -inf, inf},
                                  {-inf, 2.0, 2.0},
                                  {nan, 1.0, nan},
                                  {inf, nan, nan},
                                  {-1e-3, -8.0, -0.0006642581092990799}},
                       .slope_at = {{0.0, 0.0, 0.5, 0.5}, {1e4, -1e4, 1.0, 0.0}, {inf, -inf, 1.0, 0.0}},
                       .fixture = "logaddexp"});
}

}  // namespace xgrad
