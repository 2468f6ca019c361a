#include <benchmark/benchmark.h>
#include <algorithm>
#include <cstdio>
#include <map>
#include <string>
#include <vector>
#include <xgrad/graph/lane_kernels.hpp>
#include <xgrad/graph/threads.hpp>
#include "cases.hpp"

// bench [NAME...] [--json FILE]: runs the works named (all without names), the contestants of one work in turn, and
// prints one Markdown table of medians. bench --steps WORK COUNT only runs a step so often, for callgrind.

namespace xgrad::bench {
namespace {

std::vector<Case> all_cases() {
  std::vector<Case> all;
  for (auto* offer : {step_cases, fit_cases, chain_cases, fused_cases})
    for (Case& one : offer()) all.push_back(std::move(one));
  return all;
}

bool is_wanted(const Case& one, const std::vector<std::string>& names) {
  const auto fits = [&](const std::string& name) { return one.work == name || one.work.rfind(name + "-", 0) == 0; };
  return names.empty() || std::any_of(names.begin(), names.end(), fits);
}

std::string name_of(const Case& one) { return one.work + "/" + std::to_string(one.threads) + "/" + one.contestant; }

void register_case(const Case& one) {
  auto* registered = benchmark::RegisterBenchmark(name_of(one).c_str(), [one](benchmark::State& state) {
    set_num_threads(one.threads);
    if (one.seconds) {
      for ([[maybe_unused]] auto _ : state) state.SetIterationTime(one.seconds());
      return;
    }
    const std::function<void()> work = one.prepare();
    if (!one.is_once) work();
    for ([[maybe_unused]] auto _ : state) work();
  });
  registered->Repetitions(one.repetitions)->Unit(benchmark::kMicrosecond);
  if (one.seconds)
    registered->UseManualTime();
  else
    registered->UseRealTime();
  if (one.is_once)
    registered->Iterations(1);
  else
    registered->MinTime(0.1);
}

/// Collects every repetition and prints the table at the end.
class Table : public benchmark::ConsoleReporter {
 public:
  bool ReportContext(const Context&) override { return true; }
  void ReportRuns(const std::vector<Run>& runs) override {
    for (const Run& run : runs) {
      if (run.run_type != Run::RT_Iteration || run.error_occurred) continue;
      const std::string name = run.run_name.function_name;
      times_[name].push_back(run.GetAdjustedRealTime());
    }
  }
  /// The rows stand in the order of registration.
  explicit Table(std::vector<std::string> order) : order_(std::move(order)) {}
  void Finalize() override {
    std::printf("\n| work | threads | contestant | median us | times the floor |\n| --- | --- | --- | --- | --- |\n");
    for (const std::string& name : order_) {
      if (!times_.count(name)) continue;
      const std::string front = name.substr(0, name.rfind('/'));
      const std::size_t slash = front.rfind('/');
      auto floor = times_.find(front + "/floor");
      if (floor == times_.end()) floor = times_.find(front.substr(0, slash) + "/1/floor");  // it has one thread
      std::printf("| %s | %s | %s | %.5g | ", front.substr(0, slash).c_str(), front.substr(slash + 1).c_str(),
                  name.substr(name.rfind('/') + 1).c_str(), median(times_[name]));
      if (floor == times_.end())
        std::printf("- |\n");
      else
        std::printf("%.2f |\n", median(times_[name]) / median(floor->second));
    }
  }

 private:
  static double median(std::vector<double> values) {
    std::sort(values.begin(), values.end());
    const std::size_t n = values.size();
    return n % 2 == 1 ? values[n / 2] : (values[n / 2 - 1] + values[n / 2]) / 2;
  }
  std::map<std::string, std::vector<double>> times_;
  std::vector<std::string> order_;
};

int run(std::vector<std::string> names, const std::string& json) {
  std::vector<std::string> found;
  for (const Case& one : all_cases())
    if (is_wanted(one, names)) register_case(one), found.push_back(name_of(one));
  if (found.empty()) {
    std::fprintf(stderr, "bench: no such work; there are");
    std::string last;
    for (const Case& one : all_cases())
      if (one.work != last) std::fprintf(stderr, " %s", (last = one.work).c_str());
    std::fprintf(stderr, "\n");
    return 2;
  }
  std::vector<std::string> words = {"bench", "--benchmark_enable_random_interleaving=true"};
  if (!json.empty()) words.push_back("--benchmark_out=" + json), words.push_back("--benchmark_out_format=json");
  std::vector<char*> arguments;
  for (std::string& word : words) arguments.push_back(word.data());
  int count = static_cast<int>(arguments.size());
  benchmark::Initialize(&count, arguments.data());
  std::printf("instruction set: %s\n", std::string(lanes::instruction_set()).c_str());
  Table table(found);
  benchmark::RunSpecifiedBenchmarks(&table);
  for (const std::string& name : names)
    if (std::count(name.begin(), name.end(), '-') >= 2) print_memory_of_step(name);
  return 0;
}

}  // namespace
}  // namespace xgrad::bench

int main(int count, char** words) {
  std::vector<std::string> names(words + 1, words + count);
  if (names.size() == 3 && names[0] == "--steps") {
    xgrad::bench::run_steps(names[1], std::stoi(names[2]));
    return 0;
  }
  std::string json;
  if (auto option = std::find(names.begin(), names.end(), "--json");
      option != names.end() && option + 1 != names.end()) {
    json = *(option + 1);
    names.erase(option, option + 2);
  }
  return xgrad::bench::run(std::move(names), json);
}
