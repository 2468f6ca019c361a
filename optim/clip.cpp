#include <fmt/format.h>
#include <cmath>
#include <xgrad/graph/arena_internal.hpp>
#include <xgrad/graph/error.hpp>
#include <xgrad/ops/arithmetic.hpp>
#include <xgrad/ops/power.hpp>
#include <xgrad/ops/reduce.hpp>
#include <xgrad/optim/clip.hpp>
#include <xgrad/optim/options_internal.hpp>
#include <xgrad/optim/updates_internal.hpp>

namespace xgrad::optim {
namespace {

/// The norm itself, while it is finite. It holds back a whole step: a run that throws commits nothing.
struct FiniteNorm : Op {
  std::string_view name() const override { return "clip_grad_norm"; }
  Type infer(Types in) const override { return in[0]; }
  void forward(Views in, View out) const override {
    if (out.dtype == float32)
      check(in[0].as<float>(), out.as<float>());
    else
      check(in[0].as<double>(), out.as<double>());
  }
  Vars vjp(Vars, Var, Var dy) const override { return {dy}; }

 private:
  template <class T> static void check(const T* norm, T* out) {
    if (!std::isfinite(*norm))
      throw DataError("clip_grad_norm", "the total norm of the gradients is not finite", fmt::format("{}", *norm),
                      "error_if_nonfinite = false would scale by it all the same");
    *out = *norm;
  }
};

Arena& check_gradients(std::string_view what, const Vars& gradients) {
  if (gradients.empty()) throw GraphError(what, "there are no gradients");
  for (Var g : gradients)
    if (!g) throw GraphError(what, "a gradient is empty");
  return *gradients[0].arena();
}

DType widest(const Vars& gradients) {
  for (Var g : gradients)
    if (g.dtype() == float64) return float64;
  return gradients[0].dtype();
}

/// One gradient's share in the norm, before the root.
Var share(Var g, double order) {
  if (std::isinf(order) && g.shape().size() != 0) return max(abs(g));
  if (order == 1.0 || std::isinf(order)) return sum(abs(g));
  if (order == 2.0) return sum(square(g));
  return sum(pow(abs(g), order));
}

}  // namespace

Vars clip_grad_value(const Vars& gradients, double clip_value) {
  check_not_negative("clip_grad_value", "clip_value", clip_value);
  if (gradients.empty()) return {};
  Undo undo(check_gradients("clip_grad_value", gradients));
  Vars clipped;
  for (Var g : gradients) clipped.push_back(minimum(maximum(g, -clip_value), clip_value));
  undo.keep();
  return clipped;
}

Var total_norm(const Vars& gradients, double norm_type) {
  check_positive("total_norm", "norm_type", norm_type);
  Undo undo(check_gradients("total_norm", gradients));
  const DType dtype = widest(gradients);
  Var all;
  for (Var g : gradients) {
    const Var part = as(share(g, norm_type), dtype);
    all = !all ? part : std::isinf(norm_type) ? maximum(all, part) : all + part;
  }
  if (norm_type == 2.0)
    all = sqrt(all);
  else if (!std::isinf(norm_type) && norm_type != 1.0)
    all = pow(all, 1.0 / norm_type);
  undo.keep();
  return all;
}

ClippedGradients clip_grad_norm(const Vars& gradients, double max_norm, ClipNormOptions options) {
  check_not_negative("clip_grad_norm", "max_norm", max_norm);
  check_positive("clip_grad_norm", "norm_type", options.norm_type);
  Undo undo(check_gradients("clip_grad_norm", gradients));
  Var norm = total_norm(gradients, options.norm_type);
  if (options.error_if_nonfinite) norm = make_node<FiniteNorm>(norm);
  const Var factor = minimum(max_norm / (norm + 1e-6), 1.0);
  ClippedGradients clipped{{}, norm};
  for (Var g : gradients) clipped.gradients.push_back(g * as(factor, g.dtype()));
  undo.keep();
  return clipped;
}

}  // namespace xgrad::optim
