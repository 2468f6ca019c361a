#include <fmt/format.h>
#include <memory>
#include <xgrad/graph/program.hpp>
#include <xgrad/optim/adadelta.hpp>
#include <xgrad/optim/adagrad.hpp>
#include <xgrad/optim/adam.hpp>
#include <xgrad/optim/adamax.hpp>
#include <xgrad/optim/asgd.hpp>
#include <xgrad/optim/groups.hpp>
#include <xgrad/optim/lbfgs.hpp>
#include <xgrad/optim/lion.hpp>
#include <xgrad/optim/nadam.hpp>
#include <xgrad/optim/radam.hpp>
#include <xgrad/optim/rmsprop.hpp>
#include <xgrad/optim/rprop.hpp>
#include <xgrad/optim/sgd.hpp>
#include <xgrad/optim/sign_flip_sgd.hpp>

#include "optim_internal.hpp"

namespace conformance {
namespace {

using namespace xgrad;

template <class O> using Rows = std::vector<typename OptionTable<typename O::Options>::Row>;

// Each optimizer's options, as its struct has them.
Rows<optim::SGD> rows(const optim::SGD*) {
  using O = optim::SGD::Options;
  return {{"lr", set_to(&O::lr)},
          {"momentum", set_to(&O::momentum)},
          {"dampening", set_to(&O::dampening)},
          {"weight_decay", set_to(&O::weight_decay)},
          {"nesterov", set_to(&O::nesterov)},
          {"maximize", set_to(&O::maximize)}};
}

/// The options of Adam and its like; the others differ by a few.
template <class O> Rows<O> adam_rows() {
  using Options = typename O::Options;
  return {{"lr", set_to(&Options::lr)},
          {"betas", set_to(&Options::betas)},
          {"eps", set_to(&Options::eps)},
          {"weight_decay", set_to(&Options::weight_decay)},
          {"maximize", set_to(&Options::maximize)}};
}
template <class O> Rows<O> with(Rows<O> rows, Rows<O> more) {
  rows.insert(rows.end(), more.begin(), more.end());
  return rows;
}
Rows<optim::Adam> rows(const optim::Adam*) {
  return with<optim::Adam>(adam_rows<optim::Adam>(), {{"amsgrad", set_to(&optim::Adam::Options::amsgrad)}});
}
Rows<optim::AdamW> rows(const optim::AdamW*) {
  return with<optim::AdamW>(adam_rows<optim::AdamW>(), {{"amsgrad", set_to(&optim::AdamW::Options::amsgrad)}});
}
Rows<optim::Adamax> rows(const optim::Adamax*) { return adam_rows<optim::Adamax>(); }
Rows<optim::NAdam> rows(const optim::NAdam*) {
  using O = optim::NAdam::Options;
  return with<optim::NAdam>(
      adam_rows<optim::NAdam>(),
      {{"momentum_decay", set_to(&O::momentum_decay)}, {"decoupled_weight_decay", set_to(&O::decoupled_weight_decay)}});
}
Rows<optim::RAdam> rows(const optim::RAdam*) {
  using O = optim::RAdam::Options;
  return with<optim::RAdam>(adam_rows<optim::RAdam>(),
                            {{"decoupled_weight_decay", set_to(&O::decoupled_weight_decay)}});
}
Rows<optim::RMSprop> rows(const optim::RMSprop*) {
  using O = optim::RMSprop::Options;
  return {{"lr", set_to(&O::lr)},
          {"alpha", set_to(&O::alpha)},
          {"eps", set_to(&O::eps)},
          {"weight_decay", set_to(&O::weight_decay)},
          {"momentum", set_to(&O::momentum)},
          {"centered", set_to(&O::centered)},
          {"maximize", set_to(&O::maximize)}};
}
Rows<optim::AdaGrad> rows(const optim::AdaGrad*) {
  using O = optim::AdaGrad::Options;
  return {{"lr", set_to(&O::lr)},
          {"lr_decay", set_to(&O::lr_decay)},
          {"weight_decay", set_to(&O::weight_decay)},
          {"initial_accumulator_value", set_to(&O::initial_accumulator_value)},
          {"eps", set_to(&O::eps)},
          {"maximize", set_to(&O::maximize)}};
}
Rows<optim::Adadelta> rows(const optim::Adadelta*) {
  using O = optim::Adadelta::Options;
  return {{"lr", set_to(&O::lr)},
          {"rho", set_to(&O::rho)},
          {"eps", set_to(&O::eps)},
          {"weight_decay", set_to(&O::weight_decay)},
          {"maximize", set_to(&O::maximize)}};
}
Rows<optim::Rprop> rows(const optim::Rprop*) {
  using O = optim::Rprop::Options;
  return {{"lr", set_to(&O::lr)},
          {"etas", set_to(&O::etas)},
          {"step_sizes", set_to(&O::step_sizes)},
          {"maximize", set_to(&O::maximize)}};
}
Rows<optim::ASGD> rows(const optim::ASGD*) {
  using O = optim::ASGD::Options;
  return {{"lr", set_to(&O::lr)},
          {"lambd", set_to(&O::lambd)},
          {"alpha", set_to(&O::alpha)},
          {"t0", set_to(&O::t0)},
          {"weight_decay", set_to(&O::weight_decay)},
          {"maximize", set_to(&O::maximize)}};
}
Rows<optim::Lion> rows(const optim::Lion*) {
  using O = optim::Lion::Options;
  return {{"lr", set_to(&O::lr)},
          {"betas", set_to(&O::betas)},
          {"weight_decay", set_to(&O::weight_decay)},
          {"maximize", set_to(&O::maximize)}};
}

optim::Granularity granularity(const nlohmann::json& name) {
  if (name == "element") return optim::Granularity::element;
  if (name == "tensor") return optim::Granularity::tensor;
  if (name == "global") return optim::Granularity::global;
  throw std::runtime_error("no granularity " + name.dump());
}
Rows<optim::SignFlipSGD> rows(const optim::SignFlipSGD*) {
  using O = optim::SignFlipSGD::Options;
  return {{"lr", set_to(&O::lr)},
          {"decay", set_to(&O::decay)},
          {"granularity", [](O& o, const nlohmann::json& value) { o.granularity = granularity(value); }},
          {"min_lr", set_to(&O::min_lr)}};
}

Vars named(const BuiltProblem& problem, const nlohmann::json& names) {
  Vars found;
  for (const nlohmann::json& name : names)
    for (std::size_t i = 0; i < problem.names.size(); ++i)
      if (name == problem.names[i]) found.push_back(problem.parameters[i]);
  if (found.size() != names.size()) throw std::runtime_error("a group names a parameter that is not there");
  return found;
}

template <class O> Step build(const nlohmann::json& test, BuiltProblem& problem) {
  const OptionTable<typename O::Options> table(O().name().data(), rows(static_cast<const O*>(nullptr)));
  typename O::Options options;
  table.apply(options, test.at("options"));
  auto optimizer = std::make_shared<optim::Groups<O>>(std::move(options));
  if (test.contains("groups"))
    for (const nlohmann::json& group : test.at("groups"))
      optimizer->add(named(problem, group.at("parameters")),
                     [&](auto& own) { table.apply(own, group.value("options", nlohmann::json::object())); });
  else
    optimizer->add(problem.parameters);
  auto program = std::make_shared<Program>(compile({}, {}, optimizer->minimize(problem.loss)));
  return [optimizer, program] { (*program)(); };
}

Step build_lbfgs(const nlohmann::json& test, BuiltProblem& problem) {
  using O = optim::LBFGS::Options;
  const OptionTable<O> table("LBFGS", {{"lr", set_to(&O::lr)},
                                       {"max_iter", set_to(&O::max_iter)},
                                       {"max_eval",
                                        [](O& o, const nlohmann::json& value) {
                                          if (!value.is_null()) o.max_eval = value.get<int>();
                                        }},
                                       {"tolerance_grad", set_to(&O::tolerance_grad)},
                                       {"tolerance_change", set_to(&O::tolerance_change)},
                                       {"history_size", set_to(&O::history_size)},
                                       {"line_search_fn", [](O& o, const nlohmann::json& value) {
                                          if (!value.is_null() && value != "strong_wolfe")
                                            throw std::runtime_error("no line search " + value.dump());
                                          o.line_search_fn = value.is_null() ? optim::LineSearch::none
                                                                             : optim::LineSearch::strong_wolfe;
                                        }}});
  O options;
  table.apply(options, test.at("options"));
  auto lbfgs = std::make_shared<optim::LBFGS>(options);
  auto loss = std::make_shared<optim::LossProgram>(Vars{}, problem.loss, problem.parameters);
  return [lbfgs, loss] { lbfgs->step(*loss, {}); };
}

struct {
  const char* name;
  Step (*build)(const nlohmann::json& test, BuiltProblem& problem);
} const optimizers[] = {{"SGD", build<optim::SGD>},
                        {"Adam", build<optim::Adam>},
                        {"AdamW", build<optim::AdamW>},
                        {"RMSprop", build<optim::RMSprop>},
                        {"Adagrad", build<optim::AdaGrad>},
                        {"Adadelta", build<optim::Adadelta>},
                        {"Adamax", build<optim::Adamax>},
                        {"NAdam", build<optim::NAdam>},
                        {"RAdam", build<optim::RAdam>},
                        {"Rprop", build<optim::Rprop>},
                        {"ASGD", build<optim::ASGD>},
                        {"Lion", build<optim::Lion>},
                        {"SignFlipSGD", build<optim::SignFlipSGD>},
                        {"LBFGS", build_lbfgs}};

}  // namespace

Step build_optimizer(const nlohmann::json& test, BuiltProblem& problem) {
  for (const auto& row : optimizers)
    if (test.at("optimizer") == row.name) return row.build(test, problem);
  throw std::runtime_error("no optimizer " + test.at("optimizer").dump());
}

void judge_trajectory(NumberCase& result, const nlohmann::json& test, const nlohmann::json& json) {
  BuiltProblem problem = build_problem(json, test.at("start"));
  const Step step = build_optimizer(test, problem);
  Program look = compile({}, {problem.loss});
  const bool is_lbfgs = test.at("optimizer") == "LBFGS";
  auto judge_loss = [&](const std::string& where, const nlohmann::json& expected) {
    result.within(where, {look()[0].item()}, {number(expected)}, is_lbfgs ? Bound{1e-6, 1e-10} : Bound{1e-10, 1e-13});
  };
  if (test.contains("loss_at_start")) judge_loss("loss at start", test.at("loss_at_start"));
  int steps = 0;
  for (const nlohmann::json& expected : test.at("expected")) {
    for (const int until = expected.at("step").get<int>(); steps < until; ++steps) step();
    judge_loss(fmt::format("loss after step {}", steps), expected.at("loss"));
    if (!expected.contains("parameters")) continue;
    for (const auto& [name, values] : expected.at("parameters").items())
      result.within(fmt::format("{} after step {}", name, steps),
                    value(named(problem, nlohmann::json::array({name}))[0]).to_vector<double>(), numbers(values),
                    Bound{1e-10, 0.0});
  }
}

}  // namespace conformance
