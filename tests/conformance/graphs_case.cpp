#include "graphs_case.hpp"

#include <fmt/format.h>
#include <set>
#include <stdexcept>

#include "build_op.hpp"

namespace conformance {

std::vector<CaseNode> nodes_of(const nlohmann::json& test) {
  std::vector<CaseNode> nodes;
  for (const nlohmann::json& json : test.at("nodes")) {
    CaseNode& node = nodes.emplace_back();
    node.id = json.at("id").get<std::int64_t>();
    node.op = json.at("op").get<std::string>();
    if (json.contains("in")) node.in = json.at("in").get<std::vector<std::int64_t>>();
    node.shape = xgrad::Shape(json.at("shape").get<std::vector<std::int64_t>>());
    node.json = &json;
  }
  return nodes;
}

std::string missing(const std::vector<CaseNode>& nodes) {
  std::map<std::int64_t, std::size_t> ranks;
  std::set<std::string> reasons;
  for (const CaseNode& node : nodes) {
    ranks[node.id] = node.shape.rank();
    if (node.is_input() || node.op == "constant") continue;
    std::vector<std::size_t> operand_ranks;
    for (std::int64_t id : node.in) operand_ranks.push_back(ranks.at(id));
    if (std::string reason = missing(node.op, operand_ranks); !reason.empty()) reasons.insert(std::move(reason));
  }
  return fmt::format("{}", fmt::join(reasons, ", "));
}

namespace {

xgrad::Var build_node(BuiltGraph& built, const CaseNode& node, const std::map<std::int64_t, xgrad::Shape>& declared) {
  if (node.is_input()) return built.graph.input(fmt::format("x{}", node.id), xgrad::float64, declared.at(node.id));
  if (node.op == "constant") return built.graph.constant(tensor_of(node.json->at("value"), node.shape, xgrad::float64));
  xgrad::Vars operands;
  for (std::int64_t id : node.in) operands.push_back(built.vars.at(id));
  return build_op(node.op, Call(built.graph, operands, *node.json));
}

/// Whether an extent is open that is 1 when the graph runs.
bool hides_one(const xgrad::Shape& built, const xgrad::Shape& real) {
  for (std::size_t axis = 0; axis < built.rank(); ++axis)
    if (built[axis] == xgrad::dynamic && real[axis] == 1) return true;
  return false;
}

/// The inputs that the first node with a hidden 1 depends on; empty if there is no such node.
std::set<std::int64_t> inputs_behind_hidden_one(const std::vector<CaseNode>& nodes, const BuiltGraph& built) {
  std::map<std::int64_t, std::set<std::int64_t>> behind;
  for (const CaseNode& node : nodes) {
    std::set<std::int64_t>& mine = behind[node.id];
    if (node.is_input()) mine.insert(node.id);
    for (std::int64_t id : node.in) mine.insert(behind[id].begin(), behind[id].end());
    if (hides_one(built.vars.at(node.id).shape(), node.shape)) return mine;
  }
  return {};
}

/// The inputs that a convolution's weights depend on: their height and width must be known when it is built.
std::set<std::int64_t> inputs_behind_weights(const std::vector<CaseNode>& nodes) {
  std::map<std::int64_t, std::set<std::int64_t>> behind;
  std::set<std::int64_t> found;
  for (const CaseNode& node : nodes) {
    std::set<std::int64_t>& mine = behind[node.id];
    if (node.is_input()) mine.insert(node.id);
    for (std::int64_t id : node.in) mine.insert(behind[id].begin(), behind[id].end());
    if (node.op == "conv2d") found.insert(behind[node.in.at(1)].begin(), behind[node.in.at(1)].end());
  }
  return found;
}

}  // namespace

BuiltGraph build(const std::vector<CaseNode>& nodes, const std::map<std::int64_t, xgrad::Shape>& declared) {
  BuiltGraph built;
  for (const CaseNode& node : nodes) {
    const xgrad::Var var = build_node(built, node, declared);
    if (!xgrad::may_equal(var.shape(), node.shape))
      throw std::runtime_error(fmt::format("node {} {} has shape {}, expected {}", node.id, node.op,
                                           xgrad::to_string(var.shape()), xgrad::to_string(node.shape)));
    built.vars[node.id] = var;
    if (node.is_input()) built.inputs.push_back(node.id);
  }
  return built;
}

std::map<std::int64_t, xgrad::Shape> declared_shapes(const std::vector<CaseNode>& nodes, Open open) {
  std::map<std::int64_t, xgrad::Shape> declared, real;
  for (const CaseNode& node : nodes) {
    if (!node.is_input()) continue;
    real[node.id] = node.shape;
    declared[node.id] = open == Open::none ? node.shape : opened(node.shape, open == Open::all);
  }
  if (open == Open::none) return declared;
  for (std::int64_t id : inputs_behind_weights(nodes)) declared[id] = real[id];
  while (true) {
    bool has_changed = false;
    for (std::int64_t id : inputs_behind_hidden_one(nodes, build(nodes, declared))) {
      has_changed = has_changed || !(declared[id] == real[id]);
      declared[id] = real[id];
    }
    if (!has_changed) return declared;
  }
}

}  // namespace conformance
