#include <doctest/doctest.h>

#include <limits>
#include <xgrad/graph/passes/rules_internal.hpp>
#include <xgrad/ops/ops.hpp>
#include "../support/after_pass.hpp"
#include "../support/fixture.hpp"
#include "../support/op_runner.hpp"

namespace xgrad {
namespace {

constexpr double nan = std::numeric_limits<double>::quiet_NaN(), inf = std::numeric_limits<double>::infinity();

TEST_CASE("simplify: what was written becomes what should have been written") {
  Graph g;
  const Var x = g.input("x"), f = g.input("f", float32, {3}), n = g.input("n", int64), v = g.input("v", float64, {2}),
            m = g.input("m", float64, {2, 3}), d = g.input("d", float64, {dynamic, 3});
  const struct {
    Var written, wanted;
  } rows[] = {
      {1.0 * x - 0.0, x},
      {f * 1.0, f},
      {-(-pow(x, 2.0)), square(x)},
      {transpose(transpose(m)), m},
      {transpose(transpose(d)), d},
      {x + -v, x - v},
      {n * 1, n},
      {(x * 1.0) * (x * 1.0), x * x},
      {exp(x * 1.0) / 1.0, exp(x)},
      {mul_strong_zero(1.0, exp(x)), exp(x)},
      {-(x * -1.0), x},
      // These stay: they are false for NaN, infinities or -0, or would change the type.
      {0.0 * x, 0.0 * x},
      {x - x, x - x},
      {x + 0.0, x + 0.0},
      {x - -0.0, x - -0.0},
      {x / x, x / x},
      {pow(x, 3.0), pow(x, 3.0)},
      {x * g.constant(ones({2})), x * g.constant(ones({2}))},
      {transpose(transpose(g.input("t", float64, {2, 3, 4}))), transpose(transpose(g.node(g.size() - 3)))},
  };
  for (const auto& row : rows) CHECK(after(simplify, row.written) == as_written(row.wanted));
}

TEST_CASE("simplify: products read transposed operands") {
  Graph g;
  const Var a = g.input("a", float64, {2, 3}), b = g.input("b", float64, {2, 3}), t = g.input("t", float64, {4, 2, 3});
  for (Var v : {matmul(a, transpose(b)), matmul(transpose(a), b), matmul(transpose(a), transpose(reshape(b, {3, 2})))})
    CHECK(after(simplify, v).find(" = transpose") == std::string::npos);
  const std::vector<Tensor> inputs{tensor({{1.0, 2.0, 3.0}, {4.0, 5.0, 6.0}}),
                                   tensor({{1.0, 0.0, 2.0}, {0.0, 1.0, 3.0}}), zeros({4, 2, 3})};
  CHECK(to_string(run_without({}, {matmul(a, transpose(b))}, inputs)[0]) == "[[ 7. 11.]\n [16. 23.]]");
  CHECK(to_string(run_without({}, {matmul(transpose(a), b)}, inputs)[0]) ==
        "[[ 1.  4. 14.]\n [ 2.  5. 19.]\n [ 3.  6. 24.]]");
  (void)t;
}

std::vector<double> nasty_numbers(DType dtype) {
  const double tiny = dtype == float32 ? 1e-45 : 5e-324, huge = dtype == float32 ? 3e38 : 1.7e308,
               normal = dtype == float32 ? 1.2e-38 : 2.3e-308, root = dtype == float32 ? 1.9e19 : 1.4e154;
  return {0.0,  -0.0,  1.0,  -1.0,       0.1, -3.7, tiny, -tiny, normal,
          huge, -huge, root, 1.0 / root, inf, -inf, nan,  1e-30, 12345.678};
}

/// Every pair of nasty numbers as x and y.
std::pair<Tensor, Tensor> nasty_pairs(DType dtype) {
  std::vector<double> xs, ys;
  for (double x : nasty_numbers(dtype))
    for (double y : nasty_numbers(dtype)) xs.push_back(x), ys.push_back(y);
  const Shape shape{static_cast<std::int64_t>(xs.size())};
  return {operand(xs, shape, dtype), operand(ys, shape, dtype)};
}

TEST_CASE("simplify: every row keeps its promise, so a false rule cannot be merged") {
  const std::size_t count = simplify_table().rules.size();
  CHECK(count > 0);
  for (DType dtype : {float32, float64})
    for (std::size_t number = 0; number < count; ++number) {
      const auto [xs, ys] = nasty_pairs(dtype);
      const std::int64_t n = xs.size();
      Graph g;
      const Var x = g.input("x", dtype, {n}), y = g.input("y", dtype, {n}), m = g.input("m", dtype, {n / 18, 18});
      const Rule rule = simplify_rules(x, y, m)[number];
      const std::vector<Tensor> inputs{xs, ys, xs.reshape({n / 18, 18})};
      const std::vector<double> written = numbers(run_without({"simplify"}, {rule.written}, inputs)[0]),
                                becomes = numbers(run_without({"simplify"}, {rule.becomes}, inputs)[0]);
      CAPTURE(rule.written.name());
      CAPTURE(listing(rule.written));
      REQUIRE(written.size() == becomes.size());
      for (std::size_t i = 0; i < written.size(); ++i) {
        CAPTURE(i);
        CHECK(ulp_distance(written[i], becomes[i], dtype) <= rule.keeps.ulp);
      }
    }
}

TEST_CASE("simplify: every row does something, and nothing to what it becomes") {
  Graph g;
  const Var x = g.input("x", float64, {2}), y = g.input("y", float64, {2}), m = g.input("m", float64, {2, 2});
  for (const Rule& rule : simplify_rules(x, y, m)) {
    CAPTURE(as_written(rule.written));
    CHECK(after(simplify, rule.written) == as_written(rule.becomes));
    CHECK(after(simplify, rule.becomes) == as_written(rule.becomes));
  }
}

TEST_CASE("simplify: a false rule would be found") {
  Graph g;
  const auto [xs, ys] = nasty_pairs(float64);
  const Var x = g.input("x", float64, xs.shape());
  const Vars false_rules{x * 0.0, g.constant(zeros(xs.shape())), x - x, g.constant(zeros(xs.shape())), x + 0.0, x,
                         x / x,   g.constant(ones(xs.shape()))};
  for (std::size_t i = 0; i < false_rules.size(); i += 2) {
    const std::vector<Tensor> both = run_without({"simplify", "fold"}, {false_rules[i], false_rules[i + 1]}, {xs});
    bool differs = false;
    for (std::int64_t k = 0; k < xs.size(); ++k)
      differs |= ulp_distance(both[0].at<double>({k}), both[1].at<double>({k}), float64) > 0;
    CHECK(differs);
  }
}

}  // namespace
}  // namespace xgrad
