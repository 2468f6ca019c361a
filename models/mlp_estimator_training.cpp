#include <fmt/format.h>
#include <algorithm>
#include <cmath>
#include <cstring>
#include <limits>
#include <xgrad/models/data/metrics.hpp>
#include <xgrad/models/mlp_estimator_internal.hpp>

namespace xgrad::models::detail {
namespace {

/// Copies rows of the tables of a training (X, y, perhaps weights) into batches. A batch's memory is used again by the
/// next of its size.
class BatchReader {
 public:
  explicit BatchReader(std::vector<Tensor> tables) : tables_(std::move(tables)) {}

  const std::vector<Tensor>& read(std::span<const std::int64_t> rows) {
    const auto n = static_cast<std::int64_t>(rows.size());
    std::vector<Tensor>& batch = batches_[batches_[0].empty() || batches_[0][0].shape(0) == n ? 0 : 1];
    if (batch.empty() || batch[0].shape(0) != n) {
      batch.clear();
      for (const Tensor& table : tables_) batch.push_back(like(table, n));
    }
    for (std::size_t i = 0; i < tables_.size(); ++i) copy(tables_[i], rows, batch[i]);
    return batch;
  }

 private:
  static Tensor like(const Tensor& table, std::int64_t n) {
    Shape shape = table.shape();
    shape.set(0, n);
    return Tensor::uninitialized(table.dtype(), shape);
  }
  static void copy(const Tensor& from, std::span<const std::int64_t> rows, Tensor& to) {
    const std::size_t bytes = from.bytes() / static_cast<std::size_t>(from.shape(0));
    const auto* source = static_cast<const std::byte*>(from.data());
    auto* next = static_cast<std::byte*>(to.mutable_data());
    for (std::int64_t row : rows) {
      std::memcpy(next, source + static_cast<std::size_t>(row) * bytes, bytes);
      next += bytes;
    }
  }

  std::vector<Tensor> tables_;
  std::vector<Tensor> batches_[2];  // full ones, and the last of an epoch
};

double sum_of(const Tensor& weights) {
  double sum = 0;
  for (double w : weights.astype(float64).values<double>()) sum += w;
  return sum;
}

/// The options of a further epoch: those of the optimizer are what it began with.
MLPOptions with_optimizer_of(const MLPState& start, MLPOptions o) {
  if (!start.optimizer) return o;
  const MLPOptions& first = start.optimizer->options;
  o.solver = first.solver, o.learning_rate = first.learning_rate, o.learning_rate_init = first.learning_rate_init;
  o.power_t = first.power_t, o.momentum = first.momentum, o.nesterovs_momentum = first.nesterovs_momentum;
  o.beta_1 = first.beta_1, o.beta_2 = first.beta_2, o.epsilon = first.epsilon;
  return o;
}

/// One call of fit or partial_fit: scikit-learn's loop.
class Training {
 public:
  Training(std::string_view name, const MLPOptions& options, MLPState start, const Tensor& X, const MLPTarget& target,
           RandomState& generator, Epochs epochs)
      : name_(name),
        options_(epochs == Epochs::one_more ? with_optimizer_of(start, options) : options),
        is_one_more_(epochs == Epochs::one_more),
        state_(std::move(start)),
        target_(target),
        generator_(generator) {
    read_from(X);
    get_program();
    state_.learning_rate = options_.learning_rate_init;
    if (is_one_more_ && state_.optimizer) go_on(*state_.optimizer);
    if (is_one_more_) state_.n_iter = 0;
    order_.resize(static_cast<std::size_t>(n_));
    for (std::int64_t i = 0; i < n_; ++i) order_[static_cast<std::size_t>(i)] = i;
    batch_size_ = std::min(options_.batch_size.value_or(200), n_);
    if (options_.batch_size && *options_.batch_size > n_)
      state_.warnings.push_back(fmt::format("batch_size = {} is more than the {} examples to train on: all are taken",
                                            *options_.batch_size, n_));
  }

  MLPState run() {
    for (std::int64_t i = 0; i < options_.max_iter; ++i) {
      const double loss = run_epoch();
      state_.n_iter += 1;
      state_.t += n_;
      state_.loss_curve.push_back(loss);
      if (options_.verbose) fmt::print("Iteration {}, loss = {:.8f}\n", state_.n_iter, loss);
      check_divergence(loss);
      count_improvement(loss);
      scale_rate();
      const bool goes_on = tell(loss);
      if (state_.no_improvement_count > options_.n_iter_no_change && stops()) break;
      if (is_one_more_) break;
      if (state_.n_iter == options_.max_iter)
        state_.warnings.push_back(fmt::format(
            "max_iter = {} epochs were not enough: the optimization has not converged yet", options_.max_iter));
      if (goes_on) continue;
      state_.warnings.push_back(fmt::format("on_epoch ended the training after {} epochs", state_.n_iter));
      break;
    }
    finish();
    return std::move(state_);
  }

