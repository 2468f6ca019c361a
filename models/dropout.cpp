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
  key_ = name_hash(name()) + static_cast<std::uint64_t>(o.random_state);
  Undo undo(g->arena());
  step_ = buffer(g, "step", Tensor(std::int64_t{0}).astype(int64));
  g->update(step_, step_ + 1);
  undo.keep();
}

Var Dropout::forward(Var x) const {
  if (!x.arena()->is_training) return x;
  // Applied twice, it drops other elements.
  const std::uint64_t key = key_ + (*applications_)++ * 0x9e3779b97f4a7c15u;
  const Var constant = x.arena()->constant(Tensor::from(std::vector{static_cast<std::int64_t>(key)}, {}));
  return dropout(x, rate_, constant, step_);
}

}  // namespace xgrad::models
