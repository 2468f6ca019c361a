#include <stdexcept>
#include <xgrad/ops/ops.hpp>

#include "build_op.hpp"

namespace conformance {

using namespace xgrad;

namespace {

/// argmax and argmin work along one axis, or over the array as it lies in memory.
template <class AlongAxis, class OverAll> Var index_of(const Call& c, AlongAxis along_axis, OverAll over_all) {
  const bool has_axes = c.has("axes") && !c.attribute("axes").is_null();
  if (!has_axes && !c.has("axis")) return over_all(c[0]);
  const std::vector<std::int64_t> axes = c.integers(has_axes ? "axes" : "axis");
  if (axes.size() == 1) return along_axis(c[0], axes[0], c.flag("keepdims"));
  if (axes.size() == c[0].rank() && !c.flag("keepdims")) return over_all(c[0]);
  throw std::runtime_error("argmax and argmin take one axis, or all");
}

}  // namespace

std::span<const OpRow> reduction_rows() {
  static const OpRow rows[] = {
      {"sum", 1, [](const Call& c) { return sum(c[0], c.axes(), c.flag("keepdims")); }},
      {"mean", 1, [](const Call& c) { return mean(c[0], c.axes(), c.flag("keepdims")); }},
      {"max", 1, [](const Call& c) { return max(c[0], c.axes(), c.flag("keepdims")); }},
      {"min", 1, [](const Call& c) { return min(c[0], c.axes(), c.flag("keepdims")); }},
      {"prod", 1, [](const Call& c) { return prod(c[0], c.axes(), c.flag("keepdims")); }},
      {"var", 1, [](const Call& c) { return var(c[0], c.axes(), c.flag("keepdims"), c.number("ddof", 0)); }},
      {"std", 1, [](const Call& c) { return xgrad::std(c[0], c.axes(), c.flag("keepdims"), c.number("ddof", 0)); }},
      {"norm", 1, [](const Call& c) { return norm(c[0], c.axes(), c.flag("keepdims")); }},
      {"any", 1, [](const Call& c) { return any(c[0], c.axes(), c.flag("keepdims")); }},
      {"all", 1, [](const Call& c) { return all(c[0], c.axes(), c.flag("keepdims")); }},
      {"cumsum", 1, [](const Call& c) { return cumsum(c[0], c.integer("axis")); }},
      {"cumprod", 1, [](const Call& c) { return cumprod(c[0], c.integer("axis")); }},
      {"logsumexp", 1, [](const Call& c) { return logsumexp(c[0], c.axes(), c.flag("keepdims")); }},
      {"argmax", 1,
       [](const Call& c) {
         return index_of(
             c, [](Var x, std::int64_t axis, bool keep) { return argmax(x, axis, keep); },
             [](Var x) { return argmax(x); });
       }},
      {"argmin", 1,
       [](const Call& c) {
         return index_of(
             c, [](Var x, std::int64_t axis, bool keep) { return argmin(x, axis, keep); },
             [](Var x) { return argmin(x); });
       }},
      {"softmax", 1, [](const Call& c) { return softmax(c[0], c.integer("axis")); }},
      {"log_softmax", 1, [](const Call& c) { return log_softmax(c[0], c.integer("axis")); }},
      {"softmax_cross_entropy", 1,
       [](const Call& c) { return softmax_cross_entropy(c[0], c.operand_or_integers(1, "labels")); }},
      {"sigmoid_binary_cross_entropy", 2, [](const Call& c) { return sigmoid_binary_cross_entropy(c[0], c[1]); }},
      {"mse", 2, [](const Call& c) { return mse(c[0], c[1]); }},
  };
  return rows;
}

}  // namespace conformance
