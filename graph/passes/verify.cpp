#include <fmt/format.h>
#include <xgrad/graph/passes/module_internal.hpp>

namespace xgrad {

void verify(Module& module) {
  Arena& arena = module.graph.arena();
  for (std::uint32_t id = 0; id < arena.size(); ++id) {
    for (std::uint32_t i : arena.in(id))
      if (i >= id) throw GraphError("verify", "an operand does not come before its user", arena.display_name(id));
    const std::vector<Operand> operands = arena.operands(id);
    if (!arena.is_leaf(id) && !(arena.op(id).infer(Types(operands)) == arena.type(id)))
      throw GraphError("verify", "a type is not what the op infers", arena.display_name(id));
  }
  for (Var v : module.outputs)
    if (v.arena() != &arena || v.id() >= arena.size()) throw GraphError("verify", "an output is of another graph");
  for (const Update& u : module.updates)
    if (arena.kind(u.state.id()) != Arena::Kind::variable)
      throw GraphError("verify", "an update's target is no state variable");
}

}  // namespace xgrad
