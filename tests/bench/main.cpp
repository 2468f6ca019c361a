#include <fmt/format.h>
#include <algorithm>
#include <cctype>
#include <cstdio>
#include <cstdlib>
#include <fstream>
#include <iostream>
#include <string>
#include <string_view>
#include <vector>
#include <xgrad/graph/lane_kernels.hpp>
#include "blas_kernels.hpp"
#include "cases.hpp"
#include "floor_chain.hpp"
#include "memory.hpp"
#include "million.hpp"
#include "peer.hpp"
#include "race.hpp"
#include "serve.hpp"
#include "steps.hpp"

// bench [NAME...] [--json FILE]: runs the works named, the contestants of one work in turn; one Markdown table.
// bench --serve CONTESTANT: does works when it is told to (serve.hpp).
// bench --steps WORK COUNT: only runs a step so often, for callgrind.

namespace xgrad::bench {
namespace {

constexpr const char* threads_variable = "XGRAD_NUM_THREADS";

/// What only names ask for: these do not belong to the table that is printed without names.
const std::vector<std::string> by_name_only = {"functions", "passes"};

bool begins(const std::string& work, const std::string& name) { return work == name || work.rfind(name + "-", 0) == 0; }

bool is_wanted(const std::string& work, const std::vector<std::string>& names) {
  const auto fits = [&](const std::string& name) { return begins(work, name); };
  if (names.empty()) return std::none_of(by_name_only.begin(), by_name_only.end(), fits);
  return std::any_of(names.begin(), names.end(), fits);
}

std::vector<std::string> works_of(const std::vector<Case>& cases) {
  std::vector<std::string> works;
  for (const Case& one : cases)
    if (works.empty() || works.back() != one.work) works.push_back(one.work);
  return works;
}

/// Without what stands behind the dash of one family: "chain" for "chain-1e3" and "chain-1e5".
std::vector<std::string> families(const std::vector<std::string>& works) {
  std::vector<std::string> found;
  for (const std::string& work : works) {
    const std::string front =
        work.substr(0, std::isdigit(static_cast<unsigned char>(work[0])) ? work.npos : work.find('-'));
    if (found.empty() || found.back() != front) found.push_back(front);
  }
  return found;
}

/// Takes a word out of the names: was it there?
bool takes(std::vector<std::string>& names, const char* word) {
  const auto at = std::find(names.begin(), names.end(), word);
  if (at == names.end()) return false;
  names.erase(at);
  return true;
}

int run(std::vector<std::string> names, const std::string& json) {
  Report report;
  const std::vector<Case> all = all_cases();
  const std::vector<std::string> works = works_of(all);
  const bool wants_memory = takes(names, "memory"), wants_instructions = takes(names, "instructions");
  for (const std::string& name : names)
    if (std::none_of(works.begin(), works.end(), [&](const std::string& work) { return begins(work, name); })) {
      fmt::print(stderr, "bench: no work {}; there are {} memory instructions\n", name,
                 fmt::join(families(works), " "));
      return 2;
    }
  fmt::print("instruction set: {}; of the chain's floor: {}; OpenBLAS's kernels: {}\n", lanes::instruction_set(),
             chain_by_hand_isa(), openblas_core());
  std::fflush(stdout);
  bool agree = true;
  if (!names.empty() || (!wants_memory && !wants_instructions))
    for (const std::string& work : works)
      if (is_wanted(work, names)) {
        agree = race(report, work, all) && agree;
        if (find_work(work)) describe_step(report, work);
      }
  if (wants_memory) measure_memory(report);
  if (wants_instructions) count_instructions(report);
  report.print();
  if (!json.empty()) report.write_json(json);
  return agree ? 0 : 1;
}

int serve_cases(const std::string& contestant) {
  const double at_start = peak_memory();
  const std::vector<Case> all = all_cases();
  serve(
      [&](const std::string& work) {
        if (contestant == "million") {
          const bool is_run = work.find("run") != work.npos;
          return Served{[] {}, seconds_of([&] { long_chain(std::stoll(work), is_run); }, 1)};
        }
        if (contestant == "compile") return Served{[] {}, seconds_of([&] { TrainingStep (*find_work(work))(); }, 1)};
        for (const Case& one : all) {
          if (one.work != work || !one.prepare || one.contestant.substr(0, one.contestant.find(',')) != contestant)
            continue;
          const Prepared prepared = one.prepare();
          return Served{prepared.unit, prepared.result()};
        }
        throw std::invalid_argument("no work of that name: " + work);
      },
      at_start);
  return 0;
}

int refuse(std::string_view why) {
  fmt::print(stderr, "bench: {}\n", why);
  return 2;
}

int main_of(std::vector<std::string> words) {
  setenv(threads_variable, "1", 0);  // rows are of one thread unless they say otherwise
  if (words.size() == 2 && words[0] == "--serve") return serve_cases(words[1]);
  if (words.size() == 3 && words[0] == "--steps") {
    const Work* const work = find_work(words[1]);
    const int count = std::atoi(words[2].c_str());
    if (!work || count < 1) return refuse("--steps takes a training step and a number, as in --steps 2-4-1 100");
    TrainingStep step(*work);
    for (int i = 0; i < count; ++i) step();
    return 0;
  }
  std::string json;
  if (const auto option = std::find(words.begin(), words.end(), "--json"); option != words.end()) {
    if (option + 1 == words.end()) return refuse("--json needs a file");
    json = *(option + 1);
    words.erase(option, option + 2);
    if (!std::ofstream(json, std::ios::app)) return refuse(fmt::format("{} cannot be written", json));
  }
  for (const std::string& word : words)
    if (word.empty() || word[0] == '-') return refuse("bench [NAME...] [--json FILE]; there is no other option");
  return run(std::move(words), json);
}

/// xgrad on two threads: this program once more, as the number is fixed for a process here.
void add_with_two_threads(std::vector<Case>& all, const Case& one) {
  static const std::shared_ptr<Peer> peer = same_program("xgrad", 2, {{threads_variable, "2"}});
  if (one.contestant != "xgrad" || !one.prepare || one.units != 1 || one.work == "passes" || one.work == "compile")
    return;
  Case two{one.work, 2, "xgrad", {}, peer};
  two.repetitions = one.repetitions;
  two.tolerance = one.tolerance;
  all.push_back(std::move(two));
}

}  // namespace

std::vector<Case> all_cases() {
  std::vector<Case> all;
  for (auto* offer : {step_cases, chain_cases, custom_cases, inference_cases, fit_cases, gmm_cases, million_cases,
                      compile_cases, function_cases, pass_cases})
    for (const Case& one : offer()) {
      all.push_back(one);
      add_with_two_threads(all, one);
    }
  return all;
}

}  // namespace xgrad::bench

int main(int count, char** words) { return xgrad::bench::main_of({words + 1, words + count}); }
