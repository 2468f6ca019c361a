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

}  // namespace

std::span<const OpRow> array_rows() {
  static const OpRow rows[] = {
      {"matmul", 2, [](const Call& c) { return matmul(c[0], c[1]); }},
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
  };
  return rows;
}

}  // namespace conformance
