#pragma once
#include <cstdint>

namespace xgrad::models::detail {

/// The line search of Moré and Thuente (1994, "Line search algorithms with guaranteed sufficient decrease"): steps t
/// along a direction until
///   f(t) <= f(0) + 1e-3 t f'(0),   |f'(t)| <= curvature |f'(0)|
/// It asks for values one after the other, as MINPACK-2's dcsrch does; with curvature = 0.9 it is L-BFGS-B's.
///     MoreThuente search(f, slope, first_t);
///     while (search.next(f_at(search.t()), slope_at(search.t()))) {}
class MoreThuente {
 public:
  /// f and its slope (below 0) at t = 0.
  MoreThuente(double f, double slope, double first_t, double curvature = 0.9);
  /// The step to try, and in the end the step that was found.
  double t() const { return t_; }
  /// What f and its slope are at t(). Whether there is another step to try.
  bool next(double f, double slope);

 private:
  struct Point {
    double t, f, slope;
  };
  bool ends(const Point& here);
  void shrink(const Point& here);
  void narrow(Point here);
  double cubic_step(const Point& here) const;
  double step_over_minimum(const Point& here) const;
  double step_past(const Point& here) const;

  double f0_, slope0_, t_, curvature_;
  Point best_, other_;  // the ends of the bracket, once there is one
  double low_ = 0, high_, width_, width_before_;
  bool is_bracketed_ = false, is_first_stage_ = true;
};

}  // namespace xgrad::models::detail
