#include <doctest/doctest.h>

#include <cmath>
#include <xgrad/graph/checkpoint.hpp>
#include <xgrad/graph/grad.hpp>
#include <xgrad/graph/graph.hpp>
#include <xgrad/graph/program.hpp>
#include <xgrad/ops/ops.hpp>

namespace xgrad {
namespace {

struct Trained {
  std::vector<Tensor> gradients;
  std::size_t bytes;
};

/// The gradients of a network of many equal layers, in segments of so many (0: none).
Trained train(int layers, int segment) {
  Graph g;
  const Var x = g.input("x", float64, {dynamic, 16});
  Vars weights;
  for (int i = 0; i < layers; ++i) {
    std::vector<double> values;
    for (int k = 0; k < 256; ++k) values.push_back(std::sin(i * 7.0 + k * 1.3) / 3);
    weights.push_back(g.variable("w" + std::to_string(i), Tensor::from(values, {16, 16})));
  }
  const auto run = [&](Var h, int from, int to) {
    for (int i = from; i < to; ++i) h = tanh(matmul(h, weights[static_cast<std::size_t>(i)])) + 0.1 * sin(h);
    return h;
  };
  Var h = x;
  for (int from = 0; from < layers; from += segment == 0 ? layers : segment) {
    if (segment == 0)
      h = run(h, 0, layers);
    else
      h = checkpoint([&](Var in) { return run(in, from, std::min(from + segment, layers)); }, h);
  }
  Updates updates;
  const Vars gradients = grad(mean(square(h)), weights);
  for (std::size_t i = 0; i < weights.size(); ++i) updates.push_back({weights[i], gradients[i]});
  Program step = compile({x}, {}, updates);
  std::vector<double> values;
  for (int k = 0; k < 64 * 16; ++k) values.push_back(std::cos(k * 0.7));
  step({Tensor::from(values, {64, 16})});
  Trained trained{{}, step.report().memory_bytes};
  for (Var w : weights) trained.gradients.push_back(g.value(w));
  return trained;
}

TEST_CASE("checkpoint: a network of 1000 layers in a fifth of the memory, gradients bit for bit") {
  const Trained plain = train(1000, 0), segmented = train(1000, 32);
  MESSAGE("memory ", plain.bytes, " -> ", segmented.bytes);
  CHECK(segmented.bytes * 5 <= plain.bytes);
  for (std::size_t i = 0; i < plain.gradients.size(); ++i)
    CHECK(plain.gradients[i].is_identical(segmented.gradients[i]));
}

TEST_CASE("checkpoint: second order, forward mode, several operands and results, a segment in a segment") {
  Graph g;
  const Var x = g.input("x"), y = g.input("y");
  const auto f = [](const Vars& in) {
    const Var a = checkpoint([](Var v) { return exp(sin(v)); }, in[0] * in[1]);
    return Vars{a * in[0], tanh(a)};
  };
  const Vars plain = f({x, y});
  const Vars segmented = checkpoint([&](const Vars& in) { return f(in); }, {x, y});
  const Var p = plain[0] * plain[1], s = segmented[0] * segmented[1];
  const Vars px = grad(p, Vars{x, y}), sx = grad(s, Vars{x, y});
  Program both = compile({x, y}, {p, s, px[0], sx[0], px[1], sx[1], grad(px[0], y), grad(sx[0], y),
                                  jvp(p, x, g.constant(2.0)), jvp(s, x, g.constant(2.0))});
  const Outputs out = both({0.7, -1.3});
  for (std::size_t i = 0; i < out.size(); i += 2)
    CHECK(out[i].item() == doctest::Approx(out[i + 1].item()).epsilon(1e-15));
}

TEST_CASE("checkpoint: a function that throws leaves the graph as it was") {
  Graph g;
  const Var x = g.input("x", float64, {2}), y = g.input("y", float64, {3});
  const std::size_t before = g.size();
  CHECK_THROWS_AS(checkpoint([&](Var v) { return exp(v) + y; }, x), ShapeError);
  CHECK(g.size() == before);
  CHECK_THROWS_WITH_AS(checkpoint([](Var v) { return v; }, Var()), "checkpoint: there is nothing to compute from",
                       GraphError);
  CHECK(checkpoint([](Var v) { return v; }, x).is_same(x));
}

}  // namespace
}  // namespace xgrad
