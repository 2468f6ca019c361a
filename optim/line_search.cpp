#include <algorithm>
#include <array>
#include <cmath>
#include <cstddef>
#include <utility>
#include <xgrad/optim/line_search_internal.hpp>

namespace xgrad::optim {
namespace {

constexpr double c1 = 1e-4, c2 = 0.9, smallest_bracket = 1e-9;

struct Bounds {
  double low, high;
};

/// The minimum of the cubic with the values and slopes of two points, within bounds; their middle if it has none.
double cubic_minimum(const LinePoint& a, const LinePoint& b, Bounds bounds) {
  const double d1 = a.slope + b.slope - 3.0 * (a.f - b.f) / (a.t - b.t);
  const double discriminant = d1 * d1 - a.slope * b.slope;
  if (!(discriminant >= 0.0)) return (bounds.low + bounds.high) / 2.0;
  const double d2 = std::sqrt(discriminant);
  const auto& [near, far] = a.t <= b.t ? std::pair<const LinePoint&, const LinePoint&>(a, b)
                                       : std::pair<const LinePoint&, const LinePoint&>(b, a);
  const double t = far.t - (far.t - near.t) * ((far.slope + d2 - d1) / (far.slope - near.slope + 2.0 * d2));
  return std::min(std::max(t, bounds.low), bounds.high);
}

/// The search: first a bracket, then a smaller one.
class Search {
 public:
  Search(const std::function<LinePoint(double)>& at, const LinePoint& start, double largest, std::int64_t most_trials)
      : at_(at), start_(start), largest_(largest), most_trials_(most_trials) {}

  LinePoint run(double first_t) {
    find_bracket(first_t);
    low_ = is_done_ || bracket_[0].f <= bracket_[1].f ? 0 : 1;
    while (!is_done_ && trials_ < most_trials_ && !is_small()) shrink();
    return std::move(bracket_[low_]);
  }

 private:
  bool is_above_armijo(const LinePoint& p) const { return p.f > start_.f + c1 * p.t * start_.slope; }
  bool is_flat_enough(const LinePoint& p) const { return std::abs(p.slope) <= -c2 * start_.slope; }
  bool is_small() const { return std::abs(bracket_[1].t - bracket_[0].t) * largest_ < smallest_bracket; }

  void find_bracket(double first_t) {
    LinePoint previous = start_, point = at_(first_t);
    for (; trials_ < most_trials_; ++trials_) {
      if (is_above_armijo(point) || (trials_ > 1 && point.f >= previous.f)) break;
      if (is_flat_enough(point)) {
        is_done_ = true;
        bracket_[0] = std::move(point);
        return;
      }
      if (point.slope >= 0.0) break;
      const Bounds further{point.t + 0.01 * (point.t - previous.t), 10.0 * point.t};
      const double t = cubic_minimum(previous, point, further);
      previous = std::move(point);
      point = at_(t);
    }
    if (trials_ == most_trials_) previous = start_;
    bracket_ = {std::move(previous), std::move(point)};
  }

  /// A trial step within the bracket that keeps away from its ends: not twice in a row closer than a tenth of it.
  double trial() {
    const auto [low, high] = std::minmax(bracket_[0].t, bracket_[1].t);
    const double t = cubic_minimum(bracket_[0], bracket_[1], {low, high}), margin = 0.1 * (high - low);
    if (!(std::min(high - t, t - low) < margin)) {
      was_close_ = false;
      return t;
    }
    if (!was_close_ && t < high && t > low) {
      was_close_ = true;
      return t;
    }
    was_close_ = false;
    return std::abs(t - high) < std::abs(t - low) ? high - margin : low + margin;
  }

  void shrink() {
    LinePoint point = at_(trial());
    ++trials_;
    LinePoint& low = bracket_[low_];
    LinePoint& high = bracket_[1 - low_];
    if (is_above_armijo(point) || point.f >= low.f) {
      high = std::move(point);
      low_ = bracket_[0].f <= bracket_[1].f ? 0 : 1;
      return;
    }
    if (is_flat_enough(point))
      is_done_ = true;
    else if (point.slope * (high.t - low.t) >= 0.0)
      high = std::move(low);
    low = std::move(point);
  }

  const std::function<LinePoint(double)>& at_;
  const LinePoint& start_;
  double largest_;
  std::int64_t most_trials_;
  std::array<LinePoint, 2> bracket_;
  std::size_t low_ = 0;  // the better end of the bracket
  std::int64_t trials_ = 0;
  bool is_done_ = false, was_close_ = false;
};

}  // namespace

LinePoint strong_wolfe(const std::function<LinePoint(double t)>& at, const LinePoint& start, double first_t,
                       double largest, std::int64_t most_trials) {
  return Search(at, start, largest, most_trials).run(first_t);
}

}  // namespace xgrad::optim
