#include <doctest/doctest.h>

#include <string>
#include <xgrad/graph/error.hpp>
#include <xgrad/graph/graph.hpp>
#include <xgrad/graph/program.hpp>
#include <xgrad/ops/ops.hpp>

/// Updates are applied together: every value is computed from the old state, whatever runs in place.
namespace xgrad {
namespace {

std::string other_shape(const std::string& value, std::int64_t n) {
  return "program: an update has another shape at run time: w float64 [4] <- " + value + " float64 [" +
         std::to_string(n) + "]\n  w was made at train.cpp:41";
}

const Shape shapes[] = {{3}, {}, {2, 2}, {1000}};

/// Two variables a = 1 and b = 2, an input x = 5, and what one step makes of them.
struct Pair {
  explicit Pair(const Shape& s)
      : shape(s), x(g.input("x", float64, s)), a(g.variable("a", full(s, 1.0))), b(g.variable("b", full(s, 2.0))) {}
  void check_step(const Updates& updates, double wanted_a, double wanted_b, const Vars& outputs = {}) {
    compile({x}, outputs, updates)({full(shape, 5.0)});
    CAPTURE(shape);
    CHECK(g.value(a).is_identical(full(shape, wanted_a)));
    CHECK(g.value(b).is_identical(full(shape, wanted_b)));
  }
  Graph g;
  Shape shape;
  Var x, a, b;
};

TEST_CASE("updates: two variables swapped by one program") {
  for (const Shape& shape : shapes) {
    Pair p(shape);
    p.check_step({{p.a, p.b}, {p.b, p.a}}, 2, 1);
    p.check_step({{p.b, p.a}, {p.a, p.b}}, 1, 2);
    p.check_step({{p.a, p.b * 1.0}, {p.b, p.a}}, 2, 1);
    p.check_step({{p.a, p.b + 0.0}, {p.b, p.a + 0.0}}, 1, 2);
    p.check_step({{p.a, reshape(p.b, shape)}, {p.b, reshape(p.a, shape)}}, 2, 1);
    p.check_step({{p.a, p.b + 0.0}, {p.b, p.a + 0.0}}, 1, 2, {p.a * p.b});
  }
}

TEST_CASE("updates: swapped by copies inside one fused kernel") {
  for (const Shape& shape : {Shape{3}, Shape{2, 2}, Shape{1000}}) {
    Pair p(shape);
    const Var u = broadcast_to(p.b, shape), w = broadcast_to(p.a, shape);
    p.check_step({{p.a, u}, {p.b, w}}, 2, 1, {u + w});
  }
}

TEST_CASE("updates: one value for two variables") {
  for (const Shape& shape : shapes) {
    Pair p(shape);
    const Var next = p.a + p.b;
    p.check_step({{p.a, next}, {p.b, next}}, 3, 3);
    const Var product = p.x * 2.0;
    p.check_step({{p.b, product}, {p.a, reshape(product, shape)}}, 10, 10);
    p.check_step({{p.a, product + p.a}, {p.b, product + p.a}}, 20, 20, {product + p.a});
  }
}

TEST_CASE("updates: constants, inputs, other variables, themselves") {
  for (const Shape& shape : shapes) {
    Pair p(shape);
    p.check_step({{p.a, p.g.constant(full(shape, 7.0))}, {p.b, p.x}}, 7, 5);
    p.check_step({{p.a, p.a}, {p.b, p.a}}, 7, 7);
    p.check_step({{p.a, p.x}, {p.b, p.x}}, 5, 5, {p.x});
    p.check_step({{p.a, p.a + 1.0}, {p.b, p.a}}, 6, 5);
    p.check_step({{p.b, p.a}, {p.a, p.a + 1.0}}, 7, 6);
  }
}

TEST_CASE("updates: old values read by kernels before and after the update's own") {
  for (const Shape& shape : shapes) {
    Pair p(shape);
    const Var next = p.a + p.b;
    const Var late = sum(next * p.a);  // a sum ends the chain: another kernel reads the old a after next is made
    const Var wide = next + late;
    p.check_step({{p.a, next}, {p.b, wide * 0.0 + p.a}}, 3, 1, {late});
  }
}

TEST_CASE("updates: each variable's new value made of both old ones") {
  for (const Shape& shape : shapes) {
    Pair p(shape);
    const Var u = p.a + p.b, w = p.a - p.b;
    p.check_step({{p.a, u}, {p.b, w}}, 3, -1);
    const Var v = p.a * p.b;
    p.check_step({{p.a, v}, {p.b, v * p.a}}, -3, -9);
    const Var t = p.b - p.a;
    p.check_step({{p.b, t * p.b}, {p.a, t}}, -6, 54, {t + p.a});
  }
}

TEST_CASE("updates: in place over many tiles, with a broadcast operand of the same memory") {
  Graph g;
  const Var a = g.variable("a", full({64, 64}, 1.0)), row = g.variable("row", full({64}, 2.0));
  Tensor wanted = full({64, 64}, 1.0);
  Program step = compile({}, {}, {{a, a * 0.5 + row}, {row, row + sum(a, 0) * 0.0 + 1.0}});
  double value = 1, added = 2;
  for (int i = 0; i < 5; ++i) {
    step();
    value = value * 0.5 + added;
    added += 1;
    CHECK(g.value(a).is_identical(full({64, 64}, value)));
    CHECK(g.value(row).is_identical(full({64}, added)));
  }
  const Var square_a = g.variable("square", arange(64 * 64).reshape({64, 64}).astype(float64));
  compile({}, {}, {{square_a, square_a + transpose(square_a)}})();
  const Tensor after = g.value(square_a);
  for (std::int64_t i = 0; i < 64; ++i)
    for (std::int64_t j = 0; j < 64; ++j) REQUIRE(after.at<double>({i, j}) == static_cast<double>(65 * (i + j)));
}

TEST_CASE("updates: a variable and a reshape of it in one kernel") {
  Graph g;
  const Var a = g.variable("a", tensor({{1.0, 2.0, 3.0}}));
  // [1, 3] + [3, 1]: every element reads another element of a
  const Var table = a + reshape(a, {3, 1});
  compile({}, {table}, {{a, reshape(sum(table, 0), {1, 3})}})();
  CHECK(to_string(g.value(a)) == "[[ 9. 12. 15.]]");
  const Var b = g.variable("b", tensor({{1.0, 2.0}, {3.0, 4.0}}));
  compile({}, {}, {{b, b + reshape(slice(reshape(b, {4}), {{open_end, open_end, -1}}), {2, 2})}})();
  CHECK(to_string(g.value(b)) == "[[5. 5.]\n [5. 5.]]");
}

TEST_CASE("updates: integers and masks") {
  Graph g;
  const Var n = g.variable("n", 0), mask = g.variable("mask", tensor({true, false}));
  Program step = compile({}, {n}, {{n, n + 1}, {mask, logical_not(mask)}});
  for (int i = 0; i < 3; ++i) CHECK(step()[0].is_identical(Tensor(i).reshape({})));
  CHECK(g.value(n).item() == 3.0);
  CHECK(to_string(g.value(mask)) == "[False  True]");
}

TEST_CASE("updates: a value whose dynamic extent is not the state's is refused when the program runs") {
  Graph g;
  const Var x = g.input("x", float64, {dynamic}), m = g.input("m", float64, {dynamic, 2});
  const Tensor initial = tensor({1.0, 2.0, 3.0, 4.0});
  const Var w = g.variable("w", initial, {"src/train.cpp", 41}), v = g.variable("v", ones({4, 2}));
  const struct {
    const char* what;
    Var value;
    const char* text;
  } rows[] = {
      {"the input itself", x, "x"},
      {"computed, in place if it could be", x * 2.0, "mul(x)"},
      {"a reshape", reshape(m, {dynamic}), "reshape(m)"},
  };
  for (const auto& row : rows) {
    CAPTURE(row.what);
    Program p = compile({x, m}, {x + 1.0}, {{v, v * 2.0}, {w, row.value}});
    for (std::int64_t n : {1, 3, 6, 100000}) {
      CAPTURE(n);
      if (row.value.name() == "reshape(m)" && n % 2 == 1) continue;
      const std::string wanted = other_shape(row.text, n);
      CHECK_THROWS_WITH_AS(p({full({n}, 7.0), full({n / 2, 2}, 7.0)}), wanted.c_str(), ShapeError);
      CHECK(g.value(w).is_identical(initial));
      CHECK(g.value(v).is_identical(ones({4, 2})));
    }
    p({full({4}, 7.0), full({2, 2}, 7.0)});  // what fits still runs
    CHECK(g.value(w).shape() == Shape{4});
    CHECK(g.value(v).is_identical(full({4, 2}, 2.0)));
    g.set(w, initial);
    g.set(v, ones({4, 2}));
  }
}

TEST_CASE("updates: those of two graphs with the same numbers do not merge") {
  Graph a, b;
  const Var w = a.variable("w", 1.0), v = b.variable("v", 1.0), next_w = w * 2.0, next_v = v * 3.0;
  CHECK(w.id() == v.id());
  CHECK(next_w.id() == next_v.id());
  const Updates both = Updates{{w, next_w}} + Updates{{v, next_v}};
  CHECK(both.size() == 2);
  CHECK((Updates{{w, next_w}} + Updates{{w, next_w}}).size() == 1);
  CHECK_THROWS_WITH_AS(compile({}, {}, both), "compile: an update is not of the same graph: v", GraphError);
}

}  // namespace
}  // namespace xgrad
