#include <xgrad/graph/error.hpp>
#include <xgrad/ops/arithmetic.hpp>
#include <xgrad/optim/moments_internal.hpp>
#include <xgrad/optim/options_internal.hpp>
#include <xgrad/optim/sgd.hpp>

namespace xgrad::optim {

SGD::SGD(Options o) : options(std::move(o)) {
  check_not_negative("SGD", "momentum", options.momentum);
  check_not_negative("SGD", "weight_decay", options.weight_decay);
  if (options.nesterov && !(options.momentum > 0.0 && options.dampening == 0.0))
    throw DataError("SGD", "nesterov needs a momentum and no dampening", {}, "such as .momentum = 0.9");
}

void SGD::update(Next& next, Var p, Var g) const {
  const double momentum = options.momentum;
  g = adjusted(g, p, options.maximize, options.weight_decay);
  if (momentum != 0.0) {
    Var share = g;
    if (options.dampening != 0.0)
      share = g * next.once("share", [&] {
        const Var t = next.step();
        return where(t > 1.0, 1.0 - options.dampening, t);  // t is 1 in the first step
      });
    const Var m = velocity(next, p, "momentum", momentum, share);
    g = options.nesterov ? g + momentum * m : m;
  }
  next[p] = p - next.lr(options.lr) * g;
}

}  // namespace xgrad::optim
