#include "report.hpp"
#include <cblas.h>
#include <fmt/chrono.h>
#include <fmt/format.h>
#include <algorithm>
#include <cstdio>
#include <ctime>
#include <fstream>
#include <stdexcept>
#include <thread>
#include <xgrad/graph/lane_kernels.hpp>
#include "blas_kernels.hpp"
#include "floor_chain.hpp"

namespace xgrad::bench {
namespace {

double median(std::vector<double> values) {
  std::sort(values.begin(), values.end());
  const std::size_t n = values.size();
  return n == 0 ? 0 : n % 2 == 1 ? values[n / 2] : (values[n / 2 - 1] + values[n / 2]) / 2;
}

bool is_function(const Report::Row& row) { return row.units != 1; }

std::string processor() {
  std::ifstream file("/proc/cpuinfo");
  for (std::string line; std::getline(file, line);)
    if (line.rfind("model name", 0) == 0) return line.substr(line.find(':') + 2);
  return "unknown";
}

std::string text(const std::string& value) {
  std::string escaped = "\"";
  for (const char c : value) escaped += c == '"' || c == '\\' ? std::string("\\") + c : std::string(1, c);
  return escaped + "\"";
}

std::string compiler() {
#ifdef __clang__
  return "clang " __clang_version__;
#else
  return "g++ " __VERSION__;
#endif
}

}  // namespace

void Report::add_time(const std::string& name, double microseconds) {
  for (Row& row : rows_)
    if (name_of(row.work, row.threads, row.contestant) == name) row.microseconds.push_back(microseconds);
}

double Report::floor_of(const std::string& work) const {
  for (const Row& row : rows_)
    if (row.work == work && row.contestant == "floor") return median(row.microseconds);
  return 0;
}

void Report::print_works() const {
  fmt::print("\n| work | threads | contestant | median us | times the floor |\n| --- | --- | --- | --- | --- |\n");
  for (const Row& row : rows_) {
    if (is_function(row) || row.microseconds.empty()) continue;
    const double time = median(row.microseconds), floor = floor_of(row.work);
    fmt::print("| {} | {} | {} | {:.4g} | {} |\n", row.work, row.threads, row.contestant, time,
               floor > 0 ? fmt::format("{:.2f}", time / floor) : "-");
  }
}

void Report::print_functions() const {
  fmt::print("\n| function | contestant | ns an element |\n| --- | --- | --- |\n");
  for (const Row& row : rows_)
    if (is_function(row) && !row.microseconds.empty())
      fmt::print("| {} | {} | {:.4f} |\n", row.work.substr(row.work.find('-') + 1), row.contestant,
                 1000 * median(row.microseconds) / row.units);
}

void Report::print() const {
  if (std::any_of(rows_.begin(), rows_.end(), [](const Row& row) { return !is_function(row); })) print_works();
  if (std::any_of(rows_.begin(), rows_.end(), is_function)) print_functions();
  if (!facts_.empty()) fmt::print("\n| work | contestant | what | |\n| --- | --- | --- | --- |\n");
  for (const Fact& fact : facts_)
    fmt::print("| {} | {} | {} | {:.6g} {} |\n", fact.work, fact.contestant, fact.what, fact.value, fact.unit);
  std::fflush(stdout);
}

void Report::write_json(const std::string& path) const {
  std::ofstream file(path);
  const std::time_t now = std::time(nullptr);
  std::tm day{};
  gmtime_r(&now, &day);
  file << fmt::format(
      "{{\"context\": {{\"date\": \"{:%Y-%m-%d}\", \"processor\": {}, \"processors\": {}, \"instruction set\": {}, "
      "\"instruction set of the chain's floor\": {}, \"compiler\": {}, \"OpenBLAS\": {}, \"kernels that OpenBLAS "
      "chooses\": {}, "
      "\"kernels of OpenBLAS for the floor\": {}}},\n\"rows\": [\n",
      day, text(processor()), std::thread::hardware_concurrency(), text(std::string(lanes::instruction_set())),
      text(chain_by_hand_isa()), text(compiler()), text(openblas_get_config()), text(openblas_core()),
      text(better_openblas_core().empty() ? openblas_core() : better_openblas_core()));
  const char* comma = "";
  for (const Row& row : rows_) {
    if (row.microseconds.empty()) continue;
    file << comma
         << fmt::format(
                "{{\"work\": {}, \"threads\": {}, \"contestant\": {}, \"units\": {}, \"median_us\": {:.6g}, "
                "\"us\": [{:.6g}]}}",
                text(row.work), row.threads, text(row.contestant), row.units, median(row.microseconds),
                fmt::join(row.microseconds, ", "));
    comma = ",\n";
  }
  file << "],\n\"facts\": [\n";
  comma = "";
  for (const Fact& fact : facts_) {
    file << comma
         << fmt::format("{{\"work\": {}, \"contestant\": {}, \"what\": {}, \"value\": {:.10g}, \"unit\": {}}}",
                        text(fact.work), text(fact.contestant), text(fact.what), fact.value, text(fact.unit));
    comma = ",\n";
  }
  file << "]}\n";
  if (!file.flush()) throw std::runtime_error("cannot write " + path);
}

}  // namespace xgrad::bench
