#include <xgrad/graph/registered_updates_internal.hpp>

namespace xgrad {
namespace {

/// Whether all inputs among `needed` are among the program's.
bool belongs(const Arena& arena, const std::vector<bool>& needed, const std::vector<bool>& program) {
  for (std::uint32_t id = 0; id < arena.size(); ++id)
    if (needed[id] && arena.kind(id) == Arena::Kind::input && !program[id]) return false;
  return true;
}

}  // namespace

Updates registered_updates(Arena& arena, const Vars& nodes) {
  if (arena.updates.empty()) return {};
  const std::vector<bool> program = arena.ancestors(nodes);
  Updates taken;
  for (const Update& update : arena.updates) {
    const std::vector<bool> needed = arena.ancestors({&update.value, 1});
    if (!belongs(arena, needed, program)) continue;
    std::erase_if(taken, [&](const Update& earlier) {
      return earlier.state.is_same(update.state) && !earlier.value.is_same(update.state) && needed[earlier.value.id()];
    });
    taken.push_back(update);
  }
  return taken;
}

Var pending_value(Arena& arena, Var variable, Var node) {
  for (const Update& update : registered_updates(arena, {node}))
    if (update.state.is_same(variable)) return update.value;
  return variable;
}

}  // namespace xgrad
