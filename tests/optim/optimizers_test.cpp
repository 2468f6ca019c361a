#include <doctest/doctest.h>
#include <cmath>
#include <functional>
#include <limits>
#include <memory>
#include <string>
#include <vector>
#include <xgrad/graph/error.hpp>
#include <xgrad/graph/grad.hpp>
#include <xgrad/graph/program.hpp>
#include <xgrad/models/data/random_state.hpp>
#include <xgrad/ops/ops.hpp>
#include <xgrad/optim/adadelta.hpp>
#include <xgrad/optim/adagrad.hpp>
#include <xgrad/optim/adam.hpp>
#include <xgrad/optim/adamax.hpp>
#include <xgrad/optim/asgd.hpp>
#include <xgrad/optim/lion.hpp>
#include <xgrad/optim/nadam.hpp>
#include <xgrad/optim/radam.hpp>
#include <xgrad/optim/rmsprop.hpp>
#include <xgrad/optim/rprop.hpp>
#include <xgrad/optim/sgd.hpp>
#include <xgrad/optim/sign_flip_sgd.hpp>

namespace xgrad {
namespace {

double item(Var state) { return value(state).item(); }

struct Row {
  std::string name;
  std::shared_ptr<optim::Optimizer> optimizer;
};

template <class O> std::shared_ptr<optim::Optimizer> made(const typename O::Options& options) {
  return std::make_shared<O>(options);
}

/// Every optimizer that descends, with a rate that suits a bowl of curvature 1.
std::vector<Row> all() {
  using namespace optim;
  return {{"SGD", made<SGD>({.lr = 0.1})},
          {"SGD, momentum", made<SGD>({.lr = 0.1, .momentum = 0.9})},
          {"RMSprop", made<RMSprop>({.lr = 0.01, .momentum = 0.5, .centered = true})},
          {"AdaGrad", made<AdaGrad>({.lr = 0.5})},
          {"Adam", made<Adam>({.lr = 0.1})},
          {"Adam, amsgrad", made<Adam>({.lr = 0.1, .amsgrad = true})},
          {"AdamW", made<AdamW>({.lr = 0.1, .weight_decay = 0.0})},
          {"Adadelta", made<Adadelta>({.lr = 1.0, .eps = 1e-3})},
          {"Adamax", made<Adamax>({.lr = 0.1})},
          {"NAdam", made<NAdam>({.lr = 0.1})},
          {"RAdam", made<RAdam>({.lr = 0.1})},
          {"Rprop", made<Rprop>({})},
          {"ASGD", made<ASGD>({.lr = 0.1})},
          {"Lion", made<Lion>({.lr = 0.01})},
          {"SignFlipSGD", made<SignFlipSGD>({.lr = 0.1})}};
}

/// Entries that are subnormal numbers.
std::int64_t subnormals(const Tensor& t) {
  const double smallest = t.dtype() == float32 ? static_cast<double>(std::numeric_limits<float>::min())
                                               : std::numeric_limits<double>::min();
  std::int64_t count = 0;
  for (double value : t.astype(float64).to_vector<double>()) count += value != 0.0 && std::abs(value) < smallest;
  return count;
}

}  // namespace

TEST_CASE("every optimizer descends into a bowl, in both float types") {
  for (DType dtype : {float32, float64})
    for (const Row& row : all()) {
      INFO(row.name);
      Graph g;
      const Var w = g.variable("w", tensor({1.0, -0.5, 0.25}).astype(dtype));
      const Var loss = 0.5 * sum(square(w));
      Program step = compile({}, {loss}, row.optimizer->minimize(loss, w));
      for (int i = 0; i < 500; ++i) step();
      CHECK(step()[0].item() < 1e-3);
      CHECK(value(w).dtype() == dtype);
    }
}

// Averages of gradients decay by a factor a step: unchecked, they end as subnormal numbers, for which processors are
// many times slower. (Users of dfdx and chainer reported epochs that grow slower and slower.)
TEST_CASE("20 000 steps on a solved problem leave no subnormal number in any state") {
  for (const bool is_at_rest : {true, false})  // either the gradient is 0, or the parameters go to 0 with it
    for (DType dtype : {float32, float64})
      for (const Row& row : all()) {
        INFO(row.name);
        Graph g;
        const Var w = g.variable("w", tensor({1.0, -0.5, 0.25}).astype(dtype)), on = g.input("on", dtype);
        const Var loss = 0.5 * on * sum(square(w));
        Program step = compile({on}, {loss}, row.optimizer->minimize(loss, w));
        for (int i = 0; i < 20; ++i) step({1.0});
        for (int i = 0; i < 20000; ++i) step({is_at_rest ? 0.0 : 1.0});
        for (std::size_t id = 0; id < g.size(); ++id) {
          const std::string name = g.node(id).name();
          if (name != "w" && (name.find('/') == std::string::npos || name.find('(') != std::string::npos)) continue;
          CHECK_MESSAGE(subnormals(g.value(g.node(id))) == 0, name);
        }
      }
}

// Where parameters went to 0 and came to rest just above the smallest number, their products were subnormal in each
// step: 1000 steps took fifty times as long as the first 1000.
TEST_CASE("20 000 steps of Adam on a problem whose solution is 0 leave no subnormal prediction or gradient") {
  for (DType dtype : {float32, float64}) {
    Graph g;
    const Var x = g.input("x", dtype, {dynamic, 8}), y = g.input("y", dtype, {dynamic});
    const Var w = g.variable("w", RandomState(1).standard_normal({8}).astype(dtype));
    const Var p = sum(x * w, 1), loss = mse(p, y), slope = grad(loss, w);
    Program step = compile({x, y}, {p, slope}, optim::Adam({.lr = 0.01}).updates({w}, {slope}));
    const Tensor X = RandomState(0).standard_normal({64, 8}).astype(dtype), Y = zeros({64}, dtype);
    for (int i = 0; i < 19999; ++i) step({X, Y});
    for (const Tensor& t : step({X, Y})) CHECK(subnormals(t) == 0);
    CHECK(subnormals(value(w)) == 0);
  }
}

// arXiv 2302.06675, algorithm 2, in plain numbers.
TEST_CASE("Lion follows the paper's formula") {
  const double lr = 0.03, b1 = 0.8, b2 = 0.95, decay = 0.3;
  for (bool maximize : {false, true}) {
    Graph g;
    const Var w = g.variable("w", tensor({2.0, -1.0, 0.0}));
    const Var slope = g.constant(tensor({1.0, 3.0, 0.0}));
    const Var loss = sum(slope * square(w));
    optim::Lion lion({.lr = lr, .betas = {b1, b2}, .weight_decay = decay, .maximize = maximize});
    Program step = compile({}, {}, lion.minimize(loss, w));
    std::vector<double> p = {2.0, -1.0, 0.0}, m = {0.0, 0.0, 0.0}, s = {1.0, 3.0, 0.0};
    for (int t = 0; t < 100; ++t) {
      step();
      for (std::size_t i = 0; i < 3; ++i) {
        const double gradient = (maximize ? -2.0 : 2.0) * s[i] * p[i], c = b1 * m[i] + (1.0 - b1) * gradient;
        p[i] -= lr * ((c > 0.0) - (c < 0.0) + decay * p[i]);
        m[i] = b2 * m[i] + (1.0 - b2) * gradient;
      }
    }
    const std::vector<double> got = value(w).to_vector<double>(),
                              mean = value(lion.slot(w, "momentum")).to_vector<double>();
    for (std::size_t i = 0; i < 3; ++i) {
      CHECK(got[i] == doctest::Approx(p[i]).epsilon(1e-12));
      CHECK(mean[i] == doctest::Approx(m[i]).epsilon(1e-12));
    }
    CHECK(got[2] == 0.0);  // sign(0) = 0
  }
}

TEST_CASE("ASGD keeps the average of the parameters, from step t0 on") {
  Graph g;
  const Var w = g.variable("w", 1.0), slope = g.input("slope");
  optim::ASGD asgd({.lr = 0.5, .lambd = 0.0, .t0 = 2.0});
  Program step = compile({slope}, {}, asgd.updates(w, slope));
  std::vector<double> path;
  for (double gradient : {1.0, -2.0, 1.0, 1.0, -3.0}) {
    step({gradient});
    path.push_back(item(w));
  }
  // Up to step t0 + 2 the average is the parameter; then 1/2 of step 5's and the one before.
  CHECK(path == std::vector{0.5, 1.5, 1.0, 0.5, 2.0});
  CHECK(item(asgd.slot(w, "average")) == (0.5 + 2.0) / 2.0);
}

TEST_CASE("one optimizer on two losses shares the numbers of its own") {
  Graph g;
  const Var a = g.variable("a", 1.0), b = g.variable("b", 1.0);
  optim::NAdam nadam({.lr = 0.1}), alone({.lr = 0.1});
  Program both = compile({}, {}, nadam.minimize(square(a), a) + nadam.minimize(square(b), b));
  const Var c = g.variable("c", 1.0);
  Program single = compile({}, {}, alone.minimize(square(c), c));
  for (int i = 0; i < 10; ++i) both(), single();
  CHECK(item(a) == item(c));
  CHECK(item(b) == item(c));
  CHECK(item(nadam.slot("step")) == 10.0);
  CHECK(item(nadam.slot("momentum_product")) == item(alone.slot("momentum_product")));
}

TEST_CASE("Adam with eps = 0 keeps tiny gradients") {
  Graph g;
  const Var w = g.variable("w", 0.0), slope = g.input("slope");
  Program step = compile({slope}, {}, optim::Adam{{.lr = 1.0, .eps = 0.0}}.updates(w, slope));
  step({1e-150});  // its square is just a normal number
  CHECK(std::isfinite(item(w)));
}

TEST_CASE("options out of range are refused by each optimizer") {
  using namespace optim;
  struct {
    std::function<void()> call;
    const char* text;
  } rows[] = {
      {[] { AdaGrad{{.lr_decay = -1.0}}; }, "AdaGrad: lr_decay must be at least 0: -1"},
      {[] { AdaGrad{{.initial_accumulator_value = -1.0}}; },
       "AdaGrad: initial_accumulator_value must be at least 0: -1"},
      {[] { Adadelta{{.rho = 1.5}}; }, "Adadelta: rho must be between 0 and 1: 1.5"},
      {[] {
         AdamW{{.betas = {1.0, 0.9}}};
       },
       "AdamW: betas[0] must be at least 0 and below 1: 1"},
      {[] { AdamW{{.weight_decay = -0.1}}; }, "AdamW: weight_decay must be at least 0: -0.1"},
      {[] { Adamax{{.eps = -1.0}}; }, "Adamax: eps must be at least 0: -1"},
      {[] { NAdam{{.momentum_decay = -1.0}}; }, "NAdam: momentum_decay must be at least 0: -1"},
      {[] { RAdam{{.eps = std::nan("")}}; }, "RAdam: eps must be at least 0: nan"},
      {[] {
         Rprop{{.etas = {1.2, 0.5}}};
       },
       "Rprop: etas must be a factor between 0 and 1 and one above 1: 1.2, 0.5"},
      {[] {
         Rprop{{.step_sizes = {2.0, 1.0}}};
       },
       "Rprop: step_sizes must be the least step, at least 0, and the largest: 2, 1"},
      {[] { ASGD{{.t0 = -1.0}}; }, "ASGD: t0 must be at least 0: -1"},
      {[] {
         Lion{{.betas = {0.9, 1.0}}};
       },
       "Lion: betas[1] must be at least 0 and below 1: 1"},
      {[] { Lion{{.lr = -1.0}}; }, "learning rate: it must be at least 0: -1"},
  };
  for (const auto& row : rows) CHECK_THROWS_WITH_AS(row.call(), row.text, DataError);
}

}  // namespace xgrad
