#pragma once
#include <cstdint>
#include <functional>
#include <iosfwd>
#include <string>
#include <utility>
#include <vector>
#include <xgrad/models/trainer.hpp>

namespace xgrad::models {

/// Ends a training that does not get better, and goes back to the best parameters.        as
/// keras.callbacks.EarlyStopping
///     trainer.add(models::EarlyStopping({.patience = 5}));
class EarlyStopping : public Callback {
 public:
  struct Options {
    std::string monitor = "validation_loss";  ///< a name of EpochReport's row
    std::int64_t patience = 10;               ///< epochs without improvement that are borne
    double min_delta = 0.0;                   ///< less than that is no improvement
    bool larger_is_better = false;            ///< for accuracies
    bool restore_best_weights = true;         ///< buffers too
  };
  EarlyStopping() : EarlyStopping(Options{}) {}
  /// Throws DataError for a negative patience; when a training begins, for a monitor that it will not report.
  explicit EarlyStopping(Options o);
  void on_train_begin(Trainer&) override;
  bool on_epoch_end(Trainer&, const EpochReport&) override;
  void on_train_end(Trainer&) override;
  std::int64_t best_epoch() const { return best_epoch_; }  ///< 0 before the first
  double best() const { return best_; }

 private:
  Options options_;
  double best_ = 0;
  std::int64_t best_epoch_ = 0, waited_ = 0;  // epochs since
  std::vector<std::pair<Var, Tensor>> weights_;
};

/// Writes each epoch's row to a file, CSV with a header, as soon as it is known. Throws IoError if it cannot.
class CsvHistory : public Callback {
 public:
  explicit CsvHistory(std::string path) : path_(std::move(path)) {}
  void on_train_begin(Trainer&) override;
  bool on_epoch_end(Trainer&, const EpochReport&) override;

 private:
  std::string path_, text_;
};

/// The same as a JSON array of objects, numbers that are not finite as null.
class JsonHistory : public Callback {
 public:
  explicit JsonHistory(std::string path) : path_(std::move(path)) {}
  void on_train_begin(Trainer&) override;
  bool on_epoch_end(Trainer&, const EpochReport&) override;

 private:
  std::string path_, text_;
};

/// Calls a function with each epoch's report; false ends the training.
class OnEpoch : public Callback {
 public:
  /// Throws DataError for an empty function.
  explicit OnEpoch(std::function<bool(const EpochReport&)> function);
  bool on_epoch_end(Trainer&, const EpochReport& report) override { return function_(report); }

 private:
  std::function<bool(const EpochReport&)> function_;
};

/// A bar that grows, with epoch, losses and metrics: one line of a terminal, or a line for each tenth of the way.
class ProgressBar : public Callback {
 public:
  ProgressBar();  ///< to standard output
  explicit ProgressBar(std::ostream& out, bool is_terminal = false) : out_(&out), is_terminal_(is_terminal) {}
  void on_train_begin(Trainer&) override;
  bool on_epoch_end(Trainer&, const EpochReport&) override;
  void on_train_end(Trainer&) override;

 private:
  std::ostream* out_;
  bool is_terminal_;
  std::int64_t done_ = 0, epochs_ = 1;
};

}  // namespace xgrad::models
