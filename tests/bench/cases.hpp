#pragma once
#include <functional>
#include <memory>
#include <string>
#include <vector>

namespace xgrad::bench {

class Peer;

/// Work that is set up.
struct Prepared {
  std::function<void()> unit;      ///< one unit of it: what is timed
  std::function<double()> result;  ///< a number that all contestants of a work must agree on: do they do the same?
};

/// A row of the table: who does which work.
struct Case {
  std::string work;
  int threads;
  std::string contestant;                ///< "xgrad", "floor", a peer
  std::function<Prepared()> prepare;     ///< sets the work up
  std::shared_ptr<Peer> peer = {};       ///< instead of prepare: a process that does the work called `work`
  std::string work_of_peer = {};         ///< where the peer calls it otherwise
  std::function<double()> seconds = {};  ///< instead of both: does a unit somewhere, says how long it took
  std::function<double()> memory = {};   ///< the most bytes it took, if that is of interest
  int repetitions = 25;
  bool is_long = false;     ///< one unit a repetition
  double tolerance = 2e-4;  ///< by which results may differ, relative
  double units = 1;         ///< what a unit is counted as: 4096 elements
};

/// What each file of cases offers. Works that no name asks for are not set up.
std::vector<Case> step_cases();
std::vector<Case> chain_cases();
std::vector<Case> custom_cases();
std::vector<Case> inference_cases();
std::vector<Case> fit_cases();
std::vector<Case> gmm_cases();
std::vector<Case> million_cases();
std::vector<Case> compile_cases();
std::vector<Case> function_cases();
std::vector<Case> pass_cases();

/// All of them, in the order of the table.
std::vector<Case> all_cases();

}  // namespace xgrad::bench
