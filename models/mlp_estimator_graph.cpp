#include <fmt/format.h>
#include <limits>
#include <xgrad/graph/grad.hpp>
#include <xgrad/models/mlp_estimator_internal.hpp>
#include <xgrad/ops/activation.hpp>
#include <xgrad/ops/arithmetic.hpp>
#include <xgrad/ops/exponential.hpp>
#include <xgrad/ops/like.hpp>
#include <xgrad/ops/loss.hpp>
#include <xgrad/ops/matmul.hpp>
#include <xgrad/ops/one_hot.hpp>
#include <xgrad/ops/reduce.hpp>
#include <xgrad/ops/softmax.hpp>

namespace xgrad::models::detail {
namespace {

/// What outputs z say of targets y. The trained loss is the stable one (of softmax and cross-entropy, of the logistic
/// function and its loss, half the squared error, of exp and half the Poisson deviance): nothing of it is needed but
/// its derivative, n times it is `delta`.
struct Outcome {
  Var delta;  // activated outputs - y
  Var loss;   // the one that is reported, without the penalty
};

/// To [eps, 1 - eps], as scikit-learn clips probabilities before it takes their logarithm.
Var clip(Var p) {
  const double eps =
      p.dtype() == float32 ? double{std::numeric_limits<float>::epsilon()} : std::numeric_limits<double>::epsilon();
  return minimum(maximum(p, eps), 1.0 - eps);
}

/// What counts: the examples, or their weights [n, 1].
struct Rows {
  Var n;        // how many, or the sum of the weights
  Var weights;  // empty where all count the same
};

/// The mean of the rows' losses [n].
Var mean_of(Var losses, const Rows& rows) {
  return rows.weights ? sum(reshape_like(rows.weights, losses) * losses) / rows.n : sum(losses) / rows.n;
}

/// Half the Poisson deviance of counts y >= 0 for predictions p > 0: y log(y / p) - y + p, which at y = 0 is p.
Var half_poisson_deviance(Var p, Var y) { return where(y > 0.0, y * log(y / p), 0.0) - y + p; }

Outcome outcome(Task task, Var z, Var y, const Rows& rows) {
  if (task == Task::poisson) {  // the outputs' losses are added, as in scikit-learn, where squares are averaged
    const Var p = exp(z), losses = half_poisson_deviance(p, y);
    return {p - y, sum(rows.weights ? rows.weights * losses : losses) / rows.n};
  }
  if (task == Task::regression) {
    const Var loss = rows.weights ? 0.5 * mean(sum(rows.weights * square(z - y), 0) / rows.n) : 0.5 * mse(z, y);
    return {z - y, loss};
  }
  if (task == Task::binary) {
    const Var s = sigmoid(z), p = clip(s), losses = log(where(y > 0.5, p, 1.0 - p));
    return {s - y, -(rows.weights ? sum(rows.weights * losses) : sum(losses)) / rows.n};
  }
  const Var p = softmax(z, 1), is_truth = one_hot(y, z.shape()[1], boolean);
  const Var p_of_truth = sum(where(is_truth, p, 0.0), 1);
  return {where(is_truth, p - 1.0, p), -mean_of(log(clip(p_of_truth)), rows)};
}

/// The gradients of the trained loss and the penalty, weights before biases, rounded as scikit-learn rounds them.
Vars gradients_of(const MLPOptions& o, const Network& network, Var z, Var delta, Var n) {
  Vars gradients = vjp({z}, {delta}, network.parameters());
  for (std::size_t i = 0; i < gradients.size(); ++i) {
    if (i < network.weights.size() && o.alpha != 0) gradients[i] = gradients[i] + o.alpha * network.weights[i];
    gradients[i] = gradients[i] / n;
  }
  return gradients;
}

Tensor zeros_as(Var v) { return zeros(v.shape(), v.dtype()); }

/// scikit-learn's Adam; rate holds both bias corrections.
Updates adam(Graph& g, const MLPOptions& o, const Vars& parameters, const Vars& gradients, Var rate, Vars& slots) {
  Updates next;
  for (std::size_t i = 0; i < parameters.size(); ++i) {
    const Var p = parameters[i], d = gradients[i];
    const Var m = g.variable(fmt::format("m{}", i), zeros_as(p)), v = g.variable(fmt::format("v{}", i), zeros_as(p));
    slots.push_back(m), slots.push_back(v);
    const Var next_m = o.beta_1 * m + (1.0 - o.beta_1) * d;
    const Var next_v = o.beta_2 * v + (1.0 - o.beta_2) * square(d);
    next.push_back({m, next_m});
    next.push_back({v, next_v});
    next.push_back({p, p - rate * next_m / (sqrt(next_v) + o.epsilon)});
  }
  return next;
}

Updates sgd(Graph& g, const MLPOptions& o, const Vars& parameters, const Vars& gradients, Var rate, Vars& slots) {
  Updates next;
  for (std::size_t i = 0; i < parameters.size(); ++i) {
    const Var p = parameters[i];
    const Var velocity = g.variable(fmt::format("velocity{}", i), zeros_as(p));
    slots.push_back(velocity);
    const Var push = rate * gradients[i];
    const Var next_velocity = o.momentum * velocity - push;
    next.push_back({velocity, next_velocity});
    next.push_back({p, p + (o.nesterovs_momentum ? o.momentum * next_velocity - push : next_velocity)});
  }
  return next;
}

Var activate_outputs(Task task, Var z) {
  switch (task) {
    case Task::multiclass: return softmax(z, 1);
    case Task::binary: return sigmoid(z);
    case Task::poisson: return exp(z);
    case Task::regression: break;
  }
  return z;
}

}  // namespace

Var activate(Var x, const std::string& activation) {
  if (activation == "relu") return relu(x);
  if (activation == "tanh") return tanh(x);
  return activation == "logistic" ? sigmoid(x) : x;
}

Network::Network(Graph& g, const MLPState& start) {
  for (std::size_t i = 0; i < start.coefs.size(); ++i) {
    weights.push_back(g.variable(fmt::format("w{}", i), start.coefs[i]));
    biases.push_back(g.variable(fmt::format("b{}", i), start.intercepts[i]));
  }
}

Var Network::operator()(Var x, const std::string& activation) const {
  for (std::size_t i = 0; i < weights.size(); ++i) {
    x = matmul(x, weights[i]) + biases[i];
    if (i + 1 < weights.size()) x = activate(x, activation);
  }
  return x;
}

Vars Network::parameters() const {
  Vars all = weights;
  all.insert(all.end(), biases.begin(), biases.end());
  return all;
}

namespace {

/// The graph of a training: what goes in, the loss with the penalty, and its gradients.
struct Losses {
  Vars inputs;
  Var loss;
  Vars gradients;
};

Losses build_losses(Graph& g, const MLPOptions& o, const MLPState& start, const Network& network, bool has_weights) {
  const std::int64_t features = start.layer_units.front(), outputs = start.layer_units.back();
  const Var x = g.input("x", start.dtype, {dynamic, features});
  const Var y =
      start.task == Task::multiclass ? g.input("y", int64, {dynamic}) : g.input("y", start.dtype, {dynamic, outputs});
  Losses made{{x, y}, {}, {}};
  Rows rows;
  if (has_weights) {
    rows.weights = g.input("sample_weight", start.dtype, {dynamic, 1});
    rows.n = sum(rows.weights);
    made.inputs.push_back(rows.weights);
  } else {
    rows.n = count(x, 0);
  }
  const Var z = network(x, o.activation);
  const auto [delta, loss] = outcome(start.task, z, y, rows);
  Var squares = sum(square(network.weights[0]));
  for (std::size_t i = 1; i < network.weights.size(); ++i) squares = squares + sum(square(network.weights[i]));
  made.loss = loss + 0.5 * o.alpha * squares / rows.n;
  made.gradients = gradients_of(o, network, z, rows.weights ? rows.weights * delta : delta, rows.n);
  return made;
}

}  // namespace

namespace {

MLPStepForm form_of(const MLPOptions& o, const MLPState& start, bool has_weights) {
  return {o.activation,         o.solver, start.task, start.dtype, start.layer_units, has_weights,
          o.nesterovs_momentum, o.alpha,  o.momentum, o.beta_1,    o.beta_2,          o.epsilon};
}

void set_all(Graph& g, const Vars& variables, const std::vector<Tensor>& values) {
  for (std::size_t i = 0; i < variables.size(); ++i) g.set(variables[i], values[i]);
}

}  // namespace

bool have_one_form(const MLPState& a, const MLPState& b) {
  return a.task == b.task && a.dtype == b.dtype && a.activation == b.activation && a.layer_units == b.layer_units;
}

std::unique_ptr<MLPTraining> KeptTraining::take(const MLPOptions& o, const MLPState& start, bool has_weights) {
  std::unique_ptr<MLPTraining> taken;
  {
    const std::lock_guard lock(mutex_);
    taken = std::move(training_);
    if (!taken || taken->form != form_of(o, start, has_weights)) taken.reset(), ++compiled_;
  }
  if (!taken) return std::make_unique<MLPTraining>(build_training(o, start, has_weights));
  set_all(taken->graph, taken->network->weights, start.coefs);
  set_all(taken->graph, taken->network->biases, start.intercepts);
  for (Var slot : taken->slots) taken->graph.set(slot, zeros_as(slot));
  return taken;
}

void KeptTraining::keep(std::unique_ptr<MLPTraining> training) {
  const std::lock_guard lock(mutex_);
  training_ = std::move(training);
}

std::int64_t KeptTraining::compiled() const {
  const std::lock_guard lock(mutex_);
  return compiled_;
}

MLPTraining build_training(const MLPOptions& o, const MLPState& start, bool has_weights) {
  MLPTraining made;
  made.form = form_of(o, start, has_weights);
  Graph& g = made.graph;
  const Network& network = made.network.emplace(g, start);
  Losses losses = build_losses(g, o, start, network, has_weights);
  const Var rate = g.input("learning_rate", start.dtype);
  losses.inputs.push_back(rate);
  const Vars parameters = network.parameters();
  const Updates updates = o.solver == "adam" ? adam(g, o, parameters, losses.gradients, rate, made.slots)
                                             : sgd(g, o, parameters, losses.gradients, rate, made.slots);
  made.step = compile(losses.inputs, {losses.loss}, updates);
  return made;
}

MLPObjective build_objective(const MLPOptions& o, const MLPState& start, bool has_weights) {
  MLPObjective made;
  const Network& network = made.network.emplace(made.graph, start);
  const Losses losses = build_losses(made.graph, o, start, network, has_weights);
  Vars outputs{losses.loss};
  outputs.insert(outputs.end(), losses.gradients.begin(), losses.gradients.end());
  made.program = compile(losses.inputs, outputs);
  return made;
}

std::vector<Tensor> values_of(const Graph& g, const Vars& variables) {
  std::vector<Tensor> copies;
  for (Var v : variables) copies.push_back(g.value(v));
  return copies;
}

Program build_forward(Graph& g, const Network& network, const MLPState& state) {
  const Var x = g.input("features", state.dtype, {dynamic, state.layer_units.front()});
  return compile({x}, {activate_outputs(state.task, network(x, state.activation))});
}

namespace {

/// The same with the weights as inputs.
Program build_forward_of_any(const MLPState& state) {
  Graph g;
  Network network;
  Vars inputs{g.input("features", state.dtype, {dynamic, state.layer_units.front()})};
  for (std::size_t i = 0; i < state.coefs.size(); ++i) {
    network.weights.push_back(g.input(fmt::format("w{}", i), state.dtype, state.coefs[i].shape()));
    network.biases.push_back(g.input(fmt::format("b{}", i), state.dtype, state.intercepts[i].shape()));
  }
  const Vars parameters = network.parameters();
  inputs.insert(inputs.end(), parameters.begin(), parameters.end());
  return compile(inputs, {activate_outputs(state.task, network(inputs[0], state.activation))});
}

}  // namespace

Tensor MLPPredictor::operator()(const MLPState& state, const Tensor& X) const {
  const std::lock_guard lock(mutex_);
  if (!program_) program_ = build_forward_of_any(state);
  std::vector<Tensor> inputs{X};
  inputs.insert(inputs.end(), state.coefs.begin(), state.coefs.end());
  inputs.insert(inputs.end(), state.intercepts.begin(), state.intercepts.end());
  return (*program_)(inputs)[0];
}

}  // namespace xgrad::models::detail
