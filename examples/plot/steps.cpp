#include <fmt/format.h>
#include <algorithm>
#include <cmath>
#include <map>
#include <ostream>
#include <xgrad/examples/plot/language.hpp>
#include <xgrad/examples/plot/steps.hpp>
#include <xgrad/examples/plot/text.hpp>
#include <xgrad/graph/arena_internal.hpp>
#include <xgrad/graph/grad.hpp>
#include <xgrad/graph/program.hpp>
#include <xgrad/ops/ops.hpp>

namespace xgrad::plot {
namespace {

/// The nodes that v depends on, and v, by id.
std::vector<Var> nodes_of(Var v) {
  std::map<std::uint32_t, Var> found{{v.id(), v}};
  for (auto at = found.end(); at != found.begin();) {
    --at;  // operands have smaller ids: they come later on this way
    for (Var operand : v.arena()->in_vars(at->first)) found.emplace(operand.id(), operand);
  }
  std::vector<Var> made;
  for (const auto& [id, node] : found) made.push_back(node);
  return made;
}

const char* kind_of(const Arena& arena, std::uint32_t id) {
  switch (arena.kind(id)) {
    case Arena::Kind::input: return "input";
    case Arena::Kind::variable: return "variable";
    case Arena::Kind::constant: return "constant";
    case Arena::Kind::op: break;
  }
  return nullptr;
}

std::string padded(const std::string& text, std::size_t width) {
  std::size_t letters = 0;
  for (char c : text) letters += (static_cast<unsigned char>(c) & 0xc0) != 0x80;
  return text + std::string(letters < width ? width - letters : 0, ' ');
}

}  // namespace

Steps::Steps(Var loss, const std::vector<Var>& inputs, const std::vector<Tensor>& values) {
  const std::vector<Var> nodes = nodes_of(loss);
  Wanted wanted;
  go_forward(nodes, wanted);
  const std::vector<Var> gradients = go_backward(nodes, wanted);
  // The same by grad, for the leaves.
  std::vector<std::size_t> leaves;
  Vars leaf_vars;
  for (std::size_t i = 0; i < nodes.size(); ++i) {
    if (!gradients[i] || !nodes_[i].operands.empty() || nodes_[i].op == "constant") continue;
    leaves.push_back(i), leaf_vars.push_back(nodes[i]);
  }
  std::vector<double> at_once(leaves.size());
  const Vars checked = grad(loss, leaf_vars);
  for (std::size_t i = 0; i < leaves.size(); ++i) wanted.add(checked[i], at_once[i]);

  const Outputs results = compile(Vars(inputs.begin(), inputs.end()), wanted.nodes)(values);
  for (std::size_t i = 0; i < wanted.places.size(); ++i) *wanted.places[i] = results[i].item();
  for (std::size_t i = 0; i < leaves.size(); ++i)
    error_ = std::max(error_, std::abs(at_once[i] - nodes_[leaves[i]].gradient));
}

void Steps::go_forward(const std::vector<Var>& nodes, Wanted& wanted) {
  const Arena& arena = *nodes.back().arena();
  std::map<std::uint32_t, std::size_t> places;
  std::size_t ops = 0;
  nodes_.resize(nodes.size());
  for (std::size_t i = 0; i < nodes.size(); ++i) {
    const std::uint32_t id = nodes[i].id();
    if (nodes[i].rank() != 0) throw ShapeError("plot::Steps", "all nodes are scalars", nodes[i].name());
    places[id] = i;
    Node& node = nodes_[i];
    const char* leaf = kind_of(arena, id);
    const std::string* given = arena.find_name(id);
    node.op = leaf ? leaf : std::string(arena.op(id).name());
    node.name = given ? *given : leaf ? fmt::format("{:.6g}", value(nodes[i]).item()) : fmt::format("t{}", ++ops);
    for (Var operand : nodes[i].arena()->in_vars(id)) node.operands.push_back({.from = places.at(operand.id())});
    wanted.add(nodes[i], node.value);
  }
}

std::vector<Var> Steps::go_backward(const std::vector<Var>& nodes, Wanted& wanted) {
  Arena& arena = *nodes.back().arena();
  std::vector<Var> gradients(nodes.size());
  const Var one = ones_like(nodes.back());
  gradients.back() = one;
  for (std::size_t i = nodes.size(); i-- > 0;) {
    Node& node = nodes_[i];
    if (!gradients[i]) continue;
    wanted.add(gradients[i], node.gradient);
    if (node.operands.empty()) continue;
    const std::uint32_t id = nodes[i].id();
    const OpPtr op = arena.op_ptr(id);
    const Vars in = arena.in_vars(id), parts = op->vjp(in, nodes[i], gradients[i]), local = op->vjp(in, nodes[i], one);
    for (std::size_t k = 0; k < in.size(); ++k) {
      Operand& operand = node.operands[k];
      if (k >= parts.size() || !parts[k] || nodes_[operand.from].op == "constant") continue;
      Var& gradient = gradients[operand.from];
      gradient = gradient ? gradient + parts[k] : parts[k];
      operand.has_gradient = true;
      wanted.add(local[k], operand.local), wanted.add(gradient, operand.so_far);
    }
  }
  return gradients;
}

std::string Steps::formula(const Node& node) const {
  std::vector<std::string> names;
  for (const Operand& operand : node.operands) names.push_back(nodes_[operand.from].name);
  const char* sign = node.op == "mul" ? " * " : node.op == "add" ? " + " : node.op == "sub" ? " - " : nullptr;
  if (sign && names.size() == 2) return names[0] + sign + names[1];
  return fmt::format("{}({})", node.op, fmt::join(names, ", "));
}

void Steps::print(std::ostream& out) const {
  out << text("forward: each node from its operands\n", "前向：由操作数算出每个节点\n");
  for (const Node& node : nodes_) {
    if (node.op == "constant") continue;
    std::string values;
    for (const Operand& operand : node.operands)
      values += (values.empty() ? "" : ", ") + fmt::format("{:.6g}", nodes_[operand.from].value);
    out << fmt::format("  {} {} = {} = {:.6g}\n", padded(node.op, 9), padded(node.name, 5),
                       padded(node.operands.empty() ? node.op : formula(node), 20) +
                           padded(values.empty() ? "" : " (" + values + ")", 24),
                       node.value);
  }
  out << text("backward: each node hands its gradient on, times its local derivative\n",
              "反向：每个节点把自己的梯度乘以局部导数，传给操作数\n");
  for (std::size_t i = nodes_.size(); i-- > 0;) {
    const Node& node = nodes_[i];
    for (const Operand& operand : node.operands) {
      if (!operand.has_gradient) continue;
      const std::string& to = nodes_[operand.from].name;
      const std::string derivative = fmt::format("d{}/d{}", node.name, to);
      out << fmt::format("  {} {} {} = {:<11.6g} {} {:<11.6g} {} {} {:.6g}\n", padded(node.op, 9),
                         padded(formula(node), 18), padded(derivative, 10), operand.local, text("times", "乘以"),
                         node.gradient, text("-> gradient of", "→ 梯度："), padded(to, 5), operand.so_far);
    }
  }
}

GraphDrawing Steps::drawing(const std::string& title) const {
  GraphDrawing made{.title = title};
  std::vector<std::size_t> box(nodes_.size());
  for (std::size_t i = 0; i < nodes_.size(); ++i) {
    const Node& node = nodes_[i];
    box[i] = made.boxes.size();
    const auto kind = i + 1 == nodes_.size()  ? GraphDrawing::Kind::result
                      : node.op == "variable" ? GraphDrawing::Kind::variable
                      : node.operands.empty() ? GraphDrawing::Kind::input
                                              : GraphDrawing::Kind::op;
    GraphDrawing::Box made_box{node.operands.empty() ? node.name : node.name + " = " + formula(node), {}, kind};
    if (node.op != "constant") {
      made_box.lines.push_back(text("value ", "值 ") + fmt::format("{:.4g}", node.value));
      made_box.lines.push_back(text("gradient ", "梯度 ") + fmt::format("{:.4g}", node.gradient));
    }
    made.boxes.push_back(std::move(made_box));
    for (const Operand& operand : node.operands)
      made.arrows.push_back(
          {box[operand.from], box[i], operand.has_gradient ? fmt::format("{:.3g}", operand.local) : ""});
  }
  return made;
}

}  // namespace xgrad::plot
