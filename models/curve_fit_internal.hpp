#pragma once
#include <vector>
#include <xgrad/models/curve_fit.hpp>
#include <xgrad/optim/levenberg_marquardt.hpp>
#include <xgrad/optim/qr_internal.hpp>

namespace xgrad::models::detail {

/// A least-squares problem of a CurveFit: f(columns; b) against y, by the errors sigma.
struct CurveProblem {
  Var model;
  Vars inputs, parameters;
  std::vector<Tensor> data;      ///< of the inputs
  std::vector<double> y, sigma;  ///< sigma is empty if there are none
  optim::Residuals residuals;    ///< (f - y) / sigma
  optim::Numbers lower, upper;   ///< empty: no bounds
  std::vector<std::string> names;
  int max_nfev = 0;

  std::size_t rows() const { return y.size(); }
  std::size_t size() const { return names.size(); }
  double sigma_of(std::size_t row) const { return sigma.empty() ? 1.0 : sigma[row]; }
};

/// Where a solver ended.
struct CurveSolution {
  CurveFit::Status status = CurveFit::Status::not_converged;
  std::string why;
  optim::Numbers x, residuals;  ///< (f - y) / sigma
  optim::Matrix inverse;        ///< (J^T J)^-1; empty if J has not full rank
  int iterations = 0, evaluations = 0;
  double rss() const;
};

/// Levenberg-Marquardt from `start` on, with other trust regions where it does not end well.
CurveSolution solve_curve(const CurveProblem& problem, const optim::Numbers& start);
/// In closed form; bounds are not looked at.
CurveSolution solve_line(const CurveProblem& problem);
/// Whether the rows of a linear problem have an intercept: ones are a combination of J's columns.
bool has_intercept(const CurveProblem& problem);

/// J and r at x, judged: is it a minimum, and are the parameters determined?
void judge(const CurveProblem& problem, CurveSolution& solution);

Tensor vector_of(const optim::Numbers& x);
optim::Matrix matrix_of(const Tensor& J);

}  // namespace xgrad::models::detail
