#include <fmt/format.h>
#include <array>
#include <xgrad/ops/activation.hpp>
#include <xgrad/ops/arithmetic.hpp>
#include <xgrad/ops/build_internal.hpp>
#include <xgrad/ops/exponential.hpp>
#include <xgrad/ops/like.hpp>
#include <xgrad/ops/like_internal.hpp>
#include <xgrad/ops/loss.hpp>
#include <xgrad/ops/reduce.hpp>
#include <xgrad/ops/reduce_internal.hpp>
#include <xgrad/ops/stop_gradient.hpp>

namespace xgrad {
namespace {

Arena& check_same_float_arrays(std::string_view op, Var a, Var b) {
  const std::array<Operand, 2> operands{operand_of(op, a), operand_of(op, b)};
  check_same_float(op, std::span<const Operand>(operands));
  check_same_shape(op, operands[0], operands[1]);
  return *a.arena();
}

Arena& check_rows_and_labels(std::string_view op, Var logits, Var labels) {
  const std::array<Operand, 2> operands{operand_of(op, logits), operand_of(op, labels)};
  const auto& [x, y] = operands;
  check_same_float(op, std::span(&x, 1));
  check_dtype(op, y, int64);
  if (x.shape.rank() != 2 || y.shape.rank() != 1)
    throw ShapeError(op, "the logits are not [n, classes] or the labels not [n]",
                     describe(std::span<const Operand>(operands)));
  if (!may_equal(x.shape[0], y.shape[0]))
    throw ShapeError(op, "the numbers of rows and labels differ",
                     fmt::format("{} ({} != {})", describe(std::span<const Operand>(operands)), x.shape[0], y.shape[0]),
                     y.origin());
  return *logits.arena();
}

}  // namespace

Var softmax_cross_entropy(Var logits, Var labels) {
  constexpr std::string_view op = "softmax_cross_entropy";
  Undo undo(check_rows_and_labels(op, logits, labels));
  const AxisSet along_classes(op, logits, 1);
  const Var z = logits - stop_gradient(max_or_lowest(logits, along_classes, keepdims));
  const Var totals = sum(exp(z), along_classes, keepdims);
  const Var at_label = where(one_hot_like(op, labels, logits), z, 0.0);  // 0 times -inf would be NaN
  const Var loss = (sum(log(totals)) - sum(at_label)) / count(logits, 0);
  undo.keep();
  return loss;
}

Var sigmoid_binary_cross_entropy(Var logits, Var targets) {
  Undo undo(check_same_float_arrays("sigmoid_binary_cross_entropy", logits, targets));
  const Var loss = mean(targets * softplus(-logits) + (1.0 - targets) * softplus(logits));
  undo.keep();
  return loss;
}

Var mse(Var a, Var b) {
  Undo undo(check_same_float_arrays("mse", a, b));
  const Var loss = mean(square(a - b));
  undo.keep();
  return loss;
}

}  // namespace xgrad
