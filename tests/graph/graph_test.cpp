#include <doctest/doctest.h>

#include <sstream>
#include <xgrad/graph/error.hpp>
#include <xgrad/graph/grad.hpp>
#include <xgrad/graph/graph.hpp>
#include <xgrad/graph/program.hpp>
#include <xgrad/ops/ops.hpp>

namespace xgrad {
namespace {

TEST_CASE("graph: the listing reads top to bottom") {
  Graph g;
  const Var x = g.input("x", float32, {dynamic, 2});
  const Var w = g.variable("w", ones({2, 3}, float32));
  const Var table = g.constant(tensor({1.0f, 2.0f, 3.0f}));
  const Var y = tanh(matmul(x, w)) * 2.0 + table;
  sum(y, {1}, keepdims);
  const std::string wanted =
      "x = input  float32 [?, 2]\n"
      "w = variable  float32 [2, 3]\n"
      "%2 = constant  float32 [3]\n"
      "%3 = matmul(x, w)  float32 [?, 3]\n"
      "%4 = tanh(%3)  float32 [?, 3]\n"
      "%6 = mul(%4, 2)  float32 [?, 3]\n"
      "%7 = add(%6, %2)  float32 [?, 3]\n"
      "%8 = sum(%7, axes=[1], keepdims)  float32 [?, 1]\n";
  CHECK(listing(g) == wanted);
  std::ostringstream out;
  out << g;
  CHECK(out.str() == wanted);
}

TEST_CASE("graph: the listing of a node is what it depends on") {
  Graph g;
  const Var x = g.input("x"), y = g.input("y");
  exp(y);
  const Var z = square(x);
  CHECK(listing(z) == "x = input  float64 []\n%3 = square(x)  float64 []\n");
}

TEST_CASE("graph: constants print so that they read back") {
  Graph g;
  const Var x = g.input("x");
  CHECK(listing(x * 0.1).find("mul(x, 0.1)") != std::string::npos);
  CHECK(listing(x + 1e-3).find("add(x, 0.001)") != std::string::npos);
  CHECK(listing(-2.5 * x).find("mul(-2.5, x)") != std::string::npos);
  CHECK(listing(g.input("f", float32) * 0.1).find("mul(f, 0.1)") != std::string::npos);
}

TEST_CASE("graph: a number in expressions is one node for each dtype") {
  Graph g;
  const Var x = g.input("x"), f = g.input("f", float32), n = g.input("n", int64);
  x * 2.0;
  f * 2.0;
  n * 2;
  const std::size_t size = g.size();
  CHECK(size == 3 + 3 + 3);
  x + 2.0;
  f - 2;
  n + 2;
  CHECK(g.size() == size + 3);
  x * 0.0;
  x * -0.0;
  CHECK(g.size() == size + 3 + 4);
}

TEST_CASE("graph: names") {
  Graph g;
  const Var x = g.input("x", float64, {3});
  const Var w = g.variable("w", ones({3}));
  const Var y = exp(x * w);
  CHECK(x.name() == "x");
  CHECK((x * w).name() == "mul(x, w)");
  CHECK(y.name() == "exp(x, w)");
  CHECK(g.constant(0.5).name() == "0.5");
  CHECK(g.constant(zeros({2})).name() == "a constant [2]");
  CHECK(Var().name() == "an empty Var");
}

TEST_CASE("graph: a name is given once, and is not empty") {
  Graph g;
  g.input("x");
  g.variable("w", 1.0, {"dir/train.cpp", 41});
  const std::size_t size = g.size();
  CHECK_THROWS_AS(g.input("x"), GraphError);
  CHECK_THROWS_AS(g.variable("x", 1.0), GraphError);
  CHECK_THROWS_WITH_AS(g.input("w"), "input: the name is taken: w\n  w was made at train.cpp:41", GraphError);
  CHECK_THROWS_WITH_AS(g.input(""), "input: the name is empty", GraphError);
  CHECK(g.size() == size);
}

TEST_CASE("graph: scopes") {
  Graph g;
  const Var x = g.input("x");
  Var y, z, outside;
  {
    Graph::Scope mlp(g, "mlp");
    y = exp(x);
    {
      Graph::Scope dense(g, "dense_1");
      z = tanh(y);
    }
  }
  outside = sin(x);
  CHECK(y.name() == "exp(x) in mlp");
  CHECK(z.name() == "tanh(x) in mlp/dense_1");
  CHECK(outside.name() == "sin(x)");
  CHECK(listing(z) ==
        "x = input  float64 []\n"
        "%1 = exp(x)  float64 []  in mlp\n"
        "%2 = tanh(%1)  float64 []  in mlp/dense_1\n");
}

TEST_CASE("graph: messages name the operands, and the lines where they were made") {
  Graph g;
  const Var x = g.input("x", float32, {200, 64});
  const Var w1 = g.variable("w1", zeros({32, 64}, float32), {"src/train.cpp", 41});
  CHECK_THROWS_WITH_AS(matmul(x, w1),
                       "matmul: inner dimensions differ: x float32 [200, 64] @ w1 float32 [32, 64] (64 != 32)\n"
                       "  w1 was made at train.cpp:41; did you mean transpose(w1)?",
                       ShapeError);
  const int line = __LINE__ + 1;
  const Var here = g.input("here", float32, {3, 3});
  std::string text;
  try {
    matmul(x, here);
  } catch (const ShapeError& e) { text = e.what(); }
  CHECK(text.find("here was made at graph_test.cpp:" + std::to_string(line)) != std::string::npos);
}

TEST_CASE("graph: what builders refuse leaves nothing behind") {
  Graph g;
  const Var x = g.input("x", float64, {2}), y = g.input("y", float64, {3}), f = g.input("f", float32, {2}),
            n = g.input("n", int64, {2}), b = g.input("b", boolean, {2});
  const std::size_t size = g.size();
  CHECK_THROWS_WITH_AS(x + y, "add: shapes do not broadcast: x float64 [2], y float64 [3] (axis 0: 2 != 3)",
                       ShapeError);
  CHECK_THROWS_WITH_AS(x + f, "add: the dtypes differ: x float64 [2], f float32 [2]\n  cast(f, float64) converts",
                       DTypeError);
  CHECK_THROWS_WITH_AS(n + x, "add: the dtypes differ: n int64 [2], x float64 [2]\n  cast(n, float64) converts",
                       DTypeError);
  CHECK_THROWS_WITH_AS(n + 0.5, "add: 0.5 does not fit int64: n int64 [2]\n  cast(x, float64) converts", DTypeError);
  CHECK_THROWS_WITH_AS(b * 2.0,
                       "mul: bool is not taken: a mask is no number: b bool [2], 2\n"
                       "  where(mask, a, b) chooses, cast(x, float64) converts",
                       DTypeError);
  CHECK_THROWS_WITH_AS(where(b, 1.0, 0.0),
                       "where: both branches are numbers: b bool [2], 1, 0\n"
                       "  make one of them a node: g.constant(1.0)",
                       GraphError);
  CHECK_THROWS_AS(b + b, DTypeError);
  CHECK_THROWS_AS(exp(n), DTypeError);
  CHECK_THROWS_AS(n / n, DTypeError);
  CHECK_THROWS_AS(where(x, x, x), DTypeError);
  CHECK_THROWS_AS(pow(2.0, 3.0), GraphError);
  CHECK(g.size() == size);
}

TEST_CASE("graph: an empty Var is refused, also next to an array or a number") {
  Graph g;
  const Var x = g.input("x"), none;
  const std::size_t size = g.size();
  CHECK_THROWS_AS(x + none, GraphError);
  CHECK_THROWS_AS(none + x, GraphError);
  CHECK_THROWS_AS(none * 2.0, GraphError);
  CHECK_THROWS_AS(where(none, x, 1.0), GraphError);
  CHECK_THROWS_WITH_AS(exp(none), "exp: an operand is empty\n  a Var comes from g.input, g.variable or an op",
                       GraphError);
  CHECK_THROWS_AS(none.shape(), GraphError);
  CHECK_THROWS_AS(none.dtype(), GraphError);
  CHECK(g.size() == size);
}

TEST_CASE("graph: two graphs do not mix") {
  Graph g, h;
  const Var x = g.input("x"), y = h.input("y");
  CHECK_THROWS_WITH_AS(x + y,
                       "add: the operands belong to different graphs: x, y\n"
                       "  build both in one graph, or give the other graph's result as an input",
                       GraphError);
  CHECK_THROWS_AS(matmul(g.input("a", float64, {2, 2}), h.input("b", float64, {2, 2})), GraphError);
  CHECK_THROWS_AS(where(x > 0.0, x, y), GraphError);
  CHECK_THROWS_AS(concatenate({g.input("c", float64, {2}), h.input("d", float64, {2})}, 0), GraphError);
  CHECK(h.size() == 3);
}

TEST_CASE("graph: Vars stay valid when the graph moves") {
  Graph g;
  const Var x = g.input("x");
  const Var y = x * 3.0;
  Graph moved = std::move(g);
  const Var z = y + x;
  CHECK(moved.size() == 4);
  CHECK(compile({x}, {z})({2.0})[0].item() == 8.0);
  Graph other;
  other.input("gone");
  other = std::move(moved);
  CHECK(compile({x}, {exp(z - 8.0)})({2.0})[0].item() == 1.0);
}

TEST_CASE("graph: nodes by number") {
  Graph g;
  const Var x = g.input("x");
  CHECK(g.node(0).is_same(x));
  CHECK_THROWS_WITH_AS(g.node(1), "node: no such node: 1 of 1", GraphError);
}

TEST_CASE("graph: what was moved from says so") {
  Graph g;
  const Var x = g.input("x"), w = g.variable("w", 1.0);
  const Graph moved = std::move(g);
  const char* text = "graph: it was moved from\n  use the graph that it was moved to";
  CHECK_THROWS_WITH_AS(g.input("y"), text, GraphError);
  CHECK_THROWS_WITH_AS(g.constant(1.0), text, GraphError);
  CHECK_THROWS_WITH_AS(g.variable("v", 1.0), text, GraphError);
  CHECK_THROWS_WITH_AS(g.update(w, x), text, GraphError);
  CHECK_THROWS_WITH_AS(g.value(w), text, GraphError);
  CHECK_THROWS_WITH_AS(g.set(w, 2.0), text, GraphError);
  CHECK_THROWS_WITH_AS(listing(g), text, GraphError);
  CHECK_THROWS_WITH_AS(Graph::Scope(g, "s"), text, GraphError);
  CHECK_THROWS_WITH_AS(g.size(), text, GraphError);
  CHECK(moved.size() == 2);
  CHECK(moved.value(w).item() == 1.0);
}

TEST_CASE("graph: value and set are of its own nodes") {
  Graph g, h;
  const Var w = g.variable("w", 1.0), c = g.constant(3.0);
  const char* remedy = "the node belongs to another graph: w\n  ask that graph, or call ";
  CHECK_THROWS_WITH_AS(h.value(w), (std::string("value: ") + remedy + "value() without one").c_str(), GraphError);
  CHECK_THROWS_WITH_AS(h.set(w, 5.0), (std::string("set: ") + remedy + "set() without one").c_str(), GraphError);
  CHECK_THROWS_AS(h.value(c), GraphError);
  CHECK(g.value(w).item() == 1.0);
  set(w, 5.0);
  CHECK(value(w).item() == 5.0);
  CHECK(g.value(c).item() == 3.0);
}

TEST_CASE("graph: a listing of nothing") {
  CHECK_THROWS_WITH_AS(listing(Var()), "listing: the Var is empty\n  a Var comes from g.input, g.variable or an op",
                       GraphError);
}

TEST_CASE("graph: a constant of your own is no literal") {
  Graph g;
  const Var x = g.input("x"), y = g.input("y"), two = g.constant(2.0), again = g.constant(2.0);
  CHECK_FALSE(two.is_same(again));
  const Var f = two * x + 2.0 * y + again;
  CHECK((f + 2.0 * f).id() > f.id());
  const Vars d = grad(f, Vars{two, again});
  const auto r = compile({x, y}, {f, d[0], d[1]})({5.0, 100.0});
  CHECK(r[0].item() == 212.0);
  CHECK(r[1].item() == 5.0);
  CHECK(r[2].item() == 1.0);
  const std::size_t size = g.size();
  const Var once = x + 7.0;
  const Var twice = y + 7.0;  // literals share a node
  CHECK(g.size() == size + 3);
  CHECK(grad(once, x).id() != twice.id());
}

}  // namespace
}  // namespace xgrad
