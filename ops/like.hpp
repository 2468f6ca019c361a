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
namespace xgrad {

// Declared in graph/vocabulary.hpp:
//
// broadcast_like(x, ref): x broadcast to ref's shape.            as numpy.broadcast_to(x, ref.shape)
//   derivative  dx = sum_like(dy, x)
// sum_like(x, ref): x summed over the axes along which ref was broadcast to x's shape, in ref's shape.
//   derivative  dx = broadcast_like(dy, x)
// zeros_like(ref), ones_like(ref): constants of ref's dtype and shape.
//
// All throw ShapeError where one shape does not broadcast to the other.

/// broadcast_like(x, ref, axes): x repeated along axes of ref which x lacks, as sum(ref, axes) lacks them.
///   shapes      [2] with ref [2, 3], axes {1} -> [2, 3]
///   derivative  dx = sum(dy, axes);   throws ShapeError
Var broadcast_like(Var x, Var ref, Axes axes);

/// reshape_like(x, ref): x's elements in their order, in ref's shape.            as numpy.reshape(x, ref.shape)
///   derivative  dx = reshape_like(dy, x);   throws ShapeError if the number of elements differs
Var reshape_like(Var x, Var ref);

/// count(ref), count(ref, axes): the number of elements of ref, or along these axes, as a scalar of ref's float type.
///   sum(x, axes) / count(x, axes) is the mean.   throws ShapeError, DTypeError
Var count(Var ref);
Var count(Var ref, Axes axes);

/// slice_scatter(base, part, slices): base, with part written where slice(base, slices) reads.
///   as torch.slice_scatter
///   shapes      part has the shape of slice(base, slices); the result has base's
///   derivative  dbase = slice_scatter(dy, zeros_like(part), slices),  dpart = slice(dy, slices)
///   throws ShapeError, DTypeError
Var slice_scatter(Var base, Var part, const std::vector<Slice>& slices);

/// part_like(x, refs, i, axis): what refs[i] became in x = concatenate(refs, axis).
///   shapes      x has the shape of that concatenation; the result has that of refs[i]
///   derivative  dx = concatenate({zeros_like(refs[0]), ..., dy, ...}, axis);   throws ShapeError
Var part_like(Var x, const Vars& refs, std::size_t i, std::int64_t axis);

}  // namespace xgrad
