#include <doctest/doctest.h>
#include <cmath>
#include <functional>
#include <memory>
#include <string>
#include <vector>
#include <xgrad/graph/error.hpp>
#include <xgrad/graph/grad.hpp>
#include <xgrad/graph/program.hpp>
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

/// The optimizer of the documentation.
struct Momentum : optim::Optimizer {
  void update(optim::Next& next, Var p, Var g) const override {
    Var m = next.slot(p, "momentum");
    next[m] = 0.9 * m + g;
    next[p] = p - 0.01 * next[m];
  }
};

}  // namespace

TEST_CASE("state is owned by optimizer, parameter and name") {
  Graph g;
  const Var w = g.variable("w", tensor({3.0, 4.0})), loss = 0.5 * sum(square(w));
  optim::Adam adam;
  compile({}, {}, adam.minimize(loss, w))();
  const Tensor mean = value(adam.slot(w, "mean"));
  CHECK(mean.at<double>({0}) == doctest::Approx(0.3));
  CHECK(adam.slot(w, "mean").name() == "adam/w/mean");
  CHECK(adam.slot("step").name() == "adam/step");
  CHECK(item(adam.lr()) == 1e-3);

  const std::size_t size = g.size();
  compile({}, {}, adam.minimize(2.0 * loss, w))();  // another program of the same optimizer goes on from there
  CHECK(item(adam.slot("step")) == 2);
  for (std::size_t id = size; id < g.size(); ++id) CHECK(listing(g.node(id)).find("adam_2") == std::string::npos);

  optim::Adam copy = adam;  // starts afresh
  compile({}, {}, copy.minimize(loss, w))();
  CHECK(copy.slot(w, "mean").name() == "adam_2/w/mean");
  CHECK(item(copy.slot("step")) == 1);
  CHECK(item(adam.slot("step")) == 2);

  optim::Adam moved = std::move(copy);  // takes its state along
  CHECK(item(moved.slot("step")) == 1);
  CHECK_THROWS_WITH_AS(moved.slot(w, "speed"), "adam: no such slot: speed of w", GraphError);
  CHECK_THROWS_WITH_AS(
      optim::Adam().lr(),
      "adam: there is no learning rate\n  minimize makes it; rates of their own for parameters are slots", GraphError);
}

TEST_CASE("learning rates: a number to be set, a Var, a function of the step") {
  for (DType dtype : {float32, float64}) {
    Graph g;
    const Var w = g.variable("w", full({}, 1.0, dtype)), rate = g.variable("rate", full({}, 0.5, float64));
    optim::SGD by_number{{.lr = 0.25}}, by_var{{.lr = rate}}, by_step{{.lr = [](Var t) { return 0.5 / (t + 1.0); }}};
    auto moves_by = [&](optim::Optimizer& optimizer) {  // how far a step goes where the gradient is 1
      auto step = std::make_shared<Program>(compile({}, {}, optimizer.updates(w, ones_like(w))));
      return [&g, w, step] {
        g.set(w, 1.0);
        (*step)();
        return 1.0 - item(w);
      };
    };
    auto number = moves_by(by_number), var = moves_by(by_var), function = moves_by(by_step);
    CHECK(number() == 0.25);
    g.set(by_number.lr(), 0.125);
    CHECK(number() == 0.125);
    CHECK(var() == 0.5);
    g.set(rate, 2.0);
    CHECK(var() == 2.0);
    CHECK(by_var.lr().is_same(rate));
    CHECK(function() == 0.5);
    CHECK(function() == 0.25);
    CHECK(function() == doctest::Approx(0.5 / 3).epsilon(1e-7));
    CHECK(item(by_step.slot("step")) == 3);
  }
}

TEST_CASE("two parameters swapped by one program") {
  Graph g;
  const Var a = g.variable("a", tensor({1.0, 2.0})), b = g.variable("b", tensor({3.0, 4.0}));
  Program swap = compile({}, {a, b}, {{a, b}, {b, a}});
  for (int run = 0; run < 3; ++run) {
    const Tensor old_a = value(a), old_b = value(b);
    const Outputs out = swap();
    CHECK(out[0].is_identical(old_a));
    CHECK(out[1].is_identical(old_b));
    CHECK(value(a).is_identical(old_b));
    CHECK(value(b).is_identical(old_a));
  }
}

