#include <fmt/format.h>
#include <xgrad/graph/arena_internal.hpp>
#include <xgrad/graph/error.hpp>
#include <xgrad/models/layer_norm.hpp>
#include <xgrad/ops/arithmetic.hpp>
#include <xgrad/ops/reduce.hpp>

namespace xgrad::models {

LayerNorm::LayerNorm(Build g, std::int64_t features, const Options& o)
    : Layer(g, o.name), features_(features), eps_(o.eps) {
  if (features < 1) throw DataError(name(), "features must be at least 1", std::to_string(features));
  if (!(o.eps >= 0.0)) throw DataError(name(), "eps must be at least 0", std::to_string(o.eps));
  Undo undo(g->arena());
  weight_ = parameter(g, "weight", {features}, init::ones, o.dtype);
  bias_ = parameter(g, "bias", {features}, init::zeros, o.dtype);
  undo.keep();
}

Var LayerNorm::forward(Var x) const {
  if (x.rank() < 1 || !may_equal(x.shape()[x.rank() - 1], features_))
    throw ShapeError(name(), fmt::format("the last axis of x is not {} long", features_),
                     to_string(Operand{{x.dtype(), x.shape()}, x}));
  const Var centred = x - mean(x, -1, keepdims);
  const Var variance = mean(square(centred), -1, keepdims);
  return centred / sqrt(variance + eps_) * weight_ + bias_;
}

}  // namespace xgrad::models