 private:
  /// With early stopping some examples are kept for validation.
  void read_from(const Tensor& X) {
    std::vector<Tensor> tables{X, target_.values};
    if (target_.has_weights()) tables.push_back(target_.weights);
    if (options_.early_stopping) {
      const MLPSplit split = split_for_validation(name_, options_, target_, X.shape(0), generator_);
      for (Tensor& table : tables) {
        validation_.push_back(take(table, split.validation));
        table = take(table, split.train);
      }
    }
    n_ = tables[0].shape(0);
    reader_.emplace(std::move(tables));
  }

  /// What is likely to be trained again is compiled once.
  void get_program() {
    if (is_one_more_ || options_.warm_start) {
      if (!state_.kept) state_.kept = std::make_shared<KeptTraining>();
      program_ = state_.kept->take(options_, state_, target_.has_weights());
    } else {
      state_.kept.reset();
      program_ = std::make_unique<MLPTraining>(build_training(options_, state_, target_.has_weights()));
    }
    if (!options_.early_stopping) return;
    if (!program_->forward) program_->forward.emplace(build_forward(program_->graph, *program_->network, state_));
    state_.best_loss.reset();
  }

  void go_on(const MLPOptimizer& before) {
    steps_ = before.steps;
    state_.learning_rate = before.learning_rate;
    for (std::size_t i = 0; i < program_->slots.size(); ++i)
      program_->graph.set(program_->slots[i], before.slots[i].astype(state_.dtype));
  }

  double run_epoch() {
    if (options_.shuffle) shuffle();
    double total = 0;
    for (std::int64_t begin = 0; begin < n_; begin += batch_size_) {
      const std::int64_t n = std::min(batch_size_, n_ - begin);
      const auto& batch = reader_->read({order_.data() + begin, static_cast<std::size_t>(n)});
      if (options_.solver == "adam") correct_rate();
      total += step(batch) * static_cast<double>(n);
    }
    return total / static_cast<double>(n_);
  }

  double step(const std::vector<Tensor>& batch) {
    if (batch.size() == 2) return (*program_->step)({batch[0], batch[1], state_.learning_rate})[0].item();
    if (sum_of(batch[2]) == 0)
      throw DataError(name_, "all examples of a batch have the weight 0", fmt::format("batch_size = {}", batch_size_),
                      "leave out the rows whose sample_weight is 0, or take a larger batch_size");
    return (*program_->step)({batch[0], batch[1], batch[2], state_.learning_rate})[0].item();
  }

  /// sklearn.utils.shuffle: the rows of the order so far, at shuffled places.
  void shuffle() {
    std::vector<std::int64_t> places(order_.size());
    for (std::size_t i = 0; i < places.size(); ++i) places[i] = static_cast<std::int64_t>(i);
    generator_.shuffle(places);
    for (std::int64_t& place : places) place = order_[static_cast<std::size_t>(place)];
    order_ = std::move(places);
  }

  /// Adam's rate with both bias corrections.
  void correct_rate() {
    const auto step = static_cast<double>(++steps_);
    state_.learning_rate = options_.learning_rate_init * std::sqrt(1.0 - std::pow(options_.beta_2, step)) /
                           (1.0 - std::pow(options_.beta_1, step));
  }

  /// sgd with learning_rate = "invscaling": by the examples seen so far.
  void scale_rate() {
    if (options_.solver == "sgd" && options_.learning_rate == "invscaling")
      state_.learning_rate =
          options_.learning_rate_init / std::pow(static_cast<double>(state_.t + 1), options_.power_t);
  }

  void count_improvement(double loss) {
    if (options_.early_stopping) return count_by_score();
    const double best = state_.best_loss.value_or(std::numeric_limits<double>::infinity());
    state_.no_improvement_count = loss > best - options_.tol ? state_.no_improvement_count + 1 : 0;
    state_.best_loss = loss < best ? loss : best;
  }

  void count_by_score() {
    const double score = validate();
    state_.validation_scores.push_back(score);
    if (options_.verbose) fmt::print("Validation score: {:.6f}\n", score);
    const double best = state_.best_validation_score.value_or(-std::numeric_limits<double>::infinity());
    state_.no_improvement_count = score < best + options_.tol ? state_.no_improvement_count + 1 : 0;
    if (!(score > best)) return;
    state_.best_validation_score = score;
    state_.coefs = values_of(program_->graph, program_->network->weights);
    state_.intercepts = values_of(program_->graph, program_->network->biases);
    has_best_ = true;
  }

