#include <algorithm>
#include <cmath>
#include <limits>
#include <utility>
#include <xgrad/models/minimize_internal.hpp>
#include <xgrad/models/more_thuente_internal.hpp>
#include <xgrad/optim/curvature_pairs_internal.hpp>

namespace xgrad::models::detail {
namespace {

constexpr std::size_t memory = 10, long_memory = 200, most_bytes = std::size_t{1} << 28;
constexpr std::int64_t first_iterations = 40;  // as scipy's, where the descent goes on
constexpr double curvature = 0.9, close_curvature = 0.3, least_gain = 1e-6, least_progress = 1e-14;
constexpr double eps = std::numeric_limits<double>::epsilon();

/// A point with what is known there.
struct Point {
  Numbers x, gradient;
  double f = 0;
};

class Descent {
 public:
  Descent(const Objective& f, const MinimizeOptions& options) : objective_(f), options_(options) {}

  Minimum run(Numbers x) {
    here_.gradient.resize(x.size());
    here_.x = std::move(x);
    evaluate(here_);
    while (!is_done_ && !ends_before_iteration()) iterate();
    return {std::move(here_.x), here_.f, iterations_, evaluations_, stop_};
  }

 private:
  void evaluate(Point& p) {
    ++evaluations_;
    p.f = objective_(p.x, p.gradient);
  }

  void end(MinimizeStop why) {
    is_done_ = true;
    stop_ = why;
  }

  bool ends_before_iteration() {
    if (iterations_ > 0 || !(optim::max_magnitude(here_.gradient) <= options_.gtol)) return false;
    end(MinimizeStop::gradient);
    return true;
  }

  void iterate() {
    const Numbers d = pairs_.direction<optim::ScipyRounding>(here_.gradient);
    const double slope = optim::dot_in_order(here_.gradient, d);
    Point next{here_.x, here_.gradient, here_.f};
    double t = 0;
    if (!(slope < 0) || !search(d, slope, next, t)) return begin_anew();
    const Point before = std::exchange(here_, std::move(next));
    ++iterations_;
    decide(before.f);
    if (!is_done_ && !is_forgetting_) remember(before, d, slope, t);
    is_forgetting_ = false;
  }

  /// To the step that the line search finds; false if it finds none.
  bool search(const Numbers& d, double slope, Point& next, double& t) {
    const double first = iterations_ == 0 ? std::min(1.0 / std::sqrt(optim::dot_in_order(d, d)), 1e10) : 1.0;
    MoreThuente line(here_.f, slope, first,
                     is_further() && options_.is_smooth && !is_loose_ ? close_curvature : curvature);
    for (int trial = 0; trial < options_.max_line_search; ++trial) {
      t = line.t();
      next.x = here_.x;
      optim::add_multiple(next.x, t, d);
      evaluate(next);
      if (!line.next(next.f, optim::dot_in_order(next.gradient, d))) return std::isfinite(line.t());
    }
    return false;
  }

  /// After a line search that failed: along the gradient, once; and less closely.
  void begin_anew() {
    if (pairs_.empty() && (!is_further() || is_loose_)) return end(MinimizeStop::line_search);
    is_loose_ = true;
    pairs_.clear();
  }

  bool is_further() const { return options_.goes_on && iterations_ >= first_iterations; }

  std::size_t most_pairs() const {
    if (!is_further()) return memory;
    return std::clamp(most_bytes / (2 * sizeof(double) * std::max<std::size_t>(here_.x.size(), 1)), memory,
                      long_memory);
  }

  void decide(double f_before) {
    if (options_.on_iteration && !options_.on_iteration(iterations_, here_.f)) return end(MinimizeStop::told);
    if (iterations_ >= options_.max_iter) return end(MinimizeStop::max_iter);
    if (evaluations_ > options_.max_fun) return end(MinimizeStop::max_fun);
    const double gain = f_before - here_.f, scale = std::max({std::abs(f_before), std::abs(here_.f), 1.0});
    const bool is_enough = !options_.goes_on || gain <= least_gain * std::abs(here_.f);
    if (is_enough && optim::max_magnitude(here_.gradient) <= options_.gtol) return end(MinimizeStop::gradient);
    if (gain > options_.ftol * scale || (options_.goes_on && gain > least_progress * scale)) return;
    if (!options_.goes_on || !forget()) end(MinimizeStop::decrease);
  }

  /// Where the descent stands still, perhaps at a kink of relu: searched less closely and without its memory it may
  /// find a way on. False if it has been tried, and has gained nothing since.
  bool forget() {
    if (is_loose_ && !(f_when_forgotten_ - here_.f > 1e-7 * std::abs(here_.f))) return false;
    f_when_forgotten_ = here_.f;
    is_loose_ = is_forgetting_ = true;
    pairs_.clear();
    return true;
  }

  void remember(const Point& before, const Numbers& d, double slope, double t) {
    optim::CurvaturePair pair{optim::scaled(d, t), here_.gradient};
    optim::add_multiple(pair.y, -1, before.gradient);
    pair.sy = (optim::dot_in_order(here_.gradient, d) - slope) * t;
    pair.yy = optim::dot_in_order(pair.y, pair.y);
    if (pair.sy <= eps * -slope * t) return;  // no curvature to learn from
    pairs_.add(std::move(pair), most_pairs());
  }

  const Objective& objective_;
  const MinimizeOptions& options_;
  Point here_;
  optim::CurvaturePairs pairs_;
  std::int64_t iterations_ = 0, evaluations_ = 0;
  bool is_done_ = false, is_forgetting_ = false, is_loose_ = false;
  double f_when_forgotten_ = std::numeric_limits<double>::infinity();
  MinimizeStop stop_ = MinimizeStop::gradient;
};

}  // namespace

Minimum minimize(const Objective& f, Numbers x, const MinimizeOptions& options) {
  return Descent(f, options).run(std::move(x));
}

}  // namespace xgrad::models::detail
