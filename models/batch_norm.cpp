#include <fmt/format.h>
#include <xgrad/graph/arena_internal.hpp>
#include <xgrad/graph/error.hpp>
#include <xgrad/graph/registered_updates_internal.hpp>
#include <xgrad/models/batch_norm.hpp>
#include <xgrad/ops/arithmetic.hpp>
#include <xgrad/ops/comparison.hpp>
#include <xgrad/ops/like.hpp>
#include <xgrad/ops/reduce.hpp>
#include <xgrad/ops/reshape.hpp>
#include <xgrad/ops/stop_gradient.hpp>

namespace xgrad::models {

BatchNorm::BatchNorm(Build g, std::int64_t features, const Options& o)
    : Layer(g, o.name), features_(features), eps_(o.eps), momentum_(o.momentum) {
  if (features < 1) throw DataError(name(), "features must be at least 1", std::to_string(features));
  if (!(o.eps >= 0.0)) throw DataError(name(), "eps must be at least 0", std::to_string(o.eps));
  if (!(o.momentum >= 0.0 && o.momentum <= 1.0))
    throw DataError(name(), "momentum is not within [0, 1]", std::to_string(o.momentum));
  Undo undo(g->arena());
  weight_ = parameter(g, "weight", {features}, init::ones, o.dtype);
  bias_ = parameter(g, "bias", {features}, init::zeros, o.dtype);
  running_mean_ = buffer(g, "running_mean", zeros({features}, o.dtype));
  running_var_ = buffer(g, "running_var", ones({features}, o.dtype));
  undo.keep();
}

Var BatchNorm::forward(Var x) const {
  const std::size_t rank = x.rank();
  if (rank < 2 || rank > 4 || !may_equal(x.shape()[1], features_))
    throw ShapeError(name(), fmt::format("x is not [n, {}], alone or followed by one or two axes", features_),
                     to_string(Operand{{x.dtype(), x.shape()}, x}));
  const Axes others = rank == 2 ? Axes{0} : rank == 3 ? Axes{0, 2} : Axes{0, 2, 3};
  Shape along{features_};  // a vector of features as it meets x
  for (std::size_t axis = 2; axis < rank; ++axis) along.push_back(1);
  const auto aligned = [&](Var v) { return rank == 2 ? v : reshape(v, along); };

  Var centre = running_mean_, variance = running_var_;
  if (x.arena()->is_training) {
    centre = mean(x, others);
    variance = mean(square(x - aligned(centre)), others);
    const Var n = count(x, others), unbiased = variance * (n / maximum(n - 1.0, 1.0));
    const Var share = where(n > 1.0, momentum_, 0.0 * n);
    const auto move = [&](Var running, Var now) {
      const Var from = pending_value(*x.arena(), running, x);
      x.arena()->updates.push_back({running, from + share * (stop_gradient(now) - from)});
    };
    move(running_mean_, centre);
    move(running_var_, unbiased);
  }
  return (x - aligned(centre)) * aligned(weight_ / sqrt(variance + eps_)) + aligned(bias_);
}

}  // namespace xgrad::models
