#include "cases.hpp"
#include "peer.hpp"
#include "steps.hpp"

// 64-50-10's training step with each pass of compile left out in turn, and on the tile interpreter.
namespace xgrad::bench {

std::vector<Case> pass_cases() {
  const Work& digits = *find_work("64-50-10");
  std::vector<Case> cases = {{"passes", 1, "xgrad", [&digits] { return prepare_step(digits, {}); }}};
  for (const char* pass : {"fold", "share", "simplify", "join", "rows"}) {
    CompileOptions options;
    options.without = {pass};
    cases.push_back(
        {"passes", 1, "without " + std::string(pass), [&digits, options] { return prepare_step(digits, options); }});
  }
  Case interpreter{"passes", 1, "interpreter (XGRAD_JIT=0)", {}, same_program("xgrad", 1, {{"XGRAD_JIT", "0"}})};
  interpreter.work_of_peer = digits.name;
  cases.push_back(std::move(interpreter));
  return cases;
}

}  // namespace xgrad::bench