TEST_CASE("a parameter as output of the step that updates it is the old one; its value may be fed back") {
  Graph g;
  const Var x = g.input("x", float64, {3}), w = g.variable("w", tensor({1.0, 2.0, 3.0}));
  const Var loss = sum(square(w - x));
  Program step = compile({x}, {w, loss}, optim::SGD{{.lr = 0.25}}.minimize(loss, w));
  const Outputs first = step({tensor({0.0, 0.0, 0.0})});
  CHECK(first[0].to_vector<double>() == std::vector{1.0, 2.0, 3.0});
  CHECK(value(w).to_vector<double>() == std::vector{0.5, 1.0, 1.5});
  const Tensor fed = value(w);
  const Outputs second = step({fed});  // nothing to do: w is x
  CHECK(second[1].item() == 0.0);
  CHECK(value(w).to_vector<double>() == std::vector{0.5, 1.0, 1.5});
  step({tensor({0.0, 0.0, 0.0})});
  CHECK(fed.to_vector<double>() == std::vector{0.5, 1.0, 1.5});
  CHECK(first[0].to_vector<double>() == std::vector{1.0, 2.0, 3.0});
}

TEST_CASE("a bad label at the second step leaves parameters, slots and counter as they were") {
  for (DType dtype : {float32, float64}) {
    Graph g;
    const Var x = g.input("x", dtype, {dynamic, 2}), y = g.input("y", int64, {dynamic});
    const Var w = g.variable("w", tensor({{0.1, 0.2}, {0.3, 0.4}}).astype(dtype));
    const Var b = g.variable("b", zeros({2}, dtype));
    optim::Adam adam({.lr = 0.1});
    const Var loss = softmax_cross_entropy(matmul(x, w) + b, y);
    Program step = compile({x, y}, {loss}, adam.minimize(loss, {w, b}));
    const Tensor X = tensor({{1.0, 0.0}, {0.0, 1.0}}).astype(dtype);
    step({X, tensor({0, 1})});
    const Vars state = {w, b, adam.slot(w, "mean"), adam.slot(b, "mean_square"), adam.slot("step"), adam.lr()};
    std::vector<Tensor> before;
    for (Var v : state) before.push_back(value(v));
    CHECK_THROWS_AS(step({X, tensor({0, 2})}), DataError);
    for (std::size_t i = 0; i < state.size(); ++i) CHECK(value(state[i]).is_identical(before[i]));
    step({X, tensor({0, 1})});
    CHECK(item(adam.slot("step")) == 2);
  }
}

TEST_CASE("updates of two optimizers concatenate, but not of one variable") {
  Graph g;
  const Var w = g.variable("w", 1.0), b = g.variable("b", 1.0), seen = g.variable("seen", 0.0);
  const Var loss = square(w) + square(b);
  g.update(seen, seen + 1.0);
  const Updates both = optim::Adam{{.lr = 0.5}}.minimize(loss, w) + optim::SGD{{.lr = 0.25}}.minimize(loss, b);
  Program step = compile({}, {}, both);
  step();
  CHECK(item(w) == doctest::Approx(0.5));
  CHECK(item(b) == 0.5);
  CHECK(item(seen) == 1.0);  // what the graph asked for counts once
  std::string message;       // names both: "w <- where(w, adam/lr, ...) in adam and where(w, ...) in sgd"
  try {
    compile({}, {}, both + optim::SGD().minimize(loss, w));
  } catch (const GraphError& error) { message = error.what(); }
  for (const char* part : {"compile: two updates of one variable: w <- where(w", ") in adam and where(w", ") in sgd"})
    CHECK_MESSAGE(message.find(part) != std::string::npos, message);

  optim::Adam adam;  // one optimizer on two losses counts one step
  compile({}, {}, adam.minimize(square(w), w) + adam.minimize(square(b), b))();
  CHECK(item(adam.slot("step")) == 1);
}

TEST_CASE("gradients of your own: clipped, or along them") {
  Graph g;
  const Var w = g.variable("w", 5.0), loss = square(w);
  const Var clipped = minimum(maximum(grad(loss, w), -1.0), 1.0);
  compile({}, {}, optim::SGD{{.lr = 1.0}}.updates(w, clipped))();
  CHECK(item(w) == 4.0);
  compile({}, {}, optim::SGD{{.lr = 0.125}}.maximize(loss, w))();
  CHECK(item(w) == 5.0);
}

TEST_CASE("SignFlipSGD descends on x^2 + sin x as the course does") {
  for (auto granularity : {optim::Granularity::element, optim::Granularity::tensor, optim::Granularity::global}) {
    Graph g;
    const Var x = g.variable("x", 4.0), y = square(x) + sin(x), slope = grad(y, x);
    optim::SignFlipSGD descent({.lr = 0.5, .granularity = granularity});
    Program step = compile({}, {slope}, descent.minimize(y, x));
    const Var rate = granularity == optim::Granularity::global ? descent.slot("lr") : descent.slot(x, "lr");
    struct {
      double x, slope, rate;
    } rows[] = {{0.3268, 7.3464, 0.5},    {-0.4735, 1.6007, 0.5},   {-0.4593, -0.0571, 0.25}, {-0.4537, -0.0221, 0.25},
                {-0.4516, -0.0086, 0.25}, {-0.4507, -0.0034, 0.25}, {-0.4504, -0.0013, 0.25}, {-0.4503, -0.0005, 0.25},
                {-0.4502, -0.0002, 0.25}, {-0.4502, -0.0001, 0.25}};
    for (const auto& row : rows) {
      CHECK(std::abs(step()[0].item() - row.slope) <= 0.5001e-4);
      CHECK(std::abs(item(x) - row.x) <= 0.5001e-4);
      CHECK(item(rate) == row.rate);
    }
    CHECK(std::abs(item(x) - -0.450196) <= 0.5001e-6);
  }
}

