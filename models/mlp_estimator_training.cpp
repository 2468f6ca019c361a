#include <fmt/format.h>
#include <algorithm>
#include <cmath>
#include <cstring>
#include <limits>
#include <xgrad/models/data/metrics.hpp>
#include <xgrad/models/data/split.hpp>
#include <xgrad/models/mlp_estimator_internal.hpp>

namespace xgrad::models::detail {
namespace {

/// Copies rows of X and y into batches. A batch's memory is used again by the next of its size.
class BatchReader {
 public:
  BatchReader(Tensor X, Tensor y) : X_(std::move(X)), y_(std::move(y)) {}

  struct Batch {
    Tensor x, y;
  };
  const Batch& read(std::span<const std::int64_t> rows) {
    const auto n = static_cast<std::int64_t>(rows.size());
    Batch& batch = batches_[!batches_[0].x.size() || batches_[0].x.shape(0) == n ? 0 : 1];
    if (batch.x.size() == 0 || batch.x.shape(0) != n) batch = {like(X_, n), like(y_, n)};
    copy(X_, rows, batch.x);
    copy(y_, rows, batch.y);
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

  Tensor X_, y_;
  Batch batches_[2];  // full ones, and the last of an epoch
};

bool are_finite(const std::vector<Tensor>& tensors) {
  auto is_finite = [](const Tensor& t) {
    const Tensor values = t.astype(float64);
    return std::all_of(values.data<double>(), values.data<double>() + t.size(),
                       [](double v) { return std::isfinite(v); });
  };
  return std::all_of(tensors.begin(), tensors.end(), is_finite);
}

/// One call of fit: scikit-learn's loop.
class Training {
 public:
  Training(std::string_view name, const MLPOptions& options, MLPState start, const Tensor& X, const MLPTarget& target,
           RandomState& generator)
      : name_(name),
        options_(options),
        state_(std::move(start)),
        target_(target),
        generator_(generator),
        program_(build_training(options, state_)) {
    state_.predictor = std::make_shared<const MLPPredictor>();
    state_.learning_rate = options.learning_rate_init;
    set_aside(X, target.values);
    order_.resize(static_cast<std::size_t>(n_));
    for (std::int64_t i = 0; i < n_; ++i) order_[static_cast<std::size_t>(i)] = i;
    batch_size_ = std::min(options.batch_size.value_or(200), n_);
    if (options.batch_size && *options.batch_size > n_)
      state_.warnings.push_back(fmt::format("batch_size = {} is more than the {} examples to train on: all are taken",
                                            *options.batch_size, n_));
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
  /// With early stopping, keeps some examples for validation: each class its share where there are two.
  void set_aside(const Tensor& X, const Tensor& y) {
    n_ = X.shape(0);
    if (!options_.early_stopping) {
      reader_.emplace(X, y);
      return;
    }
    SplitOptions split{.test_size = options_.validation_fraction};
    if (target_.task == Task::binary) split.stratify = y;
    try {
      const SplitRows rows = train_test_split_rows(n_, split, generator_);
      X_validation_ = take(X, rows.test);
      y_validation_ = take(y, rows.test);
      reader_.emplace(take(X, rows.train), take(y, rows.train));
      n_ = static_cast<std::int64_t>(rows.train.size());
    } catch (const DataError& e) {
      throw DataError(name_, "early_stopping cannot set examples aside for validation",
                      fmt::format("validation_fraction = {}, {} rows: {}", options_.validation_fraction, n_, e.what()));
    }
    program_.forward.emplace(build_forward(program_.graph, *program_.network, state_));
    state_.best_loss.reset();
  }

  double run_epoch() {
    if (options_.shuffle) shuffle();
    double total = 0;
    for (std::int64_t begin = 0; begin < n_; begin += batch_size_) {
      const std::int64_t n = std::min(batch_size_, n_ - begin);
      const auto& batch = reader_->read({order_.data() + begin, static_cast<std::size_t>(n)});
      if (options_.solver == "adam") correct_rate();
      total += (*program_.step)({batch.x, batch.y, state_.learning_rate})[0].item() * static_cast<double>(n);
    }
    return total / static_cast<double>(n_);
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
    state_.coefs = values(program_.network->weights);
    state_.intercepts = values(program_.network->biases);
    has_best_ = true;
  }

  double validate() {
    const Tensor outputs = (*program_.forward)({X_validation_})[0];
    if (!are_finite({outputs})) throw_divergence();
    if (state_.task == Task::regression) return r2_score(y_validation_, outputs);
    const Tensor truth =
        state_.task == Task::binary ? y_validation_.astype(int64).reshape({outputs.shape(0)}) : y_validation_;
    return accuracy_score(truth, predicted_places(state_.task, outputs));
  }

  /// Weights that are no numbers stay so: nothing is gained by the epochs that are left.
  void check_divergence(double loss) {
    if (!std::isfinite(loss) && !options_.early_stopping) check_weights();
  }
  void check_weights() {
    if (!are_finite(values(program_.network->parameters()))) throw_divergence();
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

  std::vector<Tensor> values(const Vars& variables) const {
    std::vector<Tensor> copies;
    for (Var v : variables) copies.push_back(program_.graph.value(v));
    return copies;
  }

  /// With early stopping the best weights of this fit are kept already. A warm fit that finds no better ones than those
  /// before keeps its last: scikit-learn's numbers, where the best weights before are trained on in place.
  void finish() {
    if (has_best_) return;
    if (options_.early_stopping && !state_.best_validation_score)
      throw DataError(name_, "early_stopping found no score to compare",
                      fmt::format("{} examples set aside, all scores are NaN", X_validation_.shape(0)),
                      "a regression needs at least two examples for its score: increase validation_fraction");
    check_weights();
    state_.coefs = values(program_.network->weights);
    state_.intercepts = values(program_.network->biases);
  }

  std::string_view name_;
  const MLPOptions options_;  // on_epoch may change the estimator's
  MLPState state_;
  const MLPTarget& target_;
  RandomState& generator_;
  MLPTraining program_;
  std::optional<BatchReader> reader_;
  Tensor X_validation_, y_validation_;
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

MLPState train_network(std::string_view name, const MLPOptions& options, MLPState start, const Tensor& X,
                       const MLPTarget& target, RandomState& generator) {
  return Training(name, options, std::move(start), X, target, generator).run();
}

}  // namespace xgrad::models::detail
