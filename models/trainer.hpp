#pragma once
#include <concepts>
#include <cstdint>
#include <functional>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>
#include <xgrad/graph/tensor.hpp>
#include <xgrad/models/sequential.hpp>
#include <xgrad/optim/optimizer.hpp>

namespace xgrad::models {

/// Numbers with names, in order.
using NamedNumbers = std::vector<std::pair<std::string, double>>;

/// What a Trainer tells of an epoch: means over its examples.
struct EpochReport {
  std::int64_t epoch = 0;  ///< from 1; a second fit goes on counting
  double loss = 0;
  NamedNumbers metrics;
  std::optional<double> validation_loss;
  NamedNumbers validation_metrics;
  std::optional<double> learning_rate;  ///< of its last step, if the optimizer has one for all
  NamedNumbers gradient_norms;          ///< by layer, if TrainerOptions asks for them: means over its steps
  std::int64_t samples = 0;             ///< trained on so far
  double seconds = 0;                   ///< since fit began

  /// All of these as a row: "epoch", "loss", a metric's name, "validation_loss", "validation_" + a metric's name,
  /// "learning_rate", "gradient_norm_" + a layer's name, "samples", "seconds".
  NamedNumbers row() const;
  /// One of the row. Throws DataError, with the names there are, for another.
  double at(std::string_view name) const;
};

/// The reports of all epochs.
using History = std::vector<EpochReport>;

class Trainer;

/// Something that accompanies a training: models/callbacks.hpp has early stopping, histories, a progress bar.
///     struct Shout : models::Callback {
///       bool on_epoch_end(models::Trainer&, const models::EpochReport& e) override { return e.loss > 0.1; }
///     };
class Callback {
 public:
  virtual ~Callback() = default;
  virtual void on_train_begin(Trainer&) {}
  /// false ends the training.
  virtual bool on_epoch_end(Trainer&, const EpochReport&) { return true; }
  virtual void on_train_end(Trainer&) {}
};

/// A number to be watched beside the loss: a scalar of prediction and target.
struct Metric {
  std::string name;
  std::function<Var(Var prediction, Var target)> of;
};
/// The share of rows whose largest logit is the label's: prediction [n, classes], target int64 [n].
Metric accuracy();

struct TrainerOptions {
  std::int64_t epochs = 10;                       ///< of a fit
  std::int64_t batch_size = 32;                   ///< the last batch may be smaller
  bool shuffle = true;                            ///< take the examples in another order each epoch
  std::optional<std::int64_t> random_state = {};  ///< the seed of that order; without it every fit differs
  std::vector<Metric> metrics = {};
  /// What is done to the gradients before the optimizer sees them, such as clipping.
  std::function<Vars(const Vars&)> gradients = [](const Vars& g) { return g; };
  bool gradient_norms = false;  ///< report the norm of each layer's gradient
};

/// Trains a network by batches.
///     models::Trainer trainer(g, net, mse, optim::Adam({.lr = 1e-2}), {.epochs = 50});
///     trainer.add(models::EarlyStopping({.patience = 5}));
///     models::History history = trainer.fit(X, y, X_validation, y_validation);
///     Tensor predicted = trainer.predict(X_test);
/// X and y are arrays whose first axis runs over examples; a program is made for their other extents and dtypes.
///
/// A loss that is not finite ends the training by a DataError that names the op which made it; parameters and state are
/// then as they were before that step.
class Trainer {
 public:
  using Loss = std::function<Var(Var prediction, Var target)>;

  /// Takes a copy of the optimizer, which starts afresh. The graph must live as long as it trains (GraphError). Throws
  /// GraphError for a net that is no layer of g with parameters, DataError for empty functions.
  template <std::derived_from<optim::Optimizer> O>
  Trainer(Graph& g, Step net, Loss loss, O optimizer, TrainerOptions options = {})
      : Trainer(g, std::move(net), std::move(loss), std::unique_ptr<optim::Optimizer>(new O(std::move(optimizer))),
                std::move(options)) {}
  Trainer(Trainer&&) noexcept;
  Trainer& operator=(Trainer&&) noexcept;
  ~Trainer();

  /// epochs, batch_size and shuffle may be changed between fits; the others count as they were at first.
  TrainerOptions& options();
  /// The copy that it trains by: g.set(trainer.optimizer().lr(), 1e-4), once a fit has made updates.
  optim::Optimizer& optimizer();
  /// What it trains.
  const Layer& net() const;
  /// The names in the reports of the fit that is going on, or of the last: those of EpochReport's row.
  const std::vector<std::string>& reported() const;

  /// Adds a callback, and gives it back where it now lives.
  template <std::derived_from<Callback> C> C& add(C callback) {
    auto made = std::make_unique<C>(std::move(callback));
    C& reference = *made;
    add_callback(std::move(made));
    return reference;
  }

  /// Trains for `epochs`, or until a callback ends it; a second call goes on. Throws DataError for options out of
  /// range, X and y of different length or without examples, and for a loss that is not finite. Callbacks hear of the
  /// end in any case.
  History fit(const Tensor& X, const Tensor& y);
  /// The same, with the loss and the metrics of other examples after each epoch.
  History fit(const Tensor& X, const Tensor& y, const Tensor& X_validation, const Tensor& y_validation);

  /// "loss" and the metrics, means over the examples, not training.
  NamedNumbers evaluate(const Tensor& X, const Tensor& y);
  /// The network's output for each example, not training.
  Tensor predict(const Tensor& X);

 private:
  Trainer(Graph& g, Step net, Loss loss, std::unique_ptr<optim::Optimizer> optimizer, TrainerOptions options);
  void add_callback(std::unique_ptr<Callback> callback);
  History fit(const Tensor& X, const Tensor& y, const Tensor* X_validation, const Tensor* y_validation);
  struct Body;
  std::unique_ptr<Body> body_;
};

}  // namespace xgrad::models
