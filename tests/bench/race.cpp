#include "race.hpp"
#include <benchmark/benchmark.h>
#include <fmt/format.h>
#include <cmath>
#include <cstdio>
#include <exception>
#include <optional>
#include <string>
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
      if (!one.is_long) calls_in(entrant.prepared.unit, 0.05);  // warms up: plans, compiled chains
    }
    if (!wanted) wanted = result;
    if (std::fabs(result - *wanted) <= one.tolerance * std::fabs(*wanted)) return true;
    fmt::print(stderr, "{}: {} comes to {:.9g}, not to {:.9g}: not the same work, so not timed\n", one.work,
               one.contestant, result, *wanted);
  } catch (const std::exception& error) { fmt::print(stderr, "{}: {}\n", one.work, error.what()); }
  return false;
}

void enter(const Entrant& entrant) {
  const Case& one = entrant.one;
  const std::string name = Report::name_of(one.work, one.threads, one.contestant);
  auto* registered = benchmark::RegisterBenchmark(name.c_str(), [&entrant](benchmark::State& state) {
    const Case& racing = entrant.one;
    if (racing.seconds || racing.peer)
      for ([[maybe_unused]] auto _ : state)
        state.SetIterationTime(racing.seconds ? racing.seconds() : racing.peer->seconds());
    else
      for ([[maybe_unused]] auto _ : state) entrant.prepared.unit();
  });
  registered->Repetitions(one.repetitions)->Unit(benchmark::kMicrosecond);
  const bool is_elsewhere = one.peer || one.seconds;
  if (is_elsewhere)
    registered->UseManualTime();
  else
    registered->UseRealTime();
  if (one.is_long || is_elsewhere)
    registered->Iterations(1);
  else
    registered->MinTime(0.05);
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
  initialize_once();
  std::vector<Entrant> entrants;
  int repetitions = 9;
  for (const Case& one : all)
    if (one.work == work) entrants.push_back({one, {}}), repetitions = one.repetitions;
  if (work.rfind("functions", 0) != 0)
    for (const Case& one : peer_cases(work, repetitions)) entrants.push_back({one, {}});
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
