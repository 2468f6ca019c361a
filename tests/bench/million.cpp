#include "million.hpp"
#include <string>
#include <utility>
#include <xgrad/xgrad.hpp>
#include "cases.hpp"
#include "peer.hpp"

// A chain of scalar ops, built, differentiated, compiled and run once: in a process of its own, whose memory counts.
namespace xgrad::bench {

double long_chain(std::int64_t length) {
  Graph g;
  const Var x = g.input("x");
  Var y = x;
  for (std::int64_t i = 0; i < length; ++i) y = tanh(y);
  Program p = compile({x}, {y, grad(y, x)});
  return p({0.5})[0].item();
}

std::vector<Case> million_cases() {
  std::vector<Case> cases;
  for (const auto& [work, length] :
       {std::pair{"million-1e4", "10000"}, {"million-1e5", "100000"}, {"million", "1000000"}}) {
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
