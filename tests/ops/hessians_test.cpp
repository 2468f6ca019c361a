#include <doctest/doctest.h>
#include <fmt/format.h>
#include <algorithm>
#include <cmath>
#include <string_view>
#include <xgrad/graph/grad.hpp>
#include <xgrad/graph/graph.hpp>
#include <xgrad/graph/program.hpp>
#include <xgrad/ops/activation.hpp>
#include <xgrad/ops/arithmetic.hpp>
#include <xgrad/ops/exponential.hpp>
#include <xgrad/ops/inverse_trigonometric.hpp>
#include <xgrad/ops/power.hpp>
#include <xgrad/ops/rounding.hpp>
#include <xgrad/tests/support/check_op.hpp>

namespace xgrad {
namespace {

/// Second derivatives: by a twice, by a and b, by b twice.
struct Second {
  double aa, ab, bb;
};
struct TwoOperandOp {
  std::string_view name;
  BinaryFunction build;
  Second (*definition)(double a, double b);
};

double logistic(double x) { return 1 / (1 + std::exp(-x)); }

const TwoOperandOp ops[] = {
    {"add", add,
     [](double, double) {
       return Second{0, 0, 0};
     }},
    {"sub", sub,
     [](double, double) {
       return Second{0, 0, 0};
     }},
    {"mul", mul,
     [](double, double) {
       return Second{0, 1, 0};
     }},
    {"mul_strong_zero", mul_strong_zero,
     [](double, double) {
       return Second{0, 1, 0};
     }},
    {"div", div,
     [](double a, double b) {
       return Second{0, -1 / (b * b), 2 * a / (b * b * b)};
     }},
    {"maximum", maximum,
     [](double, double) {
       return Second{0, 0, 0};
     }},
    {"minimum", minimum,
     [](double, double) {
       return Second{0, 0, 0};
     }},
    {"pow", pow,
     [](double a, double b) {
       const double y = std::pow(a, b), l = std::log(a);
       return Second{b * (b - 1) * y / (a * a), y / a * (1 + b * l), y * l * l};
     }},
    {"hypot", hypot,
     [](double a, double b) {
       const double r = std::hypot(a, b), r3 = r * r * r;
       return Second{b * b / r3, -a * b / r3, a * a / r3};
     }},
    {"atan2", atan2,
     [](double a, double b) {
       const double s = a * a + b * b, s2 = s * s;
       return Second{-2 * a * b / s2, (a * a - b * b) / s2, 2 * a * b / s2};
     }},
    {"logaddexp", logaddexp,
     [](double a, double b) {
       const double s = logistic(a - b) * logistic(b - a);
       return Second{s, -s, s};
     }},
    {"fmod", fmod,
     [](double, double) {
       return Second{0, 0, 0};
     }},
    {"leaky_relu", [](Var a, Var b) { return leaky_relu(a, b); },
     [](double a, double) {
       return Second{0, a > 0 ? 0.0 : 1.0, 0};
     }},
    {"elu", [](Var a, Var b) { return elu(a, b); },
     [](double a, double b) {
       return a > 0 ? Second{0, 0, 0} : Second{b * std::exp(a), std::exp(a), 0};
     }},
    {"where", [](Var a, Var b) { return where(a > b, a * b, a * a); },
     [](double a, double b) {
       return a > b ? Second{0, 1, 0} : Second{2, 0, 0};
     }},
    {"clip", [](Var a, Var b) { return clip(a * a, b, 1e6); },
     [](double a, double b) {
       return a * a > b ? Second{2, 0, 0} : Second{0, 0, 0};
     }},
};

}  // namespace

TEST_CASE("the Hessian of every op of two operands is its definition's") {
  const double points[][2] = {{1.5, 0.7}, {0.3, 2.25}, {2.5, 2.4}, {1e-3, 4.0}, {40.0, 0.01}, {0.9, 1.1}};
  for (const TwoOperandOp& op : ops) {
    Graph g;
    const Var a = g.input("a"), b = g.input("b");
    const auto [by_a, by_b] = grad(op.build(a, b), a, b);
    Program program = compile({a, b}, {grad(by_a, a), grad(by_a, b), grad(by_b, a), grad(by_b, b)});
    for (const auto& at : points) {
      const auto r = program({at[0], at[1]});
      const Second wanted = op.definition(at[0], at[1]);
      const double rows[][2] = {
          {r[0].item(), wanted.aa}, {r[1].item(), wanted.ab}, {r[2].item(), wanted.ab}, {r[3].item(), wanted.bb}};
      const double scale = std::abs(wanted.aa) + std::abs(wanted.ab) + std::abs(wanted.bb);
      for (const auto& row : rows) {
        CAPTURE(fmt::format("{} at ({}, {}): {}, wanted {}", op.name, at[0], at[1], row[0], row[1]));
        CHECK(std::abs(row[0] - row[1]) <= 1e-13 * std::abs(row[1]) + 1e-15 * std::max(scale, 1.0));
      }
    }
  }
}

}  // namespace xgrad
