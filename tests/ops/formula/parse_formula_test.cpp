#include <doctest/doctest.h>
#include <cmath>
#include <string>
#include <vector>
#include <xgrad/graph/error.hpp>
#include <xgrad/graph/program.hpp>
#include <xgrad/ops/ops.hpp>

namespace xgrad {
namespace {

/// The value of a formula for some x and y.
double value_of(const std::string& formula, double x = 0, double y = 0) {
  Graph g;
  const Var vx = g.input("x"), vy = g.input("y");
  return compile({vx, vy}, parse_formula(g, formula, {{"x", vx}, {"y", vy}}))({x, y})[0].item();
}

std::string message_of(const std::string& formula) {
  Graph g;
  const Var x = g.input("x"), rate = g.input("rate");
  const std::size_t before = g.size();
  try {
    parse_formula(g, formula, {{"x", x}, {"rate", rate}});
  } catch (const Error& e) {
    CHECK(g.size() == before);
    return e.what();
  }
  return "no error";
}

}  // namespace

TEST_CASE("parse_formula: numbers, operators and their order, functions, parts") {
  struct {
    const char* formula;
    double wanted;
  } rows[] = {
      {"2", 2},
      {".5", 0.5},
      {"2.", 2},
      {"1e-3", 1e-3},
      {"1.5E+2", 150},
      {"pi", 3.141592653589793},
      {"e", 2.718281828459045},
      {"1+2*3", 7},
      {"(1+2)*3", 9},
      {"[1+2]*3", 9},
      {"10-4-3", 3},
      {"16/4/2", 2},
      {"2**3**2", 512},
      {"2^3^2", 512},
      {"-2^2", -4},
      {"(-2)^2", 4},
      {"2^-1", 0.5},
      {"2^-x^2", 0.125},  // x is 3 / sqrt 3 below: 2^-(x^2)
      {"2*-3", -6},
      {"2*-3^2", -18},
      {"--3", 3},
      {"-+-3", 3},
      {"2 - -3", 5},
      {"-2*3", -6},
      {"where(x > 1, 10, 20)", 10},
      {"where(x >= 1 , -x ,20)", -std::sqrt(3.0)},
      {"where(x != x, 1, 2)", 2},
      {"where(x + 1 == 2*x - (x - 1), 1, 2)", 1},
      {"where(logical_and(x > 1, y < 1), 1, 2)", 2},
      {"max(x, y)", 5},
      {"minimum(7, y)", 5},
      {"ln(e)", 1},
      {"sqrt(16)", 4},
      {"pow(2, 10)", 1024},
      {"leaky_relu(-1)", -0.01},
      {"leaky_relu(-1, 0.5)", -0.5},
      {"t = y + 1; u = t*t; u - t", 30},
      {" \t( ( 1 ) ) \n", 1},
  };
  for (const auto& [formula, wanted] : rows) {
    const std::string shown = formula;  // a structured binding cannot be captured
    CAPTURE(shown);
    CHECK(value_of(formula, std::sqrt(3.0), 5) == doctest::Approx(wanted).epsilon(1e-15));
  }
}

TEST_CASE("parse_formula: every elementwise op has its name") {
  Graph g;
  g.input("x");
  for (const char* name :
       {"exp",     "expm1", "log",    "log1p",        "sin",    "cos",        "tanh",  "sigmoid", "relu", "softplus",
        "abs",     "sign",  "square", "sqrt",         "neg",    "exp2",       "log2",  "log10",   "tan",  "asin",
        "acos",    "atan",  "sinh",   "cosh",         "asinh",  "acosh",      "atanh", "erf",     "erfc", "lgamma",
        "digamma", "floor", "ceil",   "round",        "trunc",  "reciprocal", "rsqrt", "cbrt",    "gelu", "silu",
        "swish",   "mish",  "selu",   "hard_sigmoid", "arctan", "gammaln"}) {
    CAPTURE(name);
    CHECK_NOTHROW(parse_formula(g, std::string(name) + "(x)"));
  }
  CHECK(to_formula(parse_formula(g, "maximum(x, 1)")) == "maximum(x, 1)");
  CHECK(to_formula(parse_formula(g, "atan2(x, 2) + hypot(x, 3) + clip(x, 0, 1)")) ==
        "atan2(x, 2) + hypot(x, 3) + clip(x, 0, 1)");
  CHECK(value_of("inf") == HUGE_VAL);
  CHECK(std::isnan(value_of("nan")));
}

TEST_CASE("parse_formula: names are the graph's, or become inputs") {
  Graph g;
  const Var x = g.input("x", float32, {dynamic}), w = g.variable("b1", Tensor(2.0).astype(float32));
  const Var f = parse_formula(g, "b1*x^2 + b2*`unit price` + 1");
  CHECK(f.dtype() == float32);
  CHECK(f.shape() == Shape{dynamic});
  const Var b2 = parse_formula(g, "b2"), price = parse_formula(g, "`unit price`");
  CHECK(b2.dtype() == float32);
  CHECK(b2.rank() == 0);
  const Tensor values = compile({x, b2, price}, f)(
      {Tensor::from(std::vector<float>{1, 3}, {2}), Tensor(10.0).astype(float32), Tensor(4.0).astype(float32)})[0];
  CHECK(values.to_vector<float>() == std::vector<float>{43, 59});
  CHECK(value(w).item() == 2.0);
  // A name wins over a constant.
  Graph h;
  const Var e = h.input("e");
  CHECK(parse_formula(h, "e").is_same(e));
}

TEST_CASE("formula_names: in their order, without functions, constants and parts") {
  CHECK(formula_names("b1*(1 - exp(-b2*x)) + pi*b1") == std::vector<std::string>{"b1", "b2", "x"});
  CHECK(formula_names("t = a^2; t*sin(t) + `a b`") == std::vector<std::string>{"a", "a b"});
  CHECK(formula_names("1 + 2").empty());
}

TEST_CASE("parse_formula: an error shows the place and the remedy") {
  struct {
    const char *formula, *wanted;
  } rows[] = {
      {"2x", "formula: an operator is missing before 'x': column 2\n  2x\n   ^\n  did you mean 2*x?"},
      {"1 + rte", "formula: there is no name 'rte': column 5\n  1 + rte\n      ^\n  did you mean rate?"},
      {"1 + q", "formula: there is no name 'q': column 5\n  1 + q\n      ^\n  the names are rate, x"},
      {"exp",
       "formula: there is no name 'exp': column 1\n  exp\n  ^\n  a function has its operand in brackets: exp(...)"},
      {"1 + sinn(x)", "formula: there is no function 'sinn': column 5\n  1 + sinn(x)\n      ^\n  did you mean sin?"},
      {"x(3)", "formula: there is no function 'x': column 1\n  x(3)\n  ^\n  did you mean x*(...)?"},
      {"2*(x + 1", "formula: this bracket is not closed: column 3\n  2*(x + 1\n    ^\n  a ')' is missing"},
      {"2*x)", "formula: no bracket is open here: column 4\n  2*x)\n     ^"},
      {"[x)", "formula: '[' is closed by ')': column 3\n  [x)\n    ^"},
      {"1,5*x",
       "formula: a comma stands between a function's operands only: column 2\n  1,5*x\n   ^\n  a decimal number is "
       "written "
       "with a point"},
      {"pow(x)", "formula: pow takes 2 operands, 1 is given: column 6\n  pow(x)\n       ^"},
      {"exp(x, 1)", "formula: exp takes 1 operand, more are given: column 6\n  exp(x, 1)\n       ^"},
      {"exp()", "formula: exp takes 1 operand, none is given: column 5\n  exp()\n      ^"},
      {"", "formula: a value is missing before the end: column 1\n  \n  ^\n  the formula is empty"},
      {"x + * 2",
       "formula: a value is missing before '*': column 5\n  x + * 2\n      ^\n  a number, a name, a function or a "
       "bracket "
       "stands here"},
      {"x ? 2",
       "formula: '?' means nothing here: column 3\n  x ? 2\n    ^\n  a formula is made of numbers, names, + - * / ^ ( "
       ") , and "
       "comparisons"},
      {"1e999", "formula: 1e999 is beyond float64: column 1\n  1e999\n  ^\n  numbers go from 5e-324 to 1.797e308"},
      {"`x", "formula: this name has no end: column 1\n  `x\n  ^\n  a second backquote ends it"},
      {"0 < x < 1",
       "formula: comparisons do not chain: column 7\n  0 < x < 1\n        ^\n  write logical_and(a < b, b < c)"},
      {"x + 1 = 2",
       "formula: '=' gives a part its name, at the start: t = x^2; t + 1: column 7\n  x + 1 = 2\n        ^\n  == "
       "compares"},
      {"t = 1",
       "formula: the formula ends with a definition: column 6\n  t = 1\n       ^\n  after it say what it is for: t = "
       "x^2; t + 1"},
      {"1; x", "formula: only parts with a name come before ';': column 2\n  1; x\n   ^\n  t = x^2; t + 1"},
      {"t = 1; t = 2; t", "formula: t is defined twice: column 8\n  t = 1; t = 2; t\n         ^"},
      // By characters, not bytes.
      {"\u00e4 + 1", "formula: there is no name '\u00e4': column 1\n  \u00e4 + 1\n  ^\n  the names are rate, x"},
      {"x*\u00e4 \u00e4",
       "formula: there is no name '\u00e4': column 3\n  x*\u00e4 \u00e4\n    ^\n  the names are rate, x"},
  };
  for (const auto& [formula, wanted] : rows) {
    const std::string shown = formula;  // a structured binding cannot be captured
    CAPTURE(shown);
    CHECK(message_of(formula) == wanted);
  }
}

TEST_CASE("parse_formula: what an op throws comes with the place") {
  Graph g;
  const Var a = g.input("a", float64, {2}), b = g.input("b", float64, {3});
  const FormulaNames names = {{"a", a}, {"b", b}};
  try {
    parse_formula(g, "1 + a*b", names);
    FAIL("no error");
  } catch (const ShapeError& e) {
    const std::string text = e.what();
    CHECK(text.find("mul: ") == 0);
    CHECK(text.find("\n  1 + a*b\n       ^") != std::string::npos);
  }
  CHECK_THROWS_AS(parse_formula(g, "(a > 1) + 1", names), DTypeError);
  Graph h;
  CHECK_THROWS_WITH_AS(
      parse_formula(h, "a", names),
      "formula: the name 'a' stands for no node of this graph: a\n  a graph's Vars come from its own inputs, "
      "variables and ops",
      GraphError);
}

TEST_CASE("parse_formula: a long formula shows the part around the place") {
  std::string formula = "x";
  for (int i = 0; i < 100; ++i) formula += " + x";
  formula += " + y9";
  for (int i = 0; i < 100; ++i) formula += " + x";
  const std::string text = message_of(formula);
  CHECK(text.find("column 405") != std::string::npos);
  const std::size_t line = text.find("\n  ") + 3, caret = text.find('^');
  const std::size_t column = caret - text.find("\n  ", line) - 3;
  CHECK(text.substr(line, 3) == "...");
  CHECK(text.substr(line + column, 2) == "y9");
}

TEST_CASE("parse_formula: brackets a hundred thousand deep") {
  constexpr int deep = 100000;
  std::string formula;
  for (int i = 0; i < deep; ++i) formula += "-(1 + ";
  formula += "x";
  formula.append(deep, ')');
  Graph g;
  const Var x = g.input("x");
  CHECK(compile({x}, parse_formula(g, formula))({2.0})[0].item() == 2.0);
}

}  // namespace xgrad
