#include <fmt/format.h>
#include <algorithm>
#include <cmath>
#include <limits>
#include <new>
#include <xgrad/models/mlp_estimator_internal.hpp>

namespace xgrad::models {

using detail::MLPState;
using detail::MLPTarget;
using detail::Task;

namespace {

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

constexpr const char* with_warm_start = "with warm_start";
constexpr const char* by_partial_fit = "in partial_fit";

std::string layers_text(const std::vector<std::int64_t>& units) { return fmt::format("{}", fmt::join(units, "-")); }

/// Whether a model can be trained on, instead of a new one: with warm_start, by partial_fit.
void check_go_on(std::string_view name, const char* way, const MLPState& before, const std::vector<std::int64_t>& units,
                 const MLPTarget& target) {
  const char* remedy =
      way == std::string_view(with_warm_start) ? "set warm_start = false to begin anew" : "fit(X, y) begins anew";
  if (target.classes != before.classes)
    throw DataError(name, fmt::format("{}, y must have the classes of the last fit", way),
                    fmt::format("y has {}, before {}", target.classes.text(), before.classes.text()), remedy);
  if (target.task != before.task)  // of one kind of estimator with equal classes: by the loss
    throw DataError(name, fmt::format("{}, loss must be that of the last fit", way), {}, remedy);
  if (units != before.layer_units)
    throw DataError(
        name, fmt::format("{}, the layers must be those of the last fit: features, hidden_layer_sizes, outputs", way),
        fmt::format("{}, before {}", layers_text(units), layers_text(before.layer_units)), remedy);
}

const char* out_activation_of(Task task) {
  switch (task) {
    case Task::binary: return "logistic";
    case Task::multiclass: return "softmax";
    case Task::poisson: return "exp";
    case Task::regression: break;
  }
  return "identity";
}

MLPState cold_start(const MLPOptions& o, const std::vector<std::int64_t>& units, const MLPTarget& target,
                    RandomState& generator) {
  MLPState start;
  start.task = target.task;
  start.out_activation = out_activation_of(target.task);
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
  return detail::checked_table(fmt::format("{}.{}", name_, method), X, dtype);
}

Tensor MLPEstimator::checked_inputs(std::string_view method, const Tensor& X) const {
  return detail::checked_table(fmt::format("{}.{}", name_, method), X, state().dtype, n_features_in());
}

void MLPEstimator::check_size(const std::vector<std::int64_t>& units) const {
  double parameters = 0;
  for (std::size_t i = 0; i + 1 < units.size(); ++i)
    parameters += (static_cast<double>(units[i]) + 1) * static_cast<double>(units[i + 1]);
  if (parameters > 1e12)
    throw DataError(name_, "the network does not fit into memory",
                    fmt::format("layers {}: {:.3g} weights", layers_text(units), parameters),
                    "reduce hidden_layer_sizes");
}

void MLPEstimator::train(const Tensor& X, const MLPTarget& target, detail::Epochs epochs) {
  std::vector<std::int64_t> units{X.shape(1)};
  units.insert(units.end(), options.hidden_layer_sizes.begin(), options.hidden_layer_sizes.end());
  units.push_back(target.outputs);
  check_size(units);
  const bool is_partial = epochs == detail::Epochs::one_more, goes_on = state_ && (options.warm_start || is_partial);
  if (goes_on) check_go_on(name_, is_partial ? by_partial_fit : with_warm_start, *state_, units, target);
  RandomState generator(options.random_state);
  try {
    MLPState start = goes_on ? warm_start(options, *state_) : cold_start(options, units, target, generator);
    start.activation = options.activation;
    start.warnings = target.warnings;
    if (!start.predictor || !have_one_form(start, *state_))
      start.predictor = std::make_shared<const detail::MLPPredictor>();
    MLPState trained = options.solver == "lbfgs"
                           ? detail::train_by_lbfgs(name_, options, std::move(start), X, target)
                           : detail::train_network(name_, options, std::move(start), X, target, generator, epochs);
    state_ = std::make_shared<const MLPState>(std::move(trained));
  } catch (const std::bad_alloc&) {
    throw DataError(name_, "the training does not fit into memory",
                    fmt::format("layers {}, {} rows", layers_text(units), X.shape(0)),
                    "reduce hidden_layer_sizes or batch_size");
  }
}

void MLPEstimator::check_partial_fit() const {
  detail::check_options(name_, options);
  if (options.solver == "lbfgs")
    throw DataError(fmt::format("{}.partial_fit", name_), "it needs a solver that learns from batches",
                    "solver = \"lbfgs\"", "choose adam or sgd");
  if (options.early_stopping)
    throw DataError(fmt::format("{}.partial_fit", name_), "it does not go with early_stopping", "early_stopping = true",
                    "leave out early_stopping, and judge the model between the calls");
}

Tensor MLPEstimator::outputs(const Tensor& X) const { return (*state().predictor)(state(), X); }

}  // namespace xgrad::models
