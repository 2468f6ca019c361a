#pragma once
#include <xgrad/graph/var.hpp>
#include <xgrad/ops/formula/expressions_internal.hpp>

namespace xgrad::formula {

/// What a node computes, as an expression over the names of inputs and variables. Throws GraphError as to_formula.
Id from_graph(Var v, Expressions& made);

}  // namespace xgrad::formula
