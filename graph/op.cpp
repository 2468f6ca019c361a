#include <fmt/format.h>
#include <xgrad/graph/arena_internal.hpp>
#include <xgrad/graph/op.hpp>

namespace xgrad {

std::string Operand::origin() const {
  if (!var) return {};
  const SourceLine* line = var.arena()->find_line(var.id());
  if (!line) return {};
  std::string_view file = line->file;
  if (auto slash = file.rfind('/'); slash != std::string_view::npos) file.remove_prefix(slash + 1);
  return fmt::format("{} was made at {}:{}", name(), file, line->line);
}

std::string to_string(const Operand& operand) {
  return fmt::format("{} {} {}", operand.var ? operand.name() : "a value", to_string(operand.dtype),
                     to_string(operand.shape));
}

Vars Op::vjp(Vars, Var out, Var) const {
  throw GraphError("grad", fmt::format("{} has no derivative rule", name()), out.name(),
                   "override vjp, or leave this path out with stop_gradient");
}

Kernel Op::kernel(Types in, const Type&) const {
  const std::size_t count = in.size();
  return [this, count](const View* views, const View& out) { forward(Views(views, count), out); };
}

Var make_node(OpPtr op, std::span<const Var> in) { return arena_of_operands(*op, in).apply(op, in); }

}  // namespace xgrad
