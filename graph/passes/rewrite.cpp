#include <algorithm>
#include <xgrad/graph/passes/module_internal.hpp>

namespace xgrad {
namespace {

constexpr std::uint32_t unknown = UINT32_MAX;

std::vector<bool> needed_nodes(const Arena& from, const Vars& inputs, const Vars& outputs, const Updates& updates) {
  std::vector<Var> wanted(outputs.begin(), outputs.end());
  for (const Update& u : updates) wanted.insert(wanted.end(), {u.state, u.value});
  std::vector<bool> needed = from.ancestors(wanted);
  for (Var v : inputs) needed[v.id()] = true;
  return needed;
}

}  // namespace

Copier::Copier(Arena& target, const Arena& source)
    : to(target),
      from(source),
      ops_(source.op_count(), unknown),
      types_(source.type_count(), unknown),
      scopes_(source.scope_count(), unknown) {}

std::uint32_t Copier::op(std::uint32_t id) {
  std::uint32_t& known = ops_[from.op_number(id)];
  if (known == unknown) known = to.intern_op(from.op_ptr(id));
  return known;
}

std::uint32_t Copier::type(std::uint32_t id) {
  std::uint32_t& known = types_[from.type_number(id)];
  if (known == unknown) known = to.intern_type(from.type(id));
  return known;
}

void Copier::enter_scope_of(std::uint32_t id) {
  std::uint32_t& known = scopes_[from.scope_of(id)];
  if (known == unknown) known = to.intern_scope(from.scope_name(from.scope_of(id)));
  to.set_scope(known);
}

Var Copier::copy(std::uint32_t id, std::span<const std::uint32_t> in) {
  const auto old = from.in(id);
  for (std::size_t i = 0; i < in.size(); ++i)
    if (to.type_number(in[i]) != type(old[i])) return infer(id, in);
  return to.append(op(id), type(id), in);
}

Var Copier::infer(std::uint32_t id, std::span<const std::uint32_t> in) {
  Vars operands;
  for (std::uint32_t i : in) operands.push_back(to.var(i));
  return to.apply(from.op_ptr(id), operands);
}

Var Copier::copy_leaf(std::uint32_t id) {
  switch (from.kind(id)) {
    case Arena::Kind::input: return to.input(*from.find_name(id), from.type(id));
    case Arena::Kind::constant: return to.constant(from.constant_value(id));
    case Arena::Kind::variable: return to.variable(from.state(id));
    case Arena::Kind::op: break;
  }
  return {};
}

Module rewrite(Arena& from, const Vars& inputs, const Vars& outputs, const Updates& updates, const Visit& visit) {
  Module out;
  Arena& to = out.graph.arena();
  Copier copier(to, from);
  const std::vector<bool> needed = needed_nodes(from, inputs, outputs, updates);
  to.reserve(static_cast<std::size_t>(std::count(needed.begin(), needed.end(), true)));
  std::vector<std::uint32_t> renumbered(from.size(), unknown);
  std::vector<std::uint32_t> in;
  for (std::uint32_t id = 0; id < from.size(); ++id) {
    if (!needed[id]) continue;
    in.clear();
    for (std::uint32_t i : from.in(id)) in.push_back(renumbered[i]);
    copier.enter_scope_of(id);
    Var made = visit ? visit(copier, id, in) : Var();
    if (!made) made = from.is_leaf(id) ? copier.copy_leaf(id) : copier.copy(id, in);
    renumbered[id] = made.id();
    if (from.is_leaf(id))  // at once: an error further on may name it
      if (const SourceLine* line = from.find_line(id)) to.set_line(made.id(), *line);
  }
  to.set_scope(0);
  const auto moved = [&](Var v) { return to.var(renumbered[v.id()]); };
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

std::vector<bool> needed_nodes(const Module& module) {
  return needed_nodes(module.graph.arena(), module.inputs, module.outputs, module.updates);
}

bool is_settled(const Module& module, const std::function<bool(std::uint32_t)>& concerns) {
  const Arena& arena = module.graph.arena();
  const std::vector<bool> needed = needed_nodes(module);
  for (std::uint32_t id = 0; id < arena.size(); ++id)
    if (!needed[id] || (!arena.is_leaf(id) && concerns(id))) return false;
  return true;
}

Module compact(Module&& in) {
  if (is_settled(in, [](std::uint32_t) { return false; })) return std::move(in);
  return rewrite(std::move(in), {});
}

}  // namespace xgrad
