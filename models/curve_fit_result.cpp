#include <fmt/format.h>
#include <algorithm>
#include <cmath>
#include <limits>
#include <ostream>
#include <xgrad/graph/error.hpp>
#include <xgrad/models/curve_fit_internal.hpp>
#include <xgrad/optim/trust_region_internal.hpp>

namespace xgrad::models {
namespace {

double of_name(const CurveFit::Result& r, const Tensor& values, std::string_view name) {
  const auto at = std::find(r.names.begin(), r.names.end(), name);
  if (at == r.names.end())
    throw DataError("CurveFit", fmt::format("there is no parameter '{}'", name), {},
                    fmt::format("the parameters are {}", fmt::join(r.names, ", ")));
  return values.data<double>()[at - r.names.begin()];
}

}  // namespace

namespace detail {

double r_squared(const CurveProblem& p, const CurveSolution& solution, bool from_mean) {
  constexpr double rounding = 1e-15;
  double weights = 0, mean = 0;
  for (std::size_t i = 0; i < p.rows(); ++i) {
    const double weight = 1.0 / (p.sigma_of(i) * p.sigma_of(i));
    weights += weight;
    mean += weight * p.y[i];
  }
  mean = from_mean ? mean / weights : 0.0;
  optim::Numbers distances(p.y), y(p.y);
  for (std::size_t i = 0; i < p.rows(); ++i) {
    distances[i] = (p.y[i] - mean) / p.sigma_of(i);
    y[i] /= p.sigma_of(i);
  }
  const double all = optim::norm(distances), left = optim::norm(solution.residuals);
  if (all <= rounding * optim::norm(y)) return left <= rounding * optim::norm(y) ? 1.0 : 0.0;  // y is constant
  return 1.0 - (left / all) * (left / all);
}

void set_errors(CurveFit::Result& result, const CurveSolution& s, bool absolute_sigma) {
  const std::size_t k = s.x.size();
  const auto size = static_cast<std::int64_t>(k);
  constexpr double infinity = std::numeric_limits<double>::infinity();
  result.covariance = full({size, size}, infinity);
  result.standard_errors = full({size}, infinity);
  const bool is_known = s.inverse.columns == k && (result.dof > 0 || absolute_sigma);
  if (!is_known) return;
  const double error = absolute_sigma ? 1.0 : result.residual_standard_error;
  for (std::size_t i = 0; i < k; ++i) {
    for (std::size_t j = 0; j < k; ++j)
      result.covariance.mutable_data<double>()[i * k + j] = error * s.inverse(i, j) * error;
    result.standard_errors.mutable_data<double>()[i] = error * std::sqrt(s.inverse(i, i));
  }
}

}  // namespace detail

double CurveFit::Result::parameter(std::string_view name) const { return of_name(*this, parameters, name); }
double CurveFit::Result::standard_error(std::string_view name) const { return of_name(*this, standard_errors, name); }

std::ostream& operator<<(std::ostream& out, const CurveFit::Result& r) {
  std::size_t width = 9;
  for (const std::string& name : r.names) width = std::max(width, name.size());
  out << fmt::format("{:<{}}  {:>18}  {:>18}\n", "parameter", width, "value", "standard error");
  for (std::size_t k = 0; k < r.names.size(); ++k)
    out << fmt::format("{:<{}}  {:>18.11g}  {:>18.11g}\n", r.names[k], width, r.parameters.data<double>()[k],
                       r.standard_errors.data<double>()[k]);
  out << fmt::format("R2 {:.10g}, sum of squares {:.11g}, residual standard error {:.11g}, {} degrees of freedom\n",
                     r.r_squared, r.rss, r.residual_standard_error, r.dof);
  const char* word = r.converged()                                  ? "converged"
                     : r.status == CurveFit::Status::not_determined ? "NOT DETERMINED"
                                                                    : "NOT CONVERGED";
  return out << fmt::format("{} after {} iteration{}: {}\n", word, r.iterations, r.iterations == 1 ? "" : "s", r.why);
}

}  // namespace xgrad::models
