#include <fmt/format.h>
#include <xgrad/graph/program.hpp>
#include <xgrad/optim/reduce_lr_on_plateau.hpp>
#include <xgrad/optim/schedules.hpp>
#include <xgrad/optim/sgd.hpp>

#include "optim_internal.hpp"

namespace conformance {
namespace {

using namespace xgrad;

template <class Options> Options read(const char* owner, const nlohmann::json& test, auto rows) {
  Options options;
  OptionTable<Options>(owner, rows).apply(options, test.value("options", nlohmann::json::object()));
  return options;
}

/// A value by its name, of a few.
template <class T> T one_of(const nlohmann::json& value, std::initializer_list<std::pair<const char*, T>> names) {
  for (const auto& [name, meaning] : names)
    if (value == name) return meaning;
  throw std::runtime_error("no choice " + value.dump());
}

template <class O> using Rows = std::vector<typename OptionTable<O>::Row>;

optim::OneCycleOptions one_cycle_options(const nlohmann::json& test) {
  using O = optim::OneCycleOptions;
  int epochs = 0, steps_per_epoch = 0;
  O options = read<O>(
      "OneCycleLR", test,
      Rows<O>{{"max_lr", set_to(&O::max_lr)},
              {"total_steps",
               [](O& o, const nlohmann::json& value) {
                 if (!value.is_null()) o.total_steps = value.get<int>();
               }},
              {"epochs", [&](O&, const nlohmann::json& value) { epochs = value.is_null() ? 0 : value.get<int>(); }},
              {"steps_per_epoch",
               [&](O&, const nlohmann::json& value) { steps_per_epoch = value.is_null() ? 0 : value.get<int>(); }},
              {"pct_start", set_to(&O::pct_start)},
              {"anneal_strategy",
               [](O& o, const nlohmann::json& value) {
                 o.anneal_strategy =
                     one_of<optim::Anneal>(value, {{"cos", optim::Anneal::cos}, {"linear", optim::Anneal::linear}});
               }},
              {"cycle_momentum", [](O&, const nlohmann::json&) {}},
              {"div_factor", set_to(&O::div_factor)},
              {"final_div_factor", set_to(&O::final_div_factor)},
              {"three_phase", set_to(&O::three_phase)}});
  if (options.total_steps == 0) options.total_steps = epochs * steps_per_epoch;
  return options;
}

optim::CyclicOptions cyclic_options(const nlohmann::json& test) {
  using O = optim::CyclicOptions;
  return read<O>("CyclicLR", test,
                 Rows<O>{{"base_lr", set_to(&O::base_lr)},
                         {"max_lr", set_to(&O::max_lr)},
                         {"step_size_up", set_to(&O::step_size_up)},
                         {"step_size_down",
                          [](O& o, const nlohmann::json& value) {
                            if (!value.is_null()) o.step_size_down = number(value);
                          }},
                         {"mode",
                          [](O& o, const nlohmann::json& value) {
                            using optim::CycleMode;
                            o.mode = one_of<CycleMode>(value, {{"triangular", CycleMode::triangular},
                                                               {"triangular2", CycleMode::triangular2},
                                                               {"exp_range", CycleMode::exp_range}});
                          }},
                         {"gamma", set_to(&O::gamma)},
                         {"cycle_momentum", [](O&, const nlohmann::json&) {}}});
}

optim::Schedule sequential(const nlohmann::json& test, double lr) {
  std::vector<optim::Schedule> parts;
  for (const nlohmann::json& part : test.at("schedulers")) parts.push_back(build_schedule(part, lr));
  return optim::sequential(std::move(parts), test.at("milestones").get<std::vector<int>>());
}

/// The factors are the schedules from lr, divided by it.
optim::Schedule chained(const nlohmann::json& test, double lr) {
  std::vector<optim::Schedule> factors;
  for (const nlohmann::json& part : test.at("schedulers"))
    factors.push_back([from_lr = build_schedule(part, lr), lr](Var t) { return from_lr(t) / lr; });
  return optim::chained(lr, std::move(factors));
}

optim::Schedule constant(const nlohmann::json& test, double lr) {
  using O = optim::ConstantOptions;
  return optim::constant(
      lr,
      read<O>("ConstantLR", test, Rows<O>{{"factor", set_to(&O::factor)}, {"total_iters", set_to(&O::total_iters)}}));
}

optim::Schedule step(const nlohmann::json& test, double lr) {
  using O = optim::StepOptions;
  return optim::step(
      lr, read<O>("StepLR", test, Rows<O>{{"step_size", set_to(&O::step_size)}, {"gamma", set_to(&O::gamma)}}));
}

optim::Schedule multi_step(const nlohmann::json& test, double lr) {
  using O = optim::MultiStepOptions;
  auto milestones = [](O& o, const nlohmann::json& value) { o.milestones = value.get<std::vector<int>>(); };
  return optim::multi_step(
      lr, read<O>("MultiStepLR", test, Rows<O>{{"milestones", milestones}, {"gamma", set_to(&O::gamma)}}));
}

optim::Schedule exponential(const nlohmann::json& test, double lr) {
  using O = optim::ExponentialOptions;
  return optim::exponential(lr, read<O>("ExponentialLR", test, Rows<O>{{"gamma", set_to(&O::gamma)}}));
}

optim::Schedule linear(const nlohmann::json& test, double lr) {
  using O = optim::LinearOptions;
  return optim::linear(lr, read<O>("LinearLR", test,
                                   Rows<O>{{"start_factor", set_to(&O::start_factor)},
                                           {"end_factor", set_to(&O::end_factor)},
                                           {"total_iters", set_to(&O::total_iters)}}));
}

optim::Schedule polynomial(const nlohmann::json& test, double lr) {
  using O = optim::PolynomialOptions;
  return optim::polynomial(
      lr,
      read<O>("PolynomialLR", test, Rows<O>{{"total_iters", set_to(&O::total_iters)}, {"power", set_to(&O::power)}}));
}

optim::Schedule cosine_annealing(const nlohmann::json& test, double lr) {
  using O = optim::CosineAnnealingOptions;
  return optim::cosine_annealing(
      lr, read<O>("CosineAnnealingLR", test, Rows<O>{{"T_max", set_to(&O::T_max)}, {"eta_min", set_to(&O::eta_min)}}));
}

optim::Schedule warm_restarts(const nlohmann::json& test, double lr) {
  using O = optim::CosineAnnealingWarmRestartsOptions;
  return optim::cosine_annealing_warm_restarts(
      lr, read<O>("CosineAnnealingWarmRestarts", test,
                  Rows<O>{{"T_0", set_to(&O::T_0)}, {"T_mult", set_to(&O::T_mult)}, {"eta_min", set_to(&O::eta_min)}}));
}

optim::Schedule inverse_scaling(const nlohmann::json& test, double lr) {
  using O = optim::InverseScalingOptions;
  return optim::inverse_scaling(lr, read<O>("InverseScaling", test, Rows<O>{{"power", set_to(&O::power)}}));
}

optim::Schedule inverse_scaling_samples(const nlohmann::json& test, double lr) {
  using O = optim::InverseScalingOptions;
  return optim::inverse_scaling(
      lr, read<O>("InverseScalingSamples", test,
                  Rows<O>{{"power_t", set_to(&O::power)}, {"samples_per_epoch", set_to(&O::samples_per_step)}}));
}

struct {
  const char* name;
  optim::Schedule (*build)(const nlohmann::json& test, double lr);
} const schedules[] = {
    {"ConstantLR", constant},
    {"StepLR", step},
    {"MultiStepLR", multi_step},
    {"ExponentialLR", exponential},
    {"LinearLR", linear},
    {"PolynomialLR", polynomial},
    {"CosineAnnealingLR", cosine_annealing},
    {"CosineAnnealingWarmRestarts", warm_restarts},
    {"OneCycleLR", [](const nlohmann::json& test, double) { return optim::one_cycle(one_cycle_options(test)); }},
    {"CyclicLR", [](const nlohmann::json& test, double) { return optim::cyclic(cyclic_options(test)); }},
    {"SequentialLR", sequential},
    {"ChainedScheduler", chained},
    {"InverseScaling", inverse_scaling},
    {"InverseScalingSamples", inverse_scaling_samples}};

/// The rate of each step of an optimizer whose metric is told after every step.
std::vector<double> plateau_rates(const nlohmann::json& test) {
  using Plateau = optim::ReduceLROnPlateau;
  using O = Plateau::Options;
  auto mode = [](O& o, const nlohmann::json& value) {
    o.mode = one_of<Plateau::Mode>(value, {{"min", Plateau::Mode::min}, {"max", Plateau::Mode::max}});
  };
  auto threshold_mode = [](O& o, const nlohmann::json& value) {
    using Mode = Plateau::ThresholdMode;
    o.threshold_mode = one_of<Mode>(value, {{"rel", Mode::rel}, {"abs", Mode::abs}});
  };
  Plateau plateau(read<O>("ReduceLROnPlateau", test,
                          Rows<O>{{"mode", mode},
                                  {"factor", set_to(&O::factor)},
                                  {"patience", set_to(&O::patience)},
                                  {"threshold", set_to(&O::threshold)},
                                  {"threshold_mode", threshold_mode},
                                  {"cooldown", set_to(&O::cooldown)},
                                  {"min_lr", set_to(&O::min_lr)},
                                  {"eps", set_to(&O::eps)}}));
  Graph g;
  const Var w = g.variable("w", 1.0);
  optim::SGD sgd({.lr = number(test.at("lr"))});
  const Updates updates = sgd.updates(w, w);  // makes the rate, so before it
  Program program = compile({}, {sgd.lr()}, updates);
  std::vector<double> rates{program()[0].item()};
  for (const nlohmann::json& metric : test.at("metrics")) {
    plateau.step(sgd, number(metric));
    rates.push_back(program()[0].item());
  }
  return rates;
}

}  // namespace

optim::Schedule build_schedule(const nlohmann::json& test, double lr) {
  for (const auto& row : schedules)
    if (test.at("scheduler") == row.name) return row.build(test, lr);
  throw std::runtime_error("no scheduler " + test.at("scheduler").dump());
}

void judge_schedule(NumberCase& result, const nlohmann::json& test) {
  const std::vector<double> expected = numbers(test.at("rates"));
  constexpr Bound bound{1e-12, 0.0};
  if (test.at("scheduler") == "ReduceLROnPlateau") return result.within("rates", plateau_rates(test), expected, bound);

  const optim::Schedule schedule = build_schedule(test, number(test.value("lr", nlohmann::json(0.0))));
  std::vector<double> told, used;  // by the function, and by an optimizer as it steps
  Graph g;
  const Var w = g.variable("w", 1.0);
  optim::SGD sgd({.lr = schedule});
  const Updates updates = sgd.updates(w, w);
  Program program = compile({}, {sgd.lr()}, updates);
  for (std::size_t t = 0; t < expected.size(); ++t) {
    told.push_back(schedule(static_cast<double>(t)));
    used.push_back(program()[0].item());
  }
  result.within("rates", told, expected, bound);
  result.within("rates of an optimizer", used, expected, bound);
}

}  // namespace conformance
