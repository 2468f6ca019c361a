#include <fmt/format.h>
#include <algorithm>
#include <ostream>
#include <xgrad/graph/error.hpp>
#include <xgrad/models/curve_fit.hpp>

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
