#include <fmt/format.h>
#include <xgrad/graph/arena_internal.hpp>
#include <xgrad/graph/error.hpp>
#include <xgrad/models/mlp.hpp>

namespace xgrad::models {

MLP::MLP(Build g, const std::vector<std::int64_t>& sizes, const Options& o)
    : Layer(g, o.name), activation_(o.activation), output_activation_(o.output_activation) {
  if (sizes.size() < 2)
    throw DataError(name(), "an MLP needs two sizes at least", fmt::format("{{{}}}", fmt::join(sizes, ", ")),
                    "inputs, hidden neurons, outputs: {64, 50, 10}");
  Undo undo(g->arena());
  Inside scope(*this);
  for (std::size_t i = 1; i < sizes.size(); ++i) {
    Dense::Options options{o.weight, o.bias, true, o.dtype, o.random_state, fmt::format("dense_{}", i)};
    adopt(layers_.emplace_back(g, sizes[i - 1], sizes[i], options));
  }
  undo.keep();
}

Var MLP::forward(Var x) const {
  for (std::size_t i = 0; i < layers_.size(); ++i) {
    x = layers_[i](x);
    x = i + 1 < layers_.size() ? activation_(x) : output_activation_(x);
  }
  return x;
}

}  // namespace xgrad::models
