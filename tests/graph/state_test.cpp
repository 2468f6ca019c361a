#include <doctest/doctest.h>

#include <optional>
#include <xgrad/graph/error.hpp>
#include <xgrad/graph/grad.hpp>
#include <xgrad/graph/graph.hpp>
#include <xgrad/graph/program.hpp>
#include <xgrad/ops/ops.hpp>

namespace xgrad {
namespace {

TEST_CASE("state: value is a copy, set gives a new one") {
  Graph g;
  const Var p = g.variable("p", tensor({1.0, 2.0})), s = g.variable("s", 1.0f), n = g.variable("n", 3);
  Tensor copy = g.value(p);
  copy.mutable_data<double>()[0] = 9;
  CHECK(to_string(g.value(p)) == "[1. 2.]");
  g.set(p, copy);
  copy.mutable_data<double>()[1] = 8;
  CHECK(to_string(value(p)) == "[9. 2.]");
  g.set(s, 2.5);  // a number takes the variable's dtype
  CHECK(g.value(s).is_identical(Tensor(2.5f)));
  g.set(n, 4.0);
  CHECK(g.value(n).is_identical(Tensor(4)));
  CHECK(to_string(g.value(g.constant(tensor({1.0, 2.0})))) == "[1. 2.]");
}

TEST_CASE("state: what set and value refuse; the value stays") {
  Graph g;
  const Var x = g.input("x"), p = g.variable("p", tensor({1.0, 2.0})), n = g.variable("n", 3);
  CHECK_THROWS_WITH_AS(g.set(p, tensor({1.0f, 2.0f})),
                       "set: the dtypes differ: p float64 [2] <- float32 [2]\n  value.astype converts", DTypeError);
  CHECK_THROWS_WITH_AS(g.set(p, ones({3})), "set: the shapes differ: p float64 [2] <- float64 [3]", ShapeError);
  CHECK_THROWS_AS(g.set(p, 1.0), ShapeError);
  CHECK_THROWS_WITH_AS(g.set(n, 0.5), "set: 0.5 does not fit int64", DTypeError);
  CHECK_THROWS_WITH_AS(
      g.set(x, 1.0), "set: not a state variable: x\n  state comes from g.variable, layers and optimizers", GraphError);
  CHECK_THROWS_AS(g.value(x), GraphError);
  CHECK_THROWS_AS(g.value(Var()), GraphError);
  CHECK(to_string(g.value(p)) == "[1. 2.]");
}

TEST_CASE("state: programs see what set gave, and the graph what programs gave") {
  Graph g;
  const Var p = g.variable("p", zeros({2}));
  Program next = compile({}, {p + 1.0}, {{p, p + 1.0}});
  CHECK(next()[0].is_identical(full({2}, 1.0)));
  CHECK(g.value(p).is_identical(full({2}, 1.0)));
  g.set(p, full({2}, 10.0));
  CHECK(next()[0].is_identical(full({2}, 11.0)));
  CHECK(g.value(p).is_identical(full({2}, 11.0)));
}

TEST_CASE("state: a parameter as output is the old value; its new value may be one too") {
  for (const Shape& shape : {Shape{3}, Shape{}, Shape{2, 2}}) {
    CAPTURE(shape);
    Graph g;
    const Var p = g.variable("p", full(shape, 1.0));
    const Var next = p * 2.0;
    Program step = compile({}, {p, next, p, next + 0.5}, {{p, next}});
    double old = 1.0;
    for (int i = 0; i < 4; ++i, old *= 2) {
      const auto r = step();
      CHECK(r[0].is_identical(full(shape, old)));
      CHECK(r[1].is_identical(full(shape, 2 * old)));
      CHECK(r[2].is_identical(r[0]));
      CHECK(r[3].is_identical(full(shape, 2 * old + 0.5)));
      CHECK(g.value(p).is_identical(r[1]));
    }
  }
}

TEST_CASE("state: value(p) fed back in") {
  Graph g;
  const Var x = g.input("x", float64, {2}), p = g.variable("p", ones({2}));
  Program step = compile({x}, {x + p}, {{p, x + p}});
  for (int i = 0; i < 3; ++i) CHECK(step({g.value(p)})[0].is_identical(full({2}, 2.0 * (1 << i))));
  CHECK(g.value(p).is_identical(full({2}, 8.0)));
}

TEST_CASE("state: a run that fails commits nothing") {
  Graph g;
  const Var i = g.input("i", int64, {1}), p = g.variable("p", tensor({1.0, 2.0})),
            q = g.variable("q", tensor({3.0, 4.0}));
  const Var picked = gather(p, i, 0);
  Program step = compile({i}, {picked}, {{p, p + 1.0}, {q, q * p + sum(picked)}});
  CHECK(step({tensor({1})})[0].item() == 2.0);
  CHECK(to_string(g.value(p)) == "[2. 3.]");
  CHECK(to_string(g.value(q)) == "[ 5. 10.]");
  CHECK_THROWS_AS(step({tensor({2})}), DataError);
  CHECK(to_string(g.value(p)) == "[2. 3.]");
  CHECK(to_string(g.value(q)) == "[ 5. 10.]");
  CHECK(step({tensor({0})})[0].item() == 2.0);
  CHECK(to_string(g.value(p)) == "[3. 4.]");
}

TEST_CASE("state: a failure that depends on an update's new value") {
  Graph g;
  const Var p = g.variable("p", tensor({0, 0})), table = g.constant(tensor({1.0, 2.0, 3.0}));
  const Var next = p + 1;
  Program step = compile({}, {gather(table, next, 0)}, {{p, next}});
  CHECK(to_string(step()[0]) == "[2. 2.]");
  CHECK(to_string(step()[0]) == "[3. 3.]");
  CHECK_THROWS_AS(step(), DataError);
  CHECK(to_string(g.value(p)) == "[2 2]");
}

TEST_CASE("state: the program outlives the graph") {
  std::optional<Program> step;
  {
    Graph g;
    const Var p = g.variable("p", ones({2}));
    step = compile({}, {p * 1.0}, {{p, p + 1.0}});
  }
  CHECK((*step)()[0].is_identical(full({2}, 1.0)));
  CHECK((*step)()[0].is_identical(full({2}, 2.0)));
}

TEST_CASE("state: two programs over one variable") {
  Graph g;
  const Var x = g.input("x", float64, {2}), p = g.variable("p", ones({2}));
  Program read = compile({x}, {x * p}), write = compile({}, {}, {{p, p * 2.0}});
  write();
  write();
  CHECK(read({ones({2})})[0].is_identical(full({2}, 4.0)));
}

TEST_CASE("state: the graph keeps the updates that programs shall take along") {
  Graph g, h;
  const Var x = g.input("x", float64, {2}), p = g.variable("p", ones({2}));
  g.update(p, x);
  CHECK(g.updates().size() == 1);
  compile({x}, {}, g.updates())({full({2}, 3.0)});
  CHECK(g.value(p).is_identical(full({2}, 3.0)));
  CHECK_THROWS_WITH_AS(g.update(x, p),
                       "update: not a state variable: x\n  state comes from g.variable, layers and optimizers",
                       GraphError);
  CHECK_THROWS_AS(g.update(p, h.input("y", float64, {2})), GraphError);
  CHECK_THROWS_WITH_AS(g.update(p, sum(x)), "update: the shapes differ: p [2] <- sum(x) float64 []", ShapeError);
  CHECK_THROWS_AS(g.update(p, cast(x, float32)), DTypeError);
  CHECK(g.updates().size() == 1);
  CHECK((Updates{{p, x}} + Updates{{p, p}}).size() == 2);
}

}  // namespace
}  // namespace xgrad
