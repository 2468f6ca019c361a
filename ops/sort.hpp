#pragma once
#include <cstdint>
#include <xgrad/graph/var.hpp>

/// Order along an axis, the last one if none is named. Equal elements keep their order, 0 and -0 are equal, NaN counts
/// as the largest: it comes last, or first where the largest come first. An extent may be dynamic.
///   shapes      any -> the same
///   dtypes      float32, float64, int64
///   throws      ShapeError for an axis that is not there (rank 0 has none), DTypeError for bool
namespace xgrad {

/// sort(x, axis): the elements in ascending order.                  as numpy.sort (stable), torch.sort
///   derivative  dx = dy, back at the places where the elements came from
Var sort(Var x);
Var sort(Var x, std::int64_t axis);
Var sort(Var x, std::int64_t axis, bool descending);

/// argsort(x, axis): the places, along the axis, that the elements of sort(x, axis) come from.
///   as numpy.argsort, torch.argsort
///   dtypes      float32, float64, int64 -> int64
///   derivative  0: flat
Var argsort(Var x);
Var argsort(Var x, std::int64_t axis);
Var argsort(Var x, std::int64_t axis, bool descending);

/// What topk gives.
struct TopK {
  Var values, indices;
};

/// topk(x, k, axis): the k largest elements along an axis, the largest first, and their places.      as torch.topk
///   shapes      [2, 5], k 3 -> [2, 3] twice
///   dtypes      float32, float64, int64; the places are int64
///   derivative  dx = the values' cotangent, at the places that they came from
///   throws      as sort; ShapeError if there are fewer than k, at the latest when the program runs
TopK topk(Var x, std::int64_t k);
TopK topk(Var x, std::int64_t k, std::int64_t axis);
TopK topk(Var x, std::int64_t k, std::int64_t axis, bool largest);  ///< the k smallest, the smallest first, if not

}  // namespace xgrad
