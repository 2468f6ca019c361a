#include "after_pass.hpp"

namespace xgrad {

Vars inputs_of(Arena& arena) {
  Vars inputs;
  for (std::uint32_t id = 0; id < arena.size(); ++id)
    if (arena.kind(id) == Arena::Kind::input) inputs.push_back(arena.var(id));
  return inputs;
}

Module module_of(const Vars& outputs, const Updates& updates) {
  Arena& arena = outputs.empty() ? *updates[0].state.arena() : *outputs[0].arena();
  return prune(arena, inputs_of(arena), outputs, updates);
}

Module module_of(Var v) { return module_of(Vars{v}); }

std::string as_written(Var v) { return listing(module_of(v).outputs[0]); }

std::string after(Module (*pass)(Module&&), Var v) {
  Module made = pass(module_of(v));
  verify(made);
  made = rewrite(std::move(made), {});  // numbers anew: what the pass left over is gone
  return listing(made.outputs[0]);
}

std::vector<Tensor> run_without(const std::vector<std::string>& passes, const Vars& outputs,
                                const std::vector<Tensor>& inputs) {
  Program p = compile(inputs_of(*outputs[0].arena()), outputs, Updates{}, CompileOptions{passes});
  const Outputs results = p(inputs);
  return std::vector<Tensor>(results.begin(), results.end());
}

}  // namespace xgrad
