#include <fmt/format.h>
#include <algorithm>
#include <limits>
#include <xgrad/graph/arena_internal.hpp>
#include <xgrad/graph/error.hpp>
#include <xgrad/graph/graph.hpp>
#include <xgrad/optim/options_internal.hpp>
#include <xgrad/optim/parameters_internal.hpp>
#include <xgrad/optim/reduce_lr_on_plateau.hpp>

namespace xgrad::optim {

ReduceLROnPlateau::ReduceLROnPlateau(Options o)
    : options_(o),
      best_(o.mode == Mode::min ? std::numeric_limits<double>::infinity() : -std::numeric_limits<double>::infinity()) {
  check_forgets("ReduceLROnPlateau", "factor", o.factor);
  check_not_negative("ReduceLROnPlateau", "patience", o.patience);
  check_not_negative("ReduceLROnPlateau", "threshold", o.threshold);
  check_not_negative("ReduceLROnPlateau", "cooldown", o.cooldown);
  check_not_negative("ReduceLROnPlateau", "min_lr", o.min_lr);
  check_not_negative("ReduceLROnPlateau", "eps", o.eps);
}

bool ReduceLROnPlateau::is_better(double metric) const {
  const bool is_relative = options_.threshold_mode == ThresholdMode::rel;
  if (options_.mode == Mode::min)
    return metric < (is_relative ? best_ * (1.0 - options_.threshold) : best_ - options_.threshold);
  return metric > (is_relative ? best_ * (1.0 + options_.threshold) : best_ + options_.threshold);
}

double ReduceLROnPlateau::step(double lr, double metric) {
  if (is_better(metric)) {
    best_ = metric;
    bad_epochs_ = 0;
  } else
    ++bad_epochs_;
  if (cooldown_ > 0) {
    --cooldown_;
    bad_epochs_ = 0;
  }
  if (bad_epochs_ <= options_.patience) return lr;
  cooldown_ = options_.cooldown;
  bad_epochs_ = 0;
  const double less = std::max(lr * options_.factor, options_.min_lr);
  return lr - less > options_.eps ? less : lr;
}

double ReduceLROnPlateau::step(Optimizer& optimizer, double metric) {
  const Var rate = optimizer.lr();
  if (rate.arena()->kind(rate.id()) != Arena::Kind::variable)
    throw GraphError("ReduceLROnPlateau", "the learning rate is no state variable", describe(rate),
                     fmt::format("give {} its lr as a number", optimizer.name()));
  const double lr = value(rate).item(), next = step(lr, metric);
  if (next != lr) set(rate, Tensor(next).astype(rate.dtype()));
  return next;
}

}  // namespace xgrad::optim