TEST_CASE("SignFlipSGD: no rate falls below min_lr; a zero product changes nothing") {
  Graph g;
  const Var gradient = g.input("gradient", float64, {2}), w = g.variable("w", tensor({0.0, 0.0}));
  optim::SignFlipSGD descent({.lr = 1.0, .min_lr = 0.25});
  Program step = compile({gradient}, {}, descent.updates(w, gradient));
  struct {
    Tensor gradient;
    std::vector<double> rates;
  } rows[] = {{tensor({1.0, 1.0}), {1, 1}},
              {tensor({-1.0, 0.0}), {0.5, 1}},
              {tensor({1.0, -1.0}), {0.25, 1}},
              {tensor({-1.0, 1.0}), {0.25, 0.5}}};
  for (const auto& row : rows) {
    step({row.gradient});
    CHECK(value(descent.slot(w, "lr")).to_vector<double>() == row.rates);
  }
}

TEST_CASE("Adam's corrections keep their digits in float32") {
  Graph g;
  const Var w = g.variable("w", full({}, 0.0, float32));
  Program step = compile({}, {}, optim::Adam{{.lr = 1.0, .eps = 0.0}}.updates(w, ones_like(w)));
  for (int t = 1; t <= 100; ++t) step();                    // a gradient that is always 1 moves w by lr each time
  CHECK(item(w) == doctest::Approx(-100.0).epsilon(2e-5));  // (1 - 0.999f) / 0.001f is off by 1.3e-5 by itself
}

TEST_CASE("an optimizer of your own is one function") {
  Graph g;
  const Var w = g.variable("w", 1.0);
  Momentum momentum;
  Program step = compile({}, {}, momentum.minimize(square(w), w));
  step(), step();
  CHECK(item(w) == doctest::Approx(0.98 - 0.01 * (0.9 * 2.0 + 1.96)));
  CHECK(momentum.slot(w, "momentum").name() == "optimizer/w/momentum");

  struct Careless : optim::Optimizer {
    void update(optim::Next& next, Var p, Var) const override { next[p]; }
  };
  CHECK_THROWS_WITH_AS(Careless().minimize(square(w), w), "optimizer: a new value is read before it is assigned: w",
                       GraphError);
}

TEST_CASE("what cannot be updated is refused, and the graph stays as it was") {
  Graph g, other;
  const Var x = g.input("x"), w = g.variable("w", 1.0), v = g.variable("v", tensor({1.0, 2.0})), n = g.variable("n", 1);
  const Var far = other.variable("far", 1.0), loss = square(w), rate = g.variable("rates", tensor({0.1, 0.2}));
  const std::size_t size = g.size();
  optim::Adam adam;
  struct {
    std::function<void()> call;
    const char* text;
  } rows[] = {
      {[&] { adam.minimize(loss, Vars{}); }, "adam: there are no parameters to update"},
      {[&] {
         adam.minimize(loss, {w, far});
       },
       "adam: the parameters are not of one graph: w, far"},
      {[&] { adam.minimize(loss, x); },
       "adam: a parameter is no state variable: x float64 []\n  parameters come from g.variable and layers"},
      {[&] { adam.minimize(loss, n); }, "adam: a parameter is of no float type: n int64 []"},
      {[&] {
         adam.minimize(loss, {w, w});
       },
       "adam: a parameter is there twice: w float64 []"},
      {[&] { adam.minimize(v, v); },
       "grad: f is not a single number of rank 0: v float64 [2]\n  sum() it, or use vjp() with a cotangent"},
      {[&] {
         adam.updates({w, v}, w);
       },
       "adam: 1 gradients for 2 parameters"},
      {[&] { adam.updates(w, v); }, "adam: a gradient has another shape: v float64 [2] for w float64 []"},
      {[&] { adam.updates(w, far); }, "adam: a gradient is not of the parameters' graph: far for w"},
      {[&] { optim::SGD{{.lr = rate}}.minimize(loss, w); }, "sgd: the learning rate is no scalar: rates float64 [2]"},
      {[&] { optim::SGD{{.lr = far}}.minimize(loss, w); }, "sgd: the learning rate is of another graph: far"},
      {[&] { optim::Adam{{.lr = [](Var) -> Var { throw GraphError("schedule", "broken"); }}}.minimize(loss, w); },
       "schedule: broken"},
  };
  for (const auto& row : rows) {
    CHECK_THROWS_WITH_AS(row.call(), row.text, Error);
    CHECK(g.size() == size);
  }
}

