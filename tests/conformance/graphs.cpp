// conformance graphs: computation graphs with their values, gradients, Hessian-vector products and forward derivatives.
#include <fmt/format.h>
#include <xgrad/graph/grad.hpp>
#include <xgrad/graph/program.hpp>

#include "build_op.hpp"
#include "graphs_case.hpp"
#include "ops_judge.hpp"

namespace conformance {
namespace {

constexpr Bound bound{1e-10, 1e-12};

/// What a program must give: a node, and the numbers of the case.
struct Wanted {
  std::string where;
  xgrad::Var var;
  xgrad::Shape shape;
  std::vector<double> numbers;
};

/// A case, one way of declaring its inputs.
class Run {
 public:
  Run(const nlohmann::json& test, const std::vector<CaseNode>& nodes,
      const std::map<std::int64_t, xgrad::Shape>& declared)
      : expected_(test.at("expected")), built_(build(nodes, declared)) {
    for (const CaseNode& node : nodes) nodes_[node.id] = &node;
    for (std::int64_t id : built_.inputs) feed(id, built_.vars.at(id), nodes_.at(id)->json->at("value"));
    const auto output = test.at("output").get<std::int64_t>();
    want("value", built_.vars.at(output), output, expected_.at("value"));
    want_intermediate();
    want_gradients(built_.vars.at(output));
    if (expected_.contains("hvp")) want_second_order(built_.vars.at(output));
  }

  void judge(NumberCase& result, std::string_view way) {
    xgrad::Vars outputs;
    for (const Wanted& w : wanted_) outputs.push_back(w.var);
    const xgrad::Outputs got = xgrad::compile(inputs_, outputs)(values_);
    for (std::size_t i = 0; i < wanted_.size(); ++i) {
      const std::string where = fmt::format("{}{}", way, wanted_[i].where);
      result.shape(where, got[i].shape(), wanted_[i].shape);
      result.within(where, elements(got[i]), wanted_[i].numbers, bound);
    }
  }

 private:
  void feed(std::int64_t id, xgrad::Var var, const nlohmann::json& value) {
    inputs_.push_back(var);
    values_.push_back(tensor_of(value, nodes_.at(id)->shape, xgrad::float64));
  }

  /// The node `id`'s shape belongs to what is wanted.
  void want(std::string where, xgrad::Var var, std::int64_t id, const nlohmann::json& numbers) {
    wanted_.push_back({std::move(where), var, nodes_.at(id)->shape, numbers_or_flags(numbers)});
  }

  void want_intermediate() {
    if (!expected_.contains("intermediate")) return;
    for (const auto& [id, numbers] : expected_.at("intermediate").items())
      want("node " + id, built_.vars.at(std::stoll(id)), std::stoll(id), numbers);
  }

  void want_gradients(xgrad::Var output) {
    xgrad::Vars xs;
    std::vector<std::string> ids;
    if (!expected_.contains("gradients")) return;
    for (const auto& [id, numbers] : expected_.at("gradients").items()) {
      ids.push_back(id);
      xs.push_back(built_.vars.at(std::stoll(id)));
    }
    if (xs.empty()) return;
    const xgrad::Vars gradients = xgrad::grad(output, xs);
    for (std::size_t i = 0; i < ids.size(); ++i)
      want("gradient " + ids[i], gradients[i], std::stoll(ids[i]), expected_.at("gradients").at(ids[i]));
  }

  void want_second_order(xgrad::Var output) {
    const nlohmann::json& hvp = expected_.at("hvp");
    xgrad::Vars xs, vectors;
    std::vector<std::string> ids;
    for (const auto& [id, numbers] : hvp.at("vectors").items()) {
      ids.push_back(id);
      xs.push_back(built_.vars.at(std::stoll(id)));
      vectors.push_back(built_.graph.input("v" + id, xgrad::float64, xs.back().shape()));
      feed(std::stoll(id), vectors.back(), numbers);
    }
    const xgrad::Vars products = xgrad::hvp(output, xs, vectors);
    for (std::size_t i = 0; i < ids.size(); ++i)
      if (hvp.at("result").contains(ids[i]))
        want("hvp " + ids[i], products[i], std::stoll(ids[i]), hvp.at("result").at(ids[i]));
    if (!expected_.contains("jvp")) return;
    const auto node = expected_.at("jvp").at("node").get<std::int64_t>();
    const xgrad::Vars along = xgrad::jvp(xgrad::Vars{built_.vars.at(node)}, xs, vectors);
    want(fmt::format("jvp of {}", node), along[0], node, expected_.at("jvp").at("result"));
  }

  const nlohmann::json& expected_;
  BuiltGraph built_;
  std::map<std::int64_t, const CaseNode*> nodes_;
  xgrad::Vars inputs_;
  std::vector<xgrad::Tensor> values_;
  std::vector<Wanted> wanted_;
};

void judge_with(NumberCase& result, const nlohmann::json& test, const std::vector<CaseNode>& nodes, Open open) {
  const std::string way = open == Open::none ? "" : open == Open::leading ? "dynamic rows: " : "all dynamic: ";
  try {
    const auto declared = declared_shapes(nodes, open);
    if (open != Open::none && declared == declared_shapes(nodes, Open::none)) return;  // nothing may be open
    Run(test, nodes, declared).judge(result, way);
  } catch (const std::exception& e) { result.fail(way + e.what()); }
}

Verdict judge_graph(const nlohmann::json& test, std::string name) {
  NumberCase result(std::move(name));
  try {
    const std::vector<CaseNode> nodes = nodes_of(test);
    if (const std::string reason = missing(nodes); !reason.empty()) {
      result.skip(reason);
      return result.verdict();
    }
    for (Open open : {Open::none, Open::leading, Open::all}) judge_with(result, test, nodes, open);
  } catch (const std::exception& e) { result.fail(e.what()); }
  return result.verdict();
}

Verdicts judge_graphs(const std::filesystem::path& file) {
  Verdicts verdicts;
  const nlohmann::json read = read_json(file);
  const nlohmann::json tests = read.is_array() ? read : nlohmann::json::array({read});
  for (const nlohmann::json& test : tests)
    verdicts.push_back(
        judge_graph(test, test.value("name", fmt::format("{} {}", file.filename().string(), verdicts.size()))));
  return verdicts;
}

const Kind kind("graphs", judge_graphs);

}  // namespace
}  // namespace conformance
