#include <doctest/doctest.h>

#include <cmath>
#include <xgrad/graph/error.hpp>
#include <xgrad/graph/grad.hpp>
#include <xgrad/graph/graph.hpp>
#include <xgrad/graph/program.hpp>
#include <xgrad/ops/ops.hpp>

namespace xgrad {
namespace {

TEST_CASE("explain: a line a kernel, what was joined, where results live") {
  Graph g;
  const Var x = g.input("x", float64, {2, 3}), w = g.variable("w", Tensor(float64, {3, 2}));
  const Var y = tanh(matmul(x, w) * 2.0 + 1.0), loss = sum(square(y));
  Program p = compile({x}, {loss, y}, Updates{{w, w - 0.1 * grad(loss, w)}});
  CHECK(p.explain().empty());
  p({Tensor(float64, {2, 3})});
  const std::string text = p.explain();
  MESSAGE(text);
  CHECK(text.find("kernel  computes") == 0);
  CHECK(text.find("matmul") != std::string::npos);
  CHECK(text.find("mul, add, tanh") != std::string::npos);
  CHECK(text.find("output ") != std::string::npos);
  CHECK(text.find("state w") != std::string::npos);
  CHECK(text.find("joined elementwise ops") != std::string::npos);
  CHECK(text.find(" us ") == std::string::npos);
}

TEST_CASE("explain: with profile, times") {
  Graph g;
  const Var x = g.input("x", float64, {100});
  Program p = compile({x}, {sum(exp(x))}, {}, {.profile = true});
  for (int i = 0; i < 3; ++i) CHECK(p({Tensor(float64, {100})})[0].item() == 100);
  CHECK(p.explain().find("us") != std::string::npos);
}

TEST_CASE("check_finite: stops at the first op that makes NaN from what is finite, changes nothing") {
  Graph g;
  const Var p = g.input("p", float64, {dynamic}), w = g.variable("w", Tensor(2.0));
  const Var f = sum(sqrt(log(1.0 - p)) * w);
  Program step = compile({p}, {f}, Updates{{w, w + f}}, {.check_finite = true});
  Program plain = compile({p}, {f});
  const Tensor good = Tensor::from(std::vector<double>{-1, -2}, {2}),
               bad = Tensor::from(std::vector<double>{0.5, 3, 1}, {3});
  CHECK(plain({good})[0].is_identical(step({good})[0]));
  const double before = g.value(w).item();
  CHECK_THROWS_WITH_AS(step({bad}),
                       "log: it made 1 NaN and 1 infinite of 3 entries: log(p) from sub(p) float64 [3], -2 to 0.5\n"
                       "  p was made at explain_test.cpp:41",
                       DataError);
  CHECK(g.value(w).item() == before);
  CHECK(std::isnan(step({Tensor::from(std::vector<double>{NAN}, {1})})[0].item()));  // not finite as it came
}

TEST_CASE("check_finite: names the layer, and numbers alone are finite too") {
  Graph g;
  const Var x = g.input("x");
  Var y = x;
  {
    Graph::Scope scope(g, "block_1");
    y = exp(1000.0 * x);
  }
  Program p = compile({x}, {y}, {}, {.check_finite = true});
  CHECK(p({0.5})[0].item() == std::exp(500.0));
  CHECK_THROWS_WITH_AS(p({1.0}),
                       doctest::Contains("exp: it made 1 infinite of 1 entries: exp(x) in block_1 from mul(x) in "
                                         "block_1 float64 [], 1000 to 1000\n  x was made at explain_test.cpp:"),
                       DataError);
}

TEST_CASE("check_finite: a mask's -inf is meant") {
  Graph g;
  const Var x = g.input("x", float64, {3}), keep = g.input("keep", boolean, {3});
  Program p = compile({x, keep}, {softmax(where(keep, x, -INFINITY), 0)}, {}, {.check_finite = true});
  const Tensor flags = Tensor::from(std::vector<double>{1, 0, 1}, {3}).astype(boolean);
  CHECK(p({zeros({3}), flags})[0].to_vector<double>() == std::vector<double>{0.5, 0, 0.5});
}

}  // namespace
}  // namespace xgrad
