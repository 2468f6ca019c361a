#pragma once
#include <functional>
#include <string>
#include <vector>

namespace xgrad::bench {

/// A row of the table: who does which work, and one unit of it.
struct Case {
  std::string work;
  int threads;
  std::string contestant;                          ///< "xgrad", "floor", a peer
  std::function<std::function<void()>()> prepare;  ///< sets up, then gives what is timed
  int repetitions = 9;
  bool is_once = false;  ///< long work: one iteration a repetition
  std::function<double()>
      seconds{};  ///< instead of prepare: does one unit in another process, and says how long it took
};

/// What each file of cases offers.
std::vector<Case> step_cases();
std::vector<Case> fit_cases();
std::vector<Case> chain_cases();
std::vector<Case> fused_cases();

/// Prints facts that are no timings: bytes of intermediate values.
void print_memory_of_step(const std::string& work);
/// Runs a step so many times: what callgrind counts.
void run_steps(const std::string& work, int count);

}  // namespace xgrad::bench
