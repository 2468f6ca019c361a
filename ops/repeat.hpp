#pragma once
#include <cstdint>
#include <initializer_list>
#include <vector>
#include <xgrad/graph/var.hpp>

/// The same elements again and again. Any extent may be dynamic.
///   dtypes      any
///   throws      ShapeError
namespace xgrad {

/// tile(x, repeats): x repeated as a whole, so many times along each axis.      as numpy.tile, torch.tile
///   shapes      [2, 3], repeats {2, 1} -> [4, 3]; fewer repeats mean the last axes, more add axes in front
///   derivative  dx = dy, summed over the repetitions
///   edges       0 repeats give an empty array
Var tile(Var x, const std::vector<std::int64_t>& repeats);

/// repeat(x, repeats, axis): each entry along the axis so many times after the other; repeat(x, {2, 0, 1}, axis): entry
/// i so many times as counts[i] says.                             as numpy.repeat, torch.repeat_interleave
///   value       [a, b] repeated 2 times: [a, a, b, b]
///   shapes      [2, 3], 2 times along axis 0 -> [4, 3]; with counts, the extent is known and equals their number
///   derivative  dx = dy, summed over the repetitions
Var repeat(Var x, std::int64_t repeats, std::int64_t axis);
Var repeat(Var x, const std::vector<std::int64_t>& counts, std::int64_t axis);
inline Var repeat(Var x, std::initializer_list<std::int64_t> counts, std::int64_t axis) {
  return repeat(x, std::vector<std::int64_t>(counts), axis);
}

}  // namespace xgrad
