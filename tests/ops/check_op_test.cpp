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

bool mentions(const std::vector<std::string>& faults, const std::string& text) {
  for (const std::string& fault : faults)
    if (fault.find(text) != std::string::npos) return true;
  return false;
}

}  // namespace

TEST_CASE("check_op notices each kind of fault, and says which") {
  const auto faults = [](Var (*f)(Var), const OpCheck& check = {}) { return op_faults(UnaryFunction(f), check); };
  CHECK(mentions(faults([](Var x) { return apply<WrongSlope>(x); }), "the worst is the first derivative by operand 0"));
  CHECK(mentions(faults([](Var x) { return apply<WrongSecondSlope>(x); }, {.low = 0.5}),
                 "the worst is the second derivative"));
  CHECK(mentions(faults([](Var x) { return apply<NotLinear>(x); }),
                 "not_linear: its vjp is not linear in the cotangent"));
  CHECK(mentions(faults([](Var x) { return apply<LosesNan>(x); }),
                 "check_op(loses_nan, {.values = {{nan, nan}}});  // float32, NaN is lost: got 0"));
  CHECK(mentions(faults([](Var x) { return apply<Cancels>(x); }, {.fixture = "expm1"}), "ulp off the fixture: got 0"));
  CHECK(mentions(faults(relu, {.values = {{-1.0, -1.0}}}),
                 "check_op(relu, {.values = {{-1, -1}}});  // float32, a scalar: got 0"));
  CHECK(mentions(faults(relu, {.slope_at = {{0.0, 1.0}}}),
                 "check_op(relu, {.slope_at = {{0, 1}}});  // float64: by operand 0 got 0"));
  CHECK(op_faults(relu).empty());
}

}  // namespace xgrad
