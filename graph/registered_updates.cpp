#include <xgrad/graph/registered_updates_internal.hpp>

namespace xgrad {
namespace {

std::vector<bool> ancestors(const Arena& arena, const Vars& nodes) {
  std::vector<bool> reached(arena.size(), false);
  for (Var v : nodes) reached[v.id()] = true;
  for (std::size_t id = arena.size(); id-- > 0;)
    if (reached[id])
      for (std::uint32_t in : arena.in(static_cast<std::uint32_t>(id))) reached[in] = true;
  return reached;
}

/// Whether the update's value needs inputs of the program only.
bool belongs(const Arena& arena, const Update& update, const std::vector<bool>& program) {
  const std::vector<bool> needed = ancestors(arena, {update.value});
  for (std::uint32_t id = 0; id < arena.size(); ++id)
    if (needed[id] && arena.kind(id) == Arena::Kind::input && !program[id]) return false;
  return true;
}

}  // namespace

Updates registered_updates(Arena& arena, const Vars& nodes) {
  if (arena.updates.empty()) return {};
  const std::vector<bool> program = ancestors(arena, nodes);
  Updates taken;
  for (const Update& update : arena.updates) {
    if (!belongs(arena, update, program)) continue;
    const std::vector<bool> needed = ancestors(arena, {update.value});
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
