#include <fmt/format.h>
#include <xgrad/graph/error.hpp>
#include <xgrad/ops/arithmetic.hpp>
#include <xgrad/ops/comparison.hpp>
#include <xgrad/optim/moments_internal.hpp>
#include <xgrad/optim/options_internal.hpp>
#include <xgrad/optim/rprop.hpp>

namespace xgrad::optim {

Rprop::Rprop(Options o) : options(o) {
  const auto& [smallest, largest] = options.step_sizes;
  const auto& [shrinks, grows] = options.etas;
  check_not_negative("Rprop", "lr", options.lr);
  if (!(shrinks > 0.0 && shrinks < 1.0 && grows > 1.0))
    throw DataError("Rprop", "etas must be a factor between 0 and 1 and one above 1",
                    fmt::format("{}, {}", shrinks, grows));
  if (!(smallest >= 0.0 && smallest <= largest))
    throw DataError("Rprop", "step_sizes must be the least step, at least 0, and the largest",
                    fmt::format("{}, {}", smallest, largest));
}

void Rprop::update(Next& next, Var p, Var g) const {
  g = adjusted(g, p, options.maximize, 0.0);
  const Var last = next.slot(p, "last_gradient"), s = next.slot(p, "step_size", options.lr);
  const Var turn = g * last;
  const Var grown = where(turn > 0.0, options.etas[1] * s, where(turn < 0.0, options.etas[0] * s, s));
  next[s] = minimum(maximum(grown, options.step_sizes[0]), options.step_sizes[1]);
  next[last] = where(turn < 0.0, 0.0, g);
  next[p] = p - sign(next[last]) * next[s];
}

}  // namespace xgrad::optim
