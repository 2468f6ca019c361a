#pragma once
#include <cstdint>
#include <functional>
#include <xgrad/optim/curvature_pairs_internal.hpp>

namespace xgrad::optim {

/// A point on the line: the step t, and there f, its gradient, and the slope along the direction.
struct LinePoint {
  double t = 0, f = 0;
  Numbers gradient;
  double slope = 0;
};

/// A step that satisfies the strong Wolfe conditions with c1 = 1e-4, c2 = 0.9:
///   f(t) <= f(0) + c1 t f'(0),   |f'(t)| <= c2 |f'(0)|
/// Brackets by cubic extrapolation from `first_t`, then shrinks the bracket by cubic interpolation (minFunc's form of
/// Nocedal and Wright, algorithms 3.5 and 3.6), as torch.optim.LBFGS. `at` evaluates f at a step; `largest` is the
/// largest magnitude of the direction. It evaluates once more than most_trials at most, and then takes the best.
LinePoint strong_wolfe(const std::function<LinePoint(double t)>& at, const LinePoint& start, double first_t,
                       double largest, std::int64_t most_trials);

}  // namespace xgrad::optim
