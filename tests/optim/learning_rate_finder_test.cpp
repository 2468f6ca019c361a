#include <doctest/doctest.h>
#include <cmath>
#include <functional>
#include <vector>
#include <xgrad/graph/error.hpp>
#include <xgrad/graph/program.hpp>
#include <xgrad/ops/ops.hpp>
#include <xgrad/optim/adam.hpp>
#include <xgrad/optim/learning_rate_finder.hpp>
#include <xgrad/optim/schedules.hpp>
#include <xgrad/optim/sgd.hpp>

namespace xgrad {

TEST_CASE("the range test takes rates of equal ratios and suggests the steepest descent") {
  std::vector<double> taken;
  auto step = [&](double lr) {
    taken.push_back(lr);
    return 2.0 - std::tanh(2.0 * (std::log10(lr) + 2.0));  // falls fastest at 1e-2
  };
  const auto range =
      optim::find_learning_rate(step, {.start_lr = 1e-5, .end_lr = 10.0, .num_iter = 61, .smooth_f = 1.0});
  CHECK(taken.size() == 61);
  CHECK(range.rates == taken);
  CHECK(range.rates.front() == 1e-5);
  CHECK(range.rates.back() == doctest::Approx(10.0).epsilon(1e-12));
  CHECK(range.rates[11] / range.rates[10] == doctest::Approx(std::pow(10.0, 0.1)));
  CHECK(range.smoothed == range.losses);
  CHECK(range.suggestion() == doctest::Approx(1e-2).epsilon(1e-9));
}

TEST_CASE("the range test ends where the loss explodes or is NaN, and smooths noise") {
  int calls = 0;
  auto explodes = [&](double) { return ++calls < 10 ? 1.0 : 1000.0; };
  CHECK(optim::find_learning_rate(explodes, {.smooth_f = 0.5}).rates.size() == 9);
  CHECK(calls == 10);
  calls = 0;
  auto breaks = [&](double) { return ++calls < 5 ? 1.0 : std::nan(""); };
  CHECK(optim::find_learning_rate(breaks, {}).rates.size() == 4);
  auto always = [](double) { return 3.0; };
  for (double smooth : optim::find_learning_rate(always, {.num_iter = 7}).smoothed)
    CHECK(smooth == doctest::Approx(3.0));  // without the bias of starting at 0
  auto short_one = optim::find_learning_rate(always, {.num_iter = 2});
  CHECK(std::isnan(short_one.suggestion()));
}

TEST_CASE("the range test of an optimizer leaves parameters, slots and rate as they were") {
  Graph g;
  const Var w = g.variable("w", tensor({3.0, -2.0}));
  const Var loss = sum(square(w));
  optim::Adam adam({.lr = 0.125});
  Program step = compile({}, {loss}, adam.minimize(loss, w));
  step();
  const std::vector<Tensor> before = {value(w), value(adam.slot(w, "mean")), value(adam.slot("step")),
                                      value(adam.lr())};
  const auto range = optim::find_learning_rate(adam, [&] { return step()[0].item(); }, {.num_iter = 50});
  CHECK(range.rates.size() > 10);
  CHECK(range.suggestion() > 1e-7);
  CHECK(range.suggestion() <= 10.0);
  int calls = 0;
  CHECK_THROWS_WITH_AS(optim::find_learning_rate(adam,
                                                 [&] {
                                                   step();
                                                   if (++calls == 3) throw DataError("step", "broken");
                                                   return 1.0;
                                                 }),
                       "step: broken", DataError);
  const Var states[] = {w, adam.slot(w, "mean"), adam.slot("step"), adam.lr()};
  for (std::size_t i = 0; i < before.size(); ++i) CHECK(value(states[i]).is_identical(before[i]));

  optim::SGD scheduled({.lr = optim::exponential(0.1, {.gamma = 0.9})});
  scheduled.minimize(loss, w);
  CHECK_THROWS_AS(optim::find_learning_rate(scheduled, [] { return 0.0; }), GraphError);
  CHECK_THROWS_WITH_AS(optim::find_learning_rate(std::function<double(double)>()),
                       "find_learning_rate: the step is an empty function", DataError);
  CHECK_THROWS_WITH_AS(optim::find_learning_rate(scheduled, std::function<double()>()),
                       "find_learning_rate: the step is an empty function", DataError);
  CHECK_THROWS_WITH_AS(optim::find_learning_rate([](double) { return 0.0; }, {.start_lr = 0.0}),
                       "find_learning_rate: start_lr must be above 0: 0", DataError);
}

}  // namespace xgrad
