#include <memory>
#include <xgrad/xgrad.hpp>
#include "cases.hpp"

namespace xgrad::bench {
namespace {

/// x -> tanh(tanh(... x)), its gradient, compiled and run once.
void chain(int length) {
  Graph g;
  const Var x = g.input("x");
  Var y = x;
  for (int i = 0; i < length; ++i) y = tanh(y);
  Program p = compile({x}, {y, grad(y, x)});
  p({0.5});
}

/// compile() and first run of the digits training step, cold: nothing of the graph is reused.
void compile_step() {
  Graph g;
  const Var x = g.input("x", float32, {dynamic, 64}), y = g.input("y", int64, {dynamic});
  models::MLP mlp(g, {64, 50, 10}, {.activation = relu});
  const Var loss = softmax_cross_entropy(mlp(x), y);
  Program step = compile({x, y}, {loss}, optim::Adam{{.lr = 1e-3}}.minimize(loss, mlp.parameters()));
  step({zeros({200, 64}, float32), zeros({200}, int64)});
}

}  // namespace

std::vector<Case> chain_cases() {
  std::vector<Case> cases;
  for (int length : {10000, 100000, 1000000})
    cases.push_back(
        {"chain-" + std::to_string(length), 1, "xgrad", [length] { return [length] { chain(length); }; }, 3, true});
  cases.push_back({"compile", 1, "xgrad", [] { return compile_step; }});
  return cases;
}

}  // namespace xgrad::bench
