#include <doctest/doctest.h>
#include <cmath>
#include <xgrad/graph/error.hpp>
#include <xgrad/graph/grad.hpp>
#include <xgrad/graph/graph.hpp>
#include <xgrad/graph/program.hpp>
#include <xgrad/ops/activation.hpp>
#include <xgrad/ops/arithmetic.hpp>
#include <xgrad/ops/cast.hpp>
#include <xgrad/ops/comparison.hpp>
#include <xgrad/ops/exponential.hpp>
#include <xgrad/ops/power.hpp>
#include <xgrad/ops/reduce.hpp>
#include <xgrad/ops/rounding.hpp>
#include <xgrad/tests/support/check_op.hpp>

namespace xgrad {

TEST_CASE("add") {
  check_op(add, {.values = {{1, 2, 3}, {0.0, -0.0, 0.0}, {-0.0, -0.0, -0.0}, {inf, -inf, nan}, {inf, 1, inf}},
                 .integers = true});
}
TEST_CASE("sub") {
  check_op(sub, {.values = {{1, 2, -1}, {0.0, 0.0, 0.0}, {-0.0, 0.0, -0.0}, {inf, inf, nan}}, .integers = true});
}
TEST_CASE("mul") {
  check_op(mul, {.values = {{3, -2, -6}, {-0.0, 2, -0.0}, {0.0, inf, nan}, {-inf, 2, -inf}},
                 .slope_at = {{3, -2, -2, 3}},
                 .integers = true});
}
TEST_CASE("mul_strong_zero: a zero wins") {
  check_op(mul_strong_zero, {.values = {{3, -2, -6},
                                        {-0.0, 2, -0.0},
                                        {0.0, inf, 0.0},
                                        {nan, 0.0, 0.0},
                                        {-0.0, nan, 0.0},
                                        {-inf, 2, -inf},
                                        {nan, 1, nan}},
                             .slope_at = {{3, -2, -2, 3}, {0.0, 5, 5, 0.0}, {0.0, inf, inf, 0.0}}});
}
TEST_CASE("div") {
  check_op(div,
           {.values = {{1, 4, 0.25}, {1, 0.0, inf}, {1, -0.0, -inf}, {0.0, 0.0, nan}, {1, -inf, -0.0}, {inf, inf, nan}},
            .slope_at = {{1, 2, 0.5, -0.25}, {1, -inf, 0, 0}},
            .fixture = "div",
            .ulp = 0,
            .low = 0.3});
}
TEST_CASE("neg") {
  check_op(neg, {.values = {{2, -2}, {0.0, -0.0}, {-0.0, 0.0}, {inf, -inf}, {nan, nan}}, .integers = true});
  check_op([](Var x) { return -x; }, {.values = {{2, -2}}, .integers = true});
}
TEST_CASE("square") {
  check_op(square, {.values = {{-3, 9}, {-0.0, 0.0}, {-inf, inf}}, .fixture = "square", .ulp = 0, .integers = true});
}
TEST_CASE("sqrt") {
  check_op(sqrt, {.values = {{4, 2}, {0.0, 0.0}, {-0.0, -0.0}, {-1, nan}, {inf, inf}},
                  .slope_at = {{0.0, inf}, {-0.0, -inf}, {4, 0.25}},
                  .fixture = "sqrt",
                  .ulp = 0,
                  .low = 0.2});
}
TEST_CASE("abs") {
  check_op(abs, {.values = {{-2, 2}, {-0.0, 0.0}, {-inf, inf}, {5, 5}},
                 .slope_at = {{0.0, 0.0}, {-0.0, 0.0}, {-inf, -1}, {3, 1}},
                 .integers = true});
}
TEST_CASE("sign") {
  check_op(sign, {.values = {{-2, -1}, {7, 1}, {0.0, 0.0}, {-0.0, 0.0}, {inf, 1}, {-inf, -1}, {nan, nan}},
                  .slope_at = {{0.0, 0.0}, {3, 0.0}},
                  .integers = true});
}
TEST_CASE("maximum") {
  check_op(maximum,
           {.values = {{1, 2, 2},
                       {-3, -4, -3},
                       {nan, 1, nan},
                       {1, nan, nan},
                       {-inf, inf, inf},
                       {-0.0, 0.0, -0.0},
                       {0.0, -0.0, 0.0}},
            .slope_at = {{1, 1, 0.5, 0.5}, {2, 1, 1, 0}, {1, inf, 0, 1}, {inf, inf, 0.5, 0.5}, {0.0, -0.0, 0.5, 0.5}},
            .integers = true});
}
TEST_CASE("minimum") {
  check_op(minimum, {.values = {{1, 2, 1},
                                {-3, -4, -4},
                                {nan, 1, nan},
                                {1, nan, nan},
                                {-inf, inf, -inf},
                                {-0.0, 0.0, -0.0},
                                {0.0, -0.0, 0.0}},
                     .slope_at = {{1, 1, 0.5, 0.5}, {2, 1, 0, 1}, {1, -inf, 0, 1}},
                     .integers = true});
}
TEST_CASE("where") {
  check_op(
      [](Var c, Var a, Var b) { return where(c > 0.0, a, b); },
      {.values = {{1, 2, 3, 2}, {-1, 2, 3, 3}, {1, 2, nan, 2}, {-1, nan, 3, 3}, {1, -0.0, 3, -0.0}, {1, nan, 3, nan}},
       .slope_at = {{1, 2, nan, 0, 1, 0}, {-1, nan, 3, 0, 0, 1}},
       .integers = false,
       .keeps_nan = false});
}

TEST_CASE("int64: wraps, and is exact beyond 2^53") {
  Graph g;
  const Var a = g.input("a", int64), b = g.input("b", int64);
  const std::int64_t big = 9223372036854775807, exact = 9007199254740993;
  Program p = compile(
      {a, b}, {a + b, a - b, a * b, -a, maximum(a, b), where(a > b, a, b), 2 * a + 1, abs(-a), sign(-a), square(b)});
  const auto r = p({exact, std::int64_t{2}});
  const std::int64_t wanted[] = {exact + 2, exact - 2, 2 * exact, -exact, exact, exact, 2 * exact + 1, exact, -1, 4};
  for (std::size_t i = 0; i < r.size(); ++i) CHECK(r[i].data<std::int64_t>()[0] == wanted[i]);
  CHECK(p({big, std::int64_t{1}})[0].data<std::int64_t>()[0] == -big - 1);
}

TEST_CASE("where: branches may be masks") {
  Graph g;
  const Var x = g.input("x", float64, {dynamic}), c = g.input("c", boolean, {dynamic});
  const Var mask = where(c, x > 0.0, x < 0.0);
  CHECK(mask.dtype() == boolean);
  Program p = compile({x, c}, {cast(mask, float64), grad(sum(where(mask, sqrt(abs(x)), x)), x)});
  const Tensor at = tensor({4.0, -4.0, 0.0, 4.0, -4.0});
  const Outputs out = p({at, tensor({1.0, 1.0, 1.0, 0.0, 0.0}).astype(boolean)});
  CHECK(out[0].to_vector<double>() == std::vector<double>{1, 0, 0, 0, 1});
  CHECK(out[1].to_vector<double>() == std::vector<double>{0.25, 1, 1, 1, -0.25});
  const std::size_t size = g.size();
  CHECK_THROWS_WITH_AS(where(c, c, x), doctest::Contains("where: "), DTypeError);
  CHECK_THROWS_AS(where(c, g.input("d", boolean, {2}), g.input("e", boolean, {3})), ShapeError);
  CHECK(g.size() == size + 2);
}

TEST_CASE("a branch that where does not take reaches neither value nor gradient") {
  struct Row {
    const char* what;
    Var (*f)(Var);
    std::vector<double> dead;
  } rows[] = {
      {"sqrt", [](Var x) { return sqrt(x); }, {-1, 0}},
      {"log", [](Var x) { return log(x); }, {-1, 0}},
      {"1/x", [](Var x) { return 1.0 / x; }, {0}},
      {"x/x", [](Var x) { return x / x; }, {0}},
      {"x^0.5", [](Var x) { return pow(x, 0.5); }, {-1, 0}},
      {"x^-2", [](Var x) { return pow(x, -2.0); }, {0}},
      {"log1p(x-1)", [](Var x) { return log1p(x - 1.0); }, {-1, 0}},
      {"exp(-1e4 x)", [](Var x) { return exp(-1e4 * x); }, {-1}},
      {"sqrt(sqrt(x))", [](Var x) { return sqrt(sqrt(x)); }, {-1, 0}},
  };
  for (const auto& row : rows) {
    Graph g;
    const Var x = g.input("x");
    const Var f = where(x > 0.0, row.f(x), 3.0 * x);
    const Var first = grad(f, x), forward = jvp(f, x, g.constant(Tensor(1.0)));
    Program p = compile({x}, {f, first, grad(first, x), forward});
    for (double at : row.dead) {
      CAPTURE(row.what);
      CAPTURE(at);
      const auto r = p({at});
      CHECK(r[0].item() == 3 * at);
      CHECK(r[1].item() == 3);
      CHECK(r[2].item() == 0);
      CHECK(r[3].item() == 3);
    }
  }
}

TEST_CASE("derivatives at special points, as docs/ops.md lists them") {
  Graph g;
  const Var x = g.input("x"), y = g.input("y");
  Program p = compile({x, y}, {grad(where(x > 0.0, sqrt(x), 0.0), x), grad(pow(x, 0.0), x), grad(pow(x, y), y),
                               grad(maximum(x, y), x)});
  CHECK(p({-1.0, 1.0})[0].item() == 0);
  CHECK(p({0.0, 1.0})[1].item() == 0);
  CHECK(p({0.0, 1.0})[2].item() == 0);
  CHECK(p({1.0, 1.0})[3].item() == 0.5);
}

TEST_CASE("operators take C++ numbers on either side, in the dtype of the Var") {
  Graph g;
  const Var x = g.input("x", float32);
  const auto r =
      compile({x}, {2.0 * x, x / 2, 1 - x, x + 0.5, 1.0 / x, maximum(x, 7.0), where(x > 1.0, x, 0.0)})({4.0f});
  const float wanted[] = {8, 2, -3, 4.5f, 0.25f, 7, 4};
  for (std::size_t i = 0; i < r.size(); ++i) CHECK(r[i].data<float>()[0] == wanted[i]);
}

TEST_CASE("what does not fit is refused in words, and nothing is added to the graph") {
  Graph g, other;
  const Var x = g.input("x"), w = g.input("w", float32, {3}), n = g.input("n", int64), m = g.input("m", boolean);
  const Var a = g.input("a", float64, {2, 3}), b = g.input("b", float64, {2, 4}), o = other.input("o");
  const std::size_t before = g.size();
  CHECK_THROWS_WITH_AS(x + w, "add: the dtypes differ: x float64 [], w float32 [3]\n  cast(w, float64) converts",
                       DTypeError);
  CHECK_THROWS_WITH_AS(x * m, "mul: bool is not taken: x float64 [], m bool []\n  cast(x, float64) converts",
                       DTypeError);
  CHECK_THROWS_WITH_AS(n * 0.5, "mul: 0.5 does not fit int64: n int64 []\n  cast(x, float64) converts", DTypeError);
  CHECK_THROWS_WITH_AS(n / n, "div: int64 is not taken: n int64 [], n int64 []\n  cast(x, float64) converts",
                       DTypeError);
  CHECK_THROWS_WITH_AS(1 / n, "div: int64 is not taken: 1 int64 [], n int64 []\n  cast(x, float64) converts",
                       DTypeError);
  CHECK_THROWS_WITH_AS(clip(n, 0, 2.0), "clip: 2.0 does not fit int64: n int64 []\n  cast(x, float64) converts",
                       DTypeError);
  CHECK_THROWS_WITH_AS(elu(n, 0.5), "elu: int64 is not taken: n int64 []\n  cast(x, float64) converts", DTypeError);
  CHECK_THROWS_WITH_AS(exp(n), "exp: int64 is not taken: n int64 []\n  cast(x, float64) converts", DTypeError);
  CHECK_THROWS_WITH_AS(m + 1.0,
                       "add: bool is not taken: a mask is no number: m bool [], 1\n"
                       "  where(mask, a, b) chooses, cast(x, float64) converts",
                       DTypeError);
  CHECK_THROWS_WITH_AS(where(x, x, x),
                       "where: operand 0 is a mask and must be bool: x float64 [], x float64 [], x float64 []\n"
                       "  a comparison makes one, or cast(x, boolean)",
                       DTypeError);
  CHECK_THROWS_WITH_AS(a + b, "add: shapes do not broadcast: a float64 [2, 3], b float64 [2, 4] (axis 1: 3 != 4)",
                       ShapeError);
  CHECK_THROWS_AS(x + o, GraphError);
  CHECK_THROWS_AS(x + Var(), GraphError);
  CHECK_THROWS_AS(maximum(1.0, 2.0), GraphError);
  CHECK(g.size() == before);
}

}  // namespace xgrad
