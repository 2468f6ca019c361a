#include <doctest/doctest.h>
#include <cmath>
#include <functional>
#include <string>
#include <vector>
#include <xgrad/graph/error.hpp>
#include <xgrad/ops/ops.hpp>
#include <xgrad/optim/lbfgs.hpp>

namespace xgrad {
namespace {

double rosenbrock_at(const Tensor& x, Tensor& gradient) {
  const double a = x.at<double>({0}), b = x.at<double>({1}), u = b - a * a;
  double* g = gradient.mutable_data<double>();
  g[0] = -400.0 * a * u - 2.0 * (1.0 - a);
  g[1] = 200.0 * u;
  return 100.0 * u * u + (1.0 - a) * (1.0 - a);
}

/// sum of k x_k^2 / 2
double bowl(const Tensor& x, Tensor& gradient) {
  double f = 0.0;
  for (std::int64_t k = 0; k < x.size(); ++k) {
    const double value = x.at<double>({k}), weight = static_cast<double>(k + 1);
    f += 0.5 * weight * value * value;
    gradient.mutable_data<double>()[k] = weight * value;
  }
  return f;
}

}  // namespace

// torch.optim.LBFGS 2.15 in float64: the losses after each of the calls.
TEST_CASE("L-BFGS goes the way of torch.optim.LBFGS") {
  optim::LBFGS lbfgs({.line_search_fn = optim::LineSearch::strong_wolfe});
  Tensor x = tensor({-1.316, 0.78}), gradient = zeros({2});
  auto report = lbfgs.step(rosenbrock_at, x);
  CHECK(report.loss_at_start == doctest::Approx(95.96684047360002).epsilon(1e-12));
  CHECK(report.loss == doctest::Approx(0.4249257365087378).epsilon(1e-9));
  CHECK(report.loss == rosenbrock_at(x, gradient));
  CHECK(report.stop == optim::LBFGS::Stop::max_eval);
  CHECK(report.evaluations == 26);  // one more than max_eval: the search may use what is left, and one
  CHECK_FALSE(report.converged());
  report = lbfgs.step(rosenbrock_at, x);
  CHECK(std::abs(report.loss - 9.139278514892178e-11) < 1e-14);
  CHECK(report.converged());
  const Tensor solved = x;
  report = lbfgs.step(rosenbrock_at, x);  // there is nothing left to do
  CHECK(report.evaluations <= 2);
  CHECK(std::abs(report.loss - 9.139278514892178e-11) < 1e-14);
}

TEST_CASE("L-BFGS without line search takes steps of lr; the first is at most as long as lr") {
  optim::LBFGS lbfgs({.lr = 0.5, .max_iter = 1});
  Tensor x = tensor({3.0, 4.0});
  const auto report = lbfgs.step(bowl, x);
  CHECK(report.evaluations == 1);
  CHECK(report.stop == optim::LBFGS::Stop::max_iter);
  CHECK(report.why() == "max_iter iterations were made");
  CHECK(x.at<double>({0}) == doctest::Approx(3.0 - 0.5 * 3.0 / 11.0));  // the gradient is (3, 8)
  CHECK(x.at<double>({1}) == doctest::Approx(4.0 - 0.5 * 8.0 / 11.0));
}

TEST_CASE("L-BFGS solves a quadratic with any history") {
  for (int history : {1, 3, 100}) {
    optim::LBFGS lbfgs({.max_iter = 200,
                        .tolerance_grad = 1e-9,
                        .tolerance_change = 0.0,
                        .history_size = history,
                        .line_search_fn = optim::LineSearch::strong_wolfe});
    Tensor x = ones({12});
    const auto report = lbfgs.step(bowl, x);
    CHECK(report.stop == optim::LBFGS::Stop::gradient);
    CHECK(report.max_gradient <= 1e-9);
    CHECK(report.iterations < (history == 1 ? 200 : 60));
  }
}

TEST_CASE("L-BFGS at the minimum does nothing") {
  optim::LBFGS lbfgs;
  Tensor x = zeros({3});
  const auto report = lbfgs.step(bowl, x);
  CHECK(report.iterations == 0);
  CHECK(report.evaluations == 1);
  CHECK(report.stop == optim::LBFGS::Stop::gradient);
  CHECK(report.why() == "the gradient is within tolerance_grad");
}

TEST_CASE("L-BFGS over the parameters of a graph, in both float types") {
  for (DType dtype : {float32, float64}) {
    Graph g;
    const Var x = g.input("x", dtype, {dynamic}), y = g.input("y", dtype, {dynamic});
    const Var a = g.variable("a", full({}, 0.0, dtype)), b = g.variable("b", zeros({2}, dtype));
    const Var line = sum(b) * x + a;
    optim::LossProgram f({x, y}, mean(square(line - y)), {a, b});
    const std::size_t size = g.size();
    optim::LBFGS lbfgs({.max_iter = 50, .line_search_fn = optim::LineSearch::strong_wolfe});
    const auto report = lbfgs.step(f, {tensor({0.0, 1.0, 2.0}).astype(dtype), tensor({1.0, 3.0, 5.0}).astype(dtype)});
    CHECK(g.size() == size);
    CHECK(report.converged());
    const double near = dtype == float32 ? 1e-3 : 1e-6;
    CHECK(value(a).item() == doctest::Approx(1.0).epsilon(near));
    const Tensor parts = value(b).astype(float64);
    CHECK(parts.at<double>({0}) + parts.at<double>({1}) == doctest::Approx(2.0).epsilon(near));
  }
}

TEST_CASE("a step of L-BFGS that throws leaves everything as it was") {
  Graph g;
  const Var logits = g.variable("logits", zeros({1, 2})), y = g.input("y", int64, {1});
  optim::LossProgram f({y}, softmax_cross_entropy(logits, y) + sum(square(logits)), logits);
  optim::LBFGS lbfgs({.max_iter = 2}), twin = lbfgs;
  lbfgs.step(f, {tensor({1})});
  const Tensor before = value(logits);
  optim::LBFGS kept = lbfgs;
  CHECK_THROWS_AS(lbfgs.step(f, {tensor({2})}), DataError);
  CHECK(value(logits).is_identical(before));
  lbfgs.step(f, {tensor({1})});
  const Tensor after = value(logits);
  g.set(logits, before);
  kept.step(f, {tensor({1})});  // a copy goes on from where the original was
  CHECK(value(logits).is_identical(after));

  int calls = 0;
  Tensor x = ones({3});
  auto breaks = [&](const Tensor& at, Tensor& gradient) {
    if (++calls == 2) throw DataError("f", "broken");
    return bowl(at, gradient);
  };
  CHECK_THROWS_WITH_AS(twin.step(breaks, x), "f: broken", DataError);
  CHECK(x.is_identical(ones({3})));
  twin.reset();
  CHECK(twin.step(bowl, x).iterations > 0);
}

TEST_CASE("L-BFGS: what is refused") {
  Tensor x = ones({3}), wide = ones({4}), single = ones({3}, float32), matrix = ones({3, 1});
  optim::LBFGS used({.max_iter = 1});
  used.step(bowl, x);
  auto wrong_gradient = [](const Tensor&, Tensor& gradient) {
    gradient = zeros({2});
    return 0.0;
  };
  struct {
    std::function<void()> call;
    const char* text;
  } rows[] = {
      {[&] { used.step(bowl, wide); }, "L-BFGS: x is no vector of 3 numbers: float64 [4]"},
      {[&] { optim::LBFGS().step(bowl, single); }, "L-BFGS: x is not float64: float32 [3]"},
      {[&] { optim::LBFGS().step(bowl, matrix); }, "L-BFGS: x is no vector: float64 [3, 1]"},
      {[&] { optim::LBFGS().step(wrong_gradient, x); }, "L-BFGS: the gradient is no vector of 3 numbers: float64 [2]"},
      {[&] { optim::LBFGS().step(optim::Objective{}, x); },
       "L-BFGS: the objective is an empty function\n  give one that returns f(x)"},
      {[] { optim::LBFGS({.lr = -1.0}); }, "LBFGS: lr must be at least 0: -1"},
      {[] { optim::LBFGS({.history_size = 0}); }, "LBFGS: history_size must be at least 1: 0"},
      {[] { optim::LBFGS({.tolerance_grad = std::nan("")}); }, "LBFGS: tolerance_grad must be at least 0: nan"},
  };
  for (const auto& row : rows) CHECK_THROWS_WITH_AS(row.call(), row.text, Error);
  Graph g;
  const Var input = g.input("input");
  CHECK_THROWS_WITH_AS(optim::FlatParameters(Vars(input)),
                       "parameters: a parameter is no state variable: input float64 []\n  parameters come from "
                       "g.variable and layers",
                       GraphError);
}

TEST_CASE("L-BFGS says where numbers are not finite, and stays where they were") {
  const auto nowhere = [](const Tensor&, Tensor&) { return std::nan(""); };
  const auto flat_nan = [](const Tensor& x, Tensor& gradient) {  // only the gradient is NaN
    gradient = full({x.size()}, std::nan(""));
    return 1.0;
  };
  const auto cliff = [](const Tensor& x, Tensor& gradient) {  // falls to the left, to where there is nothing
    gradient = full({x.size()}, 1.0);
    return x.at<double>({0}) < 0.5 ? std::nan("") : x.at<double>({0});
  };
  struct {
    optim::Objective f;
    double loss_at_start;
    int iterations;
  } rows[] = {{nowhere, std::nan(""), 0}, {flat_nan, 1.0, 0}, {cliff, 1.0, 1}};
  for (const auto& row : rows) {
    optim::LBFGS lbfgs;
    Tensor x = ones({1});
    const auto report = lbfgs.step(row.f, x);
    CHECK(report.stop == optim::LBFGS::Stop::not_finite);
    CHECK_FALSE(report.converged());
    CHECK(report.why() == "the loss, its gradient or x is not finite at the start, or where the step leads");
    CHECK(report.iterations == row.iterations);
    CHECK(std::isnan(report.loss_at_start) == std::isnan(row.loss_at_start));
    CHECK(x.is_identical(ones({1})));
  }
  // What comes after is a first step: neither pairs nor direction lead there again.
  int evaluations = 0;
  const auto hole = [&](const Tensor& at, Tensor& gradient) {
    const double f = bowl(at, gradient);
    return ++evaluations == 5 ? std::numeric_limits<double>::quiet_NaN() : f;
  };
  optim::LBFGS lbfgs({.lr = 0.3, .max_iter = 3}), fresh({.lr = 0.3, .max_iter = 3});
  Tensor before = tensor({3.0, -1.0}), after;
  lbfgs.step(hole, before);
  CHECK(lbfgs.step(hole, before).stop == optim::LBFGS::Stop::not_finite);
  after = before;
  lbfgs.step(bowl, before);
  fresh.step(bowl, after);
  CHECK(before.is_identical(after));
  // A step of infinite length that would not be evaluated.
  optim::LBFGS far({.lr = 1e308, .max_iter = 2, .tolerance_change = 0.0});
  Tensor x = full({2}, 1e300);
  CHECK(far.step(bowl, x).stop == optim::LBFGS::Stop::not_finite);
  CHECK(x.is_identical(full({2}, 1e300)));
}

TEST_CASE("L-BFGS: limits near the largest int do not overflow") {
  optim::LBFGS lbfgs({.max_iter = 2'000'000'000});
  Tensor x = ones({3});
  const auto report = lbfgs.step(bowl, x);
  CHECK(report.converged());
  CHECK(report.iterations > 1);
}

TEST_CASE("FlatParameters: values that do not fit are refused, and nothing is written") {
  Graph g;
  const Var a = g.variable("a", 1.0), b = g.variable("b", zeros({2}, float32));
  const optim::FlatParameters flat({a, b});
  Tensor to = full({3}, 7.0), few = zeros({2}), single = zeros({3}, float32);
  const Tensor one(2.0), two = tensor({3.0, 4.0}).astype(float32);
  const auto gather = [&](const std::vector<Tensor>& values, Tensor& out) { flat.gather(values, out); };
  struct {
    std::function<void()> call;
    const char* text;
  } rows[] = {
      {[&] { gather({one}, to); }, "parameters: 1 values for 2 parameters"},
      {[&] {
         gather({one, two, one}, to);
       },
       "parameters: 3 values for 2 parameters"},
      {[&] {
         gather({ones({1000000}), two}, to);
       },
       "parameters: a value has another shape: float64 [1000000] for a float64 []"},
      {[&] {
         gather({one, tensor({3.0, 4.0})}, to);
       },
       "parameters: a value has another dtype: float64 [2] for b float32 [2]"},
      {[&] {
         gather({one, two}, few);
       },
       "parameters: the vector to write to is no vector of 3 numbers: float64 [2]"},
      {[&] {
         gather({one, two}, single);
       },
       "parameters: the vector to write to is not float64: float32 [3]"},
  };
  for (const auto& row : rows) CHECK_THROWS_WITH_AS(row.call(), row.text, Error);
  CHECK(to.is_identical(full({3}, 7.0)));
  gather({one, two}, to);
  CHECK(to.is_identical(tensor({2.0, 3.0, 4.0})));
}

}  // namespace xgrad
