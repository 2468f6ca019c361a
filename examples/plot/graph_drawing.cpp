#include <fmt/format.h>
#include <xgrad/examples/plot/graph_drawing.hpp>
#include <xgrad/graph/to_dot.hpp>

namespace xgrad::plot {
namespace {

const char* fill(GraphDrawing::Kind kind) {
  switch (kind) {
    case GraphDrawing::Kind::input: return "#e8f1f8";
    case GraphDrawing::Kind::variable: return "#fdf0d5";
    case GraphDrawing::Kind::result: return "#f9e0d2";
    case GraphDrawing::Kind::op: break;
  }
  return "#ffffff";
}

}  // namespace

std::string GraphDrawing::dot() const {
  std::string made = fmt::format(
      "digraph g {{\n  rankdir=LR; nodesep=0.2; ranksep=0.45; label={}; labelloc=t; fontsize=18; "
      "fontname=\"sans-serif\";\n"
      "  node [shape=box, style=\"rounded,filled\", fontname=\"sans-serif\", fontsize=12, color=\"#808080\"];\n"
      "  edge [fontname=\"sans-serif\", fontsize=10, color=\"#808080\", fontcolor=\"#a04000\"];\n",
      dot_quoted(title));
  for (std::size_t i = 0; i < boxes.size(); ++i) {
    std::string text = boxes[i].title;
    for (const std::string& line : boxes[i].lines) text += "\n" + line;
    made += fmt::format("  n{} [label={}, fillcolor=\"{}\"];\n", i, dot_quoted(text), fill(boxes[i].kind));
  }
  for (const auto& [from, to, text] : arrows)
    made +=
        fmt::format("  n{} -> n{}{};\n", from, to, text.empty() ? "" : fmt::format(" [label={}]", dot_quoted(text)));
  return made + "}\n";
}

}  // namespace xgrad::plot
