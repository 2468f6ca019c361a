#include <fmt/format.h>
#include <cmath>
#include <limits>
#include <xgrad/models/mlp_estimator_internal.hpp>
#include <xgrad/models/parameters_internal.hpp>

namespace xgrad::models::detail {
namespace {

struct Choice {
  std::string_view parameter;
  const std::string& given;
  std::string_view choices;  // "adam, sgd"
};

/// A range of numbers; a bound is excluded where it says so, and no bound is infinite.
struct Range {
  std::string_view parameter;
  double given;
  double low, high;
  bool takes_low, takes_high;
  std::string_view words;
};

struct Least {
  std::string_view parameter;
  std::int64_t given, least, most;
};

constexpr double infinity = std::numeric_limits<double>::infinity();
constexpr std::int64_t unlimited = std::numeric_limits<std::int64_t>::max();

void check(std::string_view name, const Choice& c) {
  for (std::size_t begin = 0; begin < c.choices.size();) {
    const std::size_t end = std::min(c.choices.find(", ", begin), c.choices.size());
    if (c.choices.substr(begin, end - begin) == c.given) return;
    begin = end + 2;
  }
  throw DataError(name, fmt::format("{} has an unknown value", c.parameter),
                  fmt::format("{} = \"{}\"", c.parameter, c.given), fmt::format("choose one of {}", c.choices));
}

void check(std::string_view name, const Range& r) {
  const bool is_above = r.takes_low ? r.given >= r.low : r.given > r.low;
  const bool is_below = r.takes_high ? r.given <= r.high : r.given < r.high;
  if (is_above && is_below) return;  // never for NaN
  throw DataError(name, fmt::format("{} is out of range", r.parameter), fmt::format("{} = {}", r.parameter, r.given),
                  fmt::format("give {}", r.words));
}

void check(std::string_view name, const Least& l) {
  if (l.given >= l.least && l.given <= l.most) return;
  throw DataError(name, fmt::format("{} is out of range", l.parameter), fmt::format("{} = {}", l.parameter, l.given),
                  l.most == unlimited ? fmt::format("give a whole number of at least {}", l.least)
                                      : fmt::format("give a whole number from {} to {}", l.least, l.most));
}

void check_layers(std::string_view name, const std::vector<std::int64_t>& sizes) {
  for (std::int64_t size : sizes)
    if (size < 1)
      throw DataError(name, "hidden_layer_sizes holds a size below 1",
                      fmt::format("hidden_layer_sizes = {}",
                                  to_string(Tensor::from(sizes, {static_cast<std::int64_t>(sizes.size())}))),
                      "give each hidden layer at least one unit, or {} for no hidden layer");
}

}  // namespace

void check_options(std::string_view name, const MLPOptions& o) {
  check_layers(name, o.hidden_layer_sizes);
  const Choice choices[] = {
      {"loss", o.loss, "squared_error, poisson"},
      {"activation", o.activation, "identity, logistic, tanh, relu"},
      {"solver", o.solver, "adam, sgd, lbfgs"},
      {"learning_rate", o.learning_rate, "constant, invscaling, adaptive"},
  };
  const Range ranges[] = {
      {"alpha", o.alpha, 0, infinity, true, false, "a finite number of at least 0"},
      {"learning_rate_init", o.learning_rate_init, 0, infinity, false, false, "a finite number above 0"},
      {"power_t", o.power_t, 0, infinity, true, false, "a finite number of at least 0"},
      {"tol", o.tol, 0, infinity, true, false, "a finite number of at least 0"},
      {"momentum", o.momentum, 0, 1, true, true, "a number from 0 to 1"},
      {"validation_fraction", o.validation_fraction, 0, 1, true, false, "a number of at least 0 and below 1"},
      {"beta_1", o.beta_1, 0, 1, true, false, "a number of at least 0 and below 1"},
      {"beta_2", o.beta_2, 0, 1, true, false, "a number of at least 0 and below 1"},
      {"epsilon", o.epsilon, 0, infinity, false, false, "a finite number above 0"},
  };
  const Least leasts[] = {
      {"batch_size", o.batch_size.value_or(1), 1, unlimited},
      {"max_iter", o.max_iter, 1, unlimited},
      {"random_state", o.random_state.value_or(0), 0, 4294967295},
      {"n_iter_no_change", o.n_iter_no_change, 1, unlimited},
      {"max_fun", o.max_fun, 1, unlimited},
  };
  if (name != "MLPRegressor" && o.loss != "squared_error")
    throw DataError(name, "loss is for MLPRegressor alone, which predicts counts by it",
                    fmt::format("loss = \"{}\"", o.loss), "a classifier's loss is the cross-entropy");
  for (const Choice& c : choices) check(name, c);
  for (const Range& r : ranges) check(name, r);
  for (const Least& l : leasts) check(name, l);
  if (o.dtype != float64 && o.dtype != float32)
    throw DataError(name, "dtype is no float type", fmt::format("dtype = {}", to_string(o.dtype)),
                    "choose float64 or float32");
  if (o.early_stopping && o.validation_fraction == 0)
    throw DataError(name, "early_stopping has no examples to validate by", "validation_fraction = 0",
                    "give a validation_fraction above 0, or leave out early_stopping");
}

}  // namespace xgrad::models::detail

namespace xgrad::models {

void MLPEstimator::set_param(std::string_view name, const ParameterValue& value) {
  MLPOptions& o = options;
  detail::SetParameter set(name_, name, value);
  if (name_ == "MLPRegressor") set("loss", o.loss);
  set("hidden_layer_sizes", o.hidden_layer_sizes), set("activation", o.activation), set("solver", o.solver);
  set("alpha", o.alpha), set("batch_size", o.batch_size), set("learning_rate", o.learning_rate);
  set("learning_rate_init", o.learning_rate_init), set("power_t", o.power_t), set("max_iter", o.max_iter);
  set("shuffle", o.shuffle), set("random_state", o.random_state), set("tol", o.tol), set("verbose", o.verbose);
  set("warm_start", o.warm_start), set("momentum", o.momentum), set("nesterovs_momentum", o.nesterovs_momentum);
  set("early_stopping", o.early_stopping), set("validation_fraction", o.validation_fraction);
  set("beta_1", o.beta_1), set("beta_2", o.beta_2), set("epsilon", o.epsilon);
  set("n_iter_no_change", o.n_iter_no_change), set("max_fun", o.max_fun);
  set.check();
}

}  // namespace xgrad::models
