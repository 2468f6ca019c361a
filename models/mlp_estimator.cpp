#include <fmt/format.h>
#include <algorithm>
#include <cmath>
#include <xgrad/models/mlp_estimator_internal.hpp>

namespace xgrad::models {

using detail::MLPState;
using detail::MLPTarget;
using detail::Task;

namespace {

std::string describe(std::string_view name, const Tensor& x) {
  return fmt::format("{} {} {}", name, to_string(x.dtype()), to_string(x.shape()));
}

/// The first weights, uniform within Glorot and Bengio's bound, drawn in scikit-learn's order.
void initialize(MLPState& state, const std::string& activation, RandomState& generator) {
  for (std::size_t i = 0; i + 1 < state.layer_units.size(); ++i) {
    const std::int64_t fan_in = state.layer_units[i], fan_out = state.layer_units[i + 1];
    const double factor = activation == "logistic" ? 2.0 : 6.0;
    const double bound = std::sqrt(factor / static_cast<double>(fan_in + fan_out));
    state.coefs.push_back(generator.uniform(-bound, bound, {fan_in, fan_out}).astype(state.dtype));
    state.intercepts.push_back(generator.uniform(-bound, bound, {fan_out}).astype(state.dtype));
  }
}

std::string layers_text(const std::vector<std::int64_t>& units) { return fmt::format("{}", fmt::join(units, "-")); }

/// Whether a model can be trained on, instead of a new one.
void check_warm_start(std::string_view name, const MLPState& before, const std::vector<std::int64_t>& units,
                      const MLPTarget& target) {
  const char* remedy = "set warm_start = false to begin anew";
  if (target.classes != before.classes)
    throw DataError(name, "with warm_start, y must have the classes of the last fit",
                    fmt::format("y has {}, before {}", fmt::join(target.classes, " "), fmt::join(before.classes, " ")),
                    remedy);
  if (units != before.layer_units)
    throw DataError(name,
                    "with warm_start, the layers must be those of the last fit: features, hidden_layer_sizes, outputs",
                    fmt::format("{}, before {}", layers_text(units), layers_text(before.layer_units)), remedy);
}

MLPState cold_start(const MLPOptions& o, const std::vector<std::int64_t>& units, const MLPTarget& target,
                    RandomState& generator) {
  MLPState start;
  start.task = target.task;
  start.out_activation = target.task == Task::regression ? "identity"
                         : target.task == Task::binary   ? "logistic"
                                                         : "softmax";
  start.layer_units = units;
  start.classes = target.classes;
  start.dtype = o.dtype;
  initialize(start, o.activation, generator);
  return start;
}

/// The last fit's state, to go on from; weights take the dtype that is asked for now.
MLPState warm_start(const MLPOptions& o, MLPState start) {
  start.dtype = o.dtype;
  for (auto* tensors : {&start.coefs, &start.intercepts})
    for (Tensor& t : *tensors) t = t.astype(o.dtype);
  return start;
}

}  // namespace

void detail::check_finite(std::string_view what, std::string_view name, const Tensor& x) {
  const auto check = [&]<class T>(const T* values) {
    const T* bad = std::find_if(values, values + x.size(), [](T v) { return !std::isfinite(v); });
    if (bad == values + x.size()) return;
    const std::int64_t place = bad - values;
    const std::string index =
        x.rank() == 1 ? fmt::format("{}", place) : fmt::format("{}, {}", place / x.shape(1), place % x.shape(1));
    throw DataError(what, fmt::format("{} must be finite", name), fmt::format("{}[{}] = {}", name, index, *bad),
                    "remove or replace NaN and infinities");
  };
  if (x.dtype() == float32)
    check(x.data<float>());
  else
    check(x.data<double>());
}

const MLPState& MLPEstimator::state() const {
  if (!state_) throw DataError(name_, "it is not fitted yet", {}, "call fit(X, y) first");
  return *state_;
}

const std::vector<Tensor>& MLPEstimator::coefs() const { return state().coefs; }
const std::vector<Tensor>& MLPEstimator::intercepts() const { return state().intercepts; }
const std::vector<double>& MLPEstimator::loss_curve() const { return state().loss_curve; }
double MLPEstimator::loss() const { return state().loss_curve.back(); }
std::optional<double> MLPEstimator::best_loss() const { return state().best_loss; }
const std::vector<double>& MLPEstimator::validation_scores() const { return state().validation_scores; }
std::optional<double> MLPEstimator::best_validation_score() const { return state().best_validation_score; }
std::int64_t MLPEstimator::n_iter() const { return state().n_iter; }
std::int64_t MLPEstimator::t() const { return state().t; }
double MLPEstimator::learning_rate() const { return state().learning_rate; }
const std::vector<std::int64_t>& MLPEstimator::layer_units() const { return state().layer_units; }
const std::string& MLPEstimator::out_activation() const { return state().out_activation; }
const std::vector<std::string>& MLPEstimator::warnings() const { return state().warnings; }

Tensor MLPEstimator::checked_features(std::string_view method, const Tensor& X, DType dtype) const {
  const std::string what = fmt::format("{}.{}", name_, method);
  if (X.rank() != 2)
    throw DataError(
        what, "X is no table of rows and columns", describe("X", X),
        X.rank() == 1 ? "reshape({-1, 1}) makes one column of it, reshape({1, -1}) one row" : "give [n, features]");
  if (X.shape(0) == 0) throw DataError(what, "X has no rows", describe("X", X), "give at least one");
  if (X.shape(1) == 0) throw DataError(what, "X has no columns", describe("X", X), "give at least one feature");
  Tensor converted = X.astype(dtype);
  detail::check_finite(what, "X", converted);
  return converted;
}

Tensor MLPEstimator::checked_inputs(std::string_view method, const Tensor& X) const {
  Tensor checked = checked_features(method, X, state().dtype);
  if (X.shape(1) != n_features_in())
    throw DataError(fmt::format("{}.{}", name_, method), "X must have the columns of fit",
                    fmt::format("{}, fitted with {} features", describe("X", X), n_features_in()));
  return checked;
}

void MLPEstimator::train(const Tensor& X, MLPTarget target) {
  std::vector<std::int64_t> units{X.shape(1)};
  units.insert(units.end(), options.hidden_layer_sizes.begin(), options.hidden_layer_sizes.end());
  units.push_back(target.outputs);
  RandomState generator(options.random_state);
  MLPState start;
  if (options.warm_start && state_) {
    check_warm_start(name_, *state_, units, target);
    start = warm_start(options, *state_);
  } else {
    start = cold_start(options, units, target, generator);
  }
  start.activation = options.activation;
  start.warnings = target.warnings;
  state_ =
      std::make_shared<const MLPState>(detail::train_network(name_, options, std::move(start), X, target, generator));
}

Tensor MLPEstimator::outputs(const Tensor& X) const { return (*state().predictor)(state(), X); }

}  // namespace xgrad::models
