#pragma once
#include <string>
#include <vector>
#include <xgrad/graph/passes/module_internal.hpp>
#include <xgrad/graph/program.hpp>

namespace xgrad {

/// The inputs of a graph, in order.
Vars inputs_of(Arena& arena);

/// A graph's nodes that v needs, as a module of their own with every input of the graph.
Module module_of(Var v);
Module module_of(const Vars& outputs, const Updates& updates = {});

/// What a pass makes of v, as the listing of the output.
std::string after(Module (*pass)(Module&&), Var v);
/// The same for the listing of v itself, so that the two can be compared: node numbers are those of a pruned graph.
std::string as_written(Var v);

/// Runs v's program on tensors, leaving out passes by name.
std::vector<Tensor> run_without(const std::vector<std::string>& passes, const Vars& outputs,
                                const std::vector<Tensor>& inputs);

}  // namespace xgrad
