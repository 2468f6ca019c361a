#pragma once
#include <xgrad/graph/shape.hpp>
#include <xgrad/graph/var.hpp>

namespace xgrad {

/// reshape(x, shape): x's elements in their order under another shape.          as numpy.reshape, torch.reshape
///   shapes      [2, 3], shape {3, 2} -> [3, 2]; one extent may be -1 (which is `dynamic`): what is left over, known
///               now or when the program runs
///   dtypes      any
///   derivative  dx = reshape_like(dy, x)
///   throws      ShapeError if the number of elements differs, for two extents of -1, or if any would do
Var reshape(Var x, const Shape& shape);

}  // namespace xgrad
