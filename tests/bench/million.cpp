#include "million.hpp"
#include <string>
#include <utility>
#include <xgrad/xgrad.hpp>
#include "cases.hpp"
#include "peer.hpp"

// A chain of scalar ops, built, differentiated and compiled, or run once too: in a process of its own, whose memory
// counts.
namespace xgrad::bench {

void long_chain(std::int64_t length, bool is_run) {
  Graph g;
  const Var x = g.input("x");
  Var y = x;
  for (std::int64_t i = 0; i < length; ++i) y = tanh(y);
  Program p = compile({x}, {y, grad(y, x)});
  if (is_run) p({0.5});
}

std::vector<Case> million_cases() {
  std::vector<Case> cases;
  for (const auto& [work, length] : {std::pair{"million-1e4", "10000"},
                                     {"million-1e5", "100000"},
                                     {"million", "1000000"},
                                     {"million-and-run", "1000000-run"}}) {
    Case one{work, 1, "xgrad", {}};
    const auto peer = same_program("million", 1, {});
    one.seconds = [peer, length = length] {
      peer->stop();
      return peer->prepare(length);
    };
    one.memory = [peer] { return peer->memory().first; };
    one.repetitions = 3;
    cases.push_back(std::move(one));
  }
  return cases;
}

}  // namespace xgrad::bench
