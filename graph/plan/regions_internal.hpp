#pragma once
#include <cstdint>
#include <optional>
#include <vector>
#include <xgrad/graph/op.hpp>
#include <xgrad/graph/plan/rows_internal.hpp>
#include <xgrad/graph/plan/units_internal.hpp>

namespace xgrad {

/// A plan's units with their operands and results (nodes), and where nodes live.
struct Work {
  const Arena& arena;
  const std::vector<Unit>& units;
  const std::vector<std::vector<std::uint32_t>>&in, &out;
  const std::vector<std::uint32_t>& storage_of;
};

/// Units [first, last), one behind the other, that are done chunk by chunk: all of them for some rows, then for the
/// next. What one leaves for the next stays in the cache, and threads share the chunks. A reduction over the rows ends
/// in partial results, which are joined when all chunks are done.
struct RegionPlan {
  std::size_t first, last;
  std::int64_t rows, chunk;  ///< rows: of all, of a chunk (a power of two, by shapes alone)
};
std::vector<RegionPlan> find_regions(const Work& work);

/// How a unit is done by rows: an iteration space, an op that takes rows apart, or a reduction over them.
struct RowForm {
  enum class Kind : std::uint8_t { lanes, op, reduction } kind;
  Shape space;         ///< of a reduction: its operand's
  std::size_t axes;    ///< that make up the rows
  std::int64_t inner;  ///< reduction: results for each element of the reduced axis
  RowUse use(const Shape& operand) const {
    if (kind == Kind::lanes) return row_use(operand, space, axes);
    return operand.rank() > 0 && operand[0] == space[0] && axes <= operand.rank() ? RowUse::rows : RowUse::neither;
  }
};
/// None if the unit cannot be done by so many rows.
std::optional<RowForm> row_form(const Work& work, std::size_t unit, std::int64_t rows);

}  // namespace xgrad
