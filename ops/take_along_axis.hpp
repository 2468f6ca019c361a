#pragma once
#include <cstdint>
#include <xgrad/graph/var.hpp>

namespace xgrad {

/// take_along_axis(x, indices, axis): along the axis, at each place the entry that an index of the same place names.
///   as numpy.take_along_axis, torch.take_along_dim
///   value       along axis 1 of a matrix: y[i, j] = x[i, indices[i, j]]
///   shapes      as many axes; along `axis` the result has the indices' extent, elsewhere the two broadcast
///   dtypes      any; indices int64
///   derivative  dx = scatter_add_along_axis(zeros_like(x), indices, dy, axis); indices none
///   edges       negative indices count from the back
///   throws      ShapeError, DTypeError; DataError for an index that is not there, when the program runs
Var take_along_axis(Var x, Var indices, std::int64_t axis);

/// scatter_add_along_axis(base, indices, updates, axis): base, with updates added where take_along_axis would read.
///   as torch.scatter_add
///   value       along axis 1 of a matrix: base[i, indices[i, j]] += updates[i, j], for one [i, j] after the other
///   shapes      updates has the shape of take_along_axis(base, indices, axis), the result that of base
///   dtypes      float32, float64, int64; indices int64
///   derivative  dbase = dy,  dupdates = take_along_axis(dy, indices, axis); indices none
///   edges       negative indices count from the back
///   throws      as take_along_axis
Var scatter_add_along_axis(Var base, Var indices, Var updates, std::int64_t axis);

}  // namespace xgrad
