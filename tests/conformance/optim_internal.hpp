#pragma once
#include <array>
#include <functional>
#include <nlohmann/json.hpp>
#include <stdexcept>
#include <string>
#include <type_traits>
#include <vector>
#include <xgrad/graph/graph.hpp>
#include <xgrad/optim/schedule.hpp>

#include "ops_judge.hpp"

/// conformance optim: what its parts share.
namespace conformance {

/// A problem as a graph: parameters at their start, and the loss.
struct BuiltProblem {
  xgrad::Graph graph;
  std::vector<std::string> names;
  xgrad::Vars parameters;
  xgrad::Var loss;
};
/// Throws std::runtime_error for a kind that is not known.
BuiltProblem build_problem(const nlohmann::json& problem, const nlohmann::json& start);

/// A trajectory's optimizer, at work: one call, one step.
using Step = std::function<void()>;
/// Throws std::runtime_error for an optimizer or an option that is not known.
Step build_optimizer(const nlohmann::json& test, BuiltProblem& problem);

/// A learning-rate schedule of torch.optim.lr_scheduler, but ReduceLROnPlateau. `test` has `scheduler`, `options`.
xgrad::optim::Schedule build_schedule(const nlohmann::json& test, double lr);

/// Options by name, each with what it sets; a name that is not there is an error.
template <class Options> class OptionTable {
 public:
  using Setter = std::function<void(Options&, const nlohmann::json&)>;
  struct Row {
    const char* name;
    Setter set;
  };
  OptionTable(const char* owner, std::vector<Row> rows) : owner_(owner), rows_(std::move(rows)) {}

  void apply(Options& options, const nlohmann::json& given) const {
    for (const auto& [name, value] : given.items()) find(name).set(options, value);
  }

 private:
  const Row& find(const std::string& name) const {
    for (const Row& row : rows_)
      if (name == row.name) return row;
    throw std::runtime_error(std::string(owner_) + ": no option " + name);
  }
  const char* owner_;
  std::vector<Row> rows_;
};

/// A row's setter:     {"eps", set_to(&Options::eps)}
template <class Options, class T> auto set_to(T Options::*member) {
  return [member](Options& options, const nlohmann::json& value) {
    if constexpr (std::is_same_v<T, bool>)
      options.*member = value.get<bool>();
    else if constexpr (std::is_integral_v<T>)
      options.*member = static_cast<T>(number(value));
    else if constexpr (std::is_same_v<T, std::array<double, 2>>)
      options.*member = {number(value.at(0)), number(value.at(1))};
    else
      options.*member = number(value);
  };
}

void judge_trajectory(NumberCase& result, const nlohmann::json& test, const nlohmann::json& problem);
void judge_schedule(NumberCase& result, const nlohmann::json& test);
void judge_clipping(NumberCase& result, const nlohmann::json& test);

}  // namespace conformance
