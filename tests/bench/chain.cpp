#include "chain.hpp"
#include <memory>
#include <xgrad/xgrad.hpp>
#include "cases.hpp"
#include "floor_chain.hpp"

namespace xgrad::bench {

Prepared prepare_chain(const Chain& chain, Var (*of)(Var x)) {
  const std::int64_t n = chain.size;
  Graph g;
  const Var x = g.input("x", float32, {n}), y = sum(of(x));
  const auto program = std::make_shared<Program>(compile({x}, {y, grad(y, x)}));
  Tensor values(float32, {n});
  auto* to = values.mutable_data<float>();
  for (std::int64_t i = 0; i < n; ++i) to[i] = chain_x(i);
  return {[=] { (*program)({values}); },
          [=] {
            const Outputs out = (*program)({values});
            return chain_result(out[0].item(), n, out[1].data<float>());
          }};
}

namespace {

Prepared prepare_by_hand(const Chain& chain, decltype(chain_by_hand)* by_hand) {
  const std::int64_t n = chain.size;
  const auto spare = static_cast<std::size_t>(n + 16);
  const auto x = std::make_shared<std::vector<float>>(spare), dx = std::make_shared<std::vector<float>>(spare);
  for (std::int64_t i = 0; i < n; ++i) (*x)[static_cast<std::size_t>(i)] = chain_x(i);
  const auto unit = [=] { return by_hand(x->data(), chain_a, chain_b, dx->data(), n); };
  return {unit, [=] { return chain_result(static_cast<double>(unit()), n, dx->data()); }};
}

}  // namespace

void add_chain_floors(std::vector<Case>& cases, const std::string& name, const Chain& chain) {
  cases.push_back({name, 1, "floor", [&chain] { return prepare_by_hand(chain, chain_by_hand); }});
  if (const std::string isa = chain_by_hand_avx2_isa(); !isa.empty())
    cases.push_back({name, 1, "floor, AVX2", [&chain] { return prepare_by_hand(chain, chain_by_hand_avx2); }});
}

std::vector<Case> chain_cases() {
  const auto of = [](Var x) { return tanh(chain_a * x + chain_b) * sigmoid(x) + x * x; };
  std::vector<Case> cases;
  for (const Chain& chain : chains) {
    cases.push_back({chain.name, 1, "xgrad", [&chain, of] { return prepare_chain(chain, of); }});
    add_chain_floors(cases, chain.name, chain);
  }
  for (Case& one : cases) one.tolerance = 3e-3;  // float32 sums of ten million numbers depend on their order
  return cases;
}

}  // namespace xgrad::bench
