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

/// The loss that is differentiated and the one that is reported, both without the penalty, of outputs z and targets y.
struct Losses {
  Var trained, reported;
};

/// To [eps, 1 - eps], as scikit-learn clips probabilities before it takes their logarithm.
Var clip(Var p) {
  const double eps =
      p.dtype() == float32 ? double{std::numeric_limits<float>::epsilon()} : std::numeric_limits<double>::epsilon();
  return minimum(maximum(p, eps), 1.0 - eps);
}

Losses losses(Task task, Var z, Var y, Var n) {
  switch (task) {
    case Task::multiclass: {
      const Var is_truth = one_hot(y, z.shape()[1], boolean);
      const Var p = sum(where(is_truth, softmax(z, 1), 0.0), 1);
      return {softmax_cross_entropy(z, y), -sum(log(clip(p))) / n};
    }
    case Task::binary: {
      const Var p = clip(sigmoid(z));
      return {sigmoid_binary_cross_entropy(z, y), -sum(log(where(y > 0.5, p, 1.0 - p))) / n};
    }
    case Task::regression: break;
  }
  const Var error = mse(z, y);
  const double outputs = static_cast<double>(z.shape()[1]);
  return {0.5 * outputs * error, 0.5 * error};  // the gradient is (z - y) / n, however many outputs
}

Tensor zeros_as(Var v) { return zeros(v.shape(), v.dtype()); }

/// scikit-learn's Adam; rate holds both bias corrections.
Updates adam(Graph& g, const MLPOptions& o, const Vars& parameters, const Vars& gradients, Var rate) {
  Updates next;
  for (std::size_t i = 0; i < parameters.size(); ++i) {
    const Var p = parameters[i], d = gradients[i];
    const Var m = g.variable(fmt::format("m{}", i), zeros_as(p)), v = g.variable(fmt::format("v{}", i), zeros_as(p));
    const Var next_m = o.beta_1 * m + (1.0 - o.beta_1) * d;
    const Var next_v = o.beta_2 * v + (1.0 - o.beta_2) * square(d);
    next.push_back({m, next_m});
    next.push_back({v, next_v});
    next.push_back({p, p - rate * next_m / (sqrt(next_v) + o.epsilon)});
  }
  return next;
}

Updates sgd(Graph& g, const MLPOptions& o, const Vars& parameters, const Vars& gradients, Var rate) {
  Updates next;
  for (std::size_t i = 0; i < parameters.size(); ++i) {
    const Var p = parameters[i];
    const Var velocity = g.variable(fmt::format("velocity{}", i), zeros_as(p));
    const Var push = rate * gradients[i];
    const Var next_velocity = o.momentum * velocity - push;
    next.push_back({velocity, next_velocity});
    next.push_back({p, p + (o.nesterovs_momentum ? o.momentum * next_velocity - push : next_velocity)});
  }
  return next;
}

Var activate_outputs(Task task, Var z) {
  if (task == Task::multiclass) return softmax(z, 1);
  return task == Task::binary ? sigmoid(z) : z;
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

MLPTraining build_training(const MLPOptions& o, const MLPState& start) {
  MLPTraining made;
  Graph& g = made.graph;
  const Network& network = made.network.emplace(g, start);
  const std::int64_t features = start.layer_units.front(), outputs = start.layer_units.back();
  const Var x = g.input("x", start.dtype, {dynamic, features});
  const Var y =
      start.task == Task::multiclass ? g.input("y", int64, {dynamic}) : g.input("y", start.dtype, {dynamic, outputs});
  const Var rate = g.input("learning_rate", start.dtype);

  const Var n = count(x, 0);
  const Losses loss = losses(start.task, network(x, o.activation), y, n);
  Var squares = sum(square(network.weights[0]));
  for (std::size_t i = 1; i < network.weights.size(); ++i) squares = squares + sum(square(network.weights[i]));
  const Var penalty = 0.5 * o.alpha * squares / n;

  const Vars parameters = network.parameters();
  const Vars gradients = grad(loss.trained + penalty, parameters);
  const Updates updates =
      o.solver == "adam" ? adam(g, o, parameters, gradients, rate) : sgd(g, o, parameters, gradients, rate);
  made.step = compile({x, y, rate}, {loss.reported + penalty}, updates);
  return made;
}

Program build_forward(Graph& g, const Network& network, const MLPState& state) {
  const Var x = g.input("features", state.dtype, {dynamic, state.layer_units.front()});
  return compile({x}, {activate_outputs(state.task, network(x, state.activation))});
}

Tensor MLPPredictor::operator()(const MLPState& state, const Tensor& X) const {
  const std::lock_guard lock(mutex_);
  if (!program_) {
    Graph g;
    program_ = build_forward(g, Network(g, state), state);
  }
  return (*program_)({X})[0];
}

}  // namespace xgrad::models::detail
