// What shapes, places, indices refuse, and in which words.
#include <doctest/doctest.h>

#include <cstdint>
#include <xgrad/ops/ops.hpp>

#include "../support/refusals.hpp"

namespace xgrad {

TEST_CASE("errors: shapes, places, indices") {
  using In = const Operands&;
  check_refusals({
      {[](In c) { reshape(c.x, {4}); },
       "ShapeError: reshape: the number of elements changes: x float64 [2, 3] -> [4] (6 against 4)"},
      {[](In c) {
         reshape(c.x, {-1, -1});
       },
       "ShapeError: reshape: more than one extent is left open: x float64 [2, 3] -> [?, ?]"},
      {[](In c) {
         reshape(c.x, {4, -1});
       },
       "ShapeError: reshape: the number of elements changes: x float64 [2, 3] -> [4, ?] (6 against 4)"},
      {[](In c) {
         reshape(c.empty, {0, -1});
       },
       "ShapeError: reshape: the open extent could be anything: empty float64 [0, 3] -> [0, ?]"},
      {[](In c) { transpose(c.x, {0}); }, "ShapeError: transpose: 1 axes are named, not 2: x float64 [2, 3]"},
      {[](In c) {
         transpose(c.x, {0, 0});
       },
       "ShapeError: transpose: axis 0 is named twice: x float64 [2, 3]"},
      {[](In c) {
         transpose(c.x, {0, 2});
       },
       "ShapeError: transpose: there is no axis 2: x float64 [2, 3]"},
      {[](In c) { expand_dims(c.x, {3}); },
       "ShapeError: expand_dims: the result, of 3 axes, has no axis 3: x float64 [2, 3]"},
      {[](In c) {
         expand_dims(c.x, {0, 0});
       },
       "ShapeError: expand_dims: axis 0 is named twice: x float64 [2, 3]"},
      {[](In c) { squeeze(c.x, 0); },
       "ShapeError: squeeze: axis 0 has extent 2, not 1: x float64 [2, 3]\n"
       "  x was made at refusals.hpp:N"},
      {[](In c) { squeeze(c.x, 2); }, "ShapeError: squeeze: there is no axis 2: x float64 [2, 3]"},
      {[](In c) { flatten(c.x, 1, 0); }, "ShapeError: flatten: axis 1 lies behind axis 0: x float64 [2, 3]"},
      {[](In c) { flatten(c.x, 0, 2); }, "ShapeError: flatten: there is no axis 2: x float64 [2, 3]"},
      {[](In c) { broadcast_to(c.x, {2}); },
       "ShapeError: broadcast_to: the shape does not broadcast to the other: x float64 [2, 3] -> [2]"},
      {[](In c) {
         broadcast_to(c.x, {2, 4});
       },
       "ShapeError: broadcast_to: the shape does not broadcast to the other: x float64 [2, 3] -> [2, 4]"},
      {[](In c) {
         broadcast_to(c.x, {-1, 2, 3});
       },
       "ShapeError: broadcast_to: a new axis needs an extent: x float64 [2, 3] -> [?, 2, 3]"},
      {[](In c) { tile(c.x, {-1}); },
       "ShapeError: tile: -1 repeats: x float64 [2, 3]\n"
       "  at least 0"},
      {[](In c) { repeat(c.x, -1, 0); },
       "ShapeError: repeat: -1 repeats: x float64 [2, 3]\n"
       "  at least 0"},
      {[](In c) { repeat(c.x, 2, 2); }, "ShapeError: repeat: there is no axis 2: x float64 [2, 3]"},
      {[](In c) {
         repeat(c.x, {1, 2, 3}, 0);
       },
       "ShapeError: repeat: 3 counts for an axis of extent 2: x float64 [2, 3]\n"
       "  one number repeats every entry, also along a dynamic axis"},
      {[](In c) {
         repeat(c.x, {1, -2}, 0);
       },
       "ShapeError: repeat: -2 repeats: x float64 [2, 3]\n"
       "  at least 0"},
      {[](In c) {
         repeat(c.d, {1, 2}, 0);
       },
       "ShapeError: repeat: 2 counts for an axis of extent ?: d float64 [?, 3]\n"
       "  one number repeats every entry, also along a dynamic axis"},
      {[](In c) { flip(c.x, 2); }, "ShapeError: flip: there is no axis 2: x float64 [2, 3]"},
      {[](In c) {
         flip(c.x, {0, -2});
       },
       "ShapeError: flip: axis 0 is named twice: x float64 [2, 3]"},
      {[](In c) { roll(c.x, 1, 2); }, "ShapeError: roll: there is no axis 2: x float64 [2, 3]"},
      {[](In c) { roll(c.x, INT64_MIN, 0); }, "ShapeError: roll: the shift is beyond 2^63: x float64 [2, 3]"},
      {[](In c) {
         pad(c.x, {{1, 1}});
       },
       "ShapeError: pad: 1 widths for 2 axes: x float64 [2, 3]"},
      {[](In c) {
         pad(c.x, {{-1, 0}, {0, 0}});
       },
       "ShapeError: pad: the width {-1, 0} is negative: x float64 [2, 3]\n"
       "  slice takes entries away"},
      {[](In c) {
         pad(c.x, {{INT64_MAX, 0}, {0, 0}});
       },
       "ShapeError: pad: axis 0 would be longer than 2^63: x float64 [2, 3]"},
      {[](In c) {
         pad(c.n, {{1, 1}, {1, 1}}, 0.5);
       },
       "DTypeError: pad: 0.5 does not fit int64"},
      {[](In c) {
         pad(c.b, {{1, 1}, {1, 1}}, 2);
       },
       "DTypeError: pad: 2 does not fit bool"},
      {[](In) { concatenate({}, 0); }, "GraphError: concatenate: there are no operands"},
      {[](In c) {
         concatenate({c.x, c.f}, 0);
       },
       "DTypeError: concatenate: the dtypes differ: x float64 [2, 3], f float32 [2, 3]\n"
       "  cast(f, float64) converts"},
      {[](In c) {
         concatenate({c.x, c.v}, 0);
       },
       "ShapeError: concatenate: the numbers of axes differ: x float64 [2, 3], v float64 [3]"},
      {[](In c) {
         concatenate({c.x, c.w}, 1);
       },
       "ShapeError: concatenate: extents differ along axis 0, not only 1: x float64 [2, 3], w float64 [4, 3]"},
      {[](In c) {
         concatenate({c.x, c.x}, 2);
       },
       "ShapeError: concatenate: there is no axis 2: x float64 [2, 3]"},
      {[](In) { stack({}); }, "GraphError: stack: there are no operands"},
      {[](In c) {
         stack({c.x, c.f});
       },
       "DTypeError: stack: the dtypes differ: x float64 [2, 3], f float32 [2, 3]\n"
       "  cast(f, float64) converts"},
      {[](In c) {
         stack({c.x, c.w});
       },
       "ShapeError: stack: the shapes differ: x float64 [2, 3], w float64 [4, 3]\n"
       "  nothing is broadcast here; reshape one of them"},
      {[](In c) {
         stack({c.x, c.x}, 3);
       },
       "ShapeError: stack: the result, of 3 axes, has no axis 3: x float64 [2, 3]"},
      {[](In c) { split(c.x, 2, 1); },
       "ShapeError: split: axis 1, of extent 3, has no 2 equal parts: x float64 [2, 3]\n"
       "  split(x, places, axis) cuts where it is told"},
      {[](In c) { split(c.x, 0, 1); },
       "ShapeError: split: 0 parts: x float64 [2, 3]\n"
       "  at least 1"},
      {[](In c) { split(c.x, 2, 2); }, "ShapeError: split: there is no axis 2: x float64 [2, 3]"},
      {[](In c) { split(c.x, {1}, 2); }, "ShapeError: split: there is no axis 2: x float64 [2, 3]"},
      {[](In c) {
         slice(c.x, {Slice{0, 1, 0}});
       },
       "ShapeError: slice: a step is 0: x float64 [2, 3] [0:1:0]"},
      {[](In c) {
         slice(c.x, {Slice{}, Slice{}, Slice{}});
       },
       "ShapeError: slice: 3 slices for 2 axes: x float64 [2, 3]"},
      {[](In c) {
         slice_scatter(c.x, c.x, {Slice{0, 1}});
       },
       "ShapeError: slice_scatter: the part has not the slice's shape: x float64 [2, 3] [0:1] of shape [1, 3] <- x "
       "float64 [2, 3]"},
      {[](In c) { slice_scatter(c.x, c.f, {Slice{}}); },
       "DTypeError: slice_scatter: the dtypes differ: x float64 [2, 3], f float32 [2, 3]\n"
       "  cast(f, float64) converts"},
      {[](In c) {
         part_like(c.x, {c.x, c.x}, 2, 0);
       },
       "GraphError: part_like: there is no part 2: 2 parts"},
      {[](In c) {
         part_like(c.x, {c.x, c.x}, 0, 0);
       },
       "ShapeError: part_like: the operands after the first do not make up [2, 3]: x float64 [2, 3], x float64 [2, 3], "
       "x float64 [2, 3]"},
      {[](In c) {
         part_like(c.x, {c.x, c.v}, 0, 0);
       },
       "ShapeError: part_like: the numbers of axes differ: x float64 [2, 3], x float64 [2, 3], v float64 [3]"},
      {[](In c) { part_like(c.x, {c.x}, 0, 2); }, "ShapeError: part_like: there is no axis 2: x float64 [2, 3]"},
      {[](In c) { gather(c.x, c.x, 0); },
       "DTypeError: gather: the dtype is not int64: x float64 [2, 3]\n"
       "  cast(x, int64) converts"},
      {[](In c) { gather(c.x, c.labels, 2); }, "ShapeError: gather: there is no axis 2: x float64 [2, 3]"},
      {[](In c) { gather(c.x, {2}, 0); },
       "DataError: gather: index 2 is out of range: axis 0 has 2 entries (indices[0])"},
      {[](In c) { scatter_add(c.x, {2}, c.row, 0); },
       "DataError: scatter_add: index 2 is out of range: axis 0 has 2 entries (indices[0])"},
      {[](In c) { scatter_add(c.b, {0}, c.b, 0); },
       "DTypeError: scatter_add: bool is not taken: b bool [2, 3], a constant [1] int64 [1], b bool [2, 3]\n"
       "  cast(x, int64) converts"},
      {[](In c) { scatter_add(c.x, {0}, c.f, 0); },
       "DTypeError: scatter_add: the dtypes differ: x float64 [2, 3], a constant [1] int64 [1], f float32 [2, 3]"},
      {[](In c) { scatter_add(c.x, {0}, c.x, 0); },
       "ShapeError: scatter_add: the updates are not of shape [1, 3]: x float64 [2, 3], a constant [1] int64 [1], x "
       "float64 [2, 3]"},
      {[](In c) { scatter_add(c.x, c.x, c.x, 0); },
       "DTypeError: scatter_add: the dtype is not int64: x float64 [2, 3]\n"
       "  cast(x, int64) converts"},
      {[](In c) { take_along_axis(c.x, c.x, 0); },
       "DTypeError: take_along_axis: the dtype is not int64: x float64 [2, 3]\n"
       "  cast(x, int64) converts"},
      {[](In c) { take_along_axis(c.x, c.labels, 0); },
       "ShapeError: take_along_axis: the shapes do not match beside axis 0: x float64 [2, 3], labels int64 [2]\n"
       "  labels was made at refusals.hpp:N"},
      {[](In c) { take_along_axis(c.x, c.n, 2); }, "ShapeError: take_along_axis: there is no axis 2: x float64 [2, 3]"},
      {[](In c) { take_along_axis(c.w, c.n, 1); },
       "ShapeError: take_along_axis: the shapes do not match beside axis 1: w float64 [4, 3], n int64 [2, 3]\n"
       "  n was made at refusals.hpp:N"},
      {[](In c) { scatter_add_along_axis(c.b, c.n, c.b, 0); },
       "DTypeError: scatter_add_along_axis: bool is not taken: b bool [2, 3], n int64 [2, 3], b bool [2, 3]\n"
       "  cast(x, int64) converts"},
      {[](In c) { scatter_add_along_axis(c.x, c.n, c.f, 0); },
       "DTypeError: scatter_add_along_axis: the dtypes differ: x float64 [2, 3], n int64 [2, 3], f float32 [2, 3]"},
      {[](In c) { scatter_add_along_axis(c.x, c.n, c.w, 0); },
       "ShapeError: scatter_add_along_axis: the updates are not of shape [2, 3]: x float64 [2, 3], n int64 [2, 3], w "
       "float64 [4, 3]"},
      {[](In c) { one_hot(c.x, 3); },
       "DTypeError: one_hot: the dtype is not int64: x float64 [2, 3]\n"
       "  cast(x, int64) converts"},
      {[](In c) { one_hot(c.labels, -1); }, "ShapeError: one_hot: -1 classes: labels int64 [2]"},
      {[](In c) { broadcast_like(c.x, c.w); },
       "ShapeError: broadcast_like: x does not broadcast to w: x float64 [2, 3], w float64 [4, 3]"},
      {[](In c) { broadcast_like(c.two, c.x, {0}); },
       "ShapeError: broadcast_like: x without axes [0] is not of two's shape: two float64 [2], x float64 [2, 3]"},
      {[](In c) { broadcast_like(c.two, c.x, {2}); },
       "ShapeError: broadcast_like: there is no axis 2: x float64 [2, 3]"},
      {[](In c) { sum_like(c.x, c.w); },
       "ShapeError: sum_like: w does not broadcast to x: x float64 [2, 3], w float64 [4, 3]"},
      {[](In c) { sum_like(c.b, c.b); },
       "DTypeError: sum_like: bool is not taken: b bool [2, 3], b bool [2, 3]\n"
       "  cast(x, int64) converts"},
      {[](In c) { reshape_like(c.x, c.w); },
       "ShapeError: reshape_like: the numbers of elements differ: x float64 [2, 3], w float64 [4, 3] (6 != 12)"},
      {[](In) { zeros_like(Var()); }, "GraphError: zeros_like: no operand belongs to a graph"},
      {[](In) { ones_like(Var()); }, "GraphError: ones_like: no operand belongs to a graph"},
  });
}

}  // namespace xgrad
