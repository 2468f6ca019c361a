#include <fmt/format.h>
#include <algorithm>
#include <utility>
#include <xgrad/graph/arena_internal.hpp>
#include <xgrad/models/applied_internal.hpp>
#include <xgrad/models/summary.hpp>

namespace xgrad::models {
namespace {

std::int64_t size_of_all(const Vars& parameters) {
  std::int64_t size = 0;
  for (Var p : parameters) size += p.shape().size();
  return size;
}

/// The rows of the layers that x passes when `layer` is applied to it.
std::vector<Applied::Row> applied_to(const Layer& layer, Var x) {
  Applied log;
  Applied* const outer = std::exchange(applied_layers(), &log);
  struct Restore {
    Applied* outer;
    ~Restore() { applied_layers() = outer; }
  } restore{outer};
  if (x) {
    Undo undo(*x.arena());  // what is made here goes again
    layer(x);
  } else {
    layer(x);  // throws
  }
  return log.rows;
}

}  // namespace

std::string summary(const Layer& layer, Var x) {
  struct Line {
    std::string name, shape, count;
  };
  std::vector<Line> lines{{"layer", "output shape", "parameters"}};
  const std::vector<Applied::Row> rows = applied_to(layer, x);
  for (std::size_t i = 0; i < rows.size(); ++i) {
    const bool has_parts = i + 1 < rows.size() && rows[i + 1].depth > rows[i].depth;
    if (has_parts) continue;  // its parts stand for it
    lines.push_back(
        {rows[i].layer->name(), to_string(rows[i].output), std::to_string(size_of_all(rows[i].layer->parameters()))});
  }
  lines.push_back({"in all", "", std::to_string(size_of_all(layer.parameters()))});
  std::size_t name = 0, shape = 0, count = 0;
  for (const Line& line : lines) {
    name = std::max(name, line.name.size());
    shape = std::max(shape, line.shape.size());
    count = std::max(count, line.count.size());
  }
  std::string text;
  for (const Line& line : lines)
    text += fmt::format("{:<{}}  {:<{}}  {:>{}}\n", line.name, name, line.shape, shape, line.count, count);
  return text;
}

}  // namespace xgrad::models
