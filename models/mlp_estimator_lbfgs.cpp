#include <fmt/format.h>
#include <cmath>
#include <xgrad/models/minimize_internal.hpp>
#include <xgrad/models/mlp_estimator_internal.hpp>
#include <xgrad/optim/objective.hpp>

namespace xgrad::models::detail {
namespace {

Tensor vector_of(const Numbers& x) { return Tensor::from(x, {static_cast<std::int64_t>(x.size())}); }

void warn(MLPState& state, const MLPOptions& o, const Minimum& found) {
  const char* remedy = "scale X with StandardScaler";
  switch (found.stop) {
    case MinimizeStop::gradient:
    case MinimizeStop::decrease: return;
    case MinimizeStop::max_iter:
      return state.warnings.push_back(
          fmt::format("max_iter = {} iterations of lbfgs were not enough: the optimization has not converged yet; "
                      "increase it, or {}",
                      o.max_iter, remedy));
    case MinimizeStop::max_fun:
      return state.warnings.push_back(
          fmt::format("max_fun = {} evaluations of the loss were not enough: the optimization has not converged yet; "
                      "increase it, or {}",
                      o.max_fun, remedy));
    case MinimizeStop::line_search:
      return state.warnings.push_back(fmt::format(
          "lbfgs ended after {} iterations, for it found no step that lowers the loss; {}", found.iterations, remedy));
    case MinimizeStop::told:
      return state.warnings.push_back(fmt::format("on_epoch ended the training after {} iterations", found.iterations));
  }
}

}  // namespace

MLPState train_by_lbfgs(std::string_view name, const MLPOptions& options, MLPState state, const Tensor& X,
                        const MLPTarget& target) {
  const MLPOptions o = options;  // on_epoch may change the estimator's
  MLPObjective objective = build_objective(o, state, target.has_weights());
  const optim::FlatParameters parameters(objective.network->parameters());
  std::vector<Tensor> inputs{X, target.values};
  if (target.has_weights()) inputs.push_back(target.weights);

  Tensor flat(float64, {parameters.size()});
  auto loss_at = [&](const Numbers& x, Numbers& gradient) {
    parameters.set(vector_of(x));
    const Outputs outputs = (*objective.program)(inputs);
    parameters.gather({outputs.begin() + 1, outputs.end()}, flat);
    gradient = flat.to_vector<double>();
    return outputs[0].item();
  };
  state.loss_curve.clear(), state.validation_scores.clear();
  auto tell = [&](std::int64_t number, double loss) {
    state.loss_curve.push_back(loss);
    if (o.verbose) fmt::print("Iteration {}, loss = {:.8f}\n", number, loss);
    return !o.on_epoch || o.on_epoch({.number = number, .loss = loss, .samples = 0});
  };
  const Minimum found = minimize(loss_at, parameters.get().to_vector<double>(),
                                 {.max_iter = o.max_iter,
                                  .max_fun = o.max_fun,
                                  .gtol = o.tol,
                                  .goes_on = true,
                                  .is_smooth = o.activation != "relu",
                                  .on_iteration = tell});

  parameters.set(vector_of(found.x));
  state.coefs = values_of(objective.graph, objective.network->weights);
  state.intercepts = values_of(objective.graph, objective.network->biases);
  if (!are_finite(state.coefs) || !are_finite(state.intercepts) || !std::isfinite(found.f))
    throw DataError(name, "the training diverged: weights or the loss are not finite",
                    fmt::format("loss = {} after {} iterations", found.f, found.iterations),
                    "scale X (and the target of a regression) with StandardScaler");
  if (state.loss_curve.empty()) state.loss_curve.push_back(found.f);
  state.n_iter = found.iterations;
  state.best_loss.reset(), state.best_validation_score.reset();
  state.optimizer.reset();
  state.learning_rate = 0;
  warn(state, o, found);
  return state;
}

}  // namespace xgrad::models::detail
