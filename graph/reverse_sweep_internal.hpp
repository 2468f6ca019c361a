#pragma once
#include <xgrad/graph/arena_internal.hpp>

namespace xgrad {

/// For each x the sum over outputs of cotangent^T (d output / d x), appended to the arena. Nodes that turn out useless
/// stay; the callers drop them.
Vars reverse_sweep(Arena& arena, const Vars& outputs, const Vars& cotangents, const Vars& xs);

/// What every derivative asks: f and the xs are of one graph and of float types. `role` is f's name in errors of
/// `what`.
void check_derivative(std::string_view what, std::string_view role, Var f, const Vars& xs);

/// Ends a call that appended derivatives: what the results need of them stays, marked as such.
void keep_derivatives(Arena& arena, Undo& undo, std::span<Var> results);

}  // namespace xgrad
