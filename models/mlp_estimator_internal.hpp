#pragma once
#include <mutex>
#include <xgrad/graph/error.hpp>
#include <xgrad/graph/graph.hpp>
#include <xgrad/graph/program.hpp>
#include <xgrad/models/data/random_state.hpp>
#include <xgrad/models/mlp_estimator.hpp>

namespace xgrad::models::detail {

enum class Task { binary, multiclass, regression };

/// What is to be learned, checked.
struct MLPTarget {
  Task task = Task::regression;
  Tensor values;  // multiclass: places in classes, int64 [n]; else [n, outputs] of the fit's dtype
  std::int64_t outputs = 1;
  std::vector<std::int64_t> classes;  // sorted
  std::vector<std::string> warnings;  // about the data
};

/// Runs the network forward; made when it is first asked for.
class MLPPredictor {
 public:
  Tensor operator()(const MLPState& state, const Tensor& X) const;

 private:
  mutable std::mutex mutex_;
  mutable std::optional<Program> program_;
};

/// Everything that a fit has learned.
struct MLPState {
  Task task = Task::regression;
  DType dtype = float64;
  std::string activation, out_activation;
  std::vector<std::int64_t> layer_units, classes;
  std::vector<Tensor> coefs, intercepts;
  std::vector<double> loss_curve, validation_scores;
  std::optional<double> best_loss, best_validation_score;
  std::int64_t n_iter = 0, t = 0, no_improvement_count = 0;
  double learning_rate = 0;
  std::vector<std::string> warnings;
  std::shared_ptr<const MLPPredictor> predictor;
};

/// Checks all parameters against scikit-learn's ranges. Throws DataError.
void check_options(std::string_view name, const MLPOptions& options);

/// Throws DataError for NaN or infinity in a tensor of rank 1 or 2, naming its place.
void check_finite(std::string_view what, std::string_view name, const Tensor& x);

/// The network over state variables that hold a model's weights.
struct Network {
  Network(Graph& g, const MLPState& start);
  /// The output layer before its activation.
  Var operator()(Var x, const std::string& activation) const;
  /// All weights, then all biases: scikit-learn's order.
  Vars parameters() const;

  Vars weights, biases;
};
Var activate(Var x, const std::string& activation);

/// A training step and what it changes: forward, backward and update are one program.
struct MLPTraining {
  Graph graph;
  std::optional<Network> network;
  std::optional<Program> step;     // x, y, learning rate -> the loss that is reported
  std::optional<Program> forward;  // x -> the output layer's values
};
MLPTraining build_training(const MLPOptions& options, const MLPState& start);
Program build_forward(Graph& g, const Network& network, const MLPState& state);

/// The places in the classes that outputs stand for: int64 [n].
Tensor predicted_places(Task task, const Tensor& outputs);

/// Trains from `start` on. Throws DataError.
MLPState train_network(std::string_view name, const MLPOptions& options, MLPState start, const Tensor& X,
                       const MLPTarget& target, RandomState& generator);

}  // namespace xgrad::models::detail
