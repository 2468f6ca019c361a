#include <algorithm>
#include <cmath>
#include <limits>
#include <xgrad/optim/line_search_internal.hpp>
#include <xgrad/optim/trust_region_internal.hpp>

namespace xgrad::optim {
namespace {

constexpr double tiny = std::numeric_limits<double>::min();

Numbers negative(Numbers x) {
  for (double& value : x) value = -value;
  return x;
}

}  // namespace

double norm(const Numbers& x) {
  const double largest = max_magnitude(x);
  if (largest == 0.0 || !std::isfinite(largest)) return largest;
  double sum = 0.0;
  for (double value : x) sum += (value / largest) * (value / largest);
  return largest * std::sqrt(sum);
}

double scaled_norm(const Numbers& D, const Numbers& x) {
  Numbers scaled(x);
  for (std::size_t j = 0; j < x.size(); ++j) scaled[j] *= D[j];
  return norm(scaled);
}

TrustRegionModel::TrustRegionModel(const PivotedQR& J, const Numbers& r, const Numbers& D)
    : J_(J), D_(D), reduced_(J.reduced()), rotated_r_(J.rotated(r)), gauss_newton_(negative(J.solve(rotated_r_))) {}

double TrustRegionModel::length(const Numbers& p) const {
  Numbers made(reduced_.rows);
  for (std::size_t j = 0; j < reduced_.columns; ++j)
    for (std::size_t i = 0; i < reduced_.rows; ++i) made[i] += reduced_(i, j) * p[j];
  return norm(made);
}

/// Of J with sqrt(lambda) D below.
PivotedQR TrustRegionModel::damped(double lambda) const {
  const std::size_t n = reduced_.columns;
  Matrix stacked(2 * n, n);
  for (std::size_t j = 0; j < n; ++j) {
    for (std::size_t i = 0; i < n; ++i) stacked(i, j) = reduced_(i, j);
    stacked(n + j, j) = std::sqrt(lambda) * D_[j];
  }
  return PivotedQR(std::move(stacked));
}

/// Newton's change of lambda for |D p| = radius, where |D p| exceeds it by `excess`.
double TrustRegionModel::newton(const PivotedQR& qr, const Numbers& p, double excess, double radius) const {
  const double size = scaled_norm(D_, p);
  Numbers v(p);
  for (std::size_t j = 0; j < v.size(); ++j) v[j] = D_[j] * (D_[j] * p[j] / size);
  const double slope = norm(qr.half_solve(v));
  return excess / radius / slope / slope;
}

Numbers TrustRegionModel::step(double radius, double& lambda) const {
  const std::size_t n = D_.size();
  double size = scaled_norm(D_, gauss_newton_), excess = size - radius;
  if (excess <= 0.1 * radius) {
    lambda = 0.0;
    return gauss_newton_;
  }
  double low = J_.rank(0.0) == n ? newton(J_, gauss_newton_, excess, radius) : 0.0;
  Numbers steepest(n);  // D^-1 J^T r
  for (std::size_t j = 0; j < n; ++j) {
    for (std::size_t i = 0; i < n; ++i) steepest[j] += reduced_(i, j) * rotated_r_[i];
    steepest[j] /= D_[j];
  }
  double high = norm(steepest) / radius;
  if (high == 0.0) high = tiny / std::min(radius, 0.1);
  lambda = std::min(std::max(lambda, low), high);
  if (lambda == 0.0) lambda = norm(steepest) / size;

  Numbers p;
  for (int round = 1;; ++round) {
    if (lambda == 0.0) lambda = std::max(tiny, 0.001 * high);
    const PivotedQR qr = damped(lambda);
    Numbers right = rotated_r_;
    right.resize(2 * n);
    p = negative(qr.solve(qr.rotated(right)));
    size = scaled_norm(D_, p);
    const double before = excess;
    excess = size - radius;
    const bool is_as_near_as_it_gets = low == 0.0 && excess <= before && before < 0.0;
    if (std::abs(excess) <= 0.1 * radius || is_as_near_as_it_gets || round == 10) return p;
    const double change = newton(qr, p, excess, radius);
    if (excess > 0.0) low = std::max(low, lambda);
    if (excess < 0.0) high = std::min(high, lambda);
    lambda = std::max(low, lambda + change);
  }
}

}  // namespace xgrad::optim
