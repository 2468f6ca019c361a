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

/// Copies nodes of one arena to another; what is interned there is looked up once, not for each node.
class Copier {
 public:
  Copier(Arena& to, const Arena& from);
  Arena& to;
  const Arena& from;
  /// A node that is not a leaf, on operands of the new arena; its type is inferred anew if an operand's changed.
  Var copy(std::uint32_t id, std::span<const std::uint32_t> in);
  Var copy_leaf(std::uint32_t id);
  void enter_scope_of(std::uint32_t id);

 private:
  Var infer(std::uint32_t id, std::span<const std::uint32_t> in);
  std::uint32_t op(std::uint32_t id);
  std::uint32_t type(std::uint32_t id);
  std::vector<std::uint32_t> ops_, types_, scopes_;  // numbers in `to`, by number in `from`
};

/// What stands in the new graph for node `id` of the old one, whose operands are `in` in the new; empty: a copy of it.
using Visit = std::function<Var(Copier& copier, std::uint32_t id, std::span<const std::uint32_t> in)>;

/// One sweep by id over the nodes that the module needs: each is visited, or copied. No recursion.
Module rewrite(Arena& from, const Vars& inputs, const Vars& outputs, const Updates& updates, const Visit& visit);
Module rewrite(Module&& in, const Visit& visit);

// The passes, in the order of graph/passes/pipeline.cpp.
Module prune(Arena& from, const Vars& inputs, const Vars& outputs, const Updates& updates);
Module fold(Module&& in);
Module share(Module&& in);
Module simplify(Module&& in);
/// For concrete input shapes; the module stays. Throws ShapeError where dynamic extents that meet are not equal, or an
/// update is not of its state's shape; GraphError where an op leaves an extent dynamic.
Module specialize(Module& in, std::span<const Shape> input_shapes);
inline Module specialize(Module&& in, std::span<const Shape> input_shapes) { return specialize(in, input_shapes); }
/// Whether specialize would change nothing: no extent is dynamic, no op is to become another.
bool is_concrete(Module& module);

/// By id: the nodes that are inputs, or needed by an output or an update.
std::vector<bool> needed_nodes(const Module& module);
/// Whether every node is needed, and none (leaves are not asked) concerns a pass: there is nothing to copy.
bool is_settled(const Module& module, const std::function<bool(std::uint32_t id)>& concerns);
/// Drops the nodes that are not needed.
Module compact(Module&& in);

/// Throws GraphError, naming the node, if operands do not come before users or a type is not what its op infers.
void verify(Module& module);

/// A row of the pipeline: a pass and what switches it off.
struct Pass {
  std::string_view name;
  Module (*run)(Module&&);
  std::string_view what;
};
std::span<const Pass> pipeline();
/// The names of all rows, and of what the plan does: "join" (elementwise ops to one loop), "rows" (loops and reductions
/// chunk by chunk). Left out, ops stay as they were written.
std::vector<std::string> pass_names();
bool is_left_out(std::span<const std::string> without, std::string_view pass);
/// Runs the pipeline's rows, but for those left out.
Module optimize(Module&& in, std::span<const std::string> without);

}  // namespace xgrad
