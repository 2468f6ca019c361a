#pragma once
#include <xgrad/optim/qr_internal.hpp>

namespace xgrad::optim {

/// |x|, without overflow or underflow on the way.
double norm(const Numbers& x);
/// |D x|
double scaled_norm(const Numbers& D, const Numbers& x);

/// The linear model r + J p of residuals, from which Levenberg-Marquardt takes its steps.
class TrustRegionModel {
 public:
  /// Of J's factors, r and the scales D.
  TrustRegionModel(const PivotedQR& J, const Numbers& r, const Numbers& D);

  /// The p that makes |r + J p| least while |D p| <= radius (within a tenth of it), as MINPACK's lmpar (More 1978):
  /// the Gauss-Newton step, or (J^T J + lambda D^2) p = -J^T r with the lambda that fits, found by Newton's method from
  /// the lambda given.
  Numbers step(double radius, double& lambda) const;
  /// |J p|
  double length(const Numbers& p) const;

 private:
  PivotedQR damped(double lambda) const;
  double newton(const PivotedQR& qr, const Numbers& p, double excess, double radius) const;

  const PivotedQR& J_;
  const Numbers& D_;
  Matrix reduced_;     // n x n, with J's lengths
  Numbers rotated_r_;  // the first n entries of Q^T r
  Numbers gauss_newton_;
};

}  // namespace xgrad::optim
