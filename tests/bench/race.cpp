#include "race.hpp"
#include <benchmark/benchmark.h>
#include <fmt/format.h>
#include <cmath>
#include <cstdio>
#include <exception>
#include <optional>
#include <string>
#include <thread>
#include <utility>
#include "peer.hpp"
#include "serve.hpp"

namespace xgrad::bench {
namespace {

class Collector : public benchmark::ConsoleReporter {
 public:
  explicit Collector(Report& report) : report_(&report) {}
  bool ReportContext(const Context&) override { return true; }
  void ReportRuns(const std::vector<Run>& runs) override {
    for (const Run& run : runs)
      if (run.run_type == Run::RT_Iteration && !run.error_occurred)
        report_->add_time(run.run_name.function_name, run.GetAdjustedRealTime());
  }
  void Finalize() override {}

 private:
  Report* report_;
};

/// A contestant that is set up.
struct Entrant {
  Case one;
  Prepared prepared;
  std::int64_t calls = 1;  ///< timed at once
};

/// Its result; nothing if it fails or differs from the first one's.
bool set_up(Entrant& entrant, std::optional<double>& wanted) {
  const Case& one = entrant.one;
  try {
    double result = 0;
    if (one.seconds) return true;
    if (one.peer) {
      result = one.peer->prepare(one.work_of_peer.empty() ? one.work : one.work_of_peer);
    } else {
      entrant.prepared = one.prepare();
      result = entrant.prepared.result();
      if (!one.is_long) entrant.calls = calls_of_turn(entrant.prepared.unit);
    }
    if (!wanted) wanted = result;
    if (std::fabs(result - *wanted) <= one.tolerance * std::fabs(*wanted)) return true;
    fmt::print(stderr, "{}: {} comes to {:.9g}, not to {:.9g}: not the same work, so not timed\n", one.work,
               one.contestant, result, *wanted);
  } catch (const std::exception& error) { fmt::print(stderr, "{}: {}\n", one.work, error.what()); }
  return false;
}

/// Seconds that a unit takes. All have short turns that begin after a pause, so that on a busy machine nobody is
/// interrupted more than others.
double turn_of(const Entrant& entrant) {
  if (entrant.one.seconds) return entrant.one.seconds();
  if (entrant.one.peer) return entrant.one.peer->seconds();
  std::this_thread::sleep_for(pause_of_turn);
  return seconds_of(entrant.prepared.unit, entrant.calls) / static_cast<double>(entrant.calls);
}

void enter(const Entrant& entrant) {
  const Case& one = entrant.one;
  const std::string name = Report::name_of(one.work, one.threads, one.contestant);
  benchmark::RegisterBenchmark(name.c_str(),
                               [&entrant](benchmark::State& state) {
                                 for ([[maybe_unused]] auto _ : state) state.SetIterationTime(turn_of(entrant));
                               })
      ->Repetitions(one.repetitions)
      ->Iterations(1)
      ->UseManualTime()
      ->Unit(benchmark::kMicrosecond);
}

void initialize_once() {
  static const bool done = [] {
    std::string words[] = {"bench", "--benchmark_enable_random_interleaving=true"};
    char* arguments[] = {words[0].data(), words[1].data()};
    int count = 2;
    benchmark::Initialize(&count, arguments);
    return true;
  }();
  (void)done;
}

}  // namespace

bool race(Report& report, const std::string& work, const std::vector<Case>& all) {
  fmt::print(stderr, "{}\n", work);  // a run takes minutes
  initialize_once();
  std::vector<Entrant> entrants;
  for (const Case& one : all)
    if (one.work == work) entrants.push_back({one, {}});
  if (entrants.front().one.units == 1)
    for (const Case& one : peer_cases(entrants.front().one)) entrants.push_back({one, {}});
  std::optional<double> wanted;
  bool agree = true;
  for (auto at = entrants.begin(); at != entrants.end();) {
    if (set_up(*at, wanted)) {
      report.add(at->one);
      ++at;
    } else {
      agree = false;
      at = entrants.erase(at);
    }
  }
  for (const Entrant& entrant : entrants) enter(entrant);
  Collector collector(report);
  benchmark::RunSpecifiedBenchmarks(&collector);
  benchmark::ClearRegisteredBenchmarks();
  for (const Entrant& entrant : entrants)
    if (entrant.one.memory)
      report.add_fact({work, entrant.one.contestant, "peak of the process", entrant.one.memory() / 1e6, "MB"});
  return agree;
}

}  // namespace xgrad::bench
