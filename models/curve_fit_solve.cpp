#include <fmt/format.h>
#include <algorithm>
#include <cmath>
#include <limits>
#include <xgrad/graph/error.hpp>
#include <xgrad/models/curve_fit_internal.hpp>
#include <xgrad/models/least_squares_internal.hpp>
#include <xgrad/models/twofold_internal.hpp>
#include <xgrad/optim/levenberg_marquardt_internal.hpp>
#include <xgrad/optim/line_search_internal.hpp>

namespace xgrad::models::detail {

using optim::Matrix;
using optim::Numbers;
using Status = CurveFit::Status;

namespace {

constexpr double epsilon = std::numeric_limits<double>::epsilon();
/// How much of the residuals may lie along J's columns at a minimum, and what part of y is rounding.
constexpr double nearly_orthogonal = 1e-6, rounding = 1e-13;

Numbers scaled_y(const CurveProblem& p) {
  Numbers made(p.y);
  for (std::size_t i = 0; i < made.size(); ++i) made[i] /= p.sigma_of(i);
  return made;
}

/// Those not at a bound.
std::vector<std::size_t> inner(const CurveProblem& p, const Numbers& x) {
  std::vector<std::size_t> made;
  for (std::size_t j = 0; j < x.size(); ++j)
    if (p.lower.empty() || (p.lower[j] < x[j] && x[j] < p.upper[j])) made.push_back(j);
  return made;
}

/// |Q^T r|: what of the residuals lies along the columns of J, each of norm 1.
double along(const Matrix& J, const std::vector<std::size_t>& columns, const Numbers& residuals) {
  if (columns.empty()) return 0.0;
  Matrix part(J.rows, columns.size());
  const Numbers norms = optim::column_norms(J);
  for (std::size_t k = 0; k < columns.size(); ++k)
    for (std::size_t i = 0; i < J.rows; ++i)
      part(i, k) = J(i, columns[k]) / (norms[columns[k]] == 0.0 ? 1.0 : norms[columns[k]]);
  const optim::PivotedQR qr(part);
  Numbers rotated = qr.rotated(residuals);
  rotated.resize(qr.rank(epsilon * static_cast<double>(std::max(part.rows, part.columns))));
  return optim::norm(rotated);
}

optim::LevenbergMarquardt solver(const CurveProblem& p, double factor, int max_nfev) {
  return optim::LevenbergMarquardt({.ftol = 1e-15,
                                    .xtol = 1e-15,
                                    .gtol = 1e-15,
                                    .max_nfev = max_nfev,
                                    .factor = factor,
                                    .lower = p.lower.empty() ? Tensor() : vector_of(p.lower),
                                    .upper = p.upper.empty() ? Tensor() : vector_of(p.upper),
                                    .polish = true});
}

CurveSolution descended(const CurveProblem& p, const Numbers& start, double factor, int max_nfev) {
  const auto report = solver(p, factor, max_nfev).minimize(p.residuals, vector_of(start));
  CurveSolution made;
  made.status = report.converged() ? Status::converged : Status::not_converged;
  made.why = report.converged() ? std::string("no step makes the sum of squares smaller")
                                : fmt::format(
                                      "{} evaluations did not lead to a minimum; try other start values, or a "
                                      "larger max_nfev",
                                      report.evaluations);
  made.x = report.x.to_vector<double>();
  made.residuals = report.residuals.to_vector<double>();
  made.iterations = report.iterations;
  made.evaluations = report.evaluations;
  judge(p, made);
  return made;
}

/// A linear problem's columns and right side with twice the digits, if its graph allows.
struct TwofoldProblem {
  std::vector<Twofolds> columns;
  Twofolds b;
};
std::optional<TwofoldProblem> twofold_problem(const CurveProblem& p) {
  constexpr std::size_t most = 4000000;  // of multiplications
  if (p.rows() * p.size() * p.size() > most || p.parameters.size() != p.size()) return std::nullopt;
  NodeValues leaves;
  for (std::size_t i = 0; i < p.inputs.size(); ++i) {
    if (p.data[i].rank() > 1) return std::nullopt;
    for (double v : p.data[i].to_vector<double>()) leaves[p.inputs[i].id()].emplace_back(v);
  }
  for (Var b : p.parameters) leaves[b.id()] = {Twofold(0.0)};
  auto values = [&]() -> std::optional<Twofolds> {
    auto made = twofold_values(p.model, leaves, p.rows());
    if (made && made->size() == 1) made->resize(p.rows(), made->front());
    return made;
  };
  const auto zero = values();
  if (!zero) return std::nullopt;
  TwofoldProblem made;
  for (Var b : p.parameters) {
    leaves[b.id()] = {Twofold(1.0)};
    auto column = values();
    leaves[b.id()] = {Twofold(0.0)};
    for (std::size_t i = 0; i < p.rows(); ++i) (*column)[i] = ((*column)[i] - (*zero)[i]) / Twofold(p.sigma_of(i));
    made.columns.push_back(std::move(*column));
  }
  for (std::size_t i = 0; i < p.rows(); ++i) made.b.push_back((Twofold(p.y[i]) - (*zero)[i]) / Twofold(p.sigma_of(i)));
  return made;
}

/// The same solution with all digits, where columns are nearly dependent.
void refine(const CurveProblem& p, CurveSolution& solution) {
  const auto problem = twofold_problem(p);
  if (!problem) return;
  const auto fit = twofold_least_squares(problem->columns, problem->b);
  if (!fit) return;
  for (std::size_t k = 0; k < p.size(); ++k) solution.x[k] = fit->x[k].value();
  for (std::size_t i = 0; i < p.rows(); ++i) {
    Twofold residual = -problem->b[i];
    for (std::size_t k = 0; k < p.size(); ++k) residual = residual + problem->columns[k][i] * fit->x[k];
    solution.residuals[i] = residual.value();
  }
  solution.inverse = Matrix(p.size(), p.size());
  for (std::size_t i = 0; i < p.size(); ++i)
    for (std::size_t j = 0; j < p.size(); ++j) solution.inverse(i, j) = fit->inverse[i][j];
  solution.status = Status::converged;
  solution.why = "solved in closed form";
}

/// The shortest of the solutions of a problem that does not determine its parameters.
Numbers shortest_solution(const CurveProblem& p, const Matrix& J, const Numbers& b) {
  Numbers by_rows;
  for (std::size_t i = 0; i < J.rows; ++i)
    for (std::size_t j = 0; j < J.columns; ++j) by_rows.push_back(J(i, j));
  const auto tolerance = epsilon * static_cast<double>(std::max(J.rows, J.columns));
  return least_squares(by_rows, b, static_cast<std::int64_t>(p.rows()), static_cast<std::int64_t>(p.size()), 1,
                       tolerance)
      .solution;
}

}  // namespace

double CurveSolution::rss() const {
  const double length = optim::norm(residuals);
  return length * length;
}

Tensor vector_of(const Numbers& x) { return Tensor::from(x, {static_cast<std::int64_t>(x.size())}); }

Matrix matrix_of(const Tensor& J) {
  const auto rows = static_cast<std::size_t>(J.shape(0)), columns = static_cast<std::size_t>(J.shape(1));
  Matrix made(rows, columns);
  for (std::size_t i = 0; i < rows; ++i)
    for (std::size_t j = 0; j < columns; ++j) made(i, j) = J.data<double>()[i * columns + j];
  return made;
}

void judge(const CurveProblem& p, CurveSolution& solution) {
  const Matrix J = matrix_of(p.residuals.jacobian(vector_of(solution.x)));
  const auto inverse = optim::inverse_of_square(J);
  solution.inverse = inverse.value_or(Matrix());
  if (solution.status == Status::not_converged) return;
  const double left = along(J, inner(p, solution.x), solution.residuals), all = optim::norm(solution.residuals);
  if (!(left <= nearly_orthogonal * all) && !(left <= rounding * optim::norm(scaled_y(p)))) {
    solution.status = Status::not_converged;
    solution.why = fmt::format(
        "the search stopped at no minimum: {:.1e} of the residuals could still be fitted away; try "
        "other start values",
        left / all);
  } else if (!inverse) {
    solution.status = Status::not_determined;
    const Numbers norms = optim::column_norms(J);
    std::vector<std::string> idle;
    for (std::size_t j = 0; j < norms.size(); ++j)
      if (norms[j] == 0.0) idle.push_back(p.names[j]);
    solution.why = idle.empty()
                       ? "the data do not determine all parameters: columns of the Jacobian depend on each other"
                       : fmt::format("the data do not determine {}: nothing changes with it", fmt::join(idle, ", "));
  }
}

CurveSolution solve_curve(const CurveProblem& p, const Numbers& start) {
  // A first step that is too long may end where nothing changes any more, one that is too short in the next valley.
  constexpr double factors[] = {1.0, 0.1, 100.0, 0.01};
  CurveSolution best;
  int iterations = 0, evaluations = 0;
  auto rank = [](const CurveSolution& s) { return std::pair(s.status, s.rss()); };
  for (double factor : factors) {
    const int left = p.max_nfev - evaluations;
    if (left <= 0) break;
    CurveSolution made = descended(p, start, factor, left);
    iterations += made.iterations;
    evaluations += made.evaluations;
    if (best.x.empty() || rank(made) < rank(best)) best = std::move(made);
    if (best.status == Status::converged) break;
  }
  best.iterations = iterations;
  best.evaluations = evaluations;
  return best;
}

namespace {

/// By QR of the columns, each of norm 1; twice more for what the residuals then still have.
Numbers solution_by_qr(const CurveProblem& p, Matrix J, Numbers residuals) {
  constexpr int refinements = 2;
  const Numbers norms = optim::column_norms(J);
  for (std::size_t j = 0; j < J.columns; ++j)
    for (std::size_t i = 0; i < J.rows; ++i) J(i, j) /= norms[j];
  const optim::PivotedQR qr(J);
  Numbers x(p.size());
  for (int round = 0; round <= refinements; ++round) {
    const Numbers step = qr.solve(qr.rotated(residuals));
    for (std::size_t j = 0; j < x.size(); ++j) x[j] -= step[j] / norms[j];
    residuals = p.residuals.values(vector_of(x)).to_vector<double>();
  }
  return x;
}

}  // namespace

CurveSolution solve_line(const CurveProblem& p) {
  const Tensor origin = vector_of(Numbers(p.size()));
  const Matrix J = matrix_of(p.residuals.jacobian(origin));
  Numbers b = p.residuals.values(origin).to_vector<double>();
  const bool is_determined = optim::inverse_of_square(J).has_value();
  CurveSolution made;
  if (is_determined) {
    made.x = solution_by_qr(p, J, b);
  } else {
    for (double& value : b) value = -value;
    made.x = shortest_solution(p, J, b);
  }
  made.residuals = p.residuals.values(vector_of(made.x)).to_vector<double>();
  made.iterations = 1;
  made.evaluations = 2;
  made.status = Status::converged;
  judge(p, made);
  if (is_determined) {
    made.status = Status::converged;
    made.why = "solved in closed form";
    refine(p, made);
  }
  return made;
}

bool is_line(const CurveProblem& p, const Numbers& x) {
  constexpr double tolerance = 1e-8;
  const Tensor origin = vector_of(Numbers(p.size()));
  const Matrix J = matrix_of(p.residuals.jacobian(origin));
  const Numbers at_origin = p.residuals.values(origin).to_vector<double>();
  const Numbers values = p.residuals.values(vector_of(x)).to_vector<double>();
  for (std::size_t i = 0; i < p.rows(); ++i) {
    double line = at_origin[i], size = std::abs(line) + std::abs(p.y[i] / p.sigma_of(i));
    for (std::size_t j = 0; j < p.size(); ++j) {
      line += J(i, j) * x[j];
      size += std::abs(J(i, j) * x[j]);
    }
    if (!(std::abs(line - values[i]) <= tolerance * size)) return false;
  }
  return true;
}

bool has_intercept(const CurveProblem& p) {
  const Matrix J = matrix_of(p.residuals.jacobian(vector_of(Numbers(p.size()))));
  Numbers ones(p.rows());
  for (std::size_t i = 0; i < ones.size(); ++i) ones[i] = 1.0 / p.sigma_of(i);
  std::vector<std::size_t> all;
  for (std::size_t j = 0; j < p.size(); ++j) all.push_back(j);
  const double length = optim::norm(ones), part = along(J, all, ones);
  return std::abs(length - part) <= 1e-9 * length;
}

}  // namespace xgrad::models::detail
