#include <fmt/format.h>
#include <cstring>
#include <xgrad/graph/arena_internal.hpp>
#include <xgrad/graph/grad.hpp>
#include <xgrad/graph/reverse_sweep_internal.hpp>
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

void check_is_single(std::string_view what, Var f) {
  if (f.rank() != 0)
    throw GraphError(what, "f is not a single number of rank 0", describe(f),
                     "sum() it, or use vjp() with a cotangent");
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

void check_derivative(std::string_view what, std::string_view role, Var f, const Vars& xs) {
  Arena* arena = arena_of(what, Vars{f});
  check_differentiable(what, role, arena, Vars{f});
  check_differentiable(what, "x", arena, xs);
}

Vars vjp(const Vars& outputs, const Vars& cotangents, const Vars& xs) {
  Arena* arena = arena_of("vjp", outputs);
  check_differentiable("vjp", "an output", arena, outputs);
  check_differentiable("vjp", "a cotangent", arena, cotangents);
  check_differentiable("vjp", "x", arena, xs);
  check_matches("vjp", "cotangent", cotangents, outputs);
  Undo undo(*arena);
  Vars results = reverse_sweep(*arena, outputs, with_shapes_of("vjp", cotangents, outputs), xs);
  keep_derivatives(*arena, undo, results);
  return results;
}

Vars grad(Var f, const Vars& xs) {
  check_derivative("grad", "f", f, xs);
  check_is_single("grad", f);
  Arena* arena = f.arena();
  Undo undo(*arena);
  Vars results = reverse_sweep(*arena, Vars{f}, Vars{arena->number(1.0, f.dtype())}, xs);
  keep_derivatives(*arena, undo, results);
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
  const Vars transposed = reverse_sweep(*arena, outputs, seeds, xs);
  Vars results = reverse_sweep(*arena, transposed, with_shapes_of("jvp", tangents, xs), seeds);
  keep_derivatives(*arena, undo, results);
  return results;
}

Var jvp(Var output, Var x, Var tangent) { return jvp(Vars{output}, Vars{x}, Vars{tangent})[0]; }

Vars hvp(Var f, const Vars& xs, const Vars& vectors) {
  check_derivative("hvp", "f", f, xs);
  check_is_single("hvp", f);
  Arena* arena = f.arena();
  check_differentiable("hvp", "a vector", arena, vectors);
  check_matches("hvp", "vector", vectors, xs);
  Undo undo(*arena);
  const Vars gradient = grad(f, xs);
  Vars results = reverse_sweep(*arena, gradient, with_shapes_of("hvp", vectors, xs), xs);  // the Hessian is symmetric
  keep_derivatives(*arena, undo, results);
  return results;
}

Var hvp(Var f, Var x, Var vector) { return hvp(f, Vars{x}, Vars{vector})[0]; }

}  // namespace xgrad
