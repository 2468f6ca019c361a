#include <xgrad/graph/arena_internal.hpp>
#include <xgrad/graph/unary_function.hpp>

namespace xgrad {

void detail::throw_empty_function() {
  throw GraphError("function", "the pointer is null", {}, "the identity is [](Var x) { return x; }");
}

std::string UnaryFunction::name() const {
  if (!name_.empty() || !is_builder_) return name_;
  Graph graph;
  const Var x = graph.input("x");
  Var y;
  try {
    y = call_(x);
  } catch (const Error&) {  // it wants a matrix, or operands of another graph
    return {};
  }
  if (!y || y.arena() != x.arena() || graph.arena().is_leaf(y.id())) return {};
  for (std::uint32_t operand : graph.arena().in(y.id()))
    if (!graph.arena().is_leaf(operand)) return {};
  return std::string(graph.arena().op(y.id()).name());
}

}  // namespace xgrad
