#pragma once
#include <functional>
#include <span>
#include <string_view>
#include <vector>
#include <xgrad/graph/arena_internal.hpp>

namespace xgrad {

/// A graph with what is wanted of it: what passes turn into a better one. Vars are of its own graph.
struct Module {
  Graph graph;
  Vars inputs, outputs;
  Updates updates;  ///< state: the variable; value: what it takes

  Module() = default;
  Module(Module&&) = default;
  Module& operator=(Module&&) = default;
};

/// What stands in the new graph for node `id` of the old one, whose operands are `in` in the new; empty: a copy of it.
using Visit = std::function<Var(Arena& to, const Arena& from, std::uint32_t id, std::span<const Var> in)>;

/// One sweep by id over the nodes that the module needs: each is visited, or copied. No recursion.
Module rewrite(Arena& from, const Vars& inputs, const Vars& outputs, const Updates& updates, const Visit& visit);
Module rewrite(Module&& in, const Visit& visit);
/// A copy of a node that is not a leaf, its type inferred anew from operands that changed type.
Var copy_node(Arena& to, const Arena& from, std::uint32_t id, std::span<const Var> in);

// The passes, in the order of graph/passes/pipeline.cpp.
Module prune(Arena& from, const Vars& inputs, const Vars& outputs, const Updates& updates);
Module fold(Module&& in);
Module share(Module&& in);
Module simplify(Module&& in);
/// For concrete input shapes. Throws ShapeError where dynamic extents that meet are not equal.
Module specialize(Module&& in, std::span<const Shape> input_shapes);

/// Throws GraphError, naming the node, if operands do not come before users or a type is not what its op infers.
void verify(Module& module);

/// A row of the pipeline: a pass and what switches it off.
struct Pass {
  std::string_view name;
  Module (*run)(Module&&);
  std::string_view what;
};
std::span<const Pass> pipeline();
/// Runs the pipeline's rows, but for those named in `without`.
Module optimize(Module&& in, std::span<const std::string> without);

}  // namespace xgrad
