#pragma once
#include <cstdint>
#include <initializer_list>
#include <vector>
#include <xgrad/graph/var.hpp>

namespace xgrad {

/// stack({a, b, ...}, axis): the operands side by side along a new axis.      as numpy.stack, torch.stack
///   shapes      [2, 3], [2, 3] along 0 -> [2, 2, 3]; the operands have one shape, dynamic extents must come out equal
///   dtypes      any, one for all
///   derivative  each operand gets its part of dy
///   edges       an operand may appear twice
///   throws      GraphError for no operand, ShapeError, DTypeError
Var stack(const Vars& operands, std::int64_t axis);
Var stack(const Vars& operands);  ///< along axis 0

/// split(x, parts, axis): x cut into so many equal parts; split(x, places, axis): x cut before each of these places,
/// {2, 5} gives [0:2], [2:5] and [5:].                                   as numpy.split, torch.tensor_split
///   shapes      [6, 2], parts 3, axis 0 -> three of [2, 2]; an extent may be dynamic, and must be a multiple of parts
///   dtypes      any
///   derivative  dx = the parts' cotangents, concatenated
///   edges       places may be negative or beyond the end, as a Slice's bounds
///   throws      ShapeError if the parts are not equal (torch.split's sizes: give the places instead)
Vars split(Var x, std::int64_t parts, std::int64_t axis);
Vars split(Var x, const std::vector<std::int64_t>& places, std::int64_t axis);
inline Vars split(Var x, std::initializer_list<std::int64_t> places, std::int64_t axis) {
  return split(x, std::vector<std::int64_t>(places), axis);
}

}  // namespace xgrad
