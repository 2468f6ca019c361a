#include <algorithm>
#include <cmath>
#include <xgrad/models/more_thuente_internal.hpp>

namespace xgrad::models::detail {
namespace {

constexpr double decrease = 1e-3, relative_width = 0.1, least_t = 0.0, most_t = 1e10;

}  // namespace

MoreThuente::MoreThuente(double f, double slope, double first_t, double curvature)
    : f0_(f),
      slope0_(slope),
      t_(first_t),
      curvature_(curvature),
      best_{0, f, slope},
      other_{0, f, slope},
      high_(5.0 * first_t),
      width_(most_t - least_t),
      width_before_(2.0 * (most_t - least_t)) {}

bool MoreThuente::next(double f, double slope) {
  const Point here{t_, f, slope};
  if (is_first_stage_ && f <= f0_ + t_ * decrease * slope0_ && slope >= 0) is_first_stage_ = false;
  if (ends(here)) return false;
  shrink(here);
  return std::isfinite(t_);
}

bool MoreThuente::ends(const Point& here) {
  const double slope_wanted = decrease * slope0_, f_wanted = f0_ + here.t * slope_wanted;
  if (is_bracketed_ && (here.t <= low_ || here.t >= high_)) return true;  // rounding lets no step in between
  if (is_bracketed_ && high_ - low_ <= relative_width * high_) return true;
  if (here.t == most_t && here.f <= f_wanted && here.slope <= slope_wanted) return true;
  if (here.t == least_t && (here.f > f_wanted || here.slope >= slope_wanted)) return true;
  return here.f <= f_wanted && std::abs(here.slope) <= curvature_ * -slope0_;
}

/// The next bracket and step. Until a step has met the wanted decrease, they are found for f(t) - t 1e-3 f'(0).
void MoreThuente::shrink(const Point& here) {
  const double tilt = decrease * slope0_;
  const bool is_tilted = is_first_stage_ && here.f <= best_.f && here.f > f0_ + here.t * tilt;
  auto tilted = [tilt](const Point& p, double sign) {
    return Point{p.t, p.f + sign * p.t * tilt, p.slope + sign * tilt};
  };
  if (is_tilted) {
    best_ = tilted(best_, -1), other_ = tilted(other_, -1);
    narrow(tilted(here, -1));
    best_ = tilted(best_, 1), other_ = tilted(other_, 1);
  } else {
    narrow(here);
  }
  if (is_bracketed_) {
    if (std::abs(other_.t - best_.t) >= 0.66 * width_before_) t_ = best_.t + 0.5 * (other_.t - best_.t);
    width_before_ = width_;
    width_ = std::abs(other_.t - best_.t);
    low_ = std::min(best_.t, other_.t), high_ = std::max(best_.t, other_.t);
  } else {
    low_ = t_ + 1.1 * (t_ - best_.t), high_ = t_ + 4.0 * (t_ - best_.t);
  }
  t_ = std::clamp(t_, least_t, most_t);
  if (is_bracketed_ && (t_ <= low_ || t_ >= high_ || high_ - low_ <= relative_width * high_)) t_ = best_.t;
}

/// Takes `here` into the bracket and chooses the next step: four cases.
void MoreThuente::narrow(Point here) {
  const double turn = here.slope * (best_.slope / std::abs(best_.slope));
  double t;
  if (here.f > best_.f) {  // higher: the minimum lies between
    t = cubic_step(here);
    is_bracketed_ = true;
  } else if (turn < 0) {  // lower, and the slope has turned
    t = step_over_minimum(here);
    is_bracketed_ = true;
  } else if (std::abs(here.slope) < std::abs(best_.slope)) {  // lower, and flatter
    t = step_past(here);
  } else if (is_bracketed_) {  // lower, and not flatter
    const double theta = 3.0 * (here.f - other_.f) / (other_.t - here.t) + other_.slope + here.slope;
    const double scale = std::max({std::abs(theta), std::abs(other_.slope), std::abs(here.slope)});
    double gamma = scale * std::sqrt((theta / scale) * (theta / scale) - (other_.slope / scale) * (here.slope / scale));
    if (here.t > other_.t) gamma = -gamma;
    const double p = (gamma - here.slope) + theta, q = ((gamma - here.slope) + gamma) + other_.slope;
    t = here.t + p / q * (other_.t - here.t);
  } else {
    t = here.t > best_.t ? high_ : low_;
  }
  if (here.f > best_.f) {
    other_ = here;
  } else {
    if (turn < 0) other_ = best_;
    best_ = here;
  }
  t_ = t;
}

/// The minimum of the cubic between, or, where that is farther from the best point, half-way to the quadratic's.
double MoreThuente::cubic_step(const Point& here) const {
  const double theta = 3.0 * (best_.f - here.f) / (here.t - best_.t) + best_.slope + here.slope;
  const double scale = std::max({std::abs(theta), std::abs(best_.slope), std::abs(here.slope)});
  double gamma = scale * std::sqrt((theta / scale) * (theta / scale) - (best_.slope / scale) * (here.slope / scale));
  if (here.t < best_.t) gamma = -gamma;
  const double p = (gamma - best_.slope) + theta, q = ((gamma - best_.slope) + gamma) + here.slope;
  const double cubic = best_.t + p / q * (here.t - best_.t);
  const double quadratic =
      best_.t + ((best_.slope / ((best_.f - here.f) / (here.t - best_.t) + best_.slope)) / 2.0) * (here.t - best_.t);
  if (std::abs(cubic - best_.t) <= std::abs(quadratic - best_.t)) return cubic;
  return cubic + (quadratic - cubic) / 2.0;
}

/// The minimum of the cubic or of the secant, whichever is farther from here.
double MoreThuente::step_over_minimum(const Point& here) const {
  const double theta = 3.0 * (best_.f - here.f) / (here.t - best_.t) + best_.slope + here.slope;
  const double scale = std::max({std::abs(theta), std::abs(best_.slope), std::abs(here.slope)});
  double gamma = scale * std::sqrt((theta / scale) * (theta / scale) - (best_.slope / scale) * (here.slope / scale));
  if (here.t > best_.t) gamma = -gamma;
  const double p = (gamma - here.slope) + theta, q = ((gamma - here.slope) + gamma) + best_.slope;
  const double cubic = here.t + p / q * (best_.t - here.t);
  const double secant = here.t + (here.slope / (here.slope - best_.slope)) * (best_.t - here.t);
  return std::abs(cubic - here.t) > std::abs(secant - here.t) ? cubic : secant;
}

/// The cubic's minimum beyond here if it has one, else the secant's, kept within the limits.
double MoreThuente::step_past(const Point& here) const {
  const double theta = 3.0 * (best_.f - here.f) / (here.t - best_.t) + best_.slope + here.slope;
  const double scale = std::max({std::abs(theta), std::abs(best_.slope), std::abs(here.slope)});
  double gamma = scale * std::sqrt(std::max(
                             0.0, (theta / scale) * (theta / scale) - (best_.slope / scale) * (here.slope / scale)));
  if (here.t > best_.t) gamma = -gamma;
  const double p = (gamma - here.slope) + theta, q = (gamma + (best_.slope - here.slope)) + gamma, ratio = p / q;
  const double cubic = ratio < 0 && gamma != 0 ? here.t + ratio * (best_.t - here.t) : here.t > best_.t ? high_ : low_;
  const double secant = here.t + (here.slope / (here.slope - best_.slope)) * (best_.t - here.t);
  if (!is_bracketed_) {
    const double t = std::abs(cubic - here.t) > std::abs(secant - here.t) ? cubic : secant;
    return std::clamp(t, std::min(low_, high_), std::max(low_, high_));
  }
  const double t = std::abs(cubic - here.t) < std::abs(secant - here.t) ? cubic : secant;
  const double bound = here.t + 0.66 * (other_.t - here.t);
  return here.t > best_.t ? std::min(bound, t) : std::max(bound, t);
}

}  // namespace xgrad::models::detail
