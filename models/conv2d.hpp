#pragma once
#include <cstdint>
#include <string>
#include <xgrad/models/layer.hpp>
#include <xgrad/ops/window.hpp>

namespace xgrad::models {

/// Conv2D: y = conv2d(x, W) + b.                                    as torch.nn.Conv2d
///   shapes      x [n, in_channels, h, w] -> y [n, out_channels, ...];   W "weight" [out_channels, in_channels /
///   groups,
///               kernel height, kernel width], b "bias" [out_channels]
///   throws      DataError for channels below 1, a window that is none, groups that do not split the channels;
///               ShapeError, DTypeError for an x that does not fit
class Conv2D : public Layer {
 public:
  struct Options {
    HeightWidth stride = 1, padding = 0, dilation = 1;
    std::int64_t groups = 1;
    Initializer weight = init::glorot_uniform, bias = init::zeros;
    bool use_bias = true;
    DType dtype = float32;
    std::int64_t random_state = 0;
    std::string name = "conv2d";
  };
  Conv2D(Build g, std::int64_t in_channels, std::int64_t out_channels, HeightWidth kernel)
      : Conv2D(g, in_channels, out_channels, kernel, Options{}) {}
  Conv2D(Build g, std::int64_t in_channels, std::int64_t out_channels, HeightWidth kernel, const Options& o);
  /// The state variable W.
  Var weight() const { return weight_; }
  /// Empty without one.
  Var bias() const { return bias_; }

 protected:
  Var forward(Var x) const override;

 private:
  Conv2DOptions options_;
  Var weight_, bias_;
};

/// A layer that looks at windows of each channel, without parameters: MaxPool2D, AvgPool2D.
class Pool2D : public Layer {
 protected:
  using Function = Var (*)(Var x, HeightWidth kernel, const Pool2DOptions& options);
  /// Throws DataError for a kernel, stride or dilation below 1, or a negative padding.
  Pool2D(Build g, std::string_view name, Function pool, HeightWidth kernel, const Pool2DOptions& o);
  Var forward(Var x) const override { return pool_(x, kernel_, options_); }

 private:
  Function pool_;
  HeightWidth kernel_;
  Pool2DOptions options_;
};

/// MaxPool2D: y = max_pool2d(x, kernel), the largest element of each window.       as torch.nn.MaxPool2d
///   shapes      x [n, channels, h, w] -> y [n, channels, down, across],
///               down = floor((h + 2 padding - dilation (kernel height - 1) - 1) / stride) + 1, across alike;
///               the stride is the kernel's extents, if not given
///   throws      DataError for a kernel, stride or dilation below 1, a padding below 0 or (when called) more than half
///               of the kernel; ShapeError, DTypeError for an x that does not fit
class MaxPool2D : public Pool2D {
 public:
  MaxPool2D(Build g, HeightWidth kernel, const Pool2DOptions& o = {})
      : Pool2D(g, "max_pool2d", max_pool2d, kernel, o) {}
};

/// AvgPool2D: y = avg_pool2d(x, kernel), the mean of each window, padding counted as 0.      as torch.nn.AvgPool2d
///   shapes      as MaxPool2D;   throws DataError for a padding above half of the kernel, as it
class AvgPool2D : public Pool2D {
 public:
  AvgPool2D(Build g, HeightWidth kernel, const Pool2DOptions& o = {})
      : Pool2D(g, "avg_pool2d", avg_pool2d, kernel, o) {}
};

}  // namespace xgrad::models
