#include <fmt/format.h>
#include <xgrad/ops/arithmetic.hpp>
#include <xgrad/ops/build_internal.hpp>
#include <xgrad/ops/dot.hpp>
#include <xgrad/ops/expand_dims.hpp>
#include <xgrad/ops/like_internal.hpp>
#include <xgrad/ops/reduce.hpp>

namespace xgrad {
namespace {

void check_numbers(std::string_view op, Types operands) {
  check_same_dtype(op, operands);
  if (operands[0].dtype == boolean)
    throw DTypeError(op, "bool is not taken", describe(operands), "cast(x, int64) converts");
}

}  // namespace

Var dot(Var a, Var b) {
  constexpr std::string_view op = "dot";
  const Operand operands[] = {operand_of(op, a), operand_of(op, b)};
  const Types shown{std::span<const Operand>(operands)};
  check_numbers(op, shown);
  for (const Operand& o : operands)
    if (o.shape.rank() != 1)
      throw ShapeError(op, "an operand is no vector", describe(shown), "matmul multiplies matrices");
  check_same_shape(op, operands[0], operands[1]);
  Undo undo(*a.arena());
  const Var result = sum(a * (a.shape() == b.shape() && a.shape().is_static() ? b : with_shape_of(op, b, a)));
  undo.keep();
  return result;
}

Var outer(Var a, Var b) {
  constexpr std::string_view op = "outer";
  const Operand operands[] = {operand_of(op, a), operand_of(op, b)};
  check_numbers(op, std::span<const Operand>(operands));
  Undo undo(*a.arena());
  const auto as_vector = [](Var x) { return x.rank() == 1 ? x : flatten(x); };
  const Var column = expand_dims(as_vector(a), 1), row = expand_dims(as_vector(b), 0);
  const Var result = column * row;
  undo.keep();
  return result;
}

}  // namespace xgrad
