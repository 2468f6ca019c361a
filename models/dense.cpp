#include <fmt/format.h>
#include <xgrad/graph/arena_internal.hpp>
#include <xgrad/graph/error.hpp>
#include <xgrad/models/dense.hpp>
#include <xgrad/ops/arithmetic.hpp>
#include <xgrad/ops/matmul.hpp>

namespace xgrad::models {

Dense::Dense(Build g, std::int64_t fan_in, std::int64_t fan_out, const Options& o) : Layer(g, o.name) {
  if (fan_in < 1 || fan_out < 1)
    throw DataError(name(), "fan_in and fan_out must be at least 1", fmt::format("{}, {}", fan_in, fan_out));
  Undo undo(g->arena());
  weight_ = parameter(g, "weight", {fan_in, fan_out}, o.weight, o.dtype, o.random_state);
  if (o.use_bias) bias_ = parameter(g, "bias", {fan_out}, o.bias, o.dtype, o.random_state);
  undo.keep();
}

Var Dense::forward(Var x) const {
  const Var y = matmul(x, weight_);
  return bias_ ? y + bias_ : y;
}

}  // namespace xgrad::models
