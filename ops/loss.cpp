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
#include <xgrad/ops/softmax.hpp>
#include <xgrad/ops/stop_gradient.hpp>

namespace xgrad {
namespace {

Arena& check_float_arrays(std::string_view op, Var a, Var b) {
  const std::array<Operand, 2> operands{operand_of(op, a), operand_of(op, b)};
  check_same_float(op, std::span<const Operand>(operands));
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
  const Var log_totals = sum(log(sum(exp(z), along_classes, keepdims)));
  const Var is_label = one_hot_like(op, labels, logits);
  const Var at_labels = sum(where(is_label, z, 0.0));  // not is_label * z: 0 times -inf is NaN
  const Var loss = (log_totals - at_labels) / count(logits, 0);
  undo.keep();
  return loss;
}

Var softmax_cross_entropy(Var logits, Var labels, double label_smoothing) {
  constexpr std::string_view op = "softmax_cross_entropy";
  if (!(label_smoothing >= 0.0 && label_smoothing <= 1.0))
    throw DataError(op, "the label smoothing is not within [0, 1]", std::to_string(label_smoothing));
  if (label_smoothing == 0.0) return softmax_cross_entropy(logits, labels);
  Undo undo(check_rows_and_labels(op, logits, labels));
  const Var everywhere = -mean(log_softmax(logits, 1));
  const Var loss = (1.0 - label_smoothing) * softmax_cross_entropy(logits, labels) + label_smoothing * everywhere;
  undo.keep();
  return loss;
}

Var sigmoid_binary_cross_entropy(Var logits, Var targets) {
  constexpr std::string_view op = "sigmoid_binary_cross_entropy";
  Undo undo(check_float_arrays(op, logits, targets));
  const Var t = with_shape_of(op, targets, logits);
  const Var if_one = softplus(-logits), if_zero = softplus(logits);  // -log(s), -log(1 - s)
  const Var weighted_one = t * if_one, weighted_zero = (1.0 - t) * if_zero;
  const Var loss = mean(weighted_one + weighted_zero);
  undo.keep();
  return loss;
}

Var mse(Var a, Var b) {
  Undo undo(check_float_arrays("mse", a, b));
  const Var loss = mean(square(a - with_shape_of("mse", b, a)));
  undo.keep();
  return loss;
}

Var mae(Var a, Var b) {
  Undo undo(check_float_arrays("mae", a, b));
  const Var loss = mean(abs(a - with_shape_of("mae", b, a)));
  undo.keep();
  return loss;
}

Var huber(Var a, Var b) { return huber(a, b, 1.0); }
Var huber(Var a, Var b, double delta) {
  if (!(delta > 0.0)) throw DataError("huber", "delta is not above 0", std::to_string(delta));
  Undo undo(check_float_arrays("huber", a, b));
  const Var e = a - with_shape_of("huber", b, a);
  const Var size = abs(e), within = minimum(size, delta);  // e^2 / 2 as far as delta, and delta a unit beyond
  const Var loss = mean(within * (size - 0.5 * within));
  undo.keep();
  return loss;
}

Var hinge(Var scores, Var targets) {
  Undo undo(check_float_arrays("hinge", scores, targets));
  const Var margin = 1.0 - with_shape_of("hinge", targets, scores) * scores;
  const Var loss = mean(maximum(margin, 0.0));
  undo.keep();
  return loss;
}

}  // namespace xgrad
