#include <doctest/doctest.h>

#include <xgrad/graph/error.hpp>
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
  const Var x = g.input("x", float32, {dynamic, 2}), y = g.input("y", int64, {dynamic});
  Program p = compile({x, y}, {sum(x), y});
  const Tensor xs = ones({3, 2}, float32), ys = zeros({3}, int64);
  for (int round = 0; round < 2; ++round) {  // before and after the first plan
    CHECK_THROWS_WITH_AS(p({xs}), "program: 1 inputs given, 2 wanted", GraphError);
    CHECK_THROWS_WITH_AS(p({xs, ys, ys}), "program: 3 inputs given, 2 wanted", GraphError);
    CHECK_THROWS_WITH_AS(
        p({xs.astype(float64), ys}),
        "program: an input has another dtype: x float32 [?, 2] <- float64 [3, 2]\n  astype(float32) converts",
        DTypeError);
    CHECK_THROWS_AS(p({xs, ys.astype(boolean)}), DTypeError);
    CHECK_THROWS_WITH_AS(p({ones({3, 4}, float32), ys}),
                         "program: an input has another shape: x float32 [?, 2] <- float32 [3, 4]", ShapeError);
    CHECK_THROWS_AS(p({ones({2}, float32), ys}), ShapeError);
    CHECK_THROWS_AS(p({1.0, ys}), ShapeError);
    CHECK(p({xs, ys})[0].item() == 6.0);
  }
}

TEST_CASE("program: dynamic extents that meet and differ") {
  Graph g;
  const Var x = g.input("x", float64, {dynamic, 2}), y = g.input("y", float64, {dynamic, 2}),
            v = g.input("v", float64, {dynamic});
  Program add = compile({x, y}, {x + y}), product = compile({x, v}, {matmul(x, reshape(v, {dynamic, 1}))});
  CHECK(add({ones({3, 2}), ones({3, 2})})[0].is_identical(full({3, 2}, 2.0)));
  CHECK_THROWS_WITH_AS(add({ones({3, 2}), ones({4, 2})}), doctest::Contains("x float64 [3, 2], y float64 [4, 2]"),
                       ShapeError);
  CHECK_THROWS_WITH_AS(add({ones({3, 2}), ones({1, 2})}),
                       "add: dynamic extents that meet differ at run time: y [1, 2] (axis 0: 1 != 3)\n"
                       "  only an extent of 1 that is known when the graph is built is stretched",
                       ShapeError);
  CHECK_THROWS_AS(add({ones({1, 2}), ones({3, 2})}), ShapeError);
  CHECK_THROWS_AS(product({ones({3, 2}), ones({3})}), ShapeError);
  CHECK(add({ones({1, 2}), ones({1, 2})})[0].is_identical(full({1, 2}, 2.0)));
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
}

}  // namespace
}  // namespace xgrad
