#include <doctest/doctest.h>

#include <xgrad/graph/error.hpp>
#include <xgrad/graph/grad.hpp>
#include <xgrad/graph/graph.hpp>
#include <xgrad/graph/program.hpp>
#include <xgrad/ops/ops.hpp>

namespace xgrad {
namespace {

TEST_CASE("vjp: cotangents times the Jacobian") {
  Graph g;
  const Var x = g.input("x", float64, {2}), c = g.input("c", float64, {2}), d = g.input("d");
  const Var y = square(x), s = sum(x);
  const auto r = compile({x, c, d}, vjp({y, s}, {c, d}, {x}))({tensor({3.0, 4.0}), tensor({1.0, 10.0}), 0.5});
  CHECK(to_string(r[0]) == "[ 6.5 80.5]");
}

TEST_CASE("jvp: the Jacobian times tangents; for each output its own") {
  Graph g;
  const Var x = g.input("x", float64, {2}), y = g.input("y"), t = g.input("t", float64, {2}), u = g.input("u");
  const Vars d = jvp({x * y, sum(square(x)), y}, {x, y}, {t, u});
  const auto r = compile({x, y, t, u}, d)({tensor({3.0, 4.0}), 2.0, tensor({1.0, 10.0}), 0.5});
  CHECK(to_string(r[0]) == "[ 3.5 22. ]");
  CHECK(r[1].item() == 86.0);
  CHECK(r[2].item() == 0.5);
}

TEST_CASE("jvp and vjp agree: c (J t) = (c J) t, static and dynamic extents") {
  for (std::int64_t n : {std::int64_t{4}, dynamic}) {
    Graph g;
    const Var x = g.input("x", float64, {n, 3}), t = g.input("t", float64, {n, 3}), c = g.input("c", float64, {n, 2}),
              w = g.input("w", float64, {3, 2});
    const Var y = tanh(matmul(x, w)) * mean(x) + softmax(matmul(sin(x), w), 1);
    const Var forward = sum(c * jvp(y, x, t)), backward = sum(vjp({y}, {c}, {x})[0] * t);
    Tensor xs(float64, {4, 3}), ts(float64, {4, 3}), cs(float64, {4, 2});
    for (int i = 0; i < 12; ++i)
      xs.mutable_data<double>()[i] = 0.1 * i - 0.5, ts.mutable_data<double>()[i] = 1.0 / (i + 1);
    for (int i = 0; i < 8; ++i) cs.mutable_data<double>()[i] = 0.3 * i - 1;
    const auto r =
        compile({x, t, c, w}, {forward, backward})({xs, ts, cs, tensor({{1.0, 0.5}, {-0.5, 2.0}, {0.25, 1.0}})});
    CHECK(r[0].item() == doctest::Approx(r[1].item()).epsilon(1e-13));
  }
}

TEST_CASE("jvp: no path gives zeros, the input itself its tangent, one output twice") {
  Graph g;
  const Var x = g.input("x", float64, {2}), z = g.input("z", float64, {2}), t = g.input("t", float64, {2});
  const Var y = square(x);
  const Vars d = jvp({exp(z), x, y, y}, {x}, {t});
  const auto r = compile({x, z, t}, d)({tensor({3.0, 4.0}), tensor({0.0, 0.0}), tensor({1.0, 2.0})});
  CHECK(to_string(r[0]) == "[0. 0.]");
  CHECK(to_string(r[1]) == "[1. 2.]");
  CHECK(to_string(r[2]) == "[ 6. 16.]");
  CHECK(r[3].is_identical(r[2]));
}

TEST_CASE("jvp: no seed is left in the graph, and the result can be differentiated") {
  Graph g;
  const Var x = g.input("x"), t = g.input("t");
  const Var d = jvp(x * x * x, x, t);
  CHECK(listing(g).find("seed") == std::string::npos);
  const auto r = compile({x, t}, {d, grad(d, x), jvp(d, x, t)})({2.0, 1.0});
  CHECK(r[0].item() == 12.0);
  CHECK(r[1].item() == 12.0);
  CHECK(r[2].item() == 12.0);
}

TEST_CASE("hvp: the Hessian times vectors") {
  Graph g;
  const Var x = g.input("x", float64, {2}), y = g.input("y"), v = g.input("v", float64, {2}), u = g.input("u");
  const Var f = sum(x * x * x) * y;
  const Vars h = hvp(f, Vars{x, y}, Vars{v, u});
  const auto r = compile({x, y, v, u}, {h[0], h[1], hvp(f, x, v)})({tensor({1.0, 2.0}), 3.0, tensor({1.0, 10.0}), 0.5});
  CHECK(to_string(r[0]) == "[ 19.5 366. ]");  // 6 x y v + 3 x^2 u
  CHECK(r[1].item() == 123.0);                // 3 x^2 v
  CHECK(to_string(r[2]) == "[ 18. 360.]");
}

TEST_CASE("vjp, jvp, hvp: what they refuse; the graph stays as it was") {
  Graph g;
  const Var x = g.input("x", float64, {2}), f32 = g.input("f32", float32, {2}), s = g.input("s"),
            n = g.input("n", int64, {2});
  const Var y = square(x);
  const std::size_t size = g.size();
  CHECK_THROWS_WITH_AS(vjp({y}, {}, {x}), "vjp: 0 cotangents for 1 nodes", GraphError);
  CHECK_THROWS_WITH_AS(vjp({y}, {s}, {x}), "vjp: a cotangent has another shape: s float64 [] for square(x) float64 [2]",
                       ShapeError);
  CHECK_THROWS_AS(vjp({y}, {f32}, {x}), DTypeError);
  CHECK_THROWS_AS(vjp({y}, {n}, {x}), GraphError);
  CHECK_THROWS_AS(vjp({}, {}, {x}), GraphError);
  CHECK_THROWS_WITH_AS(jvp(y, x, s), "jvp: a tangent has another shape: s float64 [] for x float64 [2]", ShapeError);
  CHECK_THROWS_AS(jvp(y, n, x), GraphError);
  CHECK_THROWS_AS(jvp(y, x, Var()), GraphError);
  CHECK_THROWS_AS(hvp(y, x, x), GraphError);
  CHECK_THROWS_AS(hvp(sum(y), x, s), ShapeError);
  CHECK_THROWS_AS(hvp(sum(y), Vars{x}, Vars{}), GraphError);
  CHECK(g.size() == size + 2);  // the two sums
}

TEST_CASE("vjp, jvp, hvp: a dynamic cotangent must have its output's extents when the program runs") {
  Graph g;
  const Var x = g.input("x", float64, {3}), c = g.input("c", float64, {dynamic}, {"src/train.cpp", 5}), y = x * 2.0,
            z = x + 1.0;
  const struct {
    const char* user;
    Var made;
    const char* operands;
    double wanted;
  } rows[] = {
      {"vjp", vjp({z}, {c}, {x})[0], "add(x) float64 [3], c float64 [1]", 1},
      {"vjp", vjp({y}, {c}, {x})[0], "mul(x) float64 [3], c float64 [1]", 2},
      {"jvp", jvp(z, x, c), "x float64 [3], c float64 [1]", 1},
      {"hvp", hvp(sum(square(x)), x, c), "x float64 [3], c float64 [1]", 2},
  };
  for (const auto& row : rows) {
    CAPTURE(row.user);
    Program p = compile({x, c}, {row.made});
    const std::string wanted = std::string(row.user) + ": the shapes differ: " + row.operands;
    CHECK_THROWS_WITH_AS(p({ones({3}), ones({1})}), doctest::Contains(wanted.c_str()), ShapeError);
    CHECK_THROWS_AS(p({ones({3}), ones({2})}), ShapeError);
    CHECK(p({ones({3}), ones({3})})[0].is_identical(full({3}, row.wanted)));
  }
  const Var b = g.input("b", float64, {dynamic});  // both dynamic: two extents of one program
  Program p = compile({b, c}, {vjp({b * 2.0}, {c}, {b})[0]});
  CHECK_THROWS_WITH_AS(p({ones({3}), ones({1})}),
                       doctest::Contains("vjp: the shapes differ: mul(b) float64 [3], c float64 [1]"), ShapeError);
  CHECK(p({ones({3}), ones({3})})[0].is_identical(full({3}, 2.0)));
}

}  // namespace
}  // namespace xgrad
