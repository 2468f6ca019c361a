#pragma once
#include <cstdint>
#include <initializer_list>
#include <vector>
#include <xgrad/graph/var.hpp>

namespace xgrad {

/// gather(x, indices, axis): the entries of x at these places along an axis.   as numpy.take, torch.index_select
///   value       along axis 0: y[i, ...] = x[indices[i], ...]
///   shapes      the axis is replaced by the shape of indices (int64): x [5, 3], indices [2, 2], axis 0 -> [2, 2, 3]
///   dtypes      any; indices int64
///   derivative  dx = scatter_add(zeros_like(x), indices, dy, axis); indices none
///   edges       negative indices count from the back
///   throws      ShapeError, DTypeError; DataError for an index that is not there, when the program runs, or at once if
///               indices and extent are known
Var gather(Var x, Var indices, std::int64_t axis);
Var gather(Var x, const std::vector<std::int64_t>& indices, std::int64_t axis);
inline Var gather(Var x, std::initializer_list<std::int64_t> indices, std::int64_t axis) {
  return gather(x, std::vector<std::int64_t>(indices), axis);
}

/// scatter_add(base, indices, updates, axis): base, with updates added at these places along an axis.
///   as numpy.add.at, torch.index_add
///   value       along axis 0: base[indices[i], ...] += updates[i, ...], for one i after the other
///   shapes      updates has the shape of gather(base, indices, axis), the result that of base
///   dtypes      float32, float64, int64; indices int64
///   derivative  dbase = dy,  dupdates = gather(dy, indices, axis); indices none
///   edges       negative indices count from the back
///   throws      as gather
Var scatter_add(Var base, Var indices, Var updates, std::int64_t axis);
Var scatter_add(Var base, const std::vector<std::int64_t>& indices, Var updates, std::int64_t axis);
inline Var scatter_add(Var base, std::initializer_list<std::int64_t> indices, Var updates, std::int64_t axis) {
  return scatter_add(base, std::vector<std::int64_t>(indices), updates, axis);
}

}  // namespace xgrad
