#pragma once
#include <string>
#include <vector>
#include "report.hpp"

namespace xgrad::bench {

/// All contestants of one work, peers too, in turn: Google Benchmark's repetitions in random order. Who does not come
/// to the first one's result is not timed; false if there was one.
bool race(Report& report, const std::string& work, const std::vector<Case>& all);

}  // namespace xgrad::bench
