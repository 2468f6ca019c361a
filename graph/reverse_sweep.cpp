#include <fmt/format.h>
#include <algorithm>
#include <map>
#include <xgrad/graph/branches_internal.hpp>
#include <xgrad/graph/multi_op.hpp>
#include <xgrad/graph/reverse_sweep_internal.hpp>
#include <xgrad/graph/segment_internal.hpp>
#include <xgrad/graph/vocabulary.hpp>

namespace xgrad {
namespace {

constexpr std::uint32_t none = UINT32_MAX;

std::string describe(Var v) { return to_string(Operand{v.arena()->type(v.id()), v}); }

/// Brings a gradient to its operand's shape: sums over the axes along which the operand was broadcast.
Var fit(Var gradient, Var operand, std::string_view op) {
  const Shape& g = gradient.shape();
  const Shape& x = operand.shape();
  bool sums = g.rank() > x.rank(), stretches = g.rank() < x.rank();
  for (std::size_t back = 1; back <= std::min(g.rank(), x.rank()); ++back) {
    const std::int64_t have = g[g.rank() - back], want = x[x.rank() - back];
    if (have == want) continue;
    if (want == 1)
      sums = true;
    else if (have == 1)
      stretches = true;
    else if (!may_equal(have, want))
      sums = stretches = true;
  }
  if (sums && stretches)
    throw GraphError("grad", fmt::format("the vjp of {} gives a gradient of another shape", op),
                     fmt::format("{} for {}", describe(gradient), describe(operand)));
  if (gradient.dtype() != operand.dtype())
    throw GraphError("grad", fmt::format("the vjp of {} gives a gradient of another dtype", op),
                     fmt::format("{} for {}", describe(gradient), describe(operand)));
  return sums ? sum_like(gradient, operand) : stretches ? broadcast_like(gradient, operand) : gradient;
}

/// For each node up to `last` whether it depends on one of xs.
std::vector<bool> dependents(const Arena& arena, const Vars& xs, std::uint32_t last) {
  std::vector<bool> depends(last + 1, false);
  std::uint32_t first = last + 1;
  for (Var x : xs) {
    first = std::min(first, x.id());
    if (x.id() <= last) depends[x.id()] = true;
  }
  for (std::uint32_t id = first; id <= last; ++id) {
    if (depends[id]) continue;
    for (std::uint32_t i : arena.in(id)) {
      if (!depends[i]) continue;
      depends[id] = true;
      break;
    }
  }
  return depends;
}

class Sweep {
 public:
  Sweep(Arena& arena, const Vars& outputs, const Vars& xs) : arena_(arena), xs_(xs), segments_(arena) {
    for (Var v : outputs) last_ = std::max(last_, v.id());
    depends_ = dependents(arena, xs, last_);
    cotangent_.assign(last_ + 1, none);
  }

  Vars run(const Vars& outputs, const Vars& cotangents) {
    for (std::size_t i = 0; i < outputs.size(); ++i) add(outputs[i].id(), cotangents[i], {});
    for (std::uint32_t id = last_ + 1; id-- > 0;) {
      if (!depends_[id] || arena_.is_leaf(id) || !has_depending_operand(id)) continue;
      if (const auto parts = parts_.find(id); parts != parts_.end())
        visit_multi_op(id, parts->second);
      else if (cotangent_[id] != none)
        visit(id);
    }
    Vars results;
    for (Var x : xs_) {
      const bool is_reached = x.id() <= last_ && cotangent_[x.id()] != none;
      results.push_back(is_reached ? arena_.var(cotangent_[x.id()]) : zeros_like(x));
    }
    return results;
  }

 private:
  void add(std::uint32_t id, Var c, Taken taken) {
    const bool is_first = cotangent_[id] == none;
    cotangent_[id] = (is_first ? c : arena_.var(cotangent_[id]) + c).id();
    branches_.note(id, taken, is_first);
  }

  /// Else it is one of xs itself.
  bool has_depending_operand(std::uint32_t id) const {
    for (std::uint32_t i : arena_.in(id))
      if (depends_[i]) return true;
    return false;
  }

  void visit(std::uint32_t id) {
    const Var cotangent = arena_.var(cotangent_[id]);
    const Op& op = arena_.op(id);       // stays where it is while the arena grows
    if (const auto part = op.part()) {  // kept until all results of the op have theirs
      Var& sum = parts_[arena_.in(id)[0]][*part];
      sum = sum ? sum + cotangent : cotangent;
      return;
    }
    const Vars in = segments_.operands(id);
    const Taken taken = branches_.of(id);
    Vars gradients = op.vjp(in, segments_.value(id), cotangent);
    check(op, in, gradients);
    if (taken && op.lane_code())
      for (Var& g : gradients)
        if (g && !g.is_same(cotangent)) g = masked(taken, g);
    spread(id, op, in, gradients, taken);
  }

  void visit_multi_op(std::uint32_t id, const std::map<std::size_t, Var>& parts) {
    const Op& op = arena_.op(id);
    const Vars in = segments_.operands(id);
    const Vars out = parts_of(segments_.value(id));
    Vars cotangents;
    for (std::size_t i = 0; i < out.size(); ++i) {
      const auto found = parts.find(i);
      cotangents.push_back(found != parts.end()       ? found->second
                           : is_float(out[i].dtype()) ? zeros_like(out[i])
                                                      : no_gradient);
    }
    const Vars gradients = op.multi()->vjp(in, out, cotangents);
    check(op, in, gradients);
    spread(id, op, in, gradients, {});
  }

  void check(const Op& op, const Vars& in, const Vars& gradients) const {
    if (gradients.size() != in.size() && std::any_of(gradients.begin(), gradients.end(), [](Var v) { return bool(v); }))
      throw GraphError("grad", fmt::format("the vjp of {} gives {} gradients for {} operands", op.name(),
                                           gradients.size(), in.size()));
    for (Var v : gradients)
      if (v && v.arena() != &arena_)
        throw GraphError("grad", fmt::format("the vjp of {} gives a gradient of another graph", op.name()),
                         v.arena() ? describe(v) : v.name(), "a vjp builds with the operands that it is given");
  }

  /// Hands a node's gradients to its operands.
  void spread(std::uint32_t id, const Op& op, const Vars& in, const Vars& gradients, Taken taken) {
    for (std::size_t i = 0; i < gradients.size(); ++i) {
      if (!gradients[i]) continue;
      const std::uint32_t operand = arena_.in(id)[i];
      if (!depends_[operand]) continue;
      const Taken behind = branches_.behind(arena_, id, i, taken);  // first, whatever the compiler's order of arguments
      add(operand, fit(gradients[i], in[i], op.name()), behind);
    }
  }

  Arena& arena_;
  const Vars& xs_;
  Recomputed segments_;
  Branches branches_;
  std::uint32_t last_ = 0;
  std::vector<bool> depends_;
  std::vector<std::uint32_t> cotangent_;                                 // by node
  std::unordered_map<std::uint32_t, std::map<std::size_t, Var>> parts_;  // by op of several results
};

}  // namespace

Vars reverse_sweep(Arena& arena, const Vars& outputs, const Vars& cotangents, const Vars& xs) {
  return Sweep(arena, outputs, xs).run(outputs, cotangents);
}

void keep_derivatives(Arena& arena, Undo& undo, std::span<Var> results) {
  arena.prune_tail(undo.size(), results);
  const Segment made{static_cast<std::uint32_t>(undo.size()), static_cast<std::uint32_t>(arena.size())};
  if (made.begin < made.end) arena.derivatives.push_back(made);
  undo.keep();
}

}  // namespace xgrad
