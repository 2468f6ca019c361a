#include <xgrad/graph/passes/module_internal.hpp>

namespace xgrad {
namespace {

Var copy_leaf(Arena& to, const Arena& from, std::uint32_t id) {
  Var made;
  switch (from.kind(id)) {
    case Arena::Kind::input: return to.input(*from.find_name(id), from.type(id));
    case Arena::Kind::constant: return to.constant(from.constant_value(id));
    case Arena::Kind::variable: return to.variable(from.state(id));
    case Arena::Kind::op: break;
  }
  return made;
}

std::vector<bool> needed_nodes(const Arena& from, const Vars& inputs, const Vars& outputs, const Updates& updates) {
  std::vector<bool> needed(from.size(), false);
  for (Var v : outputs) needed[v.id()] = true;
  for (const Update& u : updates) needed[u.state.id()] = needed[u.value.id()] = true;
  for (std::size_t id = from.size(); id-- > 0;)
    if (needed[id])
      for (std::uint32_t i : from.in(static_cast<std::uint32_t>(id))) needed[i] = true;
  for (Var v : inputs) needed[v.id()] = true;
  return needed;
}

}  // namespace

Var copy_node(Arena& to, const Arena& from, std::uint32_t id, std::span<const Var> in) {
  bool same_types = true;
  const auto old = from.in(id);
  for (std::size_t i = 0; i < in.size(); ++i) same_types &= to.type(in[i].id()) == from.type(old[i]);
  if (!same_types) return to.apply(from.op_ptr(id), in);
  std::array<std::uint32_t, 3> few;
  std::vector<std::uint32_t> many(in.size() > few.size() ? in.size() : 0);
  std::uint32_t* ids = many.empty() ? few.data() : many.data();
  for (std::size_t i = 0; i < in.size(); ++i) ids[i] = in[i].id();
  return to.append(from.op_ptr(id), from.type(id), {ids, in.size()});
}

Module rewrite(Arena& from, const Vars& inputs, const Vars& outputs, const Updates& updates, const Visit& visit) {
  Module out;
  Arena& to = out.graph.arena();
  const std::vector<bool> needed = needed_nodes(from, inputs, outputs, updates);
  std::vector<std::uint32_t> renumbered(from.size(), UINT32_MAX);
  std::vector<std::uint32_t> scopes;
  std::vector<Var> in;
  for (std::uint32_t id = 0; id < from.size(); ++id) {
    if (!needed[id]) continue;
    in.clear();
    for (std::uint32_t i : from.in(id)) in.push_back(to.var(renumbered[i]));
    const std::uint32_t scope = from.scope_of(id);
    if (scope >= scopes.size()) scopes.resize(scope + 1, UINT32_MAX);
    if (scopes[scope] == UINT32_MAX) scopes[scope] = to.intern_scope(from.scope_name(scope));
    to.set_scope(scopes[scope]);
    Var made = visit ? visit(to, from, id, in) : Var();
    if (!made) made = from.is_leaf(id) ? copy_leaf(to, from, id) : copy_node(to, from, id, in);
    renumbered[id] = made.id();
    if (const SourceLine* line = from.find_line(id)) to.set_line(made.id(), *line);
  }
  to.set_scope(0);
  auto moved = [&](Var v) { return to.var(renumbered[v.id()]); };
  for (Var v : inputs) out.inputs.push_back(moved(v));
  for (Var v : outputs) out.outputs.push_back(moved(v));
  for (const Update& u : updates) out.updates.push_back({moved(u.state), moved(u.value)});
  return out;
}

Module rewrite(Module&& in, const Visit& visit) {
  return rewrite(in.graph.arena(), in.inputs, in.outputs, in.updates, visit);
}

Module prune(Arena& from, const Vars& inputs, const Vars& outputs, const Updates& updates) {
  return rewrite(from, inputs, outputs, updates, {});
}

}  // namespace xgrad
