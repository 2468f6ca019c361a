#include <fmt/format.h>
#include <algorithm>
#include <cstring>
#include <xgrad/graph/arena_internal.hpp>
#include <xgrad/graph/grad.hpp>
#include <xgrad/graph/vocabulary_internal.hpp>

namespace xgrad {
namespace {

std::string describe(Var v) { return v ? to_string(Operand{v.arena()->type(v.id()), v}) : v.name(); }

void check_differentiable(std::string_view what, std::string_view role, Arena* arena, const Vars& vars) {
  for (Var v : vars) {
    if (!v || v.arena() != arena) throw GraphError(what, fmt::format("{} is not of the same graph", role), describe(v));
    if (!is_float(v.dtype()))
      throw GraphError(what, fmt::format("{} is {}, which has no derivative", role, to_string(v.dtype())), describe(v),
                       "cast(x, float64) makes a float of it");
  }
}

void check_matches(std::string_view what, std::string_view role, const Vars& given, const Vars& wanted) {
  if (given.size() != wanted.size())
    throw GraphError(what, fmt::format("{} {}s for {} nodes", given.size(), role, wanted.size()));
  for (std::size_t i = 0; i < given.size(); ++i) {
    if (given[i].dtype() != wanted[i].dtype())
      throw DTypeError(what, fmt::format("a {} has another dtype", role),
                       fmt::format("{} for {}", describe(given[i]), describe(wanted[i])));
    if (!may_equal(given[i].shape(), wanted[i].shape()))
      throw ShapeError(what, fmt::format("a {} has another shape", role),
                       fmt::format("{} for {}", describe(given[i]), describe(wanted[i])));
  }
}

/// What is given, checked to have the wanted shapes when the program knows the extents: nothing is broadcast.
Vars with_shapes_of(std::string_view what, const Vars& given, const Vars& wanted) {
  Vars checked;
  for (std::size_t i = 0; i < given.size(); ++i) {
    const bool is_known = given[i].shape() == wanted[i].shape() && given[i].shape().is_static();
    checked.push_back(is_known ? given[i] : with_shape_of(what, given[i], wanted[i]));
  }
  return checked;
}

Arena* arena_of(std::string_view what, const Vars& vars) {
  if (vars.empty() || !vars[0]) throw GraphError(what, "there is nothing to differentiate");
  return vars[0].arena();
}

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

/// The reverse sweep. Nodes that turn out useless stay; the callers drop them.
Vars sweep(Arena& arena, const Vars& outputs, const Vars& cotangents, const Vars& xs) {
  std::uint32_t last = 0;
  for (Var v : outputs) last = std::max(last, v.id());
  const std::vector<bool> depends = dependents(arena, xs, last);
  std::vector<std::uint32_t> cotangent(last + 1, UINT32_MAX);
  auto add = [&](std::uint32_t id, Var c) {
    cotangent[id] = (cotangent[id] == UINT32_MAX ? c : arena.var(cotangent[id]) + c).id();
  };
  for (std::size_t i = 0; i < outputs.size(); ++i) add(outputs[i].id(), cotangents[i]);
  for (std::uint32_t id = last + 1; id-- > 0;) {
    if (cotangent[id] == UINT32_MAX || !depends[id] || arena.is_leaf(id)) continue;
    const Vars in = arena.in_vars(id);
    if (std::none_of(in.begin(), in.end(), [&](Var v) { return depends[v.id()]; })) continue;  // one of xs itself
    const OpPtr op = arena.op_ptr(id);
    const Vars gradients = op->vjp(in, arena.var(id), arena.var(cotangent[id]));
    if (gradients.size() != in.size() && std::any_of(gradients.begin(), gradients.end(), [](Var v) { return bool(v); }))
      throw GraphError("grad", fmt::format("the vjp of {} gives {} gradients for {} operands", op->name(),
                                           gradients.size(), in.size()));
    for (Var v : gradients)
      if (v && v.arena() != &arena)
        throw GraphError("grad", fmt::format("the vjp of {} gives a gradient of another graph", op->name()),
                         describe(v), "a vjp builds with the operands that it is given");
    for (std::size_t i = 0; i < gradients.size(); ++i)
      if (gradients[i] && depends[in[i].id()]) add(in[i].id(), fit(gradients[i], in[i], op->name()));
  }
  Vars results;
  for (Var x : xs) {
    const bool none = x.id() > last || cotangent[x.id()] == UINT32_MAX;
    results.push_back(none ? zeros_like(x) : arena.var(cotangent[x.id()]));
  }
  return results;
}

/// Zeros of its operand's shape: the place holder for a cotangent that jvp differentiates by. Only its shape is ever
/// used.
struct Seed final : Op {
  std::string_view name() const override { return "seed"; }
  Type infer(Types in) const override { return in[0]; }
  void forward(Views, View out) const override {
    std::memset(out.data, 0, static_cast<std::size_t>(out.size()) * size_of(out.dtype));
  }
  Vars vjp(Vars, Var, Var) const override { return {no_gradient}; }
  Var specialize(const Vars& in) const override { return zeros_like(in[0]); }
  bool reads_shape_only(std::size_t) const override { return true; }
  bool may_fail() const override { return false; }
};

}  // namespace

Vars vjp(const Vars& outputs, const Vars& cotangents, const Vars& xs) {
  Arena* arena = arena_of("vjp", outputs);
  check_differentiable("vjp", "an output", arena, outputs);
  check_differentiable("vjp", "a cotangent", arena, cotangents);
  check_differentiable("vjp", "x", arena, xs);
  check_matches("vjp", "cotangent", cotangents, outputs);
  Undo undo(*arena);
  Vars results = sweep(*arena, outputs, with_shapes_of("vjp", cotangents, outputs), xs);
  arena->prune_tail(undo.size(), results);
  undo.keep();
  return results;
}

Vars grad(Var f, const Vars& xs) {
  Arena* arena = arena_of("grad", Vars{f});
  check_differentiable("grad", "f", arena, Vars{f});
  check_differentiable("grad", "x", arena, xs);
  if (f.rank() != 0)
    throw GraphError("grad", "f is not a single number of rank 0", describe(f),
                     "sum() it, or use vjp() with a cotangent");
  Undo undo(*arena);
  Vars results = sweep(*arena, Vars{f}, Vars{arena->number(1.0, f.dtype())}, xs);
  arena->prune_tail(undo.size(), results);
  undo.keep();
  return results;
}

Var grad(Var f, Var x) { return grad(f, Vars{x})[0]; }

Vars jvp(const Vars& outputs, const Vars& xs, const Vars& tangents) {
  Arena* arena = arena_of("jvp", outputs);
  check_differentiable("jvp", "an output", arena, outputs);
  check_differentiable("jvp", "x", arena, xs);
  check_differentiable("jvp", "a tangent", arena, tangents);
  check_matches("jvp", "tangent", tangents, xs);
  Undo undo(*arena);
  Vars seeds;
  for (Var output : outputs) seeds.push_back(make_node<Seed>(output));
  const Vars transposed = sweep(*arena, outputs, seeds, xs);
  Vars results = sweep(*arena, transposed, with_shapes_of("jvp", tangents, xs), seeds);
  arena->prune_tail(undo.size(), results);
  undo.keep();
  return results;
}

Var jvp(Var output, Var x, Var tangent) { return jvp(Vars{output}, Vars{x}, Vars{tangent})[0]; }

Vars hvp(Var f, const Vars& xs, const Vars& vectors) {
  Arena* arena = arena_of("hvp", Vars{f});
  check_differentiable("hvp", "a vector", arena, vectors);
  check_matches("hvp", "vector", vectors, xs);
  Undo undo(*arena);
  const Vars gradient = grad(f, xs);
  Vars results = sweep(*arena, gradient, with_shapes_of("hvp", vectors, xs), xs);  // the Hessian is symmetric
  arena->prune_tail(undo.size(), results);
  undo.keep();
  return results;
}

Var hvp(Var f, Var x, Var vector) { return hvp(f, Vars{x}, Vars{vector})[0]; }

}  // namespace xgrad
