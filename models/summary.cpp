#include <fmt/format.h>
#include <algorithm>
#include <unordered_set>
#include <utility>
#include <xgrad/graph/arena_internal.hpp>
#include <xgrad/models/applied_internal.hpp>
#include <xgrad/models/summary.hpp>

namespace xgrad::models {
namespace {

/// How many numbers are counted the first time.
std::int64_t count_new(const Vars& parameters, std::unordered_set<std::uint32_t>& counted) {
  std::int64_t size = 0;
  for (Var p : parameters)
    if (counted.insert(p.id()).second) size += p.shape().size();
  return size;
}

/// A layer's parameters that belong to none of its parts, the rows after it up to `end`.
Vars own_parameters(const std::vector<Applied::Row>& rows, std::size_t row, std::size_t end) {
  std::unordered_set<std::uint32_t> of_parts;
  for (std::size_t part = row + 1; part < end; ++part)
    for (Var p : rows[part].layer->parameters()) of_parts.insert(p.id());
  Vars own;
  for (Var p : rows[row].layer->parameters())
    if (!of_parts.contains(p.id())) own.push_back(p);
  return own;
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
  std::unordered_set<std::uint32_t> counted;
  std::int64_t in_all = 0;
  for (std::size_t i = 0; i < rows.size(); ++i) {
    std::size_t end = i + 1;
    while (end < rows.size() && rows[end].depth > rows[i].depth) ++end;
    const Vars own = own_parameters(rows, i, end);
    if (end > i + 1 && own.empty()) continue;  // its parts stand for it
    const std::int64_t count = count_new(own, counted);
    in_all += count;
    lines.push_back({rows[i].layer->name(), to_string(rows[i].output), std::to_string(count)});
  }
  lines.push_back({"in all", "", std::to_string(in_all)});
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
