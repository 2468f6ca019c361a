#include <algorithm>
#include <cmath>
#include <limits>
#include <utility>
#include <xgrad/graph/arena_internal.hpp>
#include <xgrad/graph/error.hpp>
#include <xgrad/graph/graph.hpp>
#include <xgrad/graph/state_snapshot_internal.hpp>
#include <xgrad/optim/learning_rate_finder.hpp>
#include <xgrad/optim/options_internal.hpp>
#include <xgrad/optim/parameters_internal.hpp>

namespace xgrad::optim {
namespace {

/// Remembers the values of all state variables of a graph, and gives them back when it dies.
class KeptState {
 public:
  explicit KeptState(Arena& arena) : state_(arena) {}
  ~KeptState() { state_.restore(); }
  KeptState(const KeptState&) = delete;
  KeptState& operator=(const KeptState&) = delete;

 private:
  StateSnapshot state_;
};

void check(const LearningRateFinderOptions& o) {
  check_positive("find_learning_rate", "start_lr", o.start_lr);
  check_at_least("find_learning_rate", "end_lr", o.end_lr, o.start_lr);
  check_at_least("find_learning_rate", "num_iter", o.num_iter, 2);
  check_positive("find_learning_rate", "smooth_f", o.smooth_f);
  check_within("find_learning_rate", "smooth_f", o.smooth_f, 0.0, 1.0);
  check_positive("find_learning_rate", "diverge_th", o.diverge_th);
}

}  // namespace

double LearningRateRange::suggestion() const {
  double steepest = std::numeric_limits<double>::infinity(), rate = std::numeric_limits<double>::quiet_NaN();
  for (std::size_t i = 1; i + 1 < smoothed.size(); ++i) {
    const double slope = smoothed[i + 1] - smoothed[i - 1];  // rates have equal ratios
    if (slope < steepest) {
      steepest = slope;
      rate = rates[i];
    }
  }
  return rate;
}

LearningRateRange find_learning_rate(const std::function<double(double lr)>& step, LearningRateFinderOptions o) {
  check(o);
  if (!step) throw DataError("find_learning_rate", "the step is an empty function");
  LearningRateRange range;
  double mean = 0.0, weight = 0.0, best = std::numeric_limits<double>::infinity();
  for (int i = 0; i < o.num_iter; ++i) {
    const double rate = o.start_lr * std::pow(o.end_lr / o.start_lr, i / (o.num_iter - 1.0));
    const double loss = step(rate);
    mean = o.smooth_f * loss + (1.0 - o.smooth_f) * mean;
    weight = o.smooth_f + (1.0 - o.smooth_f) * weight;
    const double smooth = mean / weight;
    if (!std::isfinite(smooth) || (i > 0 && smooth > best + (o.diverge_th - 1.0) * std::abs(best))) break;
    range.rates.push_back(rate);
    range.losses.push_back(loss);
    range.smoothed.push_back(smooth);
    best = std::min(best, smooth);
  }
  return range;
}

LearningRateRange find_learning_rate(Optimizer& optimizer, const std::function<double()>& step,
                                     LearningRateFinderOptions options) {
  if (!step) throw DataError("find_learning_rate", "the step is an empty function");
  const Var rate = optimizer.lr();
  if (rate.arena()->kind(rate.id()) != Arena::Kind::variable)
    throw GraphError("find_learning_rate", "the learning rate is no state variable", describe(rate),
                     "give the optimizer its lr as a number");
  const KeptState kept(*rate.arena());
  auto step_with = [&](double lr) {
    set(rate, Tensor(lr).astype(rate.dtype()));
    return step();
  };
  return find_learning_rate(step_with, options);
}

}  // namespace xgrad::optim
