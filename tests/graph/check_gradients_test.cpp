#include <doctest/doctest.h>
#include <cmath>
#include <xgrad/graph/check_gradients.hpp>
#include <xgrad/graph/elementwise.hpp>
#include <xgrad/graph/error.hpp>
#include <xgrad/ops/activation.hpp>
#include <xgrad/ops/cast.hpp>
#include <xgrad/ops/power.hpp>
#include <xgrad/ops/reduce.hpp>

#include "../support/swish.hpp"

namespace xgrad {
namespace {

struct Wrong : Elementwise<Wrong> {
  static constexpr std::string_view name = "wrong";
  template <class T> static T forward(T x) { return x * x; }
  static Var vjp(Var x, Var, Var dy) { return dy * x; }
};
Var wrong(Var x) { return apply<Wrong>(x); }

}  // namespace

TEST_CASE("check_gradients: a custom op in one call") { CHECK(check_gradients(swish)); }

TEST_CASE("check_gradients: one, two and three operands, overloaded builders, shapes and points") {
  CHECK(check_gradients(tanh));
  CHECK(check_gradients(pow, {.low = 0.3}));
  CHECK(check_gradients([](Var a, Var b) { return a * b; }, {.shapes = {{{2, 3}, {3}}, {{}, {4}}}}));
  CHECK(check_gradients([](Var x) { return sum(square(x), 1); }, {.shapes = {{{3, 4}}}}));
  CHECK(check_gradients([](Var mask, Var a, Var b) { return where(mask, a * a, b * a); },
                        {.points = {{tensor({true, false}), tensor({1.5, -2.0}), Tensor(0.25)}}}));
}

TEST_CASE("check_gradients: a mismatch is reported, with both numbers, and thrown only if asked for") {
  const GradientReport report = check_gradients(wrong, {.points = {{Tensor(1.5)}}});
  CHECK_FALSE(report);
  CHECK(report.analytic == doctest::Approx(report.numeric / 2));
  CHECK(report.worst == "first derivative by operand 0, element 0, at (1.5)");
  CHECK(report.text.find("WRONG at 1 points; the worst is the first derivative") != std::string::npos);
  CHECK_THROWS_AS(check_gradients(wrong, {.throw_on_mismatch = true}), GraphError);
}

TEST_CASE("check_gradients: points where the function is not finite are left out, unless none is left") {
  CHECK(check_gradients(sqrt));
  CHECK_THROWS_AS(check_gradients(sqrt, {.low = -3, .high = -1}), GraphError);
}

TEST_CASE("check_gradients: what cannot be compared is refused, in words of its own") {
  CHECK_THROWS_WITH_AS(check_gradients(relu, {.shapes = {{{0}}, {{2, 0}}}}),
                       "check_gradients: the operands have no elements, so nothing was compared\n"
                       "  give other shapes or points",
                       GraphError);
  CHECK(check_gradients(swish, {.shapes = {{{0}}, {{2}}}}));
  CHECK_THROWS_WITH_AS(check_gradients(swish, {.points = {{Tensor(1.0f)}}}),
                       "check_gradients: operand 0 is float32\n  differences need float64: give points of doubles",
                       DTypeError);
  CHECK_THROWS_WITH_AS(check_gradients(swish, {.points = {{Tensor(1)}}}),
                       "check_gradients: no operand is of a float type\n  give points of doubles", GraphError);
  CHECK_THROWS_WITH_AS(check_gradients([](Var x) { return cast(x, int64); }),
                       "check_gradients: the function's result is of no float type: int64\n"
                       "  what is flat has no derivative to check",
                       GraphError);
  CHECK_THROWS_WITH_AS(check_gradients([](Var x) { return x > 0.0; }),
                       "check_gradients: the function's result is of no float type: bool\n"
                       "  what is flat has no derivative to check",
                       GraphError);
  CHECK_THROWS_WITH_AS(check_gradients([](Var) { return Var(); }), "check_gradients: the function gave an empty Var",
                       GraphError);
}

TEST_CASE("UnaryFunction: builders out of overloads, callables, names") {
  const UnaryFunction functions[] = {tanh, exp, abs, relu, sqrt, swish};
  const char* names[] = {"tanh", "exp", "abs", "relu", "sqrt", "swish"};
  for (std::size_t i = 0; i < 6; ++i) CHECK(functions[i].name() == names[i]);
  CHECK(UnaryFunction([](Var x) { return x * 2.0; }).name().empty());
  CHECK(UnaryFunction("double", [](Var x) { return x * 2.0; }).name() == "double");
  CHECK_THROWS_AS(UnaryFunction(static_cast<Var (*)(Var)>(nullptr)), GraphError);
}

}  // namespace xgrad
