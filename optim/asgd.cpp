#include <xgrad/ops/arithmetic.hpp>
#include <xgrad/ops/power.hpp>
#include <xgrad/optim/asgd.hpp>
#include <xgrad/optim/moments_internal.hpp>
#include <xgrad/optim/options_internal.hpp>

namespace xgrad::optim {

ASGD::ASGD(Options o) : options(std::move(o)) {
  check_not_negative("ASGD", "lambd", options.lambd);
  check_not_negative("ASGD", "alpha", options.alpha);
  check_not_negative("ASGD", "t0", options.t0);
  check_not_negative("ASGD", "weight_decay", options.weight_decay);
}

void ASGD::update(Next& next, Var p, Var g) const {
  g = adjusted(g, p, options.maximize, options.weight_decay);
  const Var rate = next.once("rate", [&] {
    const Var lr = next.lr(options.lr);
    return lr / pow(1.0 + options.lambd * lr * (next.step() - 1.0), options.alpha);
  });
  const Var kept = next.once("kept", [&] { return 1.0 - options.lambd * rate; });
  const Var weight = next.once("weight", [&] { return 1.0 / maximum(next.step() - (1.0 + options.t0), 1.0); });
  next[p] = kept * p - rate * g;
  const Var average = next.slot(p, "average");
  next[average] = average + (next[p] - average) * weight;
}

}  // namespace xgrad::optim
