#include <doctest/doctest.h>

#include <cmath>
#include <xgrad/graph/arena_internal.hpp>
#include <xgrad/graph/error.hpp>
#include <xgrad/graph/grad.hpp>
#include <xgrad/graph/graph.hpp>
#include <xgrad/graph/program.hpp>
#include <xgrad/ops/ops.hpp>

namespace xgrad {
namespace {

double at(Var y, Var x, double value) { return compile({x}, {y})({value})[0].item(); }

TEST_CASE("grad: a function, its gradient, its curvature") {
  Graph g;
  Var x = g.input("x"), y = g.input("y");
  Var f = square(x) + square(y) - 2.0 * x * y;
  auto [fx, fy] = grad(f, x, y);
  Program p = compile({x, y}, {f, fx, fy, grad(fx, x)});
  auto r = p({1.0, 2.0});
  CHECK(r.size() == 4);
  CHECK(r[0].item() == 1.0);
  CHECK(r[1].item() == -2.0);
  CHECK(r[2].item() == 2.0);
  CHECK(r[3].item() == 2.0);
}

/// x twice; its vjp builds more than it gives: numbers, a node of many operands, one with a name.
struct Wasteful : Op {
  std::string_view name() const override { return "wasteful"; }
  Type infer(Types in) const override { return in[0]; }
  void forward(Views in, View out) const override { *out.as<double>() = 2.0 * *in[0].as<double>(); }
  Vars vjp(Vars in, Var, Var dy) const override {
    const Var waste = exp(in[0]) * 5.0, row = reshape(waste, {1});
    concatenate({row, row, row, row, row}, 0);
    const Var one = reshape(dy, {1}), many = concatenate({one, one, one, one, one}, 0);
    Arena& arena = *dy.arena();
    arena.set_name(waste.id(), "waste");
    arena.set_name(many.id(), "many");
    return {sum(many) * 0.4};
  }
};

TEST_CASE("grad: what no result needs is dropped, and what stays is known as before") {
  Graph g;
  const Var x = g.input("x");
  const Var d = grad(make_node<Wasteful>(x), x);
  CHECK(g.size() == 8);  // x, wasteful, 1, reshape, concatenate, sum, 0.4, mul
  CHECK(listing(d) ==
        "%3 = reshape(1, shape=[1])  float64 [1]\n"
        "many = concatenate(%3, %3, %3, %3, %3, axis=0)  float64 [5]\n"
        "%5 = sum(many, axes=[0])  float64 []\n"
        "%7 = mul(%5, 0.4)  float64 []\n");
  Arena& arena = g.arena();
  CHECK(arena.find_named("many").id() == 4);
  CHECK(!arena.find_named("waste"));
  CHECK(arena.number(0.4, float64).id() == 6);
  CHECK(arena.number(5.0, float64).id() == 8);  // a new one
  CHECK(at(d, x, 3.0) == 2.0);
}

TEST_CASE("grad: orders 1 to 3 of functions of one number") {
  const struct {
    const char* name;
    Var (*f)(Var);
    double x;
    double wanted[3];
  } rows[] = {
      {"x^3", [](Var x) { return x * x * x; }, 2.0, {12, 12, 6}},
      {"exp(2 x)", [](Var x) { return exp(2.0 * x); }, 0.0, {2, 4, 8}},
      {"sin", [](Var x) { return sin(x); }, 0.0, {1, 0, -1}},
      {"log", [](Var x) { return log(x); }, 2.0, {0.5, -0.25, 0.25}},
      {"1 / x", [](Var x) { return 1.0 / x; }, 2.0, {-0.25, 0.25, -0.375}},
      {"sqrt", [](Var x) { return sqrt(x); }, 4.0, {0.25, -1.0 / 32, 3.0 / 256}},
      {"tanh", [](Var x) { return tanh(x); }, 0.0, {1, 0, -2}},
      {"x exp(x)", [](Var x) { return x * exp(x); }, 0.0, {1, 2, 3}},
      {"pow(x, 2.0) at 0", [](Var x) { return pow(x, 2.0); }, 0.0, {0, 2, 0}},
      {"pow(x, 3.0) at 0", [](Var x) { return pow(x, 3.0); }, 0.0, {0, 0, 6}},
      {"pow(x, 1.0) at 0", [](Var x) { return pow(x, 1.0); }, 0.0, {1, 0, 0}},
      {"pow(x, 0.0) at 0", [](Var x) { return pow(x, 0.0); }, 0.0, {0, 0, 0}},
      {"a constant", [](Var x) { return 0.0 * x + 3.0; }, 1.0, {0, 0, 0}},
  };
  for (const auto& row : rows) {
    CAPTURE(row.name);
    Graph g;
    const Var x = g.input("x");
    Var y = row.f(x);
    for (double wanted : row.wanted) {
      y = grad(y, x);
      CHECK(at(y, x, row.x) == doctest::Approx(wanted).epsilon(1e-14));
    }
  }
}

TEST_CASE("grad: broadcast operands get the sum over what was repeated") {
  Graph g;
  const Var x = g.input("x", float64, {2, 3}), row = g.input("row", float64, {3}),
            column = g.input("column", float64, {2, 1}), s = g.input("s");
  const Vars xs{x, row, column, s};
  const Vars dx = grad(sum(x * row * column * s), xs);
  const auto r = compile(
      xs, dx)({tensor({{1.0, 2.0, 3.0}, {4.0, 5.0, 6.0}}), tensor({1.0, 10.0, 100.0}), tensor({{1.0}, {2.0}}), 3.0});
  CHECK(to_string(r[0]) == "[[  3.  30. 300.]\n [  6.  60. 600.]]");
  CHECK(to_string(r[1]) == "[27. 36. 45.]");
  CHECK(to_string(r[2]) == "[[ 963.]\n [1962.]]");
  CHECK(r[3].item() == 321 + 2 * 654);
}

TEST_CASE("grad: zeros where nothing flows") {
  Graph g;
  const Var x = g.input("x", float64, {2}), other = g.input("other", float32, {dynamic, 2});
  const Var masked = sum(where(x > 0.0, 1.0, x * 0.0 + 2.0)), flat = sum(cast(x > 1.0, float64)),
            stopped = sum(stop_gradient(x));
  const Var later = g.input("later", float64, {3});
  const auto r =
      compile({x, other, later}, {grad(sum(x), other), grad(masked, x), grad(flat, x), grad(stopped, x),
                                  grad(sum(x), later)})({tensor({1.0, 2.0}), ones({3, 2}, float32), ones({3})});
  CHECK(r[0].is_identical(zeros({3, 2}, float32)));
  for (std::size_t i : {1u, 2u, 3u}) CHECK(r[i].is_identical(zeros({2})));
  CHECK(r[4].is_identical(zeros({3})));
}

TEST_CASE("grad: by intermediate nodes, by f itself, by one node twice") {
  Graph g;
  const Var x = g.input("x");
  const Var h = square(x), k = exp(h);
  const Var f = h * k;
  const Vars d = grad(f, Vars{x, h, k, f, x});
  const auto r = compile({x}, d)({1.0});
  const double e = std::exp(1.0);
  CHECK(r[0].item() == doctest::Approx(4 * e));
  CHECK(r[1].item() == doctest::Approx(2 * e));
  CHECK(r[2].item() == 1.0);
  CHECK(r[3].item() == 1.0);
  CHECK(r[4].item() == r[0].item());
  CHECK(grad(f, Vars{}).empty());
}

TEST_CASE("grad: with dynamic extents, one graph for every batch") {
  Graph g;
  const Var x = g.input("x", float64, {dynamic, 3}), w = g.input("w", float64, {3});
  const Var f = mean(square(x * w));
  const Var fw = grad(f, w);
  Program p = compile({x, w}, {fw, grad(sum(fw), w)});
  for (std::int64_t n : {1, 2, 3, 7}) {
    const auto r = p({full({n, 3}, 2.0), tensor({1.0, 2.0, 3.0})});
    for (std::int64_t i = 0; i < 3; ++i) {
      CHECK(r[0].at<double>({i}) == doctest::Approx(2 * 4.0 * static_cast<double>(i + 1) / 3));
      CHECK(r[1].at<double>({i}) == doctest::Approx(8.0 / 3));
    }
  }
}

TEST_CASE("grad: a node used twice at each of 60 levels takes linear work") {
  Graph g;
  const Var x = g.input("x");
  Var y = x;
  for (int level = 0; level < 60; ++level) y = level % 2 == 0 ? y + y : y * y;
  const std::size_t size = g.size();
  const Var dy = grad(y, x);
  CHECK(g.size() - size < 60 * 8);
  const std::size_t first = g.size();
  grad(dy, x);
  CHECK(g.size() - first < 60 * 40);

  Var sums = x;
  for (int level = 0; level < 60; ++level) sums = sums + sums;
  CHECK(at(grad(sums, x), x, 1.0) == std::ldexp(1.0, 60));
}

TEST_CASE("grad: nodes of its tail that no result uses are dropped") {
  Graph g;
  const Var x = g.input("x"), y = g.input("y");
  const Var f = x * y;
  const std::size_t size = g.size();
  grad(f, x);
  const Arena& arena = g.arena();
  for (auto id = static_cast<std::uint32_t>(size); id + 1 < g.size(); ++id) {
    bool used = false;
    for (std::uint32_t user = id + 1; user < g.size(); ++user)
      for (std::uint32_t operand : arena.in(user)) used |= operand == id;
    CHECK(used);
  }
  const std::size_t before = g.size();
  grad(f, x);
  CHECK(g.size() - before <= g.size() - size);
}

TEST_CASE("grad: what it refuses, and in which words; the graph stays as it was") {
  struct NoRule : Op {
    std::string_view name() const override { return "no_rule"; }
    Type infer(Types in) const override { return in[0]; }
    void forward(Views, View) const override {}
  };
  Graph g, h;
  const Var x = g.input("x", float64, {2}), s = g.input("s"), n = g.input("n", int64), foreign = h.input("foreign");
  const Var f = sum(exp(x)) * s, ruleless = sum(make_node<NoRule>(exp(x))) + s, whole = cast(s, int64);
  const std::size_t size = g.size();
  CHECK_THROWS_WITH_AS(
      grad(x, x), "grad: f is not a single number of rank 0: x float64 [2]\n  sum() it, or use vjp() with a cotangent",
      GraphError);
  CHECK_THROWS_WITH_AS(grad(f, n),
                       "grad: x is int64, which has no derivative: n int64 []\n  cast(x, float64) makes a float of it",
                       GraphError);
  CHECK_THROWS_WITH_AS(
      grad(whole, s),
      "grad: f is int64, which has no derivative: cast(s) int64 []\n  cast(x, float64) makes a float of it",
      GraphError);
  CHECK_THROWS_WITH_AS(grad(ruleless, x),
                       "grad: no_rule has no derivative rule: no_rule(x)\n"
                       "  override vjp, or leave this path out with stop_gradient",
                       GraphError);
  CHECK_THROWS_WITH_AS(grad(f, foreign), "grad: x is not of the same graph: foreign float64 []", GraphError);
  CHECK_THROWS_WITH_AS(grad(f, Var()), "grad: x is not of the same graph: an empty Var", GraphError);
  CHECK_THROWS_WITH_AS(grad(Var(), s), "grad: there is nothing to differentiate", GraphError);
  CHECK(g.size() == size);
  CHECK(compile({s}, {grad(ruleless, s)})({2.0})[0].item() == 1.0);  // the path to s has rules
}

TEST_CASE("grad: a vjp that answers wrongly is found out") {
  struct Wrong : Op {
    explicit Wrong(int kind) : kind_(kind) {}
    std::string_view name() const override { return "wrong"; }
    Type infer(Types in) const override { return in[0]; }
    void forward(Views, View) const override {}
    Vars vjp(Vars, Var, Var dy) const override {
      if (kind_ == 0) return {dy};
      if (kind_ == 1) return {dy, dy, dy};
      if (kind_ == 2) return {cast(dy, float32), no_gradient};
      return {broadcast_to(sum(dy), {3}), no_gradient};
    }
    int kind_;
  };
  Graph g;
  const Var a = g.input("a", float64, {2}), b = g.input("b", float64, {2});
  const char* texts[] = {
      "grad: the vjp of wrong gives 1 gradients for 2 operands",
      "grad: the vjp of wrong gives 3 gradients for 2 operands",
      "grad: the vjp of wrong gives a gradient of another dtype: cast(a, b) float32 [2] for a float64 [2]",
      "grad: the vjp of wrong gives a gradient of another shape: broadcast_to(a, b) float64 [3] for a float64 [2]"};
  for (int kind = 0; kind < 4; ++kind) {
    const Var f = sum(make_node<Wrong>({a, b}, kind));
    const std::size_t size = g.size();
    CHECK_THROWS_WITH_AS(grad(f, a), texts[kind], GraphError);
    CHECK(g.size() == size);
  }
}

}  // namespace
}  // namespace xgrad
