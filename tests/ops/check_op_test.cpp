#include <doctest/doctest.h>
#include <xgrad/ops/activation.hpp>
#include <xgrad/tests/support/check_op.hpp>

// What check_op must notice: each op here has one fault.
namespace xgrad {
namespace {

struct WrongSlope : Elementwise<WrongSlope> {
  static constexpr std::string_view name = "wrong_slope";
  template <class T> static T forward(T x) { return x * x; }
  static Var vjp(Var x, Var, Var dy) { return dy * x; }
};
struct NotLinear : Elementwise<NotLinear> {
  static constexpr std::string_view name = "not_linear";
  template <class T> static T forward(T x) { return x + x; }
  static Var vjp(Var, Var, Var dy) { return 2.0 * square(dy) / dy; }
};
struct WrongSecondSlope : Elementwise<WrongSecondSlope> {
  static constexpr std::string_view name = "wrong_second_slope";
  template <class T> static T forward(T x) { return x * x * x; }
  static Var vjp(Var x, Var, Var dy) { return dy * 3.0 * x * sqrt(square(apply<Frozen>(x))); }
  struct Frozen : Elementwise<Frozen> {
    static constexpr std::string_view name = "frozen";
    template <class T> static T forward(T x) { return abs(x) + T(0); }
    static Var vjp(Var, Var, Var) { return no_gradient; }
  };
};
struct LosesNan : Elementwise<LosesNan> {
  static constexpr std::string_view name = "loses_nan";
  template <class T> static T forward(T x) { return select(x > T(0), x, T(0)); }
  static Var vjp(Var x, Var, Var dy) { return where(x > 0.0, dy, 0.0); }
};
struct Cancels : Elementwise<Cancels> {
  static constexpr std::string_view name = "cancels";
  template <class T> static T forward(T x) { return exp(x) - T(1); }
  static Var vjp(Var x, Var, Var dy) { return dy * exp(x); }
};

}  // namespace

TEST_CASE("check_op notices a wrong derivative" * doctest::should_fail()) {
  check_op([](Var x) { return apply<WrongSlope>(x); });
}
TEST_CASE("check_op notices a wrong second derivative" * doctest::should_fail()) {
  check_op([](Var x) { return apply<WrongSecondSlope>(x); }, {.low = 0.5});
}
TEST_CASE("check_op notices a vjp that is not linear in its form" * doctest::should_fail()) {
  check_op([](Var x) { return apply<NotLinear>(x); });
}
TEST_CASE("check_op notices a lost NaN" * doctest::should_fail()) {
  check_op([](Var x) { return apply<LosesNan>(x); });
}
TEST_CASE("check_op notices lost digits" * doctest::should_fail()) {
  check_op([](Var x) { return apply<Cancels>(x); }, {.fixture = "expm1"});
}
TEST_CASE("check_op notices a wrong value" * doctest::should_fail()) { check_op(relu, {.values = {{-1.0, -1.0}}}); }
TEST_CASE("check_op notices a wrong slope at a kink" * doctest::should_fail()) {
  check_op(relu, {.slope_at = {{0.0, 1.0}}});
}

}  // namespace xgrad
