#include <optional>
#include <xgrad/ops/ops.hpp>

#include "build_op.hpp"

namespace conformance {

using namespace xgrad;

namespace {

std::optional<std::int64_t> bound(const nlohmann::json& given) {
  return given.is_null() ? open_end : std::optional(given.get<std::int64_t>());
}

std::vector<Slice> slices_of(const nlohmann::json& given) {
  std::vector<Slice> slices;
  for (const nlohmann::json& row : given)
    slices.push_back({bound(row.at(0)), bound(row.at(1)), row.at(2).get<std::int64_t>()});
  return slices;
}

/// The attribute `to`, or, where a node's own shape says it, `shape`.
Shape target(const Call& c) { return c.shape(c.has("to") ? "to" : "shape"); }

std::vector<PadWidth> widths_of(const nlohmann::json& given) {
  std::vector<PadWidth> widths;
  for (const nlohmann::json& row : given)
    widths.push_back({row.at(0).get<std::int64_t>(), row.at(1).get<std::int64_t>()});
  return widths;
}

/// The indices are an operand, or a flat list with a shape.
Var take_along_axis_of(const Call& c) {
  const Var indices = c.operand_or_integers(1, "indices");
  const bool is_flat = c.size() < 2 && c.has("indices_shape");
  return take_along_axis(c[0], is_flat ? reshape(indices, c.shape("indices_shape")) : indices, c.integer("axis"));
}

}  // namespace

std::span<const OpRow> array_rows() {
  static const OpRow rows[] = {
      {"matmul", 2, [](const Call& c) { return matmul(c[0], c[1]); }},
      {"dot", 2, [](const Call& c) { return dot(c[0], c[1]); }},
      {"outer", 2, [](const Call& c) { return outer(c[0], c[1]); }},
      {"einsum", 1, [](const Call& c) { return einsum(c.attribute("equation").get<std::string>(), c.operands()); }},
      {"reshape", 1, [](const Call& c) { return reshape(c[0], target(c)); }},
      {"broadcast_to", 1, [](const Call& c) { return broadcast_to(c[0], target(c)); }},
      {"transpose", 1, [](const Call& c) { return transpose(c[0], c.axes()); }},
      {"slice", 1, [](const Call& c) { return slice(c[0], slices_of(c.attribute("slices"))); }},
      {"concatenate", 1, [](const Call& c) { return concatenate(c.operands(), c.integer("axis")); }},
      {"gather", 1,
       [](const Call& c) {
         return c.size() > 1 ? gather(c[0], c[1], c.integer("axis"))
                             : gather(c[0], c.integers("indices"), c.integer("axis"));
       }},
      {"take_along_axis", 1, take_along_axis_of},
      {"stack", 1, [](const Call& c) { return stack(c.operands(), c.integer("axis")); }},
      {"squeeze", 1, [](const Call& c) { return squeeze(c[0], c.axes()); }},
      {"expand_dims", 1, [](const Call& c) { return expand_dims(c[0], c.integers(c.has("axes") ? "axes" : "axis")); }},
      {"flip", 1, [](const Call& c) { return flip(c[0], c.axes()); }},
      {"roll", 1, [](const Call& c) { return roll(c[0], c.integer("shift"), c.integer("axis")); }},
      {"tile", 1, [](const Call& c) { return tile(c[0], c.integers("repeats")); }},
      {"repeat", 1, [](const Call& c) { return repeat(c[0], c.integer("repeats"), c.integer("axis")); }},
      {"sort", 1, [](const Call& c) { return sort(c[0], c.integer("axis")); }},
      {"argsort", 1, [](const Call& c) { return argsort(c[0], c.integer("axis")); }},
      {"triu", 1, [](const Call& c) { return triu(c[0], c.integer("k")); }},
      {"tril", 1, [](const Call& c) { return tril(c[0], c.integer("k")); }},
      {"diag", 1, [](const Call& c) { return diag(c[0], c.has("k") ? c.integer("k") : 0); }},
      {"trace", 1, [](const Call& c) { return trace(c[0]); }},
      {"pad", 1, [](const Call& c) { return pad(c[0], widths_of(c.attribute("widths")), c.number("value", 0)); }},
      {"conv2d", 2,
       [](const Call& c) {
         return conv2d(c[0], c[1], {.stride = c.integer("stride"), .padding = c.integer("padding")});
       }},
      {"max_pool2d", 1,
       [](const Call& c) { return max_pool2d(c[0], c.integer("size"), {.stride = c.integer("stride")}); }},
      {"avg_pool2d", 1,
       [](const Call& c) { return avg_pool2d(c[0], c.integer("size"), {.stride = c.integer("stride")}); }},
      {"solve", 2, [](const Call& c) { return solve(c[0], c[1]); }},
      {"inv", 1, [](const Call& c) { return inv(c[0]); }},
      {"det", 1, [](const Call& c) { return det(c[0]); }},
      {"slogdet", 1, [](const Call& c) { return slogdet(c[0]).logabsdet; }},
      {"cholesky", 1, [](const Call& c) { return cholesky(c[0]); }},
      {"triangular_solve", 2, [](const Call& c) { return triangular_solve(c[0], c[1], {.upper = c.flag("upper")}); }},
  };
  return rows;
}

}  // namespace conformance
