#include <doctest/doctest.h>
#include <cmath>
#include <xgrad/ops/trigonometric.hpp>
#include <xgrad/tests/support/check_op.hpp>

namespace xgrad {

TEST_CASE("sin") {
  check_op(sin, {.values = {{0.0, 0.0}, {-0.0, -0.0}, {inf, nan}, {-inf, nan}, {nan, nan}}, .fixture = "sin"});
}
TEST_CASE("cos") {
  check_op(cos, {.values = {{0.0, 1.0}, {-0.0, 1.0}, {inf, nan}, {-inf, nan}, {nan, nan}}, .fixture = "cos"});
}
TEST_CASE("tan") {
  check_op(tan, {.values = {{0.0, 0.0}, {-0.0, -0.0}, {inf, nan}, {-inf, nan}, {nan, nan}},
                 .fixture = "tan",
                 .low = -1.2,
                 .high = 1.2});
}

}  // namespace xgrad
