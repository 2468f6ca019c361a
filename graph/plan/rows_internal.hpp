#pragma once
#include <algorithm>
#include <cstdint>
#include <optional>
#include <xgrad/graph/shape.hpp>

namespace xgrad {

/// How many of a shape's first axes make up that many rows, at least one; none if they do not.
inline std::optional<std::size_t> row_axes(const Shape& shape, std::int64_t rows) {
  std::int64_t product = 1;
  for (std::size_t axis = 0; axis < shape.rank(); ++axis)
    if ((product *= shape[axis]) == rows) return axis + 1;
  return {};
}

/// How an operand goes through an iteration space by rows.
enum class RowUse : std::uint8_t {
  rows,    ///< its rows are the space's
  whole,   ///< it is the same for all rows
  neither  ///< it must not be taken apart so
};

/// Of an operand that broadcasts to the space whose first `axes` axes are the rows.
inline RowUse row_use(const Shape& operand, const Shape& space, std::size_t axes) {
  const std::size_t pad = space.rank() - operand.rank();
  bool follows = true, repeats = true;
  for (std::size_t axis = 0; axis < axes; ++axis) {
    const std::int64_t extent = axis < pad ? 1 : operand[axis - pad];
    follows &= extent == space[axis];
    repeats &= extent == 1;
  }
  return follows ? RowUse::rows : repeats ? RowUse::whole : RowUse::neither;
}

/// The shape of so many of a space's rows, the row axes as one.
inline Shape rows_of(const Shape& space, std::size_t axes, std::int64_t rows) {
  Shape part{rows};
  for (std::size_t axis = axes; axis < space.rank(); ++axis) part.push_back(space[axis]);
  return part;
}
/// The same of an operand that broadcasts to the space.
inline Shape rows_of_operand(const Shape& operand, const Shape& space, std::size_t axes, std::int64_t rows) {
  const std::size_t pad = space.rank() - operand.rank();
  Shape part;
  if (row_use(operand, space, axes) == RowUse::rows) part.push_back(rows);
  for (std::size_t axis = std::max(axes, pad); axis < space.rank(); ++axis) part.push_back(operand[axis - pad]);
  return part;
}

}  // namespace xgrad
