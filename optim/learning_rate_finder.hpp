#pragma once
#include <functional>
#include <vector>
#include <xgrad/optim/optimizer.hpp>

namespace xgrad::optim {

/// What a range test has seen: the loss of each step, by its rate.
struct LearningRateRange {
  std::vector<double> rates, losses;  ///< as given by the steps
  std::vector<double> smoothed;       ///< losses without their noise
  /// The rate at which the smoothed loss falls fastest, by the logarithm of the rate; NaN for fewer than three steps.
  double suggestion() const;
};

/// Range test of the learning rate: steps with rates that grow exponentially; where the loss falls fastest is a good
/// rate to train with (Smith 2015, arXiv 1506.01186).
///   rate_i = start_lr (end_lr / start_lr)^(i / (num_iter - 1))
/// It ends early where the smoothed loss is NaN or above diverge_th times the best one.
struct LearningRateFinderOptions {
  double start_lr = 1e-7, end_lr = 10.0;
  int num_iter = 100;
  double smooth_f = 0.05;  ///< a smoothed loss is smooth_f loss + (1 - smooth_f) the one before, without its bias
  double diverge_th = 5.0;
};

/// Of anything that takes a rate, makes a step with it and returns the loss. Throws DataError for options out of range
/// and for an empty function.
LearningRateRange find_learning_rate(const std::function<double(double lr)>& step,
                                     LearningRateFinderOptions options = {});

/// Of an optimizer whose lr is a number, and a step that returns the loss. Afterwards all state variables of its graph
/// (parameters, slots, the rate) are what they were, also if a step throws.
///     auto range = optim::find_learning_rate(adam, [&] { return step({X, Y})[0].item(); });
///     g.set(adam.lr(), range.suggestion());
/// Throws GraphError unless the optimizer's rate is a state variable, DataError as the one above.
LearningRateRange find_learning_rate(Optimizer& optimizer, const std::function<double()>& step,
                                     LearningRateFinderOptions options = {});

}  // namespace xgrad::optim
