#include <xgrad/graph/arena_internal.hpp>
#include <xgrad/graph/error.hpp>
#include <xgrad/models/dropout.hpp>
#include <xgrad/models/name_hash_internal.hpp>
#include <xgrad/ops/arithmetic.hpp>
#include <xgrad/ops/random.hpp>

namespace xgrad::models {

Dropout::Dropout(Build g, double rate, const Options& o) : Layer(g, o.name), rate_(rate) {
  if (!(rate >= 0.0 && rate <= 1.0)) throw DataError(name(), "the rate is no probability", std::to_string(rate));
  if (o.random_state < 0) throw DataError(name(), "random_state is negative", std::to_string(o.random_state));
  key_ = static_cast<std::int64_t>(name_hash(name()) + static_cast<std::uint64_t>(o.random_state));
  Undo undo(g->arena());
  step_ = buffer(g, "step", Tensor(std::int64_t{0}).astype(int64));
  g->update(step_, step_ + 1);
  undo.keep();
}

Var Dropout::forward(Var x) const {
  if (!x.arena()->is_training) return x;
  // Applied twice, it drops other elements: the place in the graph is a part of the key.
  const auto place = static_cast<std::int64_t>(x.arena()->size());
  const Var key = x.arena()->constant(Tensor::from(std::vector{key_ + place}, {}));
  return dropout(x, rate_, key, step_);
}

}  // namespace xgrad::models
