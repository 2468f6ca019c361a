#include <fmt/format.h>
#include <xgrad/graph/error.hpp>
#include <xgrad/graph/program.hpp>
#include <xgrad/ops/arithmetic.hpp>
#include <xgrad/optim/clip.hpp>

#include "optim_internal.hpp"

namespace conformance {
namespace {

using namespace xgrad;

/// Gradients as inputs of a graph, which also has a state variable that each run counts up.
struct Clipping {
  Graph graph;
  std::vector<std::string> names;
  Vars gradients;
  std::vector<Tensor> before;
  Var runs = graph.variable("runs", 0.0);

  explicit Clipping(const nlohmann::json& test) {
    for (const auto& [name, values] : test.at("before").items()) {
      names.push_back(name);
      before.push_back(Tensor::from(numbers(values), Shape(extents(values))));
      gradients.push_back(graph.input(name, float64, before.back().shape()));
    }
  }
};

optim::ClippedGradients clip(const nlohmann::json& test, const Vars& gradients) {
  const nlohmann::json& options = test.at("options");
  if (test.at("function") == "clip_grad_value_")
    return {optim::clip_grad_value(gradients, number(options.at("clip_value"))), {}};
  if (test.at("function") != "clip_grad_norm_") throw std::runtime_error("no function " + test.at("function").dump());
  return optim::clip_grad_norm(gradients, number(options.at("max_norm")),
                               {.norm_type = number(options.value("norm_type", nlohmann::json(2.0))),
                                .error_if_nonfinite = options.value("error_if_nonfinite", false)});
}

void judge_each(NumberCase& result, const std::string& where, const std::vector<double>& got,
                const std::vector<double>& expected) {
  if (got.size() != expected.size()) return result.fail(where + ": another number of entries");
  for (std::size_t i = 0; i < got.size(); ++i)
    result.within(fmt::format("{}[{}]", where, i), {got[i]}, {expected[i]}, Bound{1e-13, 0.0});
}

}  // namespace

void judge_clipping(NumberCase& result, const nlohmann::json& test) {
  Clipping clipping(test);
  const optim::ClippedGradients clipped = clip(test, clipping.gradients);
  Vars outputs = clipped.gradients;
  if (clipped.total_norm) outputs.push_back(clipped.total_norm);
  Program program = compile(clipping.gradients, outputs, {{clipping.runs, clipping.runs + 1.0}});

  if (test.value("error", false)) {
    try {
      program(clipping.before);
      result.fail("is not refused");
    } catch (const DataError&) {
      if (value(clipping.runs).item() != 0.0) result.fail("is refused, but state has changed");
    }
    return;
  }
  const Outputs got = program(clipping.before);
  for (std::size_t i = 0; i < clipping.names.size(); ++i)
    judge_each(result, clipping.names[i], got[i].to_vector<double>(), numbers(test.at("after").at(clipping.names[i])));
  if (test.contains("total_norm"))
    judge_each(result, "total_norm", {got[clipping.names.size()].item()}, {number(test.at("total_norm"))});
}

}  // namespace conformance
