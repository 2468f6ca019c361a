#include <memory>
#include <xgrad/xgrad.hpp>
#include "cases.hpp"
#include "floor_fused.hpp"

namespace xgrad::bench {
namespace {

constexpr float a = 0.7f, b = 0.1f;

/// sum(tanh(a x + b) sigmoid(x) + x x), value and gradient.
std::function<void()> prepare_xgrad(std::int64_t n) {
  Graph g;
  const Var x = g.input("x", float32, {n});
  const Var y = sum(tanh(a * x + b) * sigmoid(x) + x * x);
  auto program = std::make_shared<Program>(compile({x}, {y, grad(y, x)}));
  Tensor values(float32, {n});
  auto* to = values.mutable_data<float>();
  for (std::int64_t i = 0; i < n; ++i) to[i] = static_cast<float>(i % 2000) / 1000.0f - 1.0f;
  (*program)({values});
  return [program, values] { (*program)({values}); };
}

std::function<void()> prepare_floor(std::int64_t n) {
  struct Arrays {
    explicit Arrays(std::int64_t count) : x(static_cast<std::size_t>(count + 8)), dx(x.size()) {}
    std::vector<float> x, dx;
    float y = 0;
  };
  auto arrays = std::make_shared<Arrays>(n);
  for (std::int64_t i = 0; i < n; ++i)
    arrays->x[static_cast<std::size_t>(i)] = static_cast<float>(i % 2000) / 1000.0f - 1.0f;
  return [arrays, n] { arrays->y = fused_by_hand(arrays->x.data(), a, b, arrays->dx.data(), n); };
}

}  // namespace

std::vector<Case> fused_cases() {
  std::vector<Case> cases;
  for (const auto& [name, n] :
       {std::pair<const char*, std::int64_t>{"fused-1e3", 1000}, {"fused-1e5", 100000}, {"fused-1e7", 10000000}}) {
    const std::int64_t count = n;
    cases.push_back({name, 1, "xgrad", [count] { return prepare_xgrad(count); }});
    cases.push_back({name, 1, "floor", [count] { return prepare_floor(count); }});
  }
  return cases;
}

}  // namespace xgrad::bench
