#include <xgrad/ops/arithmetic.hpp>
#include <xgrad/ops/cast.hpp>
#include <xgrad/ops/reduce.hpp>
#include <xgrad/optim/options_internal.hpp>
#include <xgrad/optim/sign_flip_sgd.hpp>

namespace xgrad::optim {
namespace {

Var as(Var x, DType dtype) { return x.dtype() == dtype ? x : cast(x, dtype); }

}  // namespace

SignFlipSGD::SignFlipSGD(Options o) : options(o) {
  check_not_negative("SignFlipSGD", "lr", options.lr);
  check_not_negative("SignFlipSGD", "decay", options.decay);
  check_not_negative("SignFlipSGD", "min_lr", options.min_lr);
}

Var SignFlipSGD::decayed(Var rate, Var product) const {
  return where(product < 0.0, maximum(options.decay * rate, options.min_lr), rate);
}

Var SignFlipSGD::common_rate(Next& next, DType dtype) const {
  return next.slot("lr", Tensor(options.lr).astype(dtype));
}

void SignFlipSGD::update(Next& next, Var p, Var g) const {
  const Var last = next.slot(p, "last_gradient");
  next[last] = g;
  Var rate;
  switch (options.granularity) {
    case Granularity::element:
      rate = next.slot(p, "lr", options.lr);
      next[rate] = decayed(rate, g * last);
      break;
    case Granularity::tensor:
      rate = next.slot(p, "lr", Tensor(options.lr).astype(p.dtype()));
      next[rate] = decayed(rate, sum(g * last));
      break;
    case Granularity::global: rate = common_rate(next, p.dtype()); break;  // update_all has decayed it
  }
  next[p] = p - as(next[rate], p.dtype()) * g;
}

void SignFlipSGD::update_all(Next& next, const Vars& parameters, const Vars& gradients) const {
  if (options.granularity == Granularity::global) {
    const Var rate = common_rate(next, parameters[0].dtype());
    Var product;
    for (std::size_t i = 0; i < parameters.size(); ++i) {
      const Var part = as(sum(gradients[i] * next.slot(parameters[i], "last_gradient")), rate.dtype());
      product = product ? product + part : part;
    }
    next[rate] = decayed(rate, product);
  }
  Optimizer::update_all(next, parameters, gradients);
}

}  // namespace xgrad::optim
