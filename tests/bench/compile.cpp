#include <xgrad/xgrad.hpp>
#include "cases.hpp"
#include "peer.hpp"
#include "steps.hpp"

// compile() and first run of the digits training step, cold: graph, compilation and plan are made anew each time.
namespace xgrad::bench {

std::vector<Case> compile_cases() {
  const Work& digits = *find_work("64-50-10");
  const auto first_run = [&digits] {
    TrainingStep step(digits);
    return step()[0].item();
  };
  std::vector<Case> cases = {{"compile", 1, "xgrad", [first_run] { return Prepared{first_run, first_run}; }}};
  // Nothing is warm, and chains are compiled before the first run and not when they have run a few times.
  Case fresh{"compile", 1, "xgrad, fresh process, XGRAD_JIT=1", {}};
  const auto peer = same_program("compile", 1, {{"XGRAD_JIT", "1"}});
  fresh.seconds = [peer] {
    peer->stop();
    return peer->prepare("64-50-10");
  };
  cases.push_back(std::move(fresh));
  return cases;
}

}  // namespace xgrad::bench
