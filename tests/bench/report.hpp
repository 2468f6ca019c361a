#pragma once
#include <string>
#include <utility>
#include <vector>
#include "cases.hpp"

namespace xgrad::bench {

/// What was measured: a row for each contestant, and facts that are no timings.
class Report {
 public:
  struct Row {
    std::string work;
    int threads;
    std::string contestant;
    double units;
    std::vector<double> microseconds;  ///< of a unit, one a repetition
  };
  struct Fact {
    std::string work, contestant, what;
    double value;
    std::string unit;
  };

  /// Rows stand in this order.
  void add(const Case& one) { rows_.push_back({one.work, one.threads, one.contestant, one.units, {}}); }
  /// A repetition of the last row of these names.
  void add_time(const std::string& name, double microseconds);
  void add_fact(Fact fact) { facts_.push_back(std::move(fact)); }
  /// What identifies a row.
  static std::string name_of(const std::string& work, int threads, const std::string& contestant) {
    return work + "/" + std::to_string(threads) + "/" + contestant;
  }
  /// The Markdown table of works, one of nanoseconds an element for functions, and the facts.
  void print() const;
  /// All of it with machine, versions and date. Throws runtime_error if the file cannot be written.
  void write_json(const std::string& path) const;

 private:
  double floor_of(const std::string& work) const;
  void print_works() const;
  void print_functions() const;

  std::vector<Row> rows_;
  std::vector<Fact> facts_;
};

}  // namespace xgrad::bench
