#include <xgrad/graph/branches_internal.hpp>
#include <xgrad/graph/vocabulary.hpp>

namespace xgrad {
namespace {

Var as_mask(Taken t) { return t.holds ? t.condition : logical_not(t.condition); }

Taken both(Taken a, Taken b) {
  if (!a || !b) return a ? a : b;
  if (a.condition.is_same(b.condition) && a.holds == b.holds) return a;
  return {logical_and(as_mask(a), as_mask(b)), true};
}

Taken either(Taken a, Taken b) {
  if (!a || !b) return {};
  if (a.condition.is_same(b.condition)) return a.holds == b.holds ? a : Taken{};  // the two branches are everything
  return {logical_or(as_mask(a), as_mask(b)), true};
}

/// 1 where the node's element is taken, 0 elsewhere, in the node's shape.
Var as_number(Taken t, Var node) { return masked(t, ones_like(node)); }

}  // namespace

Var masked(Taken t, Var gradient) {
  if (!t) return gradient;
  return t.holds ? where(t.condition, gradient, 0.0) : where(t.condition, 0.0, gradient);
}

Taken Branches::of(std::uint32_t id) const {
  const auto found = taken_.find(id);
  return found == taken_.end() ? Taken{} : found->second;
}

void Branches::note(std::uint32_t id, Taken taken, bool is_first) {
  if (!is_first) taken = either(of(id), taken);
  if (taken)
    taken_[id] = taken;
  else
    taken_.erase(id);
}

Taken Branches::behind(Arena& arena, std::uint32_t id, std::size_t i, Taken taken) const {
  const Op& op = arena.op(id);
  const auto branch = op.lane_code() ? op.branch(i) : std::nullopt;
  if (!taken && !branch) return {};
  const Var node = arena.var(id);
  const Vars in = arena.in_vars(id);
  if (op.lane_code()) {
    if (branch) taken = both(taken, {in[branch->condition], branch->holds});
    if (in[i].shape() == node.shape()) return taken;
    return {sum_like(as_number(taken, node), in[i]) > 0.0, true};  // an element that is taken anywhere
  }
  if (!op.moves_elements() || !is_float(node.dtype())) return {};
  const Vars counts = op.vjp(in, node, as_number(taken, node));  // how often each element is taken
  return i < counts.size() && counts[i] ? Taken{counts[i] > 0.0, true} : Taken{};
}

}  // namespace xgrad
