#include <doctest/doctest.h>

#include <xgrad/graph/error.hpp>
#include <xgrad/graph/grad.hpp>
#include <xgrad/graph/graph.hpp>
#include <xgrad/graph/program.hpp>
#include <xgrad/ops/ops.hpp>

namespace xgrad {
namespace {

TEST_CASE("program: a dynamic batch; each shape has its plan, kept for the next time") {
  Graph g;
  const Var x = g.input("x", float64, {dynamic, 2}), w = g.variable("w", tensor({{1.0}, {2.0}}));
  Program p = compile({x}, {matmul(x, w), mean(x)});
  for (std::int64_t n : {3, 1, 5, 3, 0, 1, 200, 3}) {
    CAPTURE(n);
    const auto r = p({full({n, 2}, 2.0)});
    CHECK(r[0].is_identical(full({n, 1}, 6.0)));
    if (n > 0) CHECK(r[1].item() == 2.0);
  }
}

TEST_CASE("program: more shapes than plans are kept") {
  Graph g;
  const Var x = g.input("x", float64, {dynamic});
  Program p = compile({x}, {sum(x)});
  for (int round = 0; round < 2; ++round)
    for (std::int64_t n = 0; n < 80; ++n) CHECK(p({ones({n})})[0].item() == static_cast<double>(n));
}

TEST_CASE("program: numbers take the input's dtype") {
  Graph g;
  const Var d = g.input("d"), f = g.input("f", float32), n = g.input("n", int64), b = g.input("b", boolean);
  Program p = compile({d, f, n, b}, {d, f, n, b});
  const auto r = p({1, 0.1, 3.0, 1});
  CHECK(r[0].is_identical(Tensor(1.0)));
  CHECK(r[1].is_identical(Tensor(0.1f)));
  CHECK(r[2].is_identical(Tensor(3)));
  CHECK(r[3].is_identical(Tensor(true)));
  CHECK_THROWS_WITH_AS(p({1.0, 1.0, 1.5, true}), "program: 1.5 does not fit int64", DTypeError);
  CHECK_THROWS_AS(p({1.0, 1.0, 1, 0.5}), DTypeError);
  CHECK_THROWS_AS(p({1.0, 1.0, 1e30, true}), Error);
  CHECK(p({2.0, 1.0, 1, true})[0].item() == 2.0);
}

TEST_CASE("program: inputs as list, span and vector") {
  Graph g;
  const Var x = g.input("x"), y = g.input("y");
  Program p = compile({x, y}, {x - y});
  const std::vector<Tensor> given{5.0, 3.0};
  CHECK(p({5.0, 3.0})[0].item() == 2.0);
  CHECK(p(given)[0].item() == 2.0);
  CHECK(p(std::span<const Tensor>(given))[0].item() == 2.0);
  Program constant = compile({}, {g.constant(7.0)});
  CHECK(constant()[0].item() == 7.0);
  CHECK(constant({})[0].item() == 7.0);
}

TEST_CASE("program: what it refuses, and in which words") {
  Graph g;
  const Var x = g.input("x", float32, {dynamic, 2}, {"src/train.cpp", 7}), y = g.input("y", int64, {dynamic});
  Program p = compile({x, y}, {sum(x), y});
  const Tensor xs = ones({3, 2}, float32), ys = zeros({3}, int64);
  for (int round = 0; round < 2; ++round) {  // before and after the first plan
    CHECK_THROWS_WITH_AS(p({xs}), "program: 1 inputs given, 2 wanted", GraphError);
    CHECK_THROWS_WITH_AS(p({xs, ys, ys}), "program: 3 inputs given, 2 wanted", GraphError);
    CHECK_THROWS_WITH_AS(p({xs.astype(float64), ys}),
                         "program: an input has another dtype: x float32 [?, 2] <- float64 [3, 2]\n"
                         "  x was made at train.cpp:7; astype(float32) converts",
                         DTypeError);
    CHECK_THROWS_AS(p({xs, ys.astype(boolean)}), DTypeError);
    CHECK_THROWS_WITH_AS(p({ones({3, 4}, float32), ys}),
                         "program: an input has another shape: x float32 [?, 2] <- float32 [3, 4]\n"
                         "  x was made at train.cpp:7",
                         ShapeError);
    CHECK_THROWS_AS(p({ones({2}, float32), ys}), ShapeError);
    CHECK_THROWS_AS(p({1.0, ys}), ShapeError);
    CHECK(p({xs, ys})[0].item() == 6.0);
  }
}

TEST_CASE("program: dynamic extents that meet and differ") {
  Graph g;
  const Var x = g.input("x", float64, {dynamic, 2}), y = g.input("y", float64, {dynamic, 2}, {"src/train.cpp", 8}),
            v = g.input("v", float64, {dynamic});
  Program add = compile({x, y}, {x + y}), product = compile({x, v}, {matmul(x, reshape(v, {dynamic, 1}))});
  CHECK(add({ones({3, 2}), ones({3, 2})})[0].is_identical(full({3, 2}, 2.0)));
  CHECK_THROWS_WITH_AS(add({ones({3, 2}), ones({4, 2})}), doctest::Contains("x float64 [3, 2], y float64 [4, 2]"),
                       ShapeError);
  CHECK_THROWS_WITH_AS(
      add({ones({3, 2}), ones({1, 2})}),
      "add: dynamic extents that meet differ at run time: y [1, 2] (axis 0: 1 != 3)\n"
      "  y was made at train.cpp:8; only an extent of 1 that is known when the graph is built is stretched",
      ShapeError);
  CHECK_THROWS_AS(add({ones({1, 2}), ones({3, 2})}), ShapeError);
  CHECK_THROWS_AS(product({ones({3, 2}), ones({3})}), ShapeError);
  CHECK(add({ones({1, 2}), ones({1, 2})})[0].is_identical(full({1, 2}, 2.0)));
  const Var m = g.input("m", float64, {2, dynamic}), w = g.variable("w", ones({4, 2}), {"src/train.cpp", 10});
  Program late = compile({m}, {matmul(m, w)});
  CHECK_THROWS_WITH_AS(late({ones({2, 3})}),  // a shape rule that first breaks when the program runs
                       "matmul: inner dimensions differ: m float64 [2, 3] @ w float64 [4, 2] (3 != 4)\n"
                       "  w was made at train.cpp:10",
                       ShapeError);
  Program loss = compile({x, v}, {mse(sum(x, 1), v)});
  CHECK_THROWS_AS(loss({ones({3, 2}), ones({1})}), ShapeError);
  CHECK(loss({ones({3, 2}), ones({3})})[0].item() == 1.0);
}

TEST_CASE("program: an empty batch") {
  Graph g;
  const Var x = g.input("x", float64, {dynamic, 3}), w = g.variable("w", ones({3, 2})),
            labels = g.input("labels", int64, {dynamic});
  const Var h = tanh(matmul(x, w) + 1.0);
  Program p = compile({x, labels},
                      {h, sum(h), mean(h), sum(h, 0), argmax(h, 1), gather(x, labels, 1), x, concatenate({h, h}, 0)});
  for (int round = 0; round < 2; ++round) {
    const auto r = p({zeros({0, 3}), zeros({0}, int64)});
    CHECK(r[0].is_identical(zeros({0, 2})));
    CHECK(r[1].item() == 0.0);
    CHECK(r[2].item() != r[2].item());
    CHECK(r[3].is_identical(zeros({2})));
    CHECK(r[4].is_identical(zeros({0}, int64)));
    CHECK(r[5].is_identical(zeros({0, 0})));
    CHECK(r[6].is_identical(zeros({0, 3})));
    CHECK(r[7].is_identical(zeros({0, 2})));
  }
  CHECK_THROWS_AS(compile({x}, {max(x)})({zeros({0, 3})}), ShapeError);
}

TEST_CASE("compile: what it refuses, and in which words") {
  Graph g, h;
  const Var x = g.input("x"), y = g.input("y"), foreign = h.input("foreign"), p = g.variable("p", 1.0),
            q = g.variable("q", 2.0);
  const Var f = x * y;
  CHECK_THROWS_WITH_AS(compile({x}, {f}), "compile: a needed input is not given: y\n  list it among the inputs",
                       GraphError);
  CHECK_THROWS_WITH_AS(compile({x, y, x}, {f}), "compile: an input is given twice: x", GraphError);
  CHECK_THROWS_WITH_AS(compile({x, y, f}, {f}),
                       "compile: an input is no input node: mul(x, y)\n  inputs come from g.input", GraphError);
  CHECK_THROWS_AS(compile({x, y, p}, {f}), GraphError);
  CHECK_THROWS_WITH_AS(compile({foreign}, {f}), "compile: an input is not of the same graph: foreign", GraphError);
  CHECK_THROWS_WITH_AS(compile({x, y}, {f, foreign}), "compile: an output is not of the same graph: foreign",
                       GraphError);
  CHECK_THROWS_WITH_AS(compile({x, y}, {f, Var()}), "compile: an output is not of the same graph: an empty Var",
                       GraphError);
  CHECK_THROWS_WITH_AS(compile({}, {}), "compile: there is nothing to compile", GraphError);
  CHECK_THROWS_WITH_AS(compile({x, y}, {}, {{p, f}, {p, x}}),
                       "compile: two updates of one variable: p <- mul(x, y) and x", GraphError);
  CHECK_THROWS_WITH_AS(compile({x, y}, {f}, {{x, f}}), "compile: an update's target is no state variable: x",
                       GraphError);
  CHECK_THROWS_AS(compile({x, y}, {f}, {{q, foreign}}), GraphError);
  CHECK_THROWS_WITH_AS(compile({x}, {}, {{p, cast(x, float32)}}),
                       "compile: an update has another dtype: p float64 [] <- cast(x) float32 []", DTypeError);
  CHECK_THROWS_AS(compile({x}, {}, {{p, reshape(x, {1})}}), ShapeError);
  CHECK_THROWS_WITH_AS(compile({x, y}, {}, {{p, x * 2.0}, {p, x * 2.0}}),
                       doctest::Contains("two updates of one variable: p <- mul(x) (node "), GraphError);
  CHECK_THROWS_WITH_AS(
      compile({x, y}, {f}, {}, {.without = {"share", "simplfy"}}),
      "compile: there is no such pass to leave out: simplfy\n  the passes are fold, share, simplify, join, rows",
      GraphError);
  CHECK_NOTHROW(compile({x, y}, {x}));  // an input that is not needed
}

TEST_CASE("compile: the graph stays what it was") {
  Graph g;
  const Var x = g.input("x", float64, {2}), c = g.constant(2.0);
  const Var f = (x * 1.0) * (c * c) + (x * 1.0);
  const std::string before = listing(g);
  Program p = compile({x}, {f});
  CHECK(to_string(p({tensor({1.0, 2.0})})[0]) == "[ 5. 10.]");
  CHECK(listing(g) == before);
}

TEST_CASE("program: movable, with a report") {
  Graph g;
  const Var x = g.input("x", float64, {100});
  Program p = compile({x}, {sum(exp(x) * 2.0)});
  CHECK(p.report().kernels == 0);
  p({zeros({100})});
  CHECK(p.report().kernels == 2);
  CHECK(p.report().lane_programs == 1);
  CHECK(p.report().peak_live_bytes >= 800);
  Program q = std::move(p);
  CHECK(q({zeros({100})})[0].item() == 200.0);
  CHECK_THROWS_WITH_AS(p({zeros({100})}), "program: it was moved from\n  run the program that it was moved to",
                       GraphError);
  CHECK(p.report().kernels == 0);
}

TEST_CASE("program: a dynamic extent of 1 stretches nowhere, also where an op broadcasts") {
  Graph g;
  const Var x = g.input("x", float64, {dynamic}, {"src/train.cpp", 9}), r = g.input("r", float64, {dynamic}),
            m = g.input("m", float64, {dynamic, 3}), one = g.input("one", float64, {1}), w = g.variable("w", 1.0);
  const struct {
    Var made;
    std::string_view text;
  } rows[] = {
      {broadcast_to(x, {3}), "broadcast_to: dynamic extents that meet differ at run time: x [1] (axis 0: 1 != 3)"},
      {broadcast_to(x, {2, 3}), "broadcast_to: dynamic extents that meet differ at run time: x [1] (axis 0: 1 != 3)"},
      {broadcast_like(x, r), "broadcast_like: dynamic extents that meet differ at run time: x [1] (axis 0: 1 != 3)"},
      {broadcast_like(x, m), "broadcast_like: dynamic extents that meet differ at run time: x [1] (axis 0: 1 != 3)"},
      {sum_like(r, x), "sum_like: dynamic extents that meet differ at run time: x [1] (axis 0: 1 != 3)"},
      {sum_like(m, x), "sum_like: dynamic extents that meet differ at run time: x [1] (axis 0: 1 != 3)"},
  };
  for (const auto& row : rows) {
    CAPTURE(row.text);
    Program p = compile({x, r, m, one}, {row.made}, {{w, w + 1.0}});
    const std::string wanted = std::string(row.text) +
                               "\n  x was made at train.cpp:9; only an extent of 1 that is known when the graph is "
                               "built is stretched";
    CHECK_THROWS_WITH_AS(p({ones({1}), ones({3}), ones({2, 3}), ones({1})}), wanted.c_str(), ShapeError);
    CHECK(p({ones({3}), ones({3}), ones({2, 3}), ones({1})}).size() == 1);
  }
  CHECK(g.value(w).item() == 7.0);  // 1, and a step for each run that passed
  const Vars known = {broadcast_to(one, {3}), broadcast_like(one, r),          sum_like(r, one),   one + r,
                      broadcast_to(x, {-1}),  grad(sum(square(one * r)), one), grad(sum(x * r), x)};
  Program p = compile({x, r, one}, known);
  CHECK(p({ones({3}), ones({3}), ones({1})})[2].item() == 3.0);
  CHECK(p({ones({1}), ones({1}), ones({1})})[5].item() == 2.0);
}

TEST_CASE("program: sizes that no machine holds") {
  Graph g;
  const Var x = g.input("x"), labels = g.input("labels", int64, {2}), w = g.variable("w", 1.0);
  constexpr std::int64_t huge = std::int64_t{1} << 60;
  const struct {
    Var made;
    const char* text;
  } rows[] = {
      {broadcast_to(x, {2 * huge}), "broadcast_to: more bytes than can be addressed: [2305843009213693952]"},
      {broadcast_to(x, {huge / 1024}), "broadcast_to: more bytes than can be addressed: [1125899906842624]"},
      {broadcast_to(x, {2 * huge}) * 2.0, "mul: more bytes than can be addressed: [2305843009213693952]"},
      {one_hot(labels, huge), "one_hot: more bytes than can be addressed: [2, 1152921504606846976]"},
  };
  for (const auto& row : rows) {
    CAPTURE(row.text);
    Program p = compile({x, labels}, {row.made}, {{w, w + 1.0}});
    for (int run = 0; run < 2; ++run) CHECK_THROWS_WITH_AS(p({1.0, tensor({0, 1})}), row.text, ShapeError);
  }
  CHECK(g.value(w).item() == 1.0);
  CHECK_THROWS_WITH_AS(compile({}, {broadcast_to(g.constant(1.0), {2 * huge})}),  // computed while compiling
                       "broadcast_to: more bytes than can be addressed: [2305843009213693952]", ShapeError);
  CHECK(compile({x}, {broadcast_to(x, {2 * huge, 0})})({1.0})[0].shape() == Shape{2 * huge, 0});
}

}  // namespace
}  // namespace xgrad
