#pragma once
#include <array>
#include <xgrad/graph/var.hpp>

namespace xgrad {

// Differentiation is graph to graph: each of these appends nodes, which can be differentiated again. A call that throws
// leaves the graph as it was, and nodes that no result uses are dropped before it returns.

/// The gradient of f with respect to x, of x's shape.
/// f has rank 0 (else GraphError: sum() it, or use vjp()). An x that f does not depend on, or only through ops that are
/// flat by nature (comparisons, argmax), has zeros. Throws GraphError if f or x is not of a float type, if an op on the
/// way has no derivative rule, or if f and x are not of one graph.
///     Var fx = grad(square(x) * y, x);                    // 2 x y
Var grad(Var f, Var x);
Vars grad(Var f, const Vars& xs);
/// auto [fx, fy] = grad(f, x, y);
template <class... V>
requires(sizeof...(V) >= 2 && (std::is_convertible_v<V, Var> && ...)) std::array<Var, sizeof...(V)> grad(Var f,
                                                                                                         V... xs) {
  return grad(f, Vars{Var(xs)...}).template take<sizeof...(V)>();
}

/// Reverse mode: for each x the sum over outputs of cotangent^T (d output / d x). A cotangent has its output's shape.
Vars vjp(const Vars& outputs, const Vars& cotangents, const Vars& xs);
/// Forward mode: for each output the sum over xs of (d output / d x) tangent. A tangent has its x's shape.
/// Made by transposing the vjp (the double-vjp construction), so every op owes one derivative rule only.
Vars jvp(const Vars& outputs, const Vars& xs, const Vars& tangents);
Var jvp(Var output, Var x, Var tangent);
/// The Hessian of f (rank 0) with respect to xs, all together, times the vectors: for each x a result of its shape.
Vars hvp(Var f, const Vars& xs, const Vars& vectors);
Var hvp(Var f, Var x, Var vector);

}  // namespace xgrad
