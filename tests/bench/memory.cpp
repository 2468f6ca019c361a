#include "memory.hpp"
#include <fmt/format.h>
#include <cstdio>
#include <exception>
#include <filesystem>
#include <sstream>
#include "peer.hpp"
#include "steps.hpp"

namespace xgrad::bench {
namespace {

constexpr const char* largest = "784-1024-1024-10";

void measure(Report& report, Peer& peer) {
  try {
    peer.prepare(largest);
    peer.seconds();
    const auto [peak, at_start] = peer.memory();
    const std::string name =
        fmt::format("{}, {} thread{}", peer.name(), peer.threads(), peer.threads() == 1 ? "" : "s");
    report.add_fact({"memory", name, "peak of the process", peak / 1e6, "MB"});
    report.add_fact({"memory", name, "without what loading took", (peak - at_start) / 1e6, "MB"});
  } catch (const std::exception& error) { fmt::print(stderr, "{}\n", error.what()); }
  peer.stop();
}

/// Bytes of a step's intermediate values, planned, and the least that any plan needs.
void report_plan(Report& report) {
  TrainingStep step(*find_work(largest));
  step();
  const PlanReport plan = step.report();
  report.add_fact({"memory", "xgrad", "intermediate values", static_cast<double>(plan.memory_bytes) / 1e6, "MB"});
  report.add_fact({"memory", "xgrad", "their lower bound", static_cast<double>(plan.peak_live_bytes) / 1e6, "MB"});
}

#ifdef XGRAD_BENCH_SHARED_LIBRARY
/// How long dlopen takes, the smallest of some fresh processes; OpenBLAS, which it needs, is there already.
void measure_loading(Report& report) {
  double least = 1e9, blas = 1e9;
  for (int i = 0; i < 20; ++i) {
    const auto lines = lines_of("'" XGRAD_BENCH_LOADER "' libopenblas.so.0 '" XGRAD_BENCH_SHARED_LIBRARY "'");
    if (lines.size() != 2) return;
    blas = std::min(blas, std::stod(lines[0]));
    least = std::min(least, std::stod(lines[1]));
  }
  report.add_fact({"memory", "xgrad", "loading the library", 1e3 * least, "ms"});
  report.add_fact({"memory", "OpenBLAS", "loading the library", 1e3 * blas, "ms"});
  report.add_fact({"memory", "xgrad", "size of the shared library, stripped",
                   static_cast<double>(std::filesystem::file_size(XGRAD_BENCH_SHARED_LIBRARY)) / 1e6, "MB"});
}
#else
void measure_loading(Report&) {}
#endif

/// Instructions that so many steps take with everything around them.
double instructions_of(const std::string& environment, const std::string& work, int count) {
  const auto lines =
      lines_of(fmt::format("env {} valgrind --tool=callgrind --callgrind-out-file=/dev/null '{}' --steps "
                           "{} {} 2>&1 | sed -n 's/.*Collected : //p'",
                           environment, std::filesystem::read_symlink("/proc/self/exe").string(), work, count));
  return lines.empty() || lines[0].empty() ? 0 : std::stod(lines[0]);
}

}  // namespace

void measure_memory(Report& report) {
  measure(report, *same_program("xgrad", 1, {}));
  measure(report, *same_program("floor", 1, {}));
  for (const Offer& offer : offers())
    if (offer.work == largest) measure(report, *offer.peer);
  report_plan(report);
  measure_loading(report);
}

void count_instructions(Report& report) {
  for (const char* work : {"2-4-1", "4-16-3", "64-50-10"})
    for (const auto& [contestant, environment] :
         {std::pair{"xgrad, interpreter", "XGRAD_JIT=0"}, {"xgrad, compiled", "XGRAD_JIT=1"}}) {
      // valgrind knows no AVX-512 and says so when asked for the processor; OpenBLAS asks otherwise.
      const std::string all = std::string("OPENBLAS_CORETYPE=Haswell XGRAD_ISA=avx2 ") + environment;
      const double few = instructions_of(all, work, 100), many = instructions_of(all, work, 600);
      if (few > 0 && many > few)
        report.add_fact(
            {std::string("instructions of ") + work, contestant, "a step (callgrind, AVX2)", (many - few) / 500, ""});
    }
}

void describe_step(Report& report, const std::string& work) {
  TrainingStep step(*find_work(work));
  step();
  const PlanReport plan = step.report();
  report.add_fact({work, "xgrad", "kernels a step", static_cast<double>(plan.kernels), ""});
  report.add_fact({work, "xgrad", "of them joined elementwise ops", static_cast<double>(plan.lane_programs), ""});
}

}  // namespace xgrad::bench