  double validate() {
    const Tensor outputs = (*program_->forward)({validation_[0]})[0];
    if (!are_finite({outputs})) throw_divergence();
    const std::int64_t n = outputs.shape(0);
    const Tensor weights = validation_.size() > 2 ? validation_[2].reshape({n}) : Tensor();
    if (is_regression(state_.task)) return r2_score(validation_[1], outputs, weights);
    const Tensor truth = state_.task == Task::binary ? validation_[1].astype(int64).reshape({n}) : validation_[1];
    return accuracy_score(truth, predicted_places(state_.task, outputs), weights);
  }

  /// Weights that are no numbers stay so: nothing is gained by the epochs that are left.
  void check_divergence(double loss) {
    if (!std::isfinite(loss) && !options_.early_stopping) check_weights();
  }
  void check_weights() {
    if (!are_finite(values_of(program_->graph, program_->network->parameters()))) throw_divergence();
  }
  [[noreturn]] void throw_divergence() const {
    throw DataError(name_, "the training diverged: weights or outputs are not finite",
                    fmt::format("epoch {}, learning_rate_init = {}", state_.n_iter, options_.learning_rate_init),
                    "reduce learning_rate_init, or scale X (and the target of a regression) with StandardScaler");
  }

  /// Tells the user's function; whether to go on.
  bool tell(double loss) const {
    if (!options_.on_epoch) return true;
    Epoch epoch{.number = state_.n_iter, .loss = loss, .samples = state_.t};
    if (options_.early_stopping) epoch.validation_score = state_.validation_scores.back();
    return options_.on_epoch(epoch);
  }

  /// Too many epochs without improvement: the end, unless the adaptive rate can still be reduced.
  bool stops() {
    const bool is_adaptive = options_.solver == "sgd" && options_.learning_rate == "adaptive";
    const bool is_end = !is_adaptive || state_.learning_rate <= 1e-6;
    if (!is_end) {
      state_.learning_rate /= 5.0;
      state_.no_improvement_count = 0;
    }
    if (options_.verbose) {
      fmt::print("{} did not improve more than tol={:.6f} for {} consecutive epochs. ",
                 options_.early_stopping ? "Validation score" : "Training loss", options_.tol,
                 options_.n_iter_no_change);
      if (is_end)
        fmt::print("{}Stopping.\n", is_adaptive ? "Learning rate too small. " : "");
      else
        fmt::print("Setting learning rate to {:.6f}\n", state_.learning_rate);
    }
    return is_end;
  }

  /// With early stopping the best weights of this fit are kept already. A warm fit that finds no better ones than those
  /// before keeps its last: scikit-learn's numbers, where the best weights before are trained on in place.
  void finish() {
    MLPOptimizer optimizer{options_, steps_, state_.learning_rate, values_of(program_->graph, program_->slots)};
    optimizer.options.on_epoch = {};
    state_.optimizer = std::make_shared<const MLPOptimizer>(std::move(optimizer));
    if (!has_best_) {
      check_weights();
      state_.coefs = values_of(program_->graph, program_->network->weights);
      state_.intercepts = values_of(program_->graph, program_->network->biases);
    }
    if (state_.kept) state_.kept->keep(std::move(program_));
  }

  std::string_view name_;
  const MLPOptions options_;  // on_epoch may change the estimator's
  const bool is_one_more_;
  MLPState state_;
  const MLPTarget& target_;
  RandomState& generator_;
  std::unique_ptr<MLPTraining> program_;
  std::optional<BatchReader> reader_;
  std::vector<Tensor> validation_;  // as the tables to train on
  std::int64_t n_ = 0, batch_size_ = 0, steps_ = 0;
  std::vector<std::int64_t> order_;
  bool has_best_ = false;
};

}  // namespace

Tensor predicted_places(Task task, const Tensor& outputs) {
  const std::int64_t n = outputs.shape(0), k = outputs.shape(1);
  const Tensor as_double = outputs.astype(float64);
  const double* row = as_double.data<double>();
  Tensor places = Tensor::uninitialized(int64, {n});
  auto* place = places.mutable_data<std::int64_t>();
  for (std::int64_t i = 0; i < n; ++i, row += k)
    place[i] = task == Task::binary ? (row[0] > 0.5 ? 1 : 0) : std::max_element(row, row + k) - row;
  return places;
}

bool are_finite(const std::vector<Tensor>& tensors) {
  auto is_finite = [](const Tensor& t) {
    const Tensor values = t.astype(float64);
    return std::all_of(values.data<double>(), values.data<double>() + t.size(),
                       [](double v) { return std::isfinite(v); });
  };
  return std::all_of(tensors.begin(), tensors.end(), is_finite);
}

MLPState train_network(std::string_view name, const MLPOptions& options, MLPState start, const Tensor& X,
                       const MLPTarget& target, RandomState& generator, Epochs epochs) {
  return Training(name, options, std::move(start), X, target, generator, epochs).run();
}

}  // namespace xgrad::models::detail
