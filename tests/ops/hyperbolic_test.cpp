#include <doctest/doctest.h>
#include <cmath>
#include <xgrad/ops/hyperbolic.hpp>
#include <xgrad/tests/support/check_op.hpp>

namespace xgrad {

TEST_CASE("sinh") {
  check_op(sinh,
           {.values = {{-0.0, -0.0}, {1.0, 1.1752011936438014}, {1e-20, 1e-20}, {inf, inf}, {-inf, -inf}, {nan, nan}},
            .fixture = "sinh"});
}
TEST_CASE("cosh") {
  check_op(cosh,
           {.values = {{0.0, 1.0}, {1.0, 1.5430806348152437}, {inf, inf}, {-inf, inf}, {nan, nan}}, .fixture = "cosh"});
}
TEST_CASE("asinh") {
  check_op(asinh, {.values = {{-0.0, -0.0}, {1.0, 0.881373587019543}, {inf, inf}, {-inf, -inf}, {nan, nan}},
                   .slope_at = {{0.0, 1.0}, {1e300, 1e-300}, {inf, 0.0}},
                   .fixture = "asinh"});
}
TEST_CASE("acosh") {
  check_op(acosh, {.values = {{1.0, 0.0}, {2.0, 1.3169578969248168}, {0.5, nan}, {-3.0, nan}, {inf, inf}, {nan, nan}},
                   .slope_at = {{1.0, inf}, {inf, 0.0}},
                   .fixture = "acosh",
                   .low = 1.2,
                   .high = 4});
}
TEST_CASE("atanh") {
  check_op(atanh,
           {.values = {{-0.0, -0.0}, {0.5, 0.5493061443340549}, {1.0, inf}, {-1.0, -inf}, {1.5, nan}, {nan, nan}},
            .slope_at = {{1.0, inf}, {0.0, 1.0}},
            .fixture = "atanh",
            .low = -0.9,
            .high = 0.9});
}

}  // namespace xgrad
