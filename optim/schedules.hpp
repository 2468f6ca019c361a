#pragma once
#include <cstdint>
#include <optional>
#include <vector>
#include <xgrad/optim/optimizer.hpp>
#include <xgrad/optim/schedule.hpp>

/// Learning-rate schedules under PyTorch's names, as functions of t = 0, 1, 2, ..., the number of steps taken before:
///     optim::SGD sgd({.lr = optim::cosine_annealing(0.1, {.T_max = 50})});       // a part of the compiled step
///     double rate = optim::cosine_annealing(0.1, {.T_max = 50})(25);              // 0.05, to plot it
/// A step is a run of the program; for rates by epoch give the lengths in steps. Each throws DataError for options out
/// of range. `lr` is the optimizer's rate in PyTorch, which the schedule starts from.
namespace xgrad::optim {

// ---- piecewise constant

/// lr factor for the first total_iters steps, lr after; with total_iters = 0, which PyTorch never leaves, lr factor
/// for ever.                                                           as torch's ConstantLR
struct ConstantOptions {
  double factor = 1.0 / 3.0;
  int total_iters = 5;
};
Schedule constant(double lr, ConstantOptions options = {});

/// lr gamma^floor(t / step_size).                                    as torch's StepLR
struct StepOptions {
  int step_size = 0;  ///< must be given
  double gamma = 0.1;
};
Schedule step(double lr, StepOptions options);

/// lr gamma^(the number of milestones that are at most t).           as torch's MultiStepLR
struct MultiStepOptions {
  std::vector<int> milestones;
  double gamma = 0.1;
};
Schedule multi_step(double lr, MultiStepOptions options);

// ---- smooth

/// lr gamma^t.                                                       as torch's ExponentialLR
struct ExponentialOptions {
  double gamma = 0.0;  ///< must be given
};
Schedule exponential(double lr, ExponentialOptions options);

/// lr times a factor that goes from start_factor to end_factor in total_iters steps, on a line.
///   lr (start + (end - start) min(t, total_iters) / total_iters)    as torch's LinearLR
struct LinearOptions {
  double start_factor = 1.0 / 3.0, end_factor = 1.0;
  int total_iters = 5;
};
Schedule linear(double lr, LinearOptions options = {});

/// lr (1 - min(t, total_iters) / total_iters)^power.                 as torch's PolynomialLR
struct PolynomialOptions {
  int total_iters = 5;
  double power = 1.0;
};
Schedule polynomial(double lr, PolynomialOptions options = {});

/// eta_min + (lr - eta_min) (1 + cos(pi t / T_max)) / 2.             as torch's CosineAnnealingLR
struct CosineAnnealingOptions {
  int T_max = 0;  ///< must be given
  double eta_min = 0.0;
};
Schedule cosine_annealing(double lr, CosineAnnealingOptions options);

/// The same over and over, from lr each time: cycles of T_0, T_0 T_mult, T_0 T_mult^2, ... steps.
///   as torch's CosineAnnealingWarmRestarts (Loshchilov and Hutter 2016, arXiv 1608.03983)
struct CosineAnnealingWarmRestartsOptions {
  int T_0 = 0;  ///< must be given
  int T_mult = 1;
  double eta_min = 0.0;
};
Schedule cosine_annealing_warm_restarts(double lr, CosineAnnealingWarmRestartsOptions options);

/// lr / (samples_per_step t + 1)^power.
/// With samples_per_step = 1 lr / (t + 1)^power. scikit-learn's `invscaling`, which has a rate for each epoch and
/// counts samples, is samples_per_step = the number of samples, t the number of epochs before, power = power_t.
struct InverseScalingOptions {
  double power = 0.5, samples_per_step = 1.0;
};
Schedule inverse_scaling(double lr, InverseScalingOptions options = {});

// ---- cycles

/// How one_cycle goes from one rate to the next: along half a cosine, or on a line.
enum class Anneal : std::uint8_t { cos, linear };

/// From max_lr / div_factor up to max_lr in the first pct_start of total_steps, then down to 1 / final_div_factor of
/// the first rate; three_phase: down to the first rate as long as up, then to the end.          as torch's OneCycleLR
/// (Smith and Topin 2017, arXiv 1708.07120.) After total_steps - 1 the rate stays.
struct OneCycleOptions {
  double max_lr = 0.0;  ///< must be given, as total_steps
  int total_steps = 0;
  double pct_start = 0.3;
  Anneal anneal_strategy = Anneal::cos;
  double div_factor = 25.0, final_div_factor = 1e4;
  bool three_phase = false;
};
Schedule one_cycle(OneCycleOptions options);

/// How high the cycles of cyclic are.
enum class CycleMode : std::uint8_t { triangular, triangular2, exp_range };

/// From base_lr up to max_lr in step_size_up steps, down in step_size_down, over and over.     as torch's CyclicLR
///   triangular: always up to max_lr; triangular2: half as high each time; exp_range: the height times gamma^t
/// (Smith 2015, arXiv 1506.01186.)
struct CyclicOptions {
  double base_lr = 0.0, max_lr = 0.0;  ///< must be given
  double step_size_up = 2000.0;
  std::optional<double> step_size_down = {};  ///< step_size_up if not said
  CycleMode mode = CycleMode::triangular;
  double gamma = 1.0;
};
Schedule cyclic(CyclicOptions options);

// ---- put together

/// One schedule after the other: schedules[i] from milestones[i - 1] on, beginning with its own t = 0.
///   as torch's SequentialLR;   throws DataError unless milestones ascend and are one fewer
///     optim::sequential({optim::linear(0.1, {.total_iters = 4}), optim::exponential(0.1, {.gamma = 0.9})}, {4})
Schedule sequential(std::vector<Schedule> schedules, std::vector<int> milestones);

/// lr times the product of the factors, which are schedules that start from 1.       as torch's ChainedScheduler
///     optim::chained(0.2, {optim::constant(1.0, {.factor = 0.5}), optim::exponential(1.0, {.gamma = 0.9})})
Schedule chained(double lr, std::vector<Schedule> factors);

/// A linear warm-up of total_iters steps from start_factor times its first rate, then the schedule from its t = 0.
struct WarmUpOptions {
  int total_iters = 5;
  double start_factor = 1.0 / 3.0;
};
Schedule warm_up(Schedule schedule, WarmUpOptions options = {});

}  // namespace xgrad::optim
