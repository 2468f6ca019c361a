#include <doctest/doctest.h>

#include <map>
#include <xgrad/graph/grad.hpp>
#include <xgrad/graph/plan/memory_internal.hpp>
#include <xgrad/graph/plan/units_internal.hpp>
#include <xgrad/ops/ops.hpp>
#include "../support/after_pass.hpp"

namespace xgrad {
namespace {

/// The units of a program as text: "exp neg | matmul | add".
std::string units_of(const Vars& outputs) {
  const Module m = rewrite(share(module_of(outputs)), {});
  const Arena& arena = m.graph.arena();
  std::string text;
  for (const Unit& unit : make_units(m, {})) {
    if (!text.empty()) text += " | ";
    for (std::uint32_t id : unit.nodes)
      text += (id == unit.nodes.front() ? "" : " ") + std::string(arena.op(id).name());
  }
  return text;
}

TEST_CASE("units: which ops become one lane program") {
  Graph g;
  const Var x = g.input("x", float64, {4, 4}), f = g.input("f", float32, {4, 4}), row = g.input("row", float64, {4}),
            n = g.input("n", int64, {4, 4});
  const Var e = exp(x), t = tanh(x), minus = -x, positive = x > 0.0, large = n > 2;
  const struct {
    const char* what;
    Vars outputs;
    const char* units;
  } rows[] = {
      {"a chain", {tanh(exp(-x))}, "neg exp tanh"},
      {"used twice in the chain", {e * e + e}, "exp mul add"},
      {"an operand that broadcasts is computed before", {exp(x) + exp(row)}, "exp | exp add"},
      {"the ends of a product", {tanh(matmul(exp(x), x) + row)}, "exp | matmul | add tanh"},
      {"used by a product too", {e + matmul(e, x)}, "exp | matmul | add"},
      {"used by two chains", {sum(e * 2.0), sum(e * 3.0)}, "exp mul mul | sum | sum"},
      {"used by two chains, one behind a product", {e * 2.0, exp(matmul(e, x))}, "exp mul | matmul | exp"},
      {"a value and its gradient", {sum(t * x), t + x * (1.0 - t * t)}, "tanh mul mul sub mul add | sum"},
      {"the same operand read twice", {exp(x), tanh(x)}, "exp tanh"},
      {"an output within", {e, e + 1.0}, "exp add"},
      {"a mask", {where(positive, x, minus)}, "neg greater where"},
      {"a cast ends the chain", {exp(cast(f * 2.0f, float64))}, "mul | cast | exp"},
      {"integers keep to themselves", {where(large, x, minus)}, "greater | neg where"},
      {"a broadcast joins", {broadcast_to(row, {4, 4}) * x}, "broadcast_to mul"},
      {"reshapes are no work", {reshape(exp(x), {16}) + 1.0}, "exp | add"},
      {"leaves alone", {x, g.constant(2.0)}, ""},
  };
  for (const auto& unit : rows) {
    CAPTURE(unit.what);
    CHECK(units_of(unit.outputs) == unit.units);
  }
}

TEST_CASE("units: what may fail comes first, with all that it needs") {
  Graph g;
  const Var x = g.input("x", float64, {4}), i = g.input("i", int64, {2});
  const Var chain = tanh(sum(exp(x))), picked = gather(sin(x), i, 0);
  CHECK(units_of({chain, picked}) == "sin | gather | exp | sum | tanh");
}

TEST_CASE("placement: blocks do not overlap, freed ones are used again, neighbours join") {
  Placement p;
  const std::size_t a = p.allocate(100), b = p.allocate(200), c = p.allocate(300);
  CHECK(a % 64 == 0);
  CHECK(b >= a + 100 + 64);
  CHECK(c >= b + 200 + 64);
  const std::size_t extent = p.extent();
  p.release(a);
  p.release(b);
  CHECK(p.allocate(330) == a);  // the two joined
  CHECK(p.extent() == extent);
  p.release(c);
  CHECK(p.allocate(1000) < c);  // the last free block grows
  CHECK(p.extent() < extent + 1000);
  CHECK(p.peak_live() <= p.extent());
}

TEST_CASE("placement: the best fit, and nothing overlaps in a long run") {
  Placement p;
  std::map<std::size_t, std::size_t> live;
  std::uint64_t random = 1;
  std::size_t bytes = 0, peak = 0;
  for (int step = 0; step < 3000; ++step) {
    random = random * 6364136223846793005u + 1442695040888963407u;
    if (live.size() > 20 || (!live.empty() && (random >> 40) % 3 == 0)) {
      auto it = std::next(live.begin(), static_cast<std::ptrdiff_t>((random >> 33) % live.size()));
      bytes -= it->second;
      p.release(it->first);
      live.erase(it);
      continue;
    }
    const std::size_t size = (random >> 45) % 5000;
    const std::size_t at = p.allocate(size);
    auto next = live.lower_bound(at);
    if (next != live.end()) REQUIRE(at + size + 64 <= next->first);
    if (next != live.begin()) REQUIRE(std::prev(next)->first + std::prev(next)->second + 64 <= at);
    live.emplace(at, size);
    peak = std::max(peak, bytes += size);
  }
  CHECK(p.peak_live() >= peak);
  CHECK(p.peak_live() <= p.extent());
  CHECK(p.extent() < 4 * p.peak_live());
}

/// A chain whose steps do not fuse, on arrays of n elements.
Var unfused_chain(Var x, int steps) {
  Var y = x;
  for (int i = 0; i < steps; ++i) y = transpose(y) * 0.5 + 1.0;
  return y;
}

TEST_CASE("memory: a long chain lives in two buffers, elementwise results take their operand's place") {
  Graph g;
  const Var x = g.input("x", float64, {32, 32});
  Program p = compile({x}, {sum(unfused_chain(x, 20))});
  p({zeros({32, 32})});
  const std::size_t one = 32 * 32 * 8;
  CHECK(p.report().kernels == 41);
  CHECK(p.report().peak_live_bytes <= p.report().memory_bytes);
  CHECK(p.report().peak_live_bytes < 2 * one + 1024);
  CHECK(p.report().memory_bytes < 2 * one + 1024);
}

TEST_CASE("memory: a training step needs little more than what is alive at one time") {
  Graph g;
  const Var x = g.input("x", float32, {dynamic, 64}), y = g.input("y", int64, {dynamic});
  const Var w1 = g.variable("w1", zeros({64, 50}, float32)), w2 = g.variable("w2", zeros({50, 10}, float32));
  const Var loss = softmax_cross_entropy(matmul(relu(matmul(x, w1)), w2), y);
  auto [d1, d2] = grad(loss, w1, w2);
  Program step = compile({x, y}, {loss}, {{w1, w1 - 0.1 * d1}, {w2, w2 - 0.1 * d2}});
  step({ones({200, 64}, float32), zeros({200}, int64)});
  CHECK(step.report().peak_live_bytes > 200 * 50 * 4);
  CHECK(step.report().peak_live_bytes <= step.report().memory_bytes);
  CHECK(step.report().memory_bytes <= step.report().peak_live_bytes * 3 / 2);
}

TEST_CASE("plan: values do not depend on what is fused, shared or reused") {
  Graph g;
  const Var x = g.input("x", float64, {6, 6});
  const Var h = unfused_chain(x, 3);
  const Var y = softmax(matmul(h, transpose(x)) + sum(h, 0), 1);
  const Vars d = grad(sum(square(y - x)) + mean(max(h, 1)), Vars{x, h});
  Tensor given(float64, {6, 6});
  for (int i = 0; i < 36; ++i) given.mutable_data<double>()[i] = 0.05 * ((i * 7) % 36) - 0.9;
  const std::vector<Tensor> together = run_without({}, {y, d[0], d[1], h}, {given});
  // Every node an output: nothing shares memory.
  Vars all{y, d[0], d[1], h};
  for (std::size_t id = 0; id < g.size(); ++id)
    if (is_float(g.node(id).dtype())) all.push_back(g.node(id));
  const std::vector<Tensor> apart = run_without({}, all, {given});
  for (std::size_t k = 0; k < 4; ++k) CHECK(together[k].is_identical(apart[k]));
}

}  // namespace
}  // namespace xgrad
