#include <doctest/doctest.h>
#include <cmath>
#include <functional>
#include <string>
#include <utility>
#include <vector>
#include <xgrad/graph/error.hpp>
#include <xgrad/graph/program.hpp>
#include <xgrad/ops/ops.hpp>
#include <xgrad/optim/adam.hpp>
#include <xgrad/optim/groups.hpp>
#include <xgrad/optim/reduce_lr_on_plateau.hpp>
#include <xgrad/optim/sgd.hpp>

namespace xgrad {
namespace {

double item(Var state) { return value(state).item(); }

}  // namespace

TEST_CASE("groups have the options of all but what they change") {
  Graph g;
  const Var a = g.variable("a", 1.0), b = g.variable("b", 1.0), c = g.variable("c", 1.0);
  optim::Groups<optim::SGD> sgd({.lr = 0.5, .weight_decay = 0.25});
  sgd.add(a);
  sgd.add(b, [](auto& o) { o.lr = 0.125; });
  sgd.add(c, [](auto& o) { o.weight_decay = 0.0; });
  Program step = compile({}, {}, sgd.minimize(a + b + c));
  step();
  CHECK(item(a) == 1.0 - 0.5 * 1.25);
  CHECK(item(b) == 1.0 - 0.125 * 1.25);
  CHECK(item(c) == 1.0 - 0.5);
  CHECK(sgd.size() == 3);
  CHECK(item(sgd[1].lr()) == 0.125);
  CHECK(sgd[0].lr().name() == "sgd/lr");
  CHECK(sgd[1].lr().name() == "sgd_2/lr");
  g.set(sgd[1].lr(), 0.0);  // one group's rate
  const double before = item(b);
  step();
  CHECK(item(b) == before);
  CHECK(item(a) != 1.0 - 0.5 * 1.25);

  optim::ReduceLROnPlateau plateau({.factor = 0.5, .patience = 0});
  plateau.step(sgd[0], 1.0);
  CHECK(plateau.step(sgd[0], 1.0) == 0.25);
}

TEST_CASE("groups of equal options are one optimizer") {
  auto train = [](bool in_groups) {
    Graph g;
    const Var w = g.variable("w", tensor({1.0, -2.0})), b = g.variable("b", 0.5);
    const Var loss = sum(square(w)) * (1.0 + square(b)) + b;
    optim::Adam adam({.lr = 0.1});
    optim::Groups<optim::Adam> groups({.lr = 0.1});
    groups.add(b);
    groups.add(w);
    Program step = compile({}, {}, in_groups ? groups.minimize(loss) : adam.minimize(loss, {w, b}));
    for (int i = 0; i < 20; ++i) step();
    return std::pair(value(w), value(b));
  };
  const auto [w, b] = train(false);
  const auto [grouped_w, grouped_b] = train(true);
  CHECK(grouped_w.is_identical(w));
  CHECK(grouped_b.is_identical(b));
}

TEST_CASE("groups maximize, and refuse what optimizers refuse") {
  Graph g;
  const Var a = g.variable("a", 1.0), b = g.variable("b", 2.0);
  optim::Groups<optim::SGD> none, both;
  both.add({a, b});
  both.add(b);
  CHECK_THROWS_WITH_AS(none.minimize(a), "groups: there are no parameters to update", GraphError);
  CHECK_THROWS_WITH_AS(both.minimize(a * b), "sgd: a parameter is there twice: b float64 []", GraphError);
  CHECK_THROWS_WITH_AS(both.add(a, [](auto& o) { o.momentum = -1.0; }), "SGD: momentum must be at least 0: -1",
                       DataError);
  CHECK(both.size() == 2);
  optim::Groups<optim::SGD> broken;
  broken.add(a);
  broken.add(b, [](auto& o) { o.lr = [](Var) -> Var { throw GraphError("schedule", "broken"); }; });
  const Var sum_of_both = a + b;
  const std::size_t before = g.size();
  CHECK_THROWS_WITH_AS(broken.minimize(sum_of_both), "schedule: broken", GraphError);
  CHECK(g.size() == before);

  optim::Groups<optim::SGD> up({.lr = 0.5});
  up.add(a);
  up.add(b);
  compile({}, {}, up.maximize(a - b))();
  CHECK(item(a) == 1.5);
  CHECK(item(b) == 1.5);
}

TEST_CASE("groups: what would minimize by maximize, and groups that are not there") {
  Graph g;
  const Var a = g.variable("a", 1.0), b = g.variable("b", 2.0);
  optim::Groups<optim::SGD> sgd({.lr = 0.5});
  sgd.add(a);
  sgd.add(b, [](auto& o) { o.maximize = true; });
  const Var loss = a * b;
  const std::size_t before = g.size();
  CHECK_THROWS_WITH_AS(sgd.maximize(loss),
                       "sgd: maximize of an optimizer that maximizes would minimize\n  leave .maximize out, or call "
                       "minimize, which goes along the gradient then",
                       GraphError);
  CHECK(g.size() == before);
  compile({}, {}, sgd.minimize(a + b))();
  CHECK(item(a) == 0.5);
  CHECK(item(b) == 2.5);
  CHECK_THROWS_WITH_AS(sgd[2], "groups: there is no group 2: 2 groups, from 0 on", DataError);
  CHECK_THROWS_WITH_AS(std::as_const(sgd)[7], "groups: there is no group 7: 2 groups, from 0 on", DataError);
}

}  // namespace xgrad
