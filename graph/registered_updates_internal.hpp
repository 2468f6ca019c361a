#pragma once
#include <xgrad/graph/arena_internal.hpp>

namespace xgrad {

/// The updates that the graph has registered (Graph::update, running statistics) which belong to a program that
/// evaluates `nodes`: those that need no other inputs. An update whose value was made from an earlier one's of the same
/// variable stands for both.
Updates registered_updates(Arena& arena, const Vars& nodes);

/// The value that a variable is going to have in a program that evaluates `node`: by the last registered update that
/// belongs to it, else the variable itself.
Var pending_value(Arena& arena, Var variable, Var node);

}  // namespace xgrad
