#pragma once
#include <cmath>
#include <cstddef>
#include <deque>
#include <memory>
#include <utility>
#include <vector>

/// What all L-BFGS here share: numbers in vectors, and the memory of the last steps.
namespace xgrad::optim {

using Numbers = std::vector<double>;

/// The sum of products, over 8 partial sums.
double dot(const Numbers& a, const Numbers& b);
/// The same, one after the other.
double dot_in_order(const Numbers& a, const Numbers& b);
/// The largest magnitude, NaN if there is one; 0 of nothing.
double max_magnitude(const Numbers& x);
/// x + factor d, in place.
void add_multiple(Numbers& x, double factor, const Numbers& d);
Numbers scaled(const Numbers& x, double factor);

/// A step s and the change y of the gradient along it, with y s and y y.
struct CurvaturePair {
  Numbers s, y;
  double sy = 0, yy = 0;
};

/// How torch.optim.LBFGS rounds: a product with 1 / (y s).
struct TorchRounding {
  static double product(const Numbers& a, const Numbers& b) { return dot(a, b); }
  static double share(double product, double sy) { return product * (1.0 / sy); }
};
/// How scipy's L-BFGS-B is followed: a quotient by y s.
struct ScipyRounding {
  static double product(const Numbers& a, const Numbers& b) { return dot_in_order(a, b); }
  static double share(double product, double sy) { return product / sy; }
};

/// The last pairs. Copies share them, so that a step may work on one.
class CurvaturePairs {
 public:
  bool empty() const { return pairs_.empty(); }
  void clear() { pairs_.clear(); }
  /// One more; beyond `most` the oldest goes.
  void add(CurvaturePair pair, std::size_t most) {
    if (pairs_.size() >= most) pairs_.pop_front();
    pairs_.push_back(std::make_shared<const CurvaturePair>(std::move(pair)));
  }

  /// -H g with the inverse Hessian that the pairs speak of: the two loops over them, from the newest to the oldest and
  /// back (Nocedal and Wright, algorithm 7.4).
  template <class Rounding> Numbers direction(const Numbers& gradient) const {
    Numbers d = scaled(gradient, -1.0), shares(pairs_.size());
    for (std::size_t i = pairs_.size(); i-- > 0;) {
      shares[i] = Rounding::share(Rounding::product(pairs_[i]->s, d), pairs_[i]->sy);
      add_multiple(d, -shares[i], pairs_[i]->y);
    }
    if (!pairs_.empty()) d = scaled(d, pairs_.back()->sy / pairs_.back()->yy);
    for (std::size_t i = 0; i < pairs_.size(); ++i) {
      const double share = Rounding::share(Rounding::product(pairs_[i]->y, d), pairs_[i]->sy);
      add_multiple(d, shares[i] - share, pairs_[i]->s);
    }
    return d;
  }

 private:
  std::deque<std::shared_ptr<const CurvaturePair>> pairs_;  // oldest first
};

}  // namespace xgrad::optim
