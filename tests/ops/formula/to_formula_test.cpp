#include <doctest/doctest.h>
#include <cmath>
#include <random>
#include <string>
#include <vector>
#include <xgrad/graph/error.hpp>
#include <xgrad/graph/grad.hpp>
#include <xgrad/graph/program.hpp>
#include <xgrad/ops/ops.hpp>

namespace xgrad {
namespace {

/// A formula and what it, its slope by x and the slope of that print as.
struct Row {
  const char *formula, *printed, *slope, *curvature;
};

double at(Graph& g, Var f, double x, double y) { return compile({g.node(0), g.node(1)}, f)({x, y})[0].item(); }

/// Random formulas of x and y, defined for positive ones.
class Formulas {
 public:
  explicit Formulas(unsigned seed) : random_(seed) {}
  std::string next(int depth) {
    static const char* const numbers[] = {"1", "2", "3", "0.5", "0.1", "1.25", "7", "0"};
    static const char* const unary[] = {"sin(", "cos(",      "tanh(",    "exp(-", "log(1 + ",
                                        "abs(", "sqrt(1 + ", "sigmoid(", "-("};
    if (depth == 0) return choose(3) == 0 ? numbers[choose(8)] : choose(2) == 0 ? "x" : "y";
    const std::string a = next(depth - 1);
    switch (choose(9)) {
      case 0: return unary[choose(9)] + squared_if_needed(a) + ")";
      case 1: return "(" + a + ")^" + std::to_string(choose(4));
      case 2: return "(" + a + ")/(2 + (" + next(depth - 1) + ")^2)";
      case 3: return "where(" + next(1) + " < " + next(1) + ", " + a + ", " + next(depth - 1) + ")";
      case 4: return "maximum(" + a + ", " + next(depth - 1) + ")";
      case 5: return "(" + a + ") - (" + next(depth - 1) + ")";
      case 6: return "(" + a + ")*(" + next(depth - 1) + ")";
      default: return "(" + a + ") + (" + next(depth - 1) + ")";
    }
  }

