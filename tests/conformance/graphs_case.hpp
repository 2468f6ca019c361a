#pragma once
#include <cstdint>
#include <map>
#include <nlohmann/json.hpp>
#include <string>
#include <vector>
#include <xgrad/graph/graph.hpp>
#include <xgrad/graph/tensor.hpp>

namespace conformance {

/// Which extents of a graph's inputs are left open (`dynamic`) when it is built.
enum class Open { none, leading, all };

/// A node as a case writes it.
struct CaseNode {
  std::int64_t id = 0;
  std::string op;
  std::vector<std::int64_t> in;
  xgrad::Shape shape;
  const nlohmann::json* json = nullptr;
  bool is_input() const { return op == "input"; }
};
std::vector<CaseNode> nodes_of(const nlohmann::json& test);
/// Why xgrad cannot build one of them (yet); empty if it can.
std::string missing(const std::vector<CaseNode>& nodes);

/// A case as a graph of xgrad.
struct BuiltGraph {
  xgrad::Graph graph;
  std::map<std::int64_t, xgrad::Var> vars;
  std::vector<std::int64_t> inputs;  ///< the ids of input nodes
};
/// The graph, with the shapes that its inputs are declared with, by id. Throws std::runtime_error if a node gets
/// another shape than the case says.
BuiltGraph build(const std::vector<CaseNode>& nodes, const std::map<std::int64_t, xgrad::Shape>& declared);

/// Shapes to declare: every extent (or every first one) is dynamic that may be. An extent that is 1 when the graph runs
/// stays static, wherever it arises, for it may be meant to stretch.
std::map<std::int64_t, xgrad::Shape> declared_shapes(const std::vector<CaseNode>& nodes, Open open);

}  // namespace conformance
