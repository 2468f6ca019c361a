#include <doctest/doctest.h>
#include <xgrad/graph/error.hpp>
#include <xgrad/graph/grad.hpp>
#include <xgrad/graph/graph.hpp>
#include <xgrad/graph/program.hpp>
#include <xgrad/ops/arithmetic.hpp>
#include <xgrad/ops/comparison.hpp>
#include <xgrad/tests/support/check_op.hpp>

namespace xgrad {

TEST_CASE("comparisons: order, zeros of both signs, NaN") {
  struct Pair {
    double a, b;
    bool less, equal;
  } pairs[] = {{1, 2, true, false},      {2, 1, false, false},     {-3, -3, false, true},
               {0.0, -0.0, false, true}, {-inf, inf, true, false}, {inf, inf, false, true},
               {nan, 1, false, false},   {1, nan, false, false},   {nan, nan, false, false}};
  std::vector<std::vector<double>> lt, le, gt, ge, eq, ne;
  for (auto [a, b, is_less, is_equal] : pairs) {
    const bool ordered = a == a && b == b;
    lt.push_back({a, b, double(is_less)});
    le.push_back({a, b, double(is_less || is_equal)});
    gt.push_back({a, b, double(ordered && !is_less && !is_equal)});
    ge.push_back({a, b, double(ordered && !is_less)});
    eq.push_back({a, b, double(is_equal)});
    ne.push_back({a, b, double(!is_equal)});
  }
  const auto options = [](const auto& rows) {
    return OpCheck{.values = rows, .integers = true, .differentiable = false};
  };
  check_op(less, options(lt));
  check_op(less_equal, options(le));
  check_op(greater, options(gt));
  check_op(greater_equal, options(ge));
  check_op(equal, options(eq));
  check_op(not_equal, options(ne));
  check_op([](Var a, Var b) { return a < b; }, options(lt));
  check_op([](Var a, Var b) { return a <= b; }, options(le));
  check_op([](Var a, Var b) { return a > b; }, options(gt));
  check_op([](Var a, Var b) { return a >= b; }, options(ge));
}

TEST_CASE("isnan, isinf, isfinite") {
  check_op(isnan, {.values = {{nan, 1.0}, {inf, 0.0}, {0.0, 0.0}, {-1e300, 0.0}}, .differentiable = false});
  check_op(isinf, {.values = {{nan, 0.0}, {inf, 1.0}, {-inf, 1.0}, {0.0, 0.0}, {1.5, 0.0}}, .differentiable = false});
  check_op(isfinite,
           {.values = {{nan, 0.0}, {inf, 0.0}, {-inf, 0.0}, {0.0, 1.0}, {-1.5, 1.0}}, .differentiable = false});
}

TEST_CASE("comparisons of int64 are exact beyond 2^53") {
  Graph g;
  const Var a = g.input("a", int64), b = g.input("b", int64);
  const auto r = compile({a, b}, {less(a, b), equal(a, b), a >= b})({9007199254740993, 9007199254740994});
  CHECK(r[0].item() == 1);
  CHECK(r[1].item() == 0);
  CHECK(r[2].item() == 0);
}

TEST_CASE("masks combine") {
  Graph g;
  const Var a = g.input("a", boolean, {4}), b = g.input("b", boolean, {dynamic});
  const Tensor left = Tensor::from(std::vector<bool>{false, false, true, true}, {4});
  const Tensor right = Tensor::from(std::vector<bool>{false, true, false, true}, {4});
  const auto r = compile({a, b}, {logical_and(a, b), logical_or(a, b), logical_not(a)})({left, right});
  CHECK(r[0].is_identical(Tensor::from(std::vector<bool>{false, false, false, true}, {4})));
  CHECK(r[1].is_identical(Tensor::from(std::vector<bool>{false, true, true, true}, {4})));
  CHECK(r[2].is_identical(Tensor::from(std::vector<bool>{true, true, false, false}, {4})));
  CHECK_THROWS_AS(logical_and(a, g.input("x", float64, {4})), DTypeError);
}

TEST_CASE("comparisons are flat: gradients through them are zero") {
  Graph g;
  const Var x = g.input("x");
  const Var f = where(x > 1.0, 2.0 * x, square(x));
  Program p = compile({x}, {grad(f, x), grad(grad(f, x), x)});
  CHECK(p({3.0})[0].item() == 2);
  CHECK(p({0.5})[0].item() == 1);
  CHECK(p({3.0})[1].item() == 0);
  CHECK(p({0.5})[1].item() == 2);
}

}  // namespace xgrad
