#include <xgrad/graph/arena_internal.hpp>
#include <xgrad/graph/error.hpp>
#include <xgrad/models/penalty.hpp>
#include <xgrad/ops/arithmetic.hpp>
#include <xgrad/ops/reduce.hpp>

namespace xgrad::models {
namespace {

template <class F> Var sum_over(std::string_view name, const Vars& parameters, F&& of_one) {
  if (parameters.empty() || !parameters[0]) throw GraphError(name, "there are no parameters");
  Undo undo(*parameters[0].arena());
  Var total;
  for (Var p : parameters) {
    const Var part = of_one(p);
    total = total ? total + part : part;
  }
  undo.keep();
  return total;
}

}  // namespace

Var l1_penalty(const Vars& parameters) {
  return sum_over("l1_penalty", parameters, [](Var p) { return sum(abs(p)); });
}
Var l2_penalty(const Vars& parameters) {
  return sum_over("l2_penalty", parameters, [](Var p) { return 0.5 * sum(square(p)); });
}

}  // namespace xgrad::models
