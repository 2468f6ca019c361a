#include <algorithm>
#include <cmath>
#include <xgrad/graph/error.hpp>
#include <xgrad/optim/lbfgs.hpp>
#include <xgrad/optim/line_search_internal.hpp>
#include <xgrad/optim/options_internal.hpp>
#include <xgrad/optim/parameters_internal.hpp>

namespace xgrad::optim {
namespace {

constexpr double least_curvature = 1e-10;

Numbers minus(const Numbers& a, const Numbers& b) {
  Numbers c(a.size());
  for (std::size_t i = 0; i < a.size(); ++i) c[i] = a[i] - b[i];
  return c;
}

bool is_finite(const LinePoint& p) { return std::isfinite(p.f) && std::isfinite(max_magnitude(p.gradient)); }

double magnitude_sum(const Numbers& x) {
  double sum = 0.0;
  for (double value : x) sum += std::abs(value);
  return sum;
}

}  // namespace

/// What goes on from step to step.
struct LBFGS::State {
  std::int64_t iterations = 0;
  CurvaturePairs pairs;
  Numbers direction, last_gradient;
  double t = 0.0;

  void remember(const Numbers& gradient, std::size_t most) {
    CurvaturePair pair{scaled(direction, t), minus(gradient, last_gradient)};
    pair.sy = dot(pair.y, pair.s);
    if (!(pair.sy > least_curvature)) return;
    pair.yy = dot(pair.y, pair.y);
    pairs.add(std::move(pair), most);
  }
};

/// One step while it runs: where it is, and what is known there.
class LBFGS::Descent {
 public:
  Descent(const Options& options, const Objective& f, State state, const Tensor& x)
      : options_(options), f_(f), state_(std::move(state)), x_(x.to_vector<double>()) {
    here_ = evaluate(x_);
    report_.loss_at_start = here_.f;
  }

  /// To the end of the step.
  Report run() {
    std::optional<Stop> stop;
    if (!is_finite(here_))
      stop = Stop::not_finite;
    else if (is_flat())
      stop = Stop::gradient;
    while (!stop && report_.iterations < options_.max_iter) {
      ++report_.iterations;
      stop = iterate();
    }
    report_.stop = stop.value_or(Stop::max_iter);
    if (report_.stop == Stop::not_finite) state_ = {};  // the direction led here, and would again
    report_.loss = here_.f;
    report_.max_gradient = max_magnitude(here_.gradient);
    return report_;
  }

  const Numbers& x() const { return x_; }
  State take_state() { return std::move(state_); }

 private:
  LinePoint evaluate(const Numbers& x) {
    ++report_.evaluations;
    const Tensor at = Tensor::from(x, {static_cast<std::int64_t>(x.size())});
    Tensor gradient(float64, at.shape());
    LinePoint point;
    point.f = f_(at, gradient);
    check_vector("L-BFGS", "the gradient", gradient, at.size());
    point.gradient = gradient.to_vector<double>();
    return point;
  }

  bool is_flat() const { return max_magnitude(here_.gradient) <= options_.tolerance_grad; }
  std::int64_t most_evaluations() const {
    return options_.max_eval ? *options_.max_eval : std::int64_t{options_.max_iter} * 5 / 4;
  }

  std::optional<Stop> iterate() {
    aim();
    const double slope = dot(here_.gradient, state_.direction), last_loss = here_.f;
    if (slope > -options_.tolerance_change) return Stop::slope;
    const bool is_last = report_.iterations == options_.max_iter;
    const Numbers last_x = x_;
    const LinePoint last = here_;
    if (options_.line_search_fn == LineSearch::strong_wolfe)
      search(slope);
    else {
      add_multiple(x_, state_.t, state_.direction);
      if (!is_last) here_ = evaluate(x_);
    }
    if (!is_finite(here_) || !std::isfinite(max_magnitude(x_))) {
      x_ = last_x;
      here_ = last;
      return Stop::not_finite;
    }
    if (is_last) return Stop::max_iter;
    if (report_.evaluations >= most_evaluations()) return Stop::max_eval;
    if (is_flat()) return Stop::gradient;
    if (max_magnitude(scaled(state_.direction, state_.t)) <= options_.tolerance_change) return Stop::change_of_x;
    if (std::abs(here_.f - last_loss) < options_.tolerance_change) return Stop::change_of_loss;
    return std::nullopt;
  }

