#include <doctest/doctest.h>
#include <cmath>
#include <functional>
#include <limits>
#include <string>
#include <vector>
#include <xgrad/graph/error.hpp>
#include <xgrad/graph/program.hpp>
#include <xgrad/ops/ops.hpp>
#include <xgrad/optim/adam.hpp>
#include <xgrad/optim/reduce_lr_on_plateau.hpp>
#include <xgrad/optim/schedules.hpp>
#include <xgrad/optim/sgd.hpp>

namespace xgrad {
namespace {

using optim::Schedule;

double item(Var state) { return value(state).item(); }

}  // namespace

TEST_CASE("schedules: values worth knowing") {
  struct {
    std::string name;
    Schedule schedule;
    std::vector<double> rates;  // from t = 0 on
  } rows[] = {
      {"number", 0.5, {0.5, 0.5}},
      {"function", [](Var t) { return 1.0 / (t + 1.0); }, {1.0, 0.5, 1.0 / 3.0, 0.25}},
      {"constant", optim::constant(0.4, {.factor = 0.5, .total_iters = 2}), {0.2, 0.2, 0.4, 0.4}},
      {"constant, for no steps", optim::constant(0.4, {.factor = 0.5, .total_iters = 0}), {0.2, 0.2, 0.2}},
      {"constant, PyTorch's defaults", optim::constant(0.3), {0.1, 0.1, 0.1, 0.1, 0.1, 0.3}},
      {"step", optim::step(1.0, {.step_size = 2, .gamma = 0.5}), {1.0, 1.0, 0.5, 0.5, 0.25}},
      {"multi_step", optim::multi_step(1.0, {.milestones = {1, 3, 3}, .gamma = 0.5}), {1.0, 0.5, 0.5, 0.125}},
      {"exponential", optim::exponential(0.1, {.gamma = 0.5}), {0.1, 0.05, 0.025}},
      {"linear", optim::linear(1.0, {.start_factor = 0.5, .total_iters = 2}), {0.5, 0.75, 1.0, 1.0}},
      {"polynomial", optim::polynomial(1.0, {.total_iters = 2, .power = 2.0}), {1.0, 0.25, 0.0, 0.0}},
      {"cosine_annealing", optim::cosine_annealing(0.1, {.T_max = 2}), {0.1, 0.05, 0.0, 0.05, 0.1}},
      {"inverse_scaling", optim::inverse_scaling(1.0), {1.0, std::sqrt(0.5), std::sqrt(1.0 / 3.0), 0.5}},
      {"inverse_scaling of samples", optim::inverse_scaling(1.0, {.power = 1.0, .samples_per_step = 9.0}), {1.0, 0.1}},
      {"one_cycle",
       optim::one_cycle({.max_lr = 1.0,
                         .total_steps = 5,
                         .pct_start = 0.6,
                         .anneal_strategy = optim::Anneal::linear,
                         .div_factor = 2.0,
                         .final_div_factor = 5.0}),
       {0.5, 0.75, 1.0, 0.55, 0.1, 0.1}},
      {"cyclic", optim::cyclic({.base_lr = 0.0, .max_lr = 1.0, .step_size_up = 2}), {0.0, 0.5, 1.0, 0.5, 0.0, 0.5}},
      {"sequential",
       optim::sequential(
           {optim::linear(1.0, {.start_factor = 0.5, .total_iters = 2}), optim::exponential(1.0, {.gamma = 0.5}), 0.25},
           {2, 4}),
       {0.5, 0.75, 1.0, 0.5, 0.25, 0.25}},
      {"chained",
       optim::chained(
           2.0, {optim::exponential(1.0, {.gamma = 0.5}), optim::constant(1.0, {.factor = 0.5, .total_iters = 1})}),
       {1.0, 1.0, 0.5}},
      {"warm_up",
       optim::warm_up(optim::exponential(1.0, {.gamma = 0.5}), {.total_iters = 2, .start_factor = 0.5}),
       {0.5, 0.75, 1.0, 0.5, 0.25}},
  };
  for (const auto& row : rows) {
    INFO(row.name);
    for (std::size_t t = 0; t < row.rates.size(); ++t)
      CHECK(std::abs(row.schedule(static_cast<int>(t)) - row.rates[t]) < 1e-15);
  }
}

TEST_CASE("warm restarts begin where counting says, for every step of long cycles") {
  for (int T_0 : {1, 3, 10})
    for (int T_mult : {1, 2, 3, 10}) {
      const Schedule schedule =
          optim::cosine_annealing_warm_restarts(1.0, {.T_0 = T_0, .T_mult = T_mult, .eta_min = 0.1});
      int length = T_0, place = 0;
      for (int t = 0; t < 1200; ++t) {
        const double wanted = 0.1 + 0.45 * (1.0 + std::cos(std::acos(-1.0) * place / length));
        if (std::abs(schedule(t) - wanted) > 1e-13) FAIL_CHECK("T_0 ", T_0, ", T_mult ", T_mult, ", t ", t);
        if (++place == length) place = 0, length *= T_mult;
      }
    }
}

TEST_CASE("a schedule is a part of the compiled step, in both float types") {
  for (DType dtype : {float32, float64}) {
    Graph g;
    const Var w = g.variable("w", full({}, 0.0, dtype));
    const Schedule schedule = optim::warm_up(optim::cosine_annealing(0.5, {.T_max = 10}), {.total_iters = 3});
    optim::SGD sgd({.lr = schedule});
    Program step = compile({}, {}, sgd.updates(w, ones_like(w)));
    double wanted = 0.0;
    for (int t = 0; t < 20; ++t) {
      step();
      wanted -= schedule(t);
    }
    CHECK(item(w) == doctest::Approx(wanted).epsilon(dtype == float32 ? 1e-6 : 1e-14));
  }
}

TEST_CASE("a schedule that is a variable is told by its value") {
  Graph g;
  const Var rate = g.variable("rate", 0.25);
  const Schedule schedule = rate;
  CHECK(schedule(7) == 0.25);
  CHECK_THROWS_AS(Schedule(square(rate))(7), GraphError);
}

TEST_CASE("ReduceLROnPlateau sets an optimizer's rate") {
  for (DType dtype : {float32, float64}) {
    Graph g;
    const Var w = g.variable("w", full({}, 1.0, dtype));
    optim::Adam adam({.lr = 0.5});
    adam.minimize(square(w), w);
    optim::ReduceLROnPlateau plateau({.factor = 0.25, .patience = 0});
    CHECK(plateau.step(adam, 1.0) == 0.5);
    CHECK(plateau.step(adam, 2.0) == 0.125);
    CHECK(item(adam.lr()) == 0.125);
    optim::Adam scheduled({.lr = optim::exponential(0.1, {.gamma = 0.5})});
    scheduled.minimize(square(w), w);
    CHECK_THROWS_AS(plateau.step(scheduled, 3.0), GraphError);
  }
}

TEST_CASE("ReduceLROnPlateau waits, reduces and cools down") {
  optim::ReduceLROnPlateau plateau({.factor = 0.5, .patience = 1, .cooldown = 1, .min_lr = 0.2});
  const double metrics[] = {1.0, 1.0, 1.0, 1.0, 1.0, 1.0, 1.0, 1.0};
  const double rates[] = {1.0, 1.0, 0.5, 0.5, 0.5, 0.25, 0.25, 0.25};
  double rate = 1.0;
  for (int i = 0; i < 8; ++i) {
    rate = plateau.step(rate, metrics[i]);
    CHECK(rate == rates[i]);
  }
  CHECK(plateau.best() == 1.0);
  CHECK(plateau.step(rate, std::nan("")) == 0.2);  // no lower than min_lr; NaN is never better
}

TEST_CASE("schedules: what is refused") {
  struct {
    std::function<void()> call;
    const char* text;
  } rows[] = {
      {[] { optim::constant(-1.0); }, "constant: lr must be at least 0: -1"},
      {[] { optim::step(0.1, {}); }, "step: step_size must be at least 1: 0"},
      {[] { optim::exponential(0.1, {}); }, "exponential: gamma must be above 0: 0"},
      {[] { optim::linear(0.1, {.total_iters = 0}); }, "linear: total_iters must be at least 1: 0"},
      {[] { optim::polynomial(0.1, {.power = -1.0}); }, "polynomial: power must be at least 0: -1"},
      {[] { optim::cosine_annealing(0.1, {}); }, "cosine_annealing: T_max must be at least 1: 0"},
      {[] { optim::cosine_annealing_warm_restarts(0.1, {.T_0 = 5, .T_mult = 0}); },
       "cosine_annealing_warm_restarts: T_mult must be at least 1: 0"},
      {[] { optim::inverse_scaling(0.1, {.power = std::nan("")}); }, "inverse_scaling: power must be at least 0: nan"},
      {[] { optim::one_cycle({.max_lr = 1.0}); }, "one_cycle: total_steps must be at least 1: 0"},
      {[] { optim::one_cycle({.max_lr = 1.0, .total_steps = 10, .pct_start = 1.5}); },
       "one_cycle: pct_start must be between 0 and 1: 1.5"},
      {[] { optim::cyclic({.max_lr = 1.0, .step_size_up = 0.0}); }, "cyclic: step_size_up must be above 0: 0"},
      {[] { optim::sequential({}, {}); }, "sequential: there is no schedule"},
      {[] {
         optim::sequential({0.1, 0.2}, {3, 4});
       },
       "sequential: there must be one milestone fewer than schedules: 2 milestones, 2 schedules"},
      {[] {
         optim::sequential({0.1, 0.2, 0.3}, {4, 3});
       },
       "sequential: milestones must ascend from 0 on: 4, 3"},
      {[] { optim::chained(-1.0, {}); }, "chained: lr must be at least 0: -1"},
      {[] { optim::warm_up(0.1, {.start_factor = -1.0}); }, "warm_up: start_factor must be at least 0: -1"},
      {[] { optim::Schedule{std::numeric_limits<double>::infinity()}; }, "learning rate: it must be finite: inf"},
      {[] { optim::Schedule(-1.0); }, "learning rate: it must be at least 0: -1"},
      {[] { optim::ReduceLROnPlateau({.factor = 1.0}); },
       "ReduceLROnPlateau: factor must be at least 0 and below 1: 1"},
      {[] { optim::ReduceLROnPlateau({.patience = -1}); }, "ReduceLROnPlateau: patience must be at least 0: -1"},
  };
  for (const auto& row : rows) CHECK_THROWS_WITH_AS(row.call(), row.text, DataError);
}

TEST_CASE("a schedule knows how it was given; empty ones are refused") {
  Graph g;
  const Var rate = g.variable("rate", 0.5);
  const optim::Schedule number(0.25), scalar(rate), function([](Var t) { return t + 1.0; });
  CHECK(number.is_number());
  CHECK_FALSE(number.is_function());
  CHECK(number.number() == 0.25);
  CHECK_FALSE(number.var());
  CHECK(scalar.var().is_same(rate));
  CHECK_FALSE(scalar.is_number());
  CHECK(scalar.number() == 0.0);
  CHECK(function.is_function());
  CHECK_THROWS_WITH_AS(optim::Schedule{std::function<Var(Var)>{}}, "learning rate: the function is empty", GraphError);
  CHECK_THROWS_WITH_AS(optim::Schedule{Var{}}, "learning rate: the Var is empty", GraphError);
}

}  // namespace xgrad
