#pragma once
#include <cstdint>
#include <xgrad/optim/optimizer.hpp>

namespace xgrad::optim {

/// A learning rate that falls when a metric, given from outside after each epoch, stops getting better.
///   as torch's ReduceLROnPlateau
///     optim::Adam adam({.lr = 0.1});                                     // a number
///     Program step = compile({x, y}, {loss}, adam.minimize(loss, parameters));
///     optim::ReduceLROnPlateau plateau({.patience = 2});
///     for (...) { ...; plateau.step(adam, validation_loss); }            // sets adam.lr()
/// After more than `patience` epochs in a row that are not better the rate becomes max(factor rate, min_lr), unless
/// that changes it by no more than eps; then `cooldown` epochs count as none. NaN is never better.
class ReduceLROnPlateau {
 public:
  enum class Mode : std::uint8_t { min, max };           ///< whether smaller or larger metrics are better
  enum class ThresholdMode : std::uint8_t { rel, abs };  ///< better by a part of the best one, or by a difference
  struct Options {
    Mode mode = Mode::min;
    double factor = 0.1;
    int patience = 10;
    double threshold = 1e-4;
    ThresholdMode threshold_mode = ThresholdMode::rel;
    int cooldown = 0;
    double min_lr = 0.0, eps = 1e-8;
  };

  ReduceLROnPlateau() : ReduceLROnPlateau(Options{}) {}
  /// Throws DataError for options out of range.
  explicit ReduceLROnPlateau(Options o);

  /// Takes the metric of an epoch and sets the optimizer's rate. Returns the rate.
  /// Throws GraphError unless the optimizer's rate is a state variable (its lr was given as a number).
  double step(Optimizer& optimizer, double metric);
  /// Takes the metric of an epoch that had the rate `lr`; returns that of the next one.
  double step(double lr, double metric);

  double best() const { return best_; }           ///< metric so far
  int bad_epochs() const { return bad_epochs_; }  ///< in a row
  bool is_cooling() const { return cooldown_ > 0; }

 private:
  bool is_better(double metric) const;
  Options options_;
  double best_;
  int bad_epochs_ = 0, cooldown_ = 0;
};

}  // namespace xgrad::optim
