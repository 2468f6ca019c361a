#include <doctest/doctest.h>
#include <cmath>
#include <xgrad/graph/check_gradients.hpp>
#include <xgrad/graph/elementwise.hpp>
#include <xgrad/graph/error.hpp>
#include <xgrad/ops/activation.hpp>
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

TEST_CASE("UnaryFunction: builders out of overloads, callables, names") {
  const UnaryFunction functions[] = {tanh, exp, abs, relu, sqrt, swish};
  const char* names[] = {"tanh", "exp", "abs", "relu", "sqrt", "swish"};
  for (std::size_t i = 0; i < 6; ++i) CHECK(functions[i].name() == names[i]);
  CHECK(UnaryFunction([](Var x) { return x * 2.0; }).name().empty());
  CHECK(UnaryFunction("double", [](Var x) { return x * 2.0; }).name() == "double");
  CHECK_THROWS_AS(UnaryFunction(static_cast<Var (*)(Var)>(nullptr)), GraphError);
}

}  // namespace xgrad
