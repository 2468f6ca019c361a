#pragma once
#include <cstdint>
#include <xgrad/graph/var.hpp>

namespace xgrad {

/// concatenate({a, b, ...}, axis): the operands one after the other along an axis.   as numpy.concatenate, torch.cat
///   shapes      [2, 3], [2, 1] along 1 -> [2, 4]; the other extents are equal; with a dynamic extent the sum is too
///   dtypes      any, one for all
///   derivative  each operand gets its part of dy: part_like
///   edges       an operand may appear twice
///   throws      GraphError for no operand, ShapeError, DTypeError
Var concatenate(const Vars& operands, std::int64_t axis);

}  // namespace xgrad
