#include <fmt/format.h>
#include <xgrad/graph/arena_internal.hpp>
#include <xgrad/graph/find_non_finite.hpp>
#include <xgrad/graph/multi_op_internal.hpp>
#include <xgrad/graph/non_finite_internal.hpp>
#include <xgrad/graph/passes/module_internal.hpp>
#include <xgrad/graph/program.hpp>

namespace xgrad {

std::optional<NonFinite> find_non_finite(const Vars& inputs, const Vars& outputs, std::span<const Tensor> values) {
  if (outputs.empty() || !outputs[0]) throw GraphError("find_non_finite", "there are no outputs");
  Arena& arena = *outputs[0].arena();
  const std::vector<bool> reached = arena.ancestors(outputs);
  Vars candidates;  // every float node, leaves too
  std::vector<std::uint32_t> place(arena.size(), UINT32_MAX);
  for (std::uint32_t id = 0; id < arena.size(); ++id)
    if (reached[id] && is_float(arena.type(id).dtype)) {
      place[id] = static_cast<std::uint32_t>(candidates.size());
      candidates.push_back(arena.var(id));
    }
  static const CompileOptions as_written{.without = pass_names()};
  const Outputs results = compile(inputs, candidates, {}, as_written)(values);
  // From outputs that are not finite back through nodes that are not: a NaN that nobody took, as by where, is none.
  std::vector<bool> is_finite(candidates.size()), is_to_blame(arena.size(), false);
  for (std::size_t i = 0; i < candidates.size(); ++i) is_finite[i] = range_of(results[i]).is_finite();
  const auto is_bad = [&](std::uint32_t id) {
    return place[id] != UINT32_MAX && !is_finite[place[id]] && arena.kind(id) != Arena::Kind::constant;
  };
  for (Var v : outputs) is_to_blame[v.id()] = is_bad(v.id());
  std::uint32_t origin = UINT32_MAX;
  for (std::size_t id = arena.size(); id-- > 0;) {
    if (!is_to_blame[id]) continue;
    bool has_bad_operand = false;
    for (std::uint32_t in : sources(arena, static_cast<std::uint32_t>(id)))
      if (is_bad(in)) is_to_blame[in] = has_bad_operand = true;
    if (!has_bad_operand) origin = static_cast<std::uint32_t>(id);  // the first in order in the end
  }
  if (origin == UINT32_MAX) return std::nullopt;
  const Var node = arena.var(origin);
  const Tensor& value = results[place[origin]];
  if (arena.is_leaf(origin)) {
    const Operand operand{arena.type(origin), node};
    std::string text = fmt::format("{} itself has {}", to_string(operand), count_text(range_of(value)));
    if (const std::string where = operand.origin(); !where.empty()) text += "; " + where;
    return NonFinite{node, text};
  }
  std::string from;
  for (std::uint32_t in : sources(arena, origin))
    if (place[in] != UINT32_MAX)
      from += fmt::format("{}{}", from.empty() ? "" : "; ", range_text(arena.var(in), range_of(results[place[in]])));
  const std::uint32_t maker = arena.op(origin).part() ? arena.in(origin)[0] : origin;
  return NonFinite{node, fmt::format("{} made {}: {} from {}", arena.op(maker).name(), count_text(range_of(value)),
                                     node.name(), from.empty() ? "numbers" : from)};
}

}  // namespace xgrad
