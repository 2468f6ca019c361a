#include <fmt/format.h>
#include <algorithm>
#include <cmath>
#include <map>
#include <xgrad/graph/arena_internal.hpp>
#include <xgrad/graph/grad.hpp>
#include <xgrad/graph/non_finite_internal.hpp>
#include <xgrad/graph/program.hpp>
#include <xgrad/graph/to_dot.hpp>

namespace xgrad {
namespace {

/// A number, or what an array holds.
std::string value_text(const Tensor& t) {
  if (t.size() == 1) return t.dtype() == boolean ? (t.item() != 0 ? "true" : "false") : fmt::format("{:.4g}", t.item());
  if (!is_float(t.dtype()) || t.size() == 0) return to_string(t.shape());
  const Range r = range_of(t);
  return r.is_finite() ? fmt::format("{:.3g} ... {:.3g}", r.low, r.high) : count_text(r);
}

bool is_number(const Arena& arena, std::uint32_t id) {
  return arena.kind(id) == Arena::Kind::constant && arena.type(id).shape.size() == 1;
}

/// Values and derivatives by node, in a graph that is left as it was.
struct Evaluation {
  std::map<std::uint32_t, Tensor> values, gradients;

  Evaluation(Arena& arena, const Vars& outputs, const std::vector<bool>& reached, const DotOptions& options) {
    if (options.at.empty()) return;
    const Undo undo(arena);
    Vars inputs, nodes, sources;
    std::vector<Tensor> given;
    for (const auto& [input, value] : options.at) {
      inputs.push_back(input);
      given.push_back(value);
    }
    for (std::uint32_t id = 0; id < reached.size(); ++id)
      if (reached[id] && !arena.op(id).multi()) nodes.push_back(arena.var(id));
    const std::size_t count = nodes.size();
    if (options.gradients) {
      const std::vector<bool> needed = arena.ancestors(std::span(outputs).first(1));
      for (std::size_t i = 0; i < count; ++i)
        if (needed[nodes[i].id()] && is_float(nodes[i].dtype())) sources.push_back(nodes[i]);
      for (Var g : grad(outputs[0], sources)) nodes.push_back(g);
    }
    const Outputs found = compile(inputs, nodes)(given);
    for (std::size_t i = 0; i < count; ++i) values.emplace(nodes[i].id(), found[i]);
    for (std::size_t i = 0; i < sources.size(); ++i) gradients.emplace(sources[i].id(), found[count + i]);
  }
};

class Drawing {
 public:
  Drawing(Arena& arena, const Vars& outputs, const DotOptions& options)
      : arena_(arena),
        outputs_(outputs),
        options_(options),
        reached_(arena.ancestors(outputs)),
        evaluation_(arena, outputs, reached_, options) {}

  std::string text() const {
    std::string made = fmt::format(
        "digraph g {{\n  rankdir={}; nodesep=0.2; ranksep=0.4; label={}; labelloc=t; fontsize=18; "
        "fontname=\"sans-serif\";\n"
        "  node [shape=box, style=\"rounded,filled\", fontname=\"sans-serif\", fontsize=12, color=\"#808080\"];\n"
        "  edge [fontname=\"sans-serif\", fontsize=9, color=\"#808080\", fontcolor=\"#606060\"];\n",
        options_.top_down ? "TB" : "LR", dot_quoted(options_.title));
    made += frames();
    for (std::uint32_t id = 0; id < reached_.size(); ++id) made += edges(id);
    return made + "}\n";
  }

 private:
  bool is_drawn(std::uint32_t id) const { return reached_[id] && !is_number(arena_, id); }

  bool is_output(std::uint32_t id) const {
    return std::any_of(outputs_.begin(), outputs_.end(), [&](Var v) { return v.id() == id; });
  }

  const char* fill(std::uint32_t id) const {
    if (arena_.kind(id) == Arena::Kind::input) return "#dcebf7";
    if (arena_.kind(id) == Arena::Kind::variable) return "#fdf0d5";
    if (is_output(id)) return "#f6cfb8";
    if (arena_.is_derivative(id)) return "#e6dcf2";
    return "#ffffff";
  }

