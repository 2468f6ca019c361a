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
/// Whether the model is at x what its value and its Jacobian at 0 say: floor(b) has a constant Jacobian, too.
bool is_line(const CurveProblem& problem, const optim::Numbers& x);
/// Whether the rows of a linear problem have an intercept: ones are a combination of J's columns.
bool has_intercept(const CurveProblem& problem);

/// J and r at x, judged: is it a minimum, and are the parameters determined?
void judge(const CurveProblem& problem, CurveSolution& solution);

/// The column of that name, float64. Throws DataError.
Tensor column_of(const Columns& columns, const std::string& name);
/// A formula over the columns.
Tensor evaluated(const Columns& columns, std::string_view response);
/// The residuals of a model's values f, (f - y) / sigma.
optim::Residuals weighted(const optim::Residuals& f, const CurveProblem& problem);
/// Throws DataError for a start outside the bounds, or where the model is not finite.
void check_start(const CurveProblem& problem, const optim::Numbers& start);
bool is_within(const CurveProblem& problem, const optim::Numbers& x);
/// 1 - rss / the sum of squares of y, less its mean if the model could be that.
double r_squared(const CurveProblem& problem, const CurveSolution& solution, bool from_mean);
/// Covariance and standard errors, by rss and dof.
void set_errors(CurveFit::Result& result, const CurveSolution& solution, bool absolute_sigma);

Tensor vector_of(const optim::Numbers& x);
optim::Matrix matrix_of(const Tensor& J);

}  // namespace xgrad::models::detail
