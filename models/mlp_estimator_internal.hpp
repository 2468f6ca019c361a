#pragma once
#include <memory>
#include <mutex>
#include <xgrad/graph/error.hpp>
#include <xgrad/graph/graph.hpp>
#include <xgrad/graph/program.hpp>
#include <xgrad/models/checks_internal.hpp>
#include <xgrad/models/classes_internal.hpp>
#include <xgrad/models/data/random_state.hpp>
#include <xgrad/models/mlp_estimator.hpp>

namespace xgrad::models::detail {

enum class Task { binary, multiclass, regression, poisson };
/// Whether numbers are predicted, not classes.
inline bool is_regression(Task task) { return task == Task::regression || task == Task::poisson; }

class KeptTraining;

/// What is to be learned, checked.
struct MLPTarget {
  Task task = Task::regression;
  Tensor values;   // multiclass: places in classes, int64 [n]; else [n, outputs] of the fit's dtype
  Tensor weights;  // how much each row counts, [n, 1] of the fit's dtype; Tensor() for all the same
  std::int64_t outputs = 1;
  Classes classes;
  std::vector<std::string> warnings;  // about the data

  bool has_weights() const { return weights.size() > 0; }
};

/// Runs networks of one form forward, whatever their weights; made when it is first asked for.
class MLPPredictor {
 public:
  Tensor operator()(const MLPState& state, const Tensor& X) const;

 private:
  mutable std::mutex mutex_;
  mutable std::optional<Program> program_;  // x, the weights, the biases -> the activated outputs
};

/// Where adam or sgd stands, for partial_fit to go on; it keeps the options that it began with, as scikit-learn's does.
struct MLPOptimizer {
  MLPOptions options;
  std::int64_t steps = 0;
  double learning_rate = 0;
  std::vector<Tensor> slots;
};

/// Everything that a fit has learned.
struct MLPState {
  Task task = Task::regression;
  DType dtype = float64;
  std::string activation, out_activation;
  std::vector<std::int64_t> layer_units;
  Classes classes;
  std::vector<Tensor> coefs, intercepts;
  std::vector<double> loss_curve, validation_scores;
  std::optional<double> best_loss, best_validation_score;
  std::int64_t n_iter = 0, t = 0, no_improvement_count = 0;
  double learning_rate = 0;
  std::vector<std::string> warnings;
  std::shared_ptr<const MLPPredictor> predictor;  // shared by all states of one form
  std::shared_ptr<const MLPOptimizer> optimizer;  // none of lbfgs
  std::shared_ptr<KeptTraining> kept;             // for the next partial_fit or warm start
};

/// Whether both networks have the same layers, activations and dtype.
bool have_one_form(const MLPState& a, const MLPState& b);

/// Checks all parameters against scikit-learn's ranges. Throws DataError.
void check_options(std::string_view name, const MLPOptions& options);

/// The network over state variables that hold a model's weights.
struct Network {
  Network() = default;
  Network(Graph& g, const MLPState& start);
  /// The output layer before its activation.
  Var operator()(Var x, const std::string& activation) const;
  /// All weights, then all biases: scikit-learn's order.
  Vars parameters() const;

  Vars weights, biases;
};
Var activate(Var x, const std::string& activation);

/// What a training step is made of, but for the values of its variables.
struct MLPStepForm {
  std::string activation, solver;
  Task task = Task::regression;
  DType dtype = float64;
  std::vector<std::int64_t> layer_units;
  bool has_weights = false, nesterovs_momentum = false;
  double alpha = 0, momentum = 0, beta_1 = 0, beta_2 = 0, epsilon = 0;
  bool operator==(const MLPStepForm&) const = default;
};

/// A training step and what it changes: forward, backward and update are one program.
struct MLPTraining {
  MLPStepForm form;
  Graph graph;
  std::optional<Network> network;
  Vars slots;                      // what adam or sgd remembers
  std::optional<Program> step;     // x, y, (weights,) learning rate -> the loss that is reported
  std::optional<Program> forward;  // x -> the output layer's values
};
MLPTraining build_training(const MLPOptions& options, const MLPState& start, bool has_weights);

/// The loss that is reported and its gradients by the network's parameters.
struct MLPObjective {
  Graph graph;
  std::optional<Network> network;
  std::optional<Program> program;  // x, y, (weights) -> the loss, the gradients
};
MLPObjective build_objective(const MLPOptions& options, const MLPState& start, bool has_weights);

/// The compiled training of the last partial_fit or warm start, so that the next need not compile anew. Copies of an
/// estimator share it, and any of them may take it: it is lent to one at a time, who sets all its variables.
class KeptTraining {
 public:
  /// The one that is kept if it was made of the same options, form and weighting, with the values of `start`; else a
  /// new one.
  std::unique_ptr<MLPTraining> take(const MLPOptions& options, const MLPState& start, bool has_weights);
  /// Keeps what was taken.
  void keep(std::unique_ptr<MLPTraining> training);
  /// How many were compiled.
  std::int64_t compiled() const;

 private:
  mutable std::mutex mutex_;
  std::unique_ptr<MLPTraining> training_;
  std::int64_t compiled_ = 0;
};

Program build_forward(Graph& g, const Network& network, const MLPState& state);

/// The places in the classes that outputs stand for: int64 [n].
Tensor predicted_places(Task task, const Tensor& outputs);

/// Whether all elements are.
bool are_finite(const std::vector<Tensor>& tensors);
/// The values of state variables.
std::vector<Tensor> values_of(const Graph& g, const Vars& variables);

/// What early stopping sets aside, and what is left to train on.
struct MLPSplit {
  std::vector<std::int64_t> train, validation;
};
/// Each class gives its share where there are two. Throws DataError where too few are left of either.
MLPSplit split_for_validation(std::string_view name, const MLPOptions& options, const MLPTarget& target, std::int64_t n,
                              RandomState& generator);

/// How long adam and sgd go on: until scikit-learn's reasons to stop, or for one epoch with the optimizer of before.
enum class Epochs { many, one_more };

/// Trains from `start` on, by adam or sgd, or by lbfgs. Throws DataError.
MLPState train_network(std::string_view name, const MLPOptions& options, MLPState start, const Tensor& X,
                       const MLPTarget& target, RandomState& generator, Epochs epochs);
MLPState train_by_lbfgs(std::string_view name, const MLPOptions& options, MLPState start, const Tensor& X,
                        const MLPTarget& target);

}  // namespace xgrad::models::detail
