// What losses, windows, random numbers refuse, and in which words.
#include <doctest/doctest.h>

#include <xgrad/ops/ops.hpp>

#include "../support/refusals.hpp"

namespace xgrad {

TEST_CASE("errors: losses, windows, random numbers") {
  using In = const Operands&;
  check_refusals({
      {[](In c) { softmax_cross_entropy(c.x, c.v); },
       "DTypeError: softmax_cross_entropy: the dtype is not int64: v float64 [3]\n"
       "  cast(x, int64) converts"},
      {[](In c) { softmax_cross_entropy(c.x, c.key); },
       "ShapeError: softmax_cross_entropy: the logits are not [n, classes] or the labels not [n]: x float64 [2, 3], "
       "key int64 []"},
      {[](In c) { softmax_cross_entropy(c.w, c.labels); },
       "ShapeError: softmax_cross_entropy: the numbers of rows and labels differ: w float64 [4, 3], labels int64 [2] "
       "(4 != 2)\n"
       "  labels was made at refusals.hpp:N"},
      {[](In c) { softmax_cross_entropy(c.n, c.labels); },
       "DTypeError: softmax_cross_entropy: int64 is not taken: n int64 [2, 3]\n"
       "  cast(x, float64) converts"},
      {[](In c) { softmax_cross_entropy(c.v, c.labels); },
       "ShapeError: softmax_cross_entropy: the logits are not [n, classes] or the labels not [n]: v float64 [3], "
       "labels int64 [2]"},
      {[](In c) { softmax_cross_entropy(c.x, c.labels, 1.5); },
       "DataError: softmax_cross_entropy: the label smoothing is not within [0, 1]: 1.500000"},
      {[](In c) { sigmoid_binary_cross_entropy(c.x, c.w); },
       "ShapeError: sigmoid_binary_cross_entropy: the shapes differ: x float64 [2, 3], w float64 [4, 3]\n"
       "  nothing is broadcast here; reshape one of them"},
      {[](In c) { sigmoid_binary_cross_entropy(c.x, c.f); },
       "DTypeError: sigmoid_binary_cross_entropy: the dtypes differ: x float64 [2, 3], f float32 [2, 3]\n"
       "  cast(f, float64) converts"},
      {[](In c) { sigmoid_binary_cross_entropy(c.n, c.n); },
       "DTypeError: sigmoid_binary_cross_entropy: int64 is not taken: n int64 [2, 3], n int64 [2, 3]\n"
       "  cast(x, float64) converts"},
      {[](In c) { mse(c.x, c.row); },
       "ShapeError: mse: the shapes differ: x float64 [2, 3], row float64 [1, 3]\n"
       "  nothing is broadcast here; reshape one of them"},
      {[](In c) { mse(c.x, c.f); },
       "DTypeError: mse: the dtypes differ: x float64 [2, 3], f float32 [2, 3]\n"
       "  cast(f, float64) converts"},
      {[](In c) { mse(c.n, c.n); },
       "DTypeError: mse: int64 is not taken: n int64 [2, 3], n int64 [2, 3]\n"
       "  cast(x, float64) converts"},
      {[](In c) { mae(c.x, c.w); },
       "ShapeError: mae: the shapes differ: x float64 [2, 3], w float64 [4, 3]\n"
       "  nothing is broadcast here; reshape one of them"},
      {[](In c) { mae(c.n, c.n); },
       "DTypeError: mae: int64 is not taken: n int64 [2, 3], n int64 [2, 3]\n"
       "  cast(x, float64) converts"},
      {[](In c) { huber(c.x, c.w); },
       "ShapeError: huber: the shapes differ: x float64 [2, 3], w float64 [4, 3]\n"
       "  nothing is broadcast here; reshape one of them"},
      {[](In c) { huber(c.x, c.x, 0); }, "DataError: huber: delta is not above 0: 0.000000"},
      {[](In c) { hinge(c.x, c.w); },
       "ShapeError: hinge: the shapes differ: x float64 [2, 3], w float64 [4, 3]\n"
       "  nothing is broadcast here; reshape one of them"},
      {[](In c) { hinge(c.x, c.f); },
       "DTypeError: hinge: the dtypes differ: x float64 [2, 3], f float32 [2, 3]\n"
       "  cast(f, float64) converts"},
      {[](In c) { unfold2d(c.x, {.kernel = 2}); },
       "ShapeError: unfold2d: images are [n, channels, height, width]: x float64 [2, 3]"},
      {[](In c) { unfold2d(c.images, {.kernel = 5}); },
       "ShapeError: unfold2d: the window does not fit into the image: images float64 [1, 2, 4, 4], kernel=5x5, "
       "stride=1x1, padding=0x0, dilation=1x1\n"
       "  a smaller kernel, or padding"},
      {[](In c) { unfold2d(c.images, {.kernel = 0}); },
       "DataError: unfold2d: that is no window: kernel=0x0, stride=1x1, padding=0x0, dilation=1x1\n"
       "  kernel, stride and dilation are at least 1, padding at least 0"},
      {[](In c) { unfold2d(c.images, {.kernel = 2, .padding = -1}); },
       "DataError: unfold2d: that is no window: kernel=2x2, stride=1x1, padding=-1x-1, dilation=1x1\n"
       "  kernel, stride and dilation are at least 1, padding at least 0"},
      {[](In c) {
         fold2d(c.images, {4, 4}, {.kernel = 2});
       },
       "ShapeError: fold2d: an operand has 4 dimensions, not 6: images float64 [1, 2, 4, 4]\n"
       "  images was made at refusals.hpp:N"},
      {[](In c) {
         fold2d(c.windows, {5, 5}, {.kernel = 2});
       },
       "ShapeError: fold2d: such windows would be [1, 4, 4, 2, 2, 2]: windows float64 [1, 3, 3, 2, 2, 2]"},
      {[](In c) {
         fold2d(c.windows, {1, 1}, {.kernel = 2});
       },
       "ShapeError: fold2d: the window does not fit into the image: windows float64 [1, 2, 1, 1], kernel=2x2, "
       "stride=1x1, padding=0x0, dilation=1x1\n"
       "  a smaller kernel, or padding"},
      {[](In c) { conv2d(c.images, c.x); },
       "ShapeError: conv2d: weights are [out channels, channels / groups, height, width]: x float64 [2, 3]\n"
       "  x was made at refusals.hpp:N"},
      {[](In c) { conv2d(c.x, c.weights); },
       "ShapeError: conv2d: images are [n, channels, height, width]: x float64 [2, 3]"},
      {[](In c) { conv2d(c.images, c.weights, {.stride = 0}); },
       "DataError: conv2d: that is no window: kernel=2x2, stride=0x0, padding=0x0, dilation=1x1\n"
       "  kernel, stride and dilation are at least 1, padding at least 0"},
      {[](In c) { conv2d(c.images, c.weights, {.groups = 2}); },
       "ShapeError: conv2d: the channels do not split into 2 groups: images float64 [1, 2, 4, 4], weights float64 [3, "
       "2, 2, 2]"},
      {[](In c) { conv2d(c.images, c.weights, {.dilation = 4}); },
       "ShapeError: conv2d: the window does not fit into the image: images float64 [1, 2, 4, 4], kernel=2x2, "
       "stride=1x1, padding=0x0, dilation=4x4\n"
       "  a smaller kernel, or padding"},
      {[](In c) { conv2d(c.three, c.weights); },
       "ShapeError: conv2d: the channels differ: three float64 [1, 3, 4, 4], weights float64 [3, 2, 2, 2] (3 != 2 in 1 "
       "groups)\n"
       "  weights was made at refusals.hpp:N"},
      {[](In c) { conv2d(c.images, c.open_weights); },
       "ShapeError: conv2d: the weights' height and width must be known: open_weights float64 [3, 2, ?, 2]\n"
       "  open_weights was made at refusals.hpp:N"},
      {[](In c) { conv2d(c.open, c.weights, {.groups = 2}); },
       "ShapeError: conv2d: channels that are split into groups must be known: open float64 [1, ?, 4, 4], weights "
       "float64 [3, 2, 2, 2]"},
      {[](In c) { conv2d(c.images, c.single); },
       "DTypeError: conv2d: the dtypes differ: images float64 [1, 2, 4, 4], single float32 [3, 2, 2, 2]\n"
       "  cast(single, float64) converts"},
      {[](In c) { max_pool2d(c.x, 2); },
       "ShapeError: max_pool2d: images are [n, channels, height, width]: x float64 [2, 3]"},
      {[](In c) { max_pool2d(c.images, 5); },
       "ShapeError: max_pool2d: the window does not fit into the image: images float64 [1, 2, 4, 4], kernel=5x5, "
       "stride=5x5, padding=0x0, dilation=1x1\n"
       "  a smaller kernel, or padding"},
      {[](In c) { max_pool2d(c.images, 2, {.padding = 2}); },
       "DataError: max_pool2d: the padding is more than half of the window: kernel=2x2, stride=2x2, padding=2x2, "
       "dilation=1x1"},
      {[](In c) { max_pool2d(c.weights, 2, {.padding = 2, .dilation = 4}); },
       "ShapeError: max_pool2d: somewhere the window sees padding only: weights float64 [3, 2, 2, 2], kernel=2x2, "
       "stride=2x2, padding=2x2, dilation=4x4\n"
       "  less padding, or less dilation"},
      {[](In c) { max_pool2d(c.whole_images, 2); },
       "DTypeError: max_pool2d: int64 is not taken: whole_images int64 [1, 2, 4, 4]\n"
       "  cast(x, float64) converts"},
      {[](In c) { max_pool2d_indices(c.x, 2, {}); },
       "ShapeError: max_pool2d: images are [n, channels, height, width]: x float64 [2, 3]"},
      {[](In c) { avg_pool2d(c.x, 2); },
       "ShapeError: avg_pool2d: images are [n, channels, height, width]: x float64 [2, 3]"},
      {[](In c) { avg_pool2d(c.images, 5); },
       "ShapeError: avg_pool2d: the window does not fit into the image: images float64 [1, 2, 4, 4], kernel=5x5, "
       "stride=5x5, padding=0x0, dilation=1x1\n"
       "  a smaller kernel, or padding"},
      {[](In c) { avg_pool2d(c.images, 2, {.stride = 0}); },
       "DataError: avg_pool2d: that is no window: kernel=2x2, stride=0x0, padding=0x0, dilation=1x1\n"
       "  kernel, stride and dilation are at least 1, padding at least 0"},
      {[](In c) { random_uniform_like(c.n, c.key, 0); },
       "DTypeError: random_uniform_like: int64 is not taken: n int64 [2, 3]\n"
       "  cast(x, float64) converts"},
      {[](In c) { random_uniform_like(c.x, c.labels, 0); },
       "ShapeError: random_uniform_like: key and step are scalars: labels int64 [2]"},
      {[](In c) { random_uniform_like(c.x, 0.5, 0); },
       "DTypeError: random_uniform_like: key and step are whole numbers below 2^53: 0.5\n"
       "  g.constant takes larger ones, cast(x, int64) cuts a fraction off"},
      {[](In c) { random_uniform_like(c.x, c.s, 0); },
       "DTypeError: random_uniform_like: the dtype is not int64: s float64 []\n"
       "  cast(x, int64) converts"},
      {[](In c) { dropout(c.x, 1.5, 0, 0); }, "DataError: dropout: the rate is no probability: 1.500000"},
      {[](In c) { dropout(c.n, 0.5, 0, 0); },
       "DTypeError: dropout: int64 is not taken: n int64 [2, 3]\n"
       "  cast(x, float64) converts"},
      {[](In c) { dropout(c.x, 0.5, 0.5, 0); },
       "DTypeError: dropout: key and step are whole numbers below 2^53: 0.5\n"
       "  g.constant takes larger ones, cast(x, int64) cuts a fraction off"},
      {[](In c) { dropout(c.x, 0.5, c.labels, 0); }, "ShapeError: dropout: key and step are scalars: labels int64 [2]"},
  });
}

}  // namespace xgrad
