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

/// MaxPool2D: max_pool2d(x, kernel).                                as torch.nn.MaxPool2d
class MaxPool2D : public Layer {
 public:
  MaxPool2D(Build g, HeightWidth kernel, const Pool2DOptions& o = {})
      : Layer(g, "max_pool2d"), kernel_(kernel), options_(o) {}

 protected:
  Var forward(Var x) const override { return max_pool2d(x, kernel_, options_); }

 private:
  HeightWidth kernel_;
  Pool2DOptions options_;
};

/// AvgPool2D: avg_pool2d(x, kernel).                                as torch.nn.AvgPool2d
class AvgPool2D : public Layer {
 public:
  AvgPool2D(Build g, HeightWidth kernel, const Pool2DOptions& o = {})
      : Layer(g, "avg_pool2d"), kernel_(kernel), options_(o) {}

 protected:
  Var forward(Var x) const override { return avg_pool2d(x, kernel_, options_); }

 private:
  HeightWidth kernel_;
  Pool2DOptions options_;
};

}  // namespace xgrad::models