 private:
  /// Under logarithm and root only what is not negative.
  std::string squared_if_needed(const std::string& a) { return "(" + a + ")^2"; }
  unsigned choose(unsigned n) { return static_cast<unsigned>(random_() % n); }
  std::mt19937 random_;
};

}  // namespace

TEST_CASE("to_formula: what one would write, of functions, slopes and curvatures") {
  const Row rows[] = {
      {"x^2 + sin(x)", "x^2 + sin(x)", "2*x + cos(x)", "2 - sin(x)"},
      {"x^2 + y^2 - 2*x*y", "x^2 - 2*x*y + y^2", "2*x - 2*y", "2"},
      {"(1 - x)^2 + 100*(y - x^2)^2", "(x - 1)^2 + 100*(x^2 - y)^2", "400*x*(x^2 - y) + 2*(x - 1)",
       "1200*x^2 - 400*y + 2"},
      {"x^3 - 3*x", "x^3 - 3*x", "3*x^2 - 3", "6*x"},
      {"1/x", "1/x", "-1/x^2", "2/x^3"},
      {"sqrt(x)", "sqrt(x)", "0.5/sqrt(x)", "-0.25/x^1.5"},
      {"sqrt(x^2 + y^2)", "sqrt(x^2 + y^2)", "x/sqrt(x^2 + y^2)", "y^2/(x^2 + y^2)^1.5"},
      {"log(1 + x^2)", "log(x^2 + 1)", "2*x/(x^2 + 1)", "2*(1 - x^2)/(x^2 + 1)^2"},
      {"tanh(x)", "tanh(x)", "1 - tanh(x)^2", "2*tanh(x)^3 - 2*tanh(x)"},
      {"exp(-x^2)", "exp(-x^2)", "-2*x*exp(-x^2)", "2*(2*x^2 - 1)*exp(-x^2)"},
      {"x^y", "x^y", "y*x^(y - 1)", "y*x^(y - 2)*(y - 1)"},
      {"x^x", "x^x", "x^x*(log(x) + 1)", "x^(x - 1) + x^x*(2*log(x) + log(x)^2 + 1)"},
      {"2^x", "2^x", "2^x*log(2)", "2^x*log(2)^2"},
      {"a*(1 - exp(-b*x))", "a*(1 - exp(-x*b))", "a*b*exp(-x*b)", "-a*b^2*exp(-x*b)"},
      {"where(x > 0, x^2, -x)", "where(x > 0, x^2, -x)", "where(x > 0, 2*x, -1)", "where(x > 0, 2, 0)"},
      {"elu(x)", "elu(x, 1)", "where(x > 0, 1, exp(x))", "where(x > 0, 0, exp(x))"},
      {"maximum(x, y)", "maximum(x, y)", "where(x < y, 0, where(x == y, 0.5, 1))", "0"},
      {"abs(x)", "abs(x)", "sign(x)", "0"},
      {"cos(2*pi*x/12)", "cos(pi*x/6)", "-pi*sin(pi*x/6)/6", "-pi^2*cos(pi*x/6)/36"},
      {"rsqrt(x)", "1/sqrt(x)", "-0.5/x^1.5", "0.75/x^2.5"},
      {"reciprocal(x)", "1/x", "-1/x^2", "2/x^3"},
      {"exp2(x)", "exp2(x)", "log(2)*exp2(x)", "log(2)^2*exp2(x)"},
      {"log10(x)", "log10(x)", "1/(x*log(10))", "-1/(x^2*log(10))"},
      {"erf(x)", "erf(x)", "2*exp(-x^2)/sqrt(pi)", "-4*x*exp(-x^2)/sqrt(pi)"},
      {"asin(x)", "asin(x)", "1/sqrt(1 - x^2)", "x/(1 - x^2)^1.5"},
      {"atan(x)", "atan(x)", "1/(x^2 + 1)", "-2*x/(x^2 + 1)^2"},
      {"hypot(x, y)", "hypot(x, y)", "where(hypot(x, y) == 0, 0, x/hypot(x, y))",
       "where(hypot(x, y) == 0, 0, 1/hypot(x, y) - x^2/hypot(x, y)^3)"},
      {"x*sin(x)", "x*sin(x)", "x*cos(x) + sin(x)", "2*cos(x) - x*sin(x)"},
  };
  for (const auto& [formula, printed, slope, curvature] : rows) {
    const std::string shown = formula;  // a structured binding cannot be captured
    CAPTURE(shown);
    Graph g;
    const Var x = g.input("x"), y = g.input("y");
    const Var f = parse_formula(g, formula), dx = grad(f, x), dxx = grad(dx, x);
    CHECK(to_formula(f) == printed);
    CHECK(to_formula(dx) == slope);
    CHECK(to_formula(dxx) == curvature);
    CHECK(y.rank() == 0);
  }
}

TEST_CASE("to_formula: algebra") {
  struct {
    const char *formula, *printed;
  } rows[] = {
      {"x*1 + 0", "x"},
      {"x - x", "0"},
      {"x/x", "1"},
      {"0*x", "0"},
      {"x + x", "2*x"},
      {"a*x + b*x", "x*(a + b)"},
      {"3*x^2 + 2*x + 1", "3*x^2 + 2*x + 1"},
      {"x/3 + x/3", "2*x/3"},
      {"0.1*x + 0.2*x", "0.3*x"},
      {"2*(x + 1) - 2*x", "2"},
      {"(x + 1)*(x - 1)", "x^2 - 1"},
      {"(x + 1)^3", "(x + 1)^3"},
      {"(2*x)^2", "4*x^2"},
      {"x*x*x/x^2", "x"},
      {"sqrt(x)*sqrt(x)", "x"},
      {"sqrt(x^2)", "sqrt(x^2)"},
      {"(x^2)^0.5 - x", "sqrt(x^2) - x"},
      {"x^0.5*y^-0.5", "sqrt(x)/sqrt(y)"},
      {"x/y/z", "x/(y*z)"},
      {"x/(y/z)", "x*z/y"},
      {"-(x - 1)", "1 - x"},
      {"-x^2", "-x^2"},
      {"(-x)^2", "x^2"},
      {"(-x)^3", "-x^3"},
      {"(-2)^x", "(-2)^x"},
      {"2^-x", "2^(-x)"},
      {"x^(-1/3)", "1/x^(1/3)"},
      {"a*(1 + x)^(-1/b)", "a/(x + 1)^(1/b)"},
      {"x^-y", "1/x^y"},
      {"x - (y - z)", "x - y + z"},
      {"x*(y + z)^-1", "x/(y + z)"},
      {"sin(-x) + cos(-x)", "cos(x) - sin(x)"},
      {"sin(x)^2 + cos(x)^2 + y", "y + 1"},
      {"exp(log(x)) + log(exp(y))", "x + y"},
      {"exp(0)*sqrt(4) + cos(0)", "3"},
      {"log(2)", "log(2)"},
      {"sqrt(2)*x", "sqrt(2)*x"},
      {"where(1 < 2, x, y)", "x"},
      {"where(x > 0, y, y)", "y"},
      {"2*pi", "2*pi"},
      {"1e-7*x", "1e-07*x"},
      {"1e20", "1e+20"},
      {"123456.789", "123456.789"},
      {"x/(2 + 2*y)", "0.5*x/(y + 1)"},
      {"logical_not(x < 0)", "logical_not(x < 0)"},
      {"`unit price`^2", "`unit price`^2"},
  };
  for (const auto& [formula, printed] : rows) {
    const std::string shown = formula;  // a structured binding cannot be captured
    CAPTURE(shown);
    Graph g;
    for (const char* name : {"x", "y", "z", "a", "b"}) g.input(name);
    CHECK(to_formula(parse_formula(g, formula)) == printed);
  }
}

TEST_CASE("to_formula: LaTeX") {
  struct {
    const char *formula, *printed;
  } rows[] = {
      {"2*x + cos(x)", "2 x + \\cos\\left(x\\right)"},
      {"b1*(1 - exp(-b2*x))", "b_{1} \\left(1 - e^{-x b_{2}}\\right)"},
      {"x/(x + 1)", "\\frac{x}{x + 1}"},
      {"sqrt(x^2 + 1)", "\\sqrt{x^{2} + 1}"},
      {"exp(x)^2/3", "\\frac{\\left(e^{x}\\right)^{2}}{3}"},
      {"2*3^x", "2 \\cdot 3^{x}"},
      {"1.5e-7*x", "1.5 \\cdot 10^{-7} x"},
      {"alpha_max*abs(x)", "\\alpha_{\\mathrm{max}} \\left|x\\right|"},
      {"where(x <= 0, x, 0)", "\\begin{cases} x & \\text{if } x \\le 0 \\\\ 0 & \\text{otherwise} \\end{cases}"},
      {"softplus(x)", "\\operatorname{softplus}\\left(x\\right)"},
      {"pi*`a_b%`", "\\pi a_{\\mathrm{b\\%}}"},
  };
  for (const auto& [formula, printed] : rows) {
    const std::string shown = formula;  // a structured binding cannot be captured
    CAPTURE(shown);
    Graph g;
    g.input("x");
    CHECK(to_formula(parse_formula(g, formula), FormulaStyle::latex) == printed);
  }
}

TEST_CASE("to_formula: what is printed parses back to the same values") {
  Formulas formulas(1);
  const double points[][2] = {{0.3, 1.7}, {1.2, 0.4}, {2.1, 2.9}};
  int compared = 0;
  for (int i = 0; i < 400; ++i) {
    const std::string text = formulas.next(1 + i % 4);
    CAPTURE(text);
    Graph g, h;
    const Var x = g.input("x"), y = g.input("y"), f = parse_formula(g, text);
    h.input("x");
    h.input("y");
    for (Var v : {f, grad(f, x), grad(grad(f, x), y)}) {
      const std::string printed = to_formula(v);
      CAPTURE(printed);
      const Var again = parse_formula(h, printed);
      CHECK(h.node(0).name() == "x");
      for (const auto& [a, b] : points) {
        const double wanted = at(g, v, a, b);
        if (!std::isfinite(wanted) || std::abs(wanted) > 1e8) continue;
        ++compared;
        CHECK(std::abs(at(h, again, a, b) - wanted) <= 1e-9 * (1 + std::abs(wanted)));
      }
    }
  }
  CHECK(compared > 2000);
}

TEST_CASE("to_formula: numbers have the fewest digits that read back") {
  std::mt19937_64 random(3);
  Graph g;
  for (int i = 0; i < 2000; ++i) {
    double number = std::ldexp(static_cast<double>(random() >> 11), static_cast<int>(random() % 200) - 150);
    if (i % 3 == 0) number = static_cast<double>(random() % 1000000) / 1000;
    CAPTURE(number);
    const std::string printed = to_formula(g.constant(number));
    CHECK(value(parse_formula(g, printed)).item() == number);
    char shortest[64];
    std::snprintf(shortest, sizeof shortest, "%.17g", number);
    CHECK(printed.size() <= std::string(shortest).size() + 4);
  }
  CHECK(to_formula(g.constant(0.1)) == "0.1");
  CHECK(to_formula(g.constant(Tensor(0.1).astype(float32))) == "0.1");
}

TEST_CASE("to_formula: arrays count element by element") {
  Graph g;
  const Var x = g.input("x", float64, {3}), w = g.input("w");
  CHECK(to_formula(grad(sum(square(x) * 3.0), x)) == "6*x");
  CHECK(to_formula(broadcast_like(w, x) + stop_gradient(x)) == "x + w");
  CHECK(to_formula(x * ones_like(x) + zeros_like(x)) == "x");
  CHECK(to_formula(x * g.constant(full({3}, 2.0))) == "2*x");
}

TEST_CASE("to_formula: shared parts of long formulas have names") {
  Graph g;
  const Var x = g.input("x");
  g.input("t1");
  Var y = x;
  for (int i = 0; i < 60; ++i) y = sin(y) * y + cos(y);  // 4^60 long without names
  const std::string printed = to_formula(y);
  CHECK(printed.size() < 5000);
  CHECK(printed.find("t2 = ") != std::string::npos);
  Graph h;
  const Var u = h.input("x");
  CHECK(compile({u}, parse_formula(h, printed))({0.7})[0].item() ==
        doctest::Approx(compile({x}, y)({0.7})[0].item()).epsilon(1e-9));
  Var z = x;
  for (int i = 0; i < 40; ++i) z = square(z) + z;  // polynomials
  CHECK(to_formula(z).size() < 6000);
}

TEST_CASE("to_formula: long chains") {
  Graph g;
  const Var x = g.input("x");
  Var y = x;
  for (int i = 0; i < 15000; ++i) y = sin(y);
  CHECK(to_formula(y).substr(0, 12) == "sin(sin(sin(");
  for (int i = 0; i < 15000; ++i) y = sin(y);
  CHECK_THROWS_WITH_AS(to_formula(y), doctest::Contains("to_formula: the graph has more than 20000 nodes: "),
                       GraphError);
  CHECK_THROWS_WITH_AS(to_formula(y), doctest::Contains("\n  listing(v) prints it"), GraphError);
  Var s = x;
  for (int i = 0; i < 3000; ++i) s = s + sin(x * (i + 2.0));
  CHECK(to_formula(s).size() > 30000);
}

TEST_CASE("to_formula: what is no formula") {
  Graph g;
  const Var x = g.input("x", float64, {2, 2});
  CHECK_THROWS_WITH_AS(
      to_formula(sum(x)),
      "to_formula: sum is no elementwise op: sum(x)\n  a formula shows what is computed element by element; "
      "listing(v) prints the whole",
      GraphError);
  CHECK_THROWS_WITH_AS(to_formula(x * g.constant(Tensor::from(std::vector<double>{1, 2}, {2}))),
                       "to_formula: a constant holds different numbers: a constant [2]\n"
                       "  give it as an input, which has a name",
                       GraphError);
  CHECK_THROWS_WITH_AS(to_formula(Var()),
                       "to_formula: the Var is empty\n  a Var comes from g.input, g.variable or an op", GraphError);
}

}  // namespace xgrad
