#pragma once
#include <cstdint>
#include <functional>
#include <vector>

namespace xgrad::models::detail {

using Numbers = std::vector<double>;

/// f at x; writes the gradient, of x's size.
using Objective = std::function<double(const Numbers& x, Numbers& gradient)>;

struct MinimizeOptions {
  std::int64_t max_iter = 15000, max_fun = 15000;  ///< iterations and evaluations at most
  double gtol = 1e-5;                              ///< the end: no gradient entry is larger
  double ftol = 2.220446049250313e-09;             ///< the end: a decrease below ftol max(|f before|, |f|, 1)
  int max_line_search = 20;                        ///< trials along one direction
  /// Further down than scipy goes, see minimize().
  bool goes_on = false;
  bool is_smooth = true;  ///< f has no kinks, at which a close search would get stuck
  /// After each iteration, with its number and f; false ends it.
  std::function<bool(std::int64_t, double)> on_iteration = {};
};

enum class MinimizeStop { gradient, decrease, max_iter, max_fun, line_search, told };

struct Minimum {
  Numbers x;
  double f = 0;
  std::int64_t iterations = 0, evaluations = 0;
  MinimizeStop stop = MinimizeStop::gradient;
};

/// L-BFGS of the last ten steps with Moré and Thuente's line search, ending for scikit-learn's reasons: iteration for
/// iteration what scipy.optimize.minimize(method = "L-BFGS-B") does without bounds, so that a fit that is cut off by
/// max_iter is as far.
///
/// A network's loss has many valleys, and rounding decides in which one a descent of a hundred iterations ends and how
/// fast: scipy's own results differ by percents when the data change in the last bit. With goes_on the first 40
/// iterations, which choose the valley, are the same; then it remembers more steps and searches lines more closely, and
/// the tolerances end it only where an iteration gains less than a millionth. (optim::LBFGS is PyTorch's: another line
/// search, other reasons to end.)
Minimum minimize(const Objective& f, Numbers x, const MinimizeOptions& options);

}  // namespace xgrad::models::detail
