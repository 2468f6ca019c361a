#pragma once
#include <cstdint>
#include <optional>
#include <xgrad/graph/var.hpp>

/// Windows that slide over images [n, channels, height, width]: convolution and pooling, as torch.nn.functional has
/// them. Any extent may be dynamic but the height and width of weights.
///   dtypes      float32, float64
///   throws      ShapeError for a window that does not fit, DTypeError; DataError for one that is no window
namespace xgrad {

/// Something of a window along height and width: 3, or {3, 5}.
struct HeightWidth {
  std::int64_t height = 1, width = 1;
  HeightWidth(std::int64_t both) : height(both), width(both) {}         ///< the same along both
  HeightWidth(int both) : HeightWidth(std::int64_t{both}) {}            ///< the same along both
  HeightWidth(std::int64_t h, std::int64_t w) : height(h), width(w) {}  ///< each of its own
  bool operator==(const HeightWidth&) const = default;
};

/// How a window slides. Each axis of extent e has (e + 2 padding - dilation (kernel - 1) - 1) / stride + 1 places for
/// it, rounded down.
struct Window {
  HeightWidth kernel;
  HeightWidth stride = 1, padding = 0;
  HeightWidth dilation = 1;  ///< the distance between the window's elements
  bool operator==(const Window&) const = default;
};

/// unfold2d(x, window): what the window sees at each of its places; 0 beyond the border.
///   as torch.nn.functional.unfold
///   shapes      x [n, c, h, w] -> [n, places down, places across, c, kernel height, kernel width]
///   derivative  dx = fold2d(dy, {h, w}, window)
Var unfold2d(Var x, const Window& window);

/// fold2d(y, {h, w}, window): each element added to the place of the image that it was seen at.
///   as torch.nn.functional.fold
///   shapes      y as unfold2d of [n, c, h, w] gives it -> [n, c, h, w]
///   derivative  dy = unfold2d(dx, window), x being the image
Var fold2d(Var y, HeightWidth image, const Window& window);

struct Conv2DOptions {
  HeightWidth stride = 1, padding = 0, dilation = 1;
  std::int64_t groups = 1;  ///< channels are split in so many groups, each with weights of its own
};

/// conv2d(x, weight): cross-correlation, as a product of windows and weights.      as torch.nn.functional.conv2d
///   value       y[n, o, i, j] = sum over c, k, l of x[n, c, i stride + k dilation - padding, j ...] weight[o, c, k, l]
///   shapes      x [n, c, h, w], weight [o, c / groups, kernel height, kernel width] -> [n, o, down, across]
///   derivative  dx = fold2d of the windows' cotangents,  dweight = the windows' product with dy: by unfold2d and
///               matmul, of which it is composed
///   edges       0 beyond the border
Var conv2d(Var x, Var weight);
Var conv2d(Var x, Var weight, const Conv2DOptions& options);

struct Pool2DOptions {
  std::optional<HeightWidth> stride = {};  ///< the kernel's extents, if not given
  HeightWidth padding = 0;                 ///< at most half of the window
  HeightWidth dilation = 1;
};

/// max_pool2d(x, kernel): the largest element that each window sees.           as torch.nn.functional.max_pool2d
///   shapes      [n, c, h, w] -> [n, c, down, across]
///   derivative  dy goes to the first of the largest
///   edges       padding is never the largest; NaN if a window sees one
Var max_pool2d(Var x, HeightWidth kernel);
Var max_pool2d(Var x, HeightWidth kernel, const Pool2DOptions& options);
/// max_pool2d_indices(x, kernel, options): where in x, as in a flat array, the elements lie that max_pool2d takes.
///   as torch.nn.functional.max_pool2d_with_indices, which counts within each image's channel
///   shapes      as max_pool2d's
///   dtypes      float32, float64 -> int64
///   derivative  0: flat
Var max_pool2d_indices(Var x, HeightWidth kernel, const Pool2DOptions& options);

/// avg_pool2d(x, kernel): the mean of what each window sees, padding counted as 0.
///   as torch.nn.functional.avg_pool2d
///   shapes      [n, c, h, w] -> [n, c, down, across]
///   derivative  dx = dy / (kernel height * kernel width) for each element that the window sees
Var avg_pool2d(Var x, HeightWidth kernel);
Var avg_pool2d(Var x, HeightWidth kernel, const Pool2DOptions& options);

}  // namespace xgrad
