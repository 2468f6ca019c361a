#pragma once
#include <cstddef>
#include <cstdint>
#include <vector>
#include <xgrad/graph/vocabulary.hpp>
#include <xgrad/ops/axes.hpp>
#include <xgrad/ops/slice.hpp>

/// Ops that take a shape from an operand. What a gradient must know of an extent, it says with these: an extent may be
/// `dynamic`, and so no number. An operand `ref` is read for its shape only (and dtype), and gets no gradient. When a
/// program knows the extents, `specialize` turns these into plain ops and constants.
///   dtypes      any
namespace xgrad {

/// broadcast_like(x, ref): x broadcast to ref's shape; broadcast_like(x, ref, axes): x repeated along axes of ref which
/// x lacks, as sum(ref, axes) lacks them.
///   as numpy.broadcast_to(x, ref.shape), torch.Tensor.expand_as
///   shapes      [3] with ref [2, 3] -> [2, 3];  [2] with ref [2, 3], axes {1} -> [2, 3]
///   derivative  dx = sum_like(dy, x);  with axes dx = sum(dy, axes)
///   throws      ShapeError if x does not broadcast to ref
Var broadcast_like(Var x, Var ref);
Var broadcast_like(Var x, Var ref, Axes axes);

/// sum_like(x, ref): x summed over the axes along which ref was broadcast to x's shape, in ref's shape.
///   as torch.Tensor.sum_to_size
///   shapes      [2, 3] with ref [3] -> [3], with ref [2, 1] -> [2, 1]
///   dtypes      float32, float64, int64
///   derivative  dx = broadcast_like(dy, x)
///   throws      ShapeError if ref does not broadcast to x, DTypeError for bool
Var sum_like(Var x, Var ref);

/// zeros_like(ref): zeros of ref's dtype and shape.               as numpy.zeros_like, torch.zeros_like
///   shapes      any -> the same
///   derivative  none: constant
Var zeros_like(Var ref);

/// ones_like(ref): ones of ref's dtype and shape.                 as numpy.ones_like, torch.ones_like
///   shapes      any -> the same
///   derivative  none: constant
Var ones_like(Var ref);

/// reshape_like(x, ref): x's elements in their order, in ref's shape.
///   as numpy.reshape(x, ref.shape), torch.Tensor.view_as
///   shapes      [2, 3] with ref [6] -> [6]
///   derivative  dx = reshape_like(dy, x)
///   throws      ShapeError if the number of elements differs
Var reshape_like(Var x, Var ref);

/// count(ref), count(ref, axes): the number of elements of ref, or along these axes; sum(x, axes) / count(x, axes) is
/// the mean.                                                      as numpy.size, torch.numel
///   shapes      any -> rank 0; float32, float64
///   derivative  none: constant
///   throws      ShapeError for an axis that is not there, DTypeError
Var count(Var ref);
Var count(Var ref, Axes axes);

/// slice_scatter(base, part, slices): base, with part written where slice(base, slices) reads.
///   as torch.slice_scatter
///   shapes      part has the shape of slice(base, slices); the result has base's
///   derivative  dbase = slice_scatter(dy, zeros_like(part), slices),  dpart = slice(dy, slices)
///   throws      ShapeError, DTypeError
Var slice_scatter(Var base, Var part, const std::vector<Slice>& slices);

/// part_like(x, refs, i, axis): what refs[i] became in x = concatenate(refs, axis).   as numpy.split, torch.split
///   shapes      x has the shape of that concatenation; the result has that of refs[i]
///   derivative  dx = concatenate({zeros_like(refs[0]), ..., dy, ...}, axis)
///   throws      ShapeError, GraphError for a part that is not there
Var part_like(Var x, const Vars& refs, std::size_t i, std::int64_t axis);

}  // namespace xgrad
