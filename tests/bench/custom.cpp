#include <string>
#include <xgrad/xgrad.hpp>
#include "cases.hpp"
#include "chain.hpp"

// The chain once more, as a user writes it: an op of their own in a file compiled with plain -O2.
namespace xgrad::bench {
namespace {

struct Glow : Elementwise<Glow> {
  static constexpr std::string_view name = "glow";
  template <class T> static T forward(T x) { return tanh(T(chain_a) * x + T(chain_b)) * sigmoid(x) + x * x; }
  static Var vjp(Var x, Var, Var dy) {
    const Var t = tanh(chain_a * x + chain_b), s = sigmoid(x);
    return dy * (chain_a * (1.0 - t) * (1.0 + t) * s + t * s * (1.0 - s) + 2.0 * x);
  }
};
Var glow(Var x) { return apply<Glow>(x); }

}  // namespace

std::vector<Case> custom_cases() {
  std::vector<Case> cases;
  for (const Chain& chain : chains) {
    const std::string name = "custom" + std::string(chain.name).substr(5);
    cases.push_back({name, 1, "xgrad", [&chain] { return prepare_chain(chain, glow); }});
    add_chain_floors(cases, name, chain);
  }
  return cases;
}

}  // namespace xgrad::bench