TEST_CASE("options out of range are refused") {
  struct {
    std::function<void()> call;
    const char* text;
  } rows[] = {
      {[] { optim::SGD{{.lr = -1.0}}; }, "learning rate: it must be at least 0: -1"},
      {[] { optim::Adam{{.lr = std::nan("")}}; }, "learning rate: it must be at least 0: nan"},
      {[] {
         optim::Adam{{.betas = {0.9, 1.0}}};
       },
       "Adam: betas[1] must be at least 0 and below 1: 1"},
      {[] { optim::Adam{{.eps = -1e-8}}; }, "Adam: eps must be at least 0: -1e-08"},
      {[] { optim::RMSprop{{.alpha = -0.5}}; }, "RMSprop: alpha must be at least 0: -0.5"},
      {[] { optim::SGD{{.momentum = -0.5}}; }, "SGD: momentum must be at least 0: -0.5"},
      {[] { optim::SGD{{.nesterov = true}}; },
       "SGD: nesterov needs a momentum and no dampening\n  such as .momentum = 0.9"},
      {[] { optim::SignFlipSGD{{.decay = -1.0}}; }, "SignFlipSGD: decay must be at least 0: -1"},
  };
  for (const auto& row : rows) CHECK_THROWS_WITH_AS(row.call(), row.text, DataError);
}

TEST_CASE("an empty loss is refused") {
  Graph g;
  const Var w = g.variable("w", 1.0);
  CHECK_THROWS_AS(optim::SGD{}.minimize(Var(), w), GraphError);
  CHECK_THROWS_AS(optim::SGD{}.maximize(Var(), w), GraphError);
  CHECK(g.size() == 1);
}

TEST_CASE("maximize of an optimizer that maximizes is refused") {
  Graph g;
  const Var w = g.variable("w", 1.0), f = square(w);
  const std::size_t size = g.size();
  const auto refused = [&](optim::Optimizer& o) {
    const std::string wanted = std::string(o.name()) +
                               ": maximize of an optimizer that maximizes would minimize\n"
                               "  leave .maximize out, or call minimize, which goes along the gradient then";
    CHECK_THROWS_WITH_AS(o.maximize(f, w), wanted.c_str(), GraphError);
  };
  const auto each = [&](auto... optimizers) { (refused(optimizers), ...); };
  each(optim::SGD{{.maximize = true}}, optim::RMSprop{{.maximize = true}}, optim::Adam{{.maximize = true}},
       optim::AdamW{{.maximize = true}}, optim::AdaGrad{{.maximize = true}}, optim::Adadelta{{.maximize = true}},
       optim::Adamax{{.maximize = true}}, optim::ASGD{{.maximize = true}}, optim::Lion{{.maximize = true}},
       optim::NAdam{{.maximize = true}}, optim::RAdam{{.maximize = true}}, optim::Rprop{{.maximize = true}});
  CHECK(g.size() == size);
  CHECK(optim::SGD{}.maximize(f, w).size() == 1);
}

TEST_CASE("what an optimizer remembers of a graph that is gone is refused") {
  optim::SGD sgd{{.lr = 0.1, .momentum = 0.9}};
  optim::Adam adam;
  Var w;
  {
    Graph g;
    w = g.variable("w", 1.0);
    compile({}, {}, sgd.minimize(square(w), w))();
    compile({}, {}, adam.minimize(square(w), w))();
    CHECK(item(sgd.slot("lr")) == 0.1);
  }
  CHECK_THROWS_WITH_AS(sgd.slot("lr"),
                       "sgd: the graph that it made updates for is gone: lr\n  state lives on in the programs",
                       GraphError);
  CHECK_THROWS_WITH_AS(sgd.slot(w, "momentum"),
                       "sgd: the graph that it made updates for is gone: momentum\n  state lives on in the programs",
                       GraphError);
  CHECK_THROWS_AS(sgd.lr(), GraphError);
  CHECK_THROWS_AS(adam.slot("step"), GraphError);
  for (int round = 0; round < 3; ++round) {  // graphs that may have the address of the last
    Graph g;
    const Var v = g.variable("v", 1.0), loss = square(v);
    Program step = compile({}, {}, adam.minimize(loss, v));
    step();
    step();
    CHECK(item(adam.slot("step")) == 2.0);
    CHECK(adam.slot(v, "mean").name() == "adam/v/mean");
  }
  CHECK_THROWS_AS(adam.slot("step"), GraphError);
}

}  // namespace xgrad
