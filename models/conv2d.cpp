#include <fmt/format.h>
#include <algorithm>
#include <xgrad/graph/arena_internal.hpp>
#include <xgrad/graph/error.hpp>
#include <xgrad/models/conv2d.hpp>
#include <xgrad/ops/arithmetic.hpp>
#include <xgrad/ops/reshape.hpp>

namespace xgrad::models {
namespace {

/// Initializers count fans as of [kernel height, kernel width, fan_in, fan_out]; a weight lies the other way round.
Initializer with_output_first(const Initializer& initializer) {
  return [initializer](RandomState& random, const Shape& shape, DType dtype) {
    const std::int64_t out = shape[0], in = shape[1], window = shape[2] * shape[3];
    const Tensor drawn = initializer(random, {shape[2], shape[3], in, out}, dtype);
    std::vector<std::int64_t> order;  // drawn lies as [window, in, out]
    for (std::int64_t o = 0; o < out; ++o)
      for (std::int64_t i = 0; i < in; ++i)
        for (std::int64_t w = 0; w < window; ++w) order.push_back((w * in + i) * out + o);
    return take(drawn.reshape({drawn.size()}), order).reshape(shape);
  };
}

}  // namespace

Conv2D::Conv2D(Build g, std::int64_t in_channels, std::int64_t out_channels, HeightWidth kernel, const Options& o)
    : Layer(g, o.name), options_{o.stride, o.padding, o.dilation, o.groups} {
  if (in_channels < 1 || out_channels < 1 || kernel.height < 1 || kernel.width < 1)
    throw DataError(name(), "channels and kernel must be at least 1",
                    fmt::format("{}, {}, {}x{}", in_channels, out_channels, kernel.height, kernel.width));
  if (o.groups < 1 || in_channels % o.groups != 0 || out_channels % o.groups != 0)
    throw DataError(name(), fmt::format("the channels do not split into {} groups", o.groups),
                    fmt::format("{}, {}", in_channels, out_channels));
  if (std::min({o.stride.height, o.stride.width, o.dilation.height, o.dilation.width}) < 1 ||
      std::min(o.padding.height, o.padding.width) < 0)
    throw DataError(name(), "stride and dilation must be at least 1, padding at least 0");
  Undo undo(g->arena());
  const Shape shape{out_channels, in_channels / o.groups, kernel.height, kernel.width};
  if (!o.weight) throw DataError(name(), "the initializer is empty", {}, "such as init::glorot_uniform");
  weight_ = parameter(g, "weight", shape, with_output_first(o.weight), o.dtype, o.random_state);
  if (o.use_bias) bias_ = parameter(g, "bias", {out_channels}, o.bias, o.dtype, o.random_state);
  undo.keep();
}

Var Conv2D::forward(Var x) const {
  const Var y = conv2d(x, weight_, options_);
  return bias_ ? y + reshape(bias_, {bias_.shape()[0], 1, 1}) : y;
}

Pool2D::Pool2D(Build g, std::string_view name, Function pool, HeightWidth kernel, const Pool2DOptions& o)
    : Layer(g, name), pool_(pool), kernel_(kernel), options_(o) {
  const HeightWidth stride = o.stride.value_or(kernel);
  if (std::min({kernel.height, kernel.width, stride.height, stride.width, o.dilation.height, o.dilation.width}) < 1 ||
      std::min(o.padding.height, o.padding.width) < 0)
    throw DataError(this->name(), "kernel, stride and dilation must be at least 1, padding at least 0",
                    fmt::format("kernel {}x{}, stride {}x{}, padding {}x{}", kernel.height, kernel.width, stride.height,
                                stride.width, o.padding.height, o.padding.width));
}

}  // namespace xgrad::models