  /// "mul by 2": the op with the numbers among its operands, and what it holds.
  std::string label(std::uint32_t id) const {
    std::string text = arena_.find_name(id) ? *arena_.find_name(id) : std::string(arena_.op(id).name());
    if (arena_.kind(id) == Arena::Kind::constant) text = fmt::format("constant {}", to_string(arena_.type(id).shape));
    std::string numbers;
    if (!arena_.is_leaf(id)) {
      for (std::uint32_t i : arena_.in(id))
        numbers += (numbers.empty() ? "" : ", ") +
                   (is_number(arena_, i) ? fmt::format("{:.6g}", arena_.constant_value(i).item()) : std::string("."));
      const bool has_number = numbers.find_first_not_of("., ") != std::string::npos;
      if (has_number) text += fmt::format("({})", numbers);
      if (const std::string a = arena_.op(id).attributes(); !a.empty() && a.size() < 40) text += "\n" + a;
    }
    if (const auto value = evaluation_.values.find(id); value != evaluation_.values.end())
      text += "\n= " + value_text(value->second);
    if (const auto g = evaluation_.gradients.find(id); g != evaluation_.gradients.end())
      text += "\ngradient " + value_text(g->second);
    return text;
  }

  std::string node(std::uint32_t id, std::size_t depth) const {
    return fmt::format("{:{}}n{} [label={}, fillcolor=\"{}\"];\n", "", 2 * depth + 2, id, dot_quoted(label(id)),
                       fill(id));
  }

  /// Nodes in the frames of their scopes: "mlp/dense_1" is a frame in a frame.
  std::string frames() const {
    struct ByPath {  // a frame, then those in it: '/' comes before all that names have
      bool operator()(std::string_view a, std::string_view b) const {
        const auto before = [](char x, char y) { return x != y && (x == '/' || (y != '/' && x < y)); };
        return std::lexicographical_compare(a.begin(), a.end(), b.begin(), b.end(), before);
      }
    };
    std::map<std::string, std::string, ByPath> inside;  // by scope, the nodes' lines
    for (std::uint32_t id = 0; id < reached_.size(); ++id) {
      if (!is_drawn(id)) continue;
      const std::string& scope = arena_.scope_name(arena_.scope_of(id));
      inside[scope] += node(id, 0);
      for (std::size_t at = scope.find('/'); at != std::string::npos; at = scope.find('/', at + 1))
        inside[scope.substr(0, at)];  // outer frames
    }
    std::string made;
    std::vector<std::string> open;
    const auto close_to = [&](std::string_view scope) {
      while (!open.empty() && scope != open.back() && !scope.starts_with(open.back() + "/")) {
        made += "  }\n";
        open.pop_back();
      }
    };
    for (const auto& [scope, lines] : inside) {
      close_to(scope);
      if (!scope.empty()) {
        const std::string name = scope.substr(scope.rfind('/') == std::string::npos ? 0 : scope.rfind('/') + 1);
        made += fmt::format("  subgraph {} {{\n  label={}; color=\"#b0b0b0\"; fontsize=13; style=rounded;\n",
                            dot_quoted("cluster_" + scope), dot_quoted(name));
        open.push_back(scope);
      }
      made += lines;
    }
    close_to("/");
    return made;
  }

  /// The arrows to a node; dashed from an operand that is read for its shape only.
  std::string edges(std::uint32_t id) const {
    if (!is_drawn(id) || arena_.is_leaf(id)) return {};
    std::string made;
    const auto in = arena_.in(id);
    for (std::size_t i = 0; i < in.size(); ++i) {
      if (!is_drawn(in[i])) continue;
      const Type& type = arena_.type(in[i]);
      std::vector<std::string> attributes;
      if (arena_.op(id).reads_shape_only(i))
        attributes.emplace_back("style=dashed");
      else if (options_.shapes && (type.shape.rank() > 0 || type.dtype != float64))
        attributes.push_back(fmt::format("label={}", dot_quoted(type_text(type))));
      made += fmt::format("  n{} -> n{} [{}];\n", in[i], id, fmt::join(attributes, ", "));
    }
    return made;
  }

  static std::string type_text(const Type& type) {
    const std::string shape = to_string(type.shape);
    return type.dtype == float64 ? shape : fmt::format("{} {}", to_string(type.dtype), shape);
  }

  Arena& arena_;
  const Vars& outputs_;
  const DotOptions& options_;
  std::vector<bool> reached_;
  Evaluation evaluation_;
};

}  // namespace

std::string dot_quoted(std::string_view text) {
  std::string made = "\"";
  for (char c : text) {
    if (c == '"' || c == '\\') made += '\\';
    if (c == '\n')
      made += "\\n";
    else
      made += c;
  }
  return made + "\"";
}

std::string to_dot(const Vars& outputs, const DotOptions& options) {
  if (outputs.empty()) throw GraphError("to_dot", "there are no outputs");
  for (Var v : outputs)
    if (!v || v.arena() != outputs[0].arena())
      throw GraphError("to_dot", "an output is empty or of another graph", v.name());
  return Drawing(*outputs[0].arena(), outputs, options).text();
}

}  // namespace xgrad
