#pragma once
#include <cstdint>
#include <functional>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <vector>
#include <xgrad/graph/tensor.hpp>
#include <xgrad/models/parameter_value.hpp>

namespace xgrad::models {

/// What a fit tells after each epoch (lbfgs: after each iteration).
struct Epoch {
  std::int64_t number = 0;                      ///< from 1; with warm_start it goes on counting
  double loss = 0;                              ///< the mean over the epoch's examples
  std::int64_t samples = 0;                     ///< trained on so far
  std::optional<double> validation_score = {};  ///< with early_stopping
};

/// The parameters of MLPClassifier and MLPRegressor: scikit-learn's names, defaults and meanings.
struct MLPOptions {
  std::string loss = "squared_error";  ///< of MLPRegressor alone: squared_error, poisson (of counts and rates)
  std::vector<std::int64_t> hidden_layer_sizes = {100};  ///< units of each hidden layer; {}: none
  std::string activation = "relu";                       ///< of hidden units: identity, logistic, tanh, relu
  std::string solver = "adam";                           ///< adam, sgd, lbfgs (of all examples at once)
  double alpha = 1e-4;                                   ///< strength of the penalty alpha / 2 sum(w^2) / n
  std::optional<std::int64_t> batch_size = {};           ///< without it, min(200, n)
  std::string learning_rate = "constant";                ///< of sgd: constant, invscaling, adaptive
  double learning_rate_init = 1e-3;                      ///< the step size of adam and sgd, at first
  double power_t = 0.5;                                  ///< invscaling: learning_rate_init / (t + 1)^power_t
  std::int64_t max_iter = 200;                           ///< epochs, or iterations of lbfgs, at most
  bool shuffle = true;                                   ///< take the examples in another order each epoch
  std::optional<std::int64_t> random_state = {};         ///< the seed; without it every fit differs
  double tol = 1e-4;                                     ///< less is no improvement; lbfgs: the largest gradient entry
  bool verbose = false;                                  ///< print each epoch's loss
  bool warm_start = false;                               ///< go on from the weights of the last fit
  double momentum = 0.9;                                 ///< of sgd
  bool nesterovs_momentum = true;                        ///< of sgd
  bool early_stopping = false;                           ///< stop by the score of examples set aside; not of lbfgs
  double validation_fraction = 0.1;                      ///< how many of them
  double beta_1 = 0.9, beta_2 = 0.999, epsilon = 1e-8;   ///< of adam
  std::int64_t n_iter_no_change = 10;                    ///< epochs without improvement that are borne
  std::int64_t max_fun = 15000;                          ///< of lbfgs: evaluations of the loss at most

  DType dtype = float64;                            ///< of weights and arithmetic; float32 is faster
  std::function<bool(const Epoch&)> on_epoch = {};  ///< called after each epoch; false ends the fit
};

namespace detail {
struct MLPState;
struct MLPTarget;
enum class Epochs;
}  // namespace detail

/// What MLPClassifier and MLPRegressor share: parameters, what a fit has learned, and errors.
///
/// For one random_state the numbers are scikit-learn's: initial weights and batches are the same, losses and weights
/// differ by rounding only; solver lbfgs begins with scikit-learn's iterations and goes further down. Wrong parameters
/// and data are a DataError that says what would be right; a fit that throws, at any time, leaves the model as it was.
/// Before the first fit, everything learned is a DataError. Copies share what was learned.
class MLPEstimator {
 public:
  /// May be changed between fits; they are checked by fit.
  MLPOptions options;

  /// Gives the option of that name a value. Throws DataError for a name that is none, or a value of another kind.
  ///     mlp.set_param("alpha", 0.01);
  void set_param(std::string_view name, const ParameterValue& value);

  /// Whether there has been a fit.
  bool is_fitted() const { return state_ != nullptr; }
  /// Each layer's weights [fan_in, fan_out] and biases [fan_out].
  const std::vector<Tensor>& coefs() const;
  const std::vector<Tensor>& intercepts() const;
  /// An epoch's (lbfgs: an iteration's) loss as scikit-learn reports it: of probabilities clipped to [eps, 1 - eps],
  /// with the penalty.
  const std::vector<double>& loss_curve() const;
  double loss() const;                                   ///< the last of them
  std::optional<double> best_loss() const;               ///< the least; none with early_stopping and lbfgs
  const std::vector<double>& validation_scores() const;  ///< each epoch's, with early_stopping
  std::optional<double> best_validation_score() const;   ///< the greatest of them
  /// Epochs, or iterations of lbfgs. With warm_start epochs go on counting over the fits, as in scikit-learn 1.2 (its
  /// later versions count each fit's own); after partial_fit it is 1.
  std::int64_t n_iter() const;
  std::int64_t t() const;        ///< examples trained on, by adam and sgd
  double learning_rate() const;  ///< at the end
  /// Features, hidden units of each layer, outputs.
  const std::vector<std::int64_t>& layer_units() const;
  std::int64_t n_features_in() const { return layer_units().front(); }  ///< columns of X
  /// Outputs of the network.
  std::int64_t n_outputs() const { return layer_units().back(); }
  /// softmax, logistic (two classes: one output), identity, or exp (of loss poisson).
  const std::string& out_activation() const;
  /// What the last fit has to say, such as that max_iter was too small to converge.
  const std::vector<std::string>& warnings() const;

 protected:
  MLPEstimator(std::string_view name, MLPOptions given) : options(std::move(given)), name_(name) {}

  std::string_view name() const { return name_; }
  const detail::MLPState& state() const;
  /// Checks X [n, features]: numbers of a table, all finite; gives it as `dtype`.
  Tensor checked_features(std::string_view method, const Tensor& X, DType dtype) const;
  /// The same for what a fitted model is given: as many features as in fit.
  Tensor checked_inputs(std::string_view method, const Tensor& X) const;
  /// Checks the options for partial_fit.
  void check_partial_fit() const;
  /// Trains on checked data, cold or warm, or one more epoch; on success the model is replaced.
  void train(const Tensor& X, const detail::MLPTarget& target, detail::Epochs epochs);
  /// The output layer's values for checked X: [n, outputs].
  Tensor outputs(const Tensor& X) const;

 private:
  std::string_view name_;
  std::shared_ptr<const detail::MLPState> state_;

  void check_size(const std::vector<std::int64_t>& units) const;
};

}  // namespace xgrad::models
