#include <fmt/format.h>
#include <algorithm>
#include <cmath>
#include <numbers>
#include <xgrad/graph/error.hpp>
#include <xgrad/ops/arithmetic.hpp>
#include <xgrad/ops/cast.hpp>
#include <xgrad/ops/comparison.hpp>
#include <xgrad/ops/exponential.hpp>
#include <xgrad/ops/power.hpp>
#include <xgrad/ops/trigonometric.hpp>
#include <xgrad/optim/options_internal.hpp>
#include <xgrad/optim/schedules.hpp>

namespace xgrad::optim {
namespace {

void check_rate(std::string_view schedule, double lr) { check_not_negative(schedule, "lr", lr); }

/// The largest whole number up to x, which is not negative.
Var floor(Var x) { return cast(cast(x, int64), x.dtype()); }

/// From `from` to `to` on half a cosine while part goes from 0 to 1.
Var cosine_between(double from, double to, Var part) {
  return to + (from - to) * (1.0 + cos(std::numbers::pi * part)) / 2.0;
}

Var line_between(double from, double to, Var part) { return from + (to - from) * part; }

/// Both in [0, total].
Var share_of(Var t, int total) { return minimum(t, total) / total; }

}  // namespace

Schedule constant(double lr, ConstantOptions o) {
  check_rate("constant", lr);
  check_not_negative("constant", "factor", o.factor);
  check_not_negative("constant", "total_iters", o.total_iters);
  if (o.total_iters == 0) return [=](Var t) { return Term(lr * o.factor).as_var(t); };
  return [=](Var t) { return where(t < o.total_iters, lr * o.factor, Term(lr).as_var(t)); };
}

Schedule step(double lr, StepOptions o) {
  check_rate("step", lr);
  check_at_least("step", "step_size", o.step_size, 1);
  check_not_negative("step", "gamma", o.gamma);
  return [=](Var t) { return lr * pow(o.gamma, floor(t / o.step_size)); };
}

Schedule multi_step(double lr, MultiStepOptions o) {
  check_rate("multi_step", lr);
  check_not_negative("multi_step", "gamma", o.gamma);
  return [=](Var t) {
    Var passed = Term(0.0).as_var(t);
    for (int milestone : o.milestones) passed = passed + cast(t >= milestone, t.dtype());
    return lr * pow(o.gamma, passed);
  };
}

Schedule exponential(double lr, ExponentialOptions o) {
  check_rate("exponential", lr);
  check_positive("exponential", "gamma", o.gamma);
  return [=](Var t) { return lr * pow(o.gamma, t); };
}

Schedule linear(double lr, LinearOptions o) {
  check_rate("linear", lr);
  check_not_negative("linear", "start_factor", o.start_factor);
  check_not_negative("linear", "end_factor", o.end_factor);
  check_at_least("linear", "total_iters", o.total_iters, 1);
  return [=](Var t) { return lr * line_between(o.start_factor, o.end_factor, share_of(t, o.total_iters)); };
}

Schedule polynomial(double lr, PolynomialOptions o) {
  check_rate("polynomial", lr);
  check_at_least("polynomial", "total_iters", o.total_iters, 1);
  check_not_negative("polynomial", "power", o.power);
  return [=](Var t) { return lr * pow(1.0 - share_of(t, o.total_iters), o.power); };
}

Schedule cosine_annealing(double lr, CosineAnnealingOptions o) {
  check_rate("cosine_annealing", lr);
  check_at_least("cosine_annealing", "T_max", o.T_max, 1);
  check_not_negative("cosine_annealing", "eta_min", o.eta_min);
  return [=](Var t) { return cosine_between(lr, o.eta_min, t / o.T_max); };
}

Schedule cosine_annealing_warm_restarts(double lr, CosineAnnealingWarmRestartsOptions o) {
  check_rate("cosine_annealing_warm_restarts", lr);
  check_at_least("cosine_annealing_warm_restarts", "T_0", o.T_0, 1);
  check_at_least("cosine_annealing_warm_restarts", "T_mult", o.T_mult, 1);
  check_not_negative("cosine_annealing_warm_restarts", "eta_min", o.eta_min);
  if (o.T_mult == 1) return [=](Var t) { return cosine_between(lr, o.eta_min, t / o.T_0 - floor(t / o.T_0)); };
  return [=](Var t) {
    const double ratio = o.T_mult;
    // Cycle n starts at T_0 (ratio^n - 1) / (ratio - 1). The logarithm may miss n by one where that is a whole number.
    auto start = [&](Var n) { return floor(o.T_0 * (pow(ratio, n) - 1.0) / (ratio - 1.0) + 0.5); };
    const Var guess = floor(log(t / o.T_0 * (ratio - 1.0) + 1.0) / std::log(ratio) + 0.5);
    const Var n = where(start(guess) > t, guess - 1.0, guess);
    return cosine_between(lr, o.eta_min, (t - start(n)) / (o.T_0 * pow(ratio, n)));
  };
}

Schedule inverse_scaling(double lr, InverseScalingOptions o) {
  check_rate("inverse_scaling", lr);
  check_not_negative("inverse_scaling", "power", o.power);
  check_not_negative("inverse_scaling", "samples_per_step", o.samples_per_step);
  return [=](Var t) { return lr / pow(o.samples_per_step * t + 1.0, o.power); };
}

Schedule one_cycle(OneCycleOptions o) {
  check_positive("one_cycle", "max_lr", o.max_lr);
  check_at_least("one_cycle", "total_steps", o.total_steps, 1);
  check_within("one_cycle", "pct_start", o.pct_start, 0.0, 1.0);
  check_positive("one_cycle", "div_factor", o.div_factor);
  check_positive("one_cycle", "final_div_factor", o.final_div_factor);
  return [=](Var t) {
    const double first = o.max_lr / o.div_factor, last = first / o.final_div_factor;
    const double end = o.total_steps - 1.0, top = o.pct_start * o.total_steps - 1.0;
    auto phase = [&](double from, double to, double begin, double finish) {
      const Var part = finish > begin ? (minimum(t, end) - begin) / (finish - begin) : Term(1.0).as_var(t);
      return o.anneal_strategy == Anneal::cos ? cosine_between(from, to, part) : line_between(from, to, part);
    };
    const Var up = phase(first, o.max_lr, 0.0, top);
    if (!o.three_phase) return where(t <= top, up, phase(o.max_lr, last, top, end));
    const double middle = 2.0 * o.pct_start * o.total_steps - 2.0;
    return where(t <= top, up,
                 where(t <= middle, phase(o.max_lr, first, top, middle), phase(first, last, middle, end)));
  };
}

Schedule cyclic(CyclicOptions o) {
  const double up = o.step_size_up, down = o.step_size_down.value_or(up);
  check_not_negative("cyclic", "base_lr", o.base_lr);
  check_not_negative("cyclic", "max_lr", o.max_lr);
  check_positive("cyclic", "step_size_up", up);
  check_positive("cyclic", "step_size_down", down);
  check_not_negative("cyclic", "gamma", o.gamma);
  return [=](Var t) {
    const Var cycle = floor(t / (up + down)), place = t - cycle * (up + down);
    const Var height = (o.max_lr - o.base_lr) * where(place <= up, place / up, (up + down - place) / down);
    switch (o.mode) {
      case CycleMode::triangular: return o.base_lr + height;
      case CycleMode::triangular2: return o.base_lr + height * pow(0.5, cycle);
      case CycleMode::exp_range: return o.base_lr + height * pow(o.gamma, t);
    }
    return height;
  };
}

Schedule sequential(std::vector<Schedule> schedules, std::vector<int> milestones) {
  if (schedules.empty()) throw DataError("sequential", "there is no schedule");
  if (milestones.size() + 1 != schedules.size())
    throw DataError("sequential", "there must be one milestone fewer than schedules",
                    fmt::format("{} milestones, {} schedules", milestones.size(), schedules.size()));
  if (!std::is_sorted(milestones.begin(), milestones.end()) || (!milestones.empty() && milestones[0] < 0))
    throw DataError("sequential", "milestones must ascend from 0 on", fmt::format("{}", fmt::join(milestones, ", ")));
  return [schedules = std::move(schedules), milestones = std::move(milestones)](Var t) {
    Var rate = schedules[0](t);
    for (std::size_t i = 0; i < milestones.size(); ++i)
      rate = where(t >= milestones[i], schedules[i + 1](maximum(t - milestones[i], 0.0)), rate);
    return rate;
  };
}

Schedule chained(double lr, std::vector<Schedule> factors) {
  check_rate("chained", lr);
  return [lr, factors = std::move(factors)](Var t) {
    Var rate = Term(lr).as_var(t);
    for (const Schedule& factor : factors) rate = rate * factor(t);
    return rate;
  };
}

Schedule warm_up(Schedule schedule, WarmUpOptions o) {
  check_at_least("warm_up", "total_iters", o.total_iters, 1);
  check_not_negative("warm_up", "start_factor", o.start_factor);
  return [schedule = std::move(schedule), o](Var t) {
    const Var after = schedule(maximum(t - o.total_iters, 0.0));
    return after * line_between(o.start_factor, 1.0, share_of(t, o.total_iters));
  };
}

}  // namespace xgrad::optim