  /// The direction, and the first step to try along it.
  void aim() {
    const Numbers& g = here_.gradient;
    const bool is_first = ++state_.iterations == 1;
    if (is_first)
      state_.direction = scaled(g, -1.0);
    else {
      state_.remember(g, static_cast<std::size_t>(options_.history_size));
      state_.direction = state_.pairs.direction<TorchRounding>(g);
    }
    state_.last_gradient = g;
    state_.t = is_first ? std::min(1.0, 1.0 / magnitude_sum(g)) * options_.lr : options_.lr;
  }

  /// Along the direction to where strong Wolfe stops.
  void search(double slope) {
    LinePoint start = here_;
    start.t = 0.0;
    start.slope = slope;
    const Numbers& d = state_.direction;
    auto at = [&](double t) {
      Numbers x = x_;
      add_multiple(x, t, d);
      LinePoint point = evaluate(x);
      point.t = t;
      point.slope = dot(point.gradient, d);
      return point;
    };
    const std::int64_t left = std::max<std::int64_t>(most_evaluations() - report_.evaluations, 0);
    here_ = strong_wolfe(at, start, state_.t, max_magnitude(d), left);
    state_.t = here_.t;
    add_multiple(x_, state_.t, d);
  }

  const Options& options_;
  const Objective& f_;
  State state_;
  Report report_;
  Numbers x_;
  LinePoint here_;
};

std::string_view LBFGS::Report::why() const {
  switch (stop) {
    case Stop::gradient: return "the gradient is within tolerance_grad";
    case Stop::slope: return "the slope along the direction is within tolerance_change";
    case Stop::change_of_x: return "x changed by no more than tolerance_change";
    case Stop::change_of_loss: return "the loss changed by less than tolerance_change";
    case Stop::max_iter: return "max_iter iterations were made";
    case Stop::max_eval: return "max_eval evaluations were made";
    case Stop::not_finite: return "the loss, its gradient or x is not finite at the start, or where the step leads";
  }
  return {};
}

LBFGS::LBFGS(Options o) : options_(o), state_(std::make_unique<State>()) {
  check_not_negative("LBFGS", "lr", o.lr);
  check_not_negative("LBFGS", "max_iter", o.max_iter);
  check_not_negative("LBFGS", "max_eval", o.max_eval.value_or(0));
  check_not_negative("LBFGS", "tolerance_grad", o.tolerance_grad);
  check_not_negative("LBFGS", "tolerance_change", o.tolerance_change);
  check_at_least("LBFGS", "history_size", o.history_size, 1);
}

LBFGS::LBFGS(const LBFGS& other) : options_(other.options_), state_(std::make_unique<State>(*other.state_)) {}
LBFGS& LBFGS::operator=(const LBFGS& other) {
  if (this != &other) *this = LBFGS(other);
  return *this;
}
LBFGS::LBFGS(LBFGS&&) noexcept = default;
LBFGS& LBFGS::operator=(LBFGS&&) noexcept = default;
LBFGS::~LBFGS() = default;

void LBFGS::reset() { state_ = std::make_unique<State>(); }

LBFGS::Report LBFGS::step(const Objective& f, Tensor& x) {
  if (!f) throw DataError("L-BFGS", "the objective is an empty function", {}, "give one that returns f(x)");
  check_vector("L-BFGS", "x", x,
               state_->iterations > 0 ? static_cast<std::int64_t>(state_->direction.size()) : dynamic);
  Descent descent(options_, f, *state_, x);
  const Report report = descent.run();
  Tensor found = Tensor::from(descent.x(), x.shape());
  *state_ = descent.take_state();
  x = std::move(found);
  return report;
}

LBFGS::Report LBFGS::step(LossProgram& f, const std::vector<Tensor>& inputs) {
  const Tensor start = f.parameters().get();
  Tensor x = start;
  try {
    const Report report = step(f.at(inputs), x);
    f.parameters().set(x);
    return report;
  } catch (...) {
    f.parameters().set(start);
    throw;
  }
}

}  // namespace xgrad::optim
