#include <fmt/format.h>
#include <cmath>
#include <xgrad/graph/error.hpp>
#include <xgrad/graph/program.hpp>
#include <xgrad/models/checks_internal.hpp>
#include <xgrad/models/curve_fit_internal.hpp>
#include <xgrad/ops/formula/functions_internal.hpp>
#include <xgrad/ops/formula/parse_formula.hpp>

// A CurveFit's data: columns, responses, residuals, starts.
namespace xgrad::models::detail {

using optim::Numbers;

namespace {

constexpr std::string_view what = "CurveFit";

std::vector<std::string> names_of(const Columns& columns) {
  std::vector<std::string> names;
  for (const auto& [name, column] : columns) names.push_back(name);
  return names;
}

}  // namespace

Tensor column_of(const Columns& columns, const std::string& name) {
  const auto at = columns.find(name);
  if (at == columns.end()) {
    const std::string meant = formula::nearest(name, names_of(columns));
    throw DataError(what, fmt::format("there is no column '{}'", name), {},
                    meant.empty() ? fmt::format("the columns are {}", fmt::join(names_of(columns), ", "))
                                  : fmt::format("did you mean {}?", meant));
  }
  if (at->second.rank() == 0)
    throw DataError(what, fmt::format("column '{}' is a single number", name), {},
                    "a column has a number for each row");
  return detail::finite_as(float64, what, fmt::format("column '{}'", name), at->second);
}

Tensor evaluated(const Columns& columns, std::string_view response) {
  Graph g;
  FormulaNames names;
  Vars inputs;
  std::vector<Tensor> data;
  for (const std::string& name : formula_names(response)) {
    data.push_back(column_of(columns, name));
    inputs.push_back(g.input(name, float64, data.back().shape()));
    names.emplace(name, inputs.back());
  }
  return compile(inputs, parse_formula(g, response, names))(data)[0];
}

optim::Residuals weighted(const optim::Residuals& f, const CurveProblem& p) {
  const auto rows = static_cast<std::int64_t>(p.rows());
  const Numbers y = p.y;
  Numbers weights(p.rows());
  for (std::size_t i = 0; i < weights.size(); ++i) weights[i] = 1.0 / p.sigma_of(i);
  optim::Residuals made;
  made.values = [f, y, weights, rows](const Tensor& x) {
    Tensor values = f.values(x);
    if (values.size() != rows)
      throw DataError(what, "the model has not one number for each row",
                      fmt::format("{} for {} rows", values.size(), rows));
    double* r = values.mutable_data<double>();
    for (std::size_t i = 0; i < y.size(); ++i) r[i] = (r[i] - y[i]) * weights[i];
    return values;
  };
  made.jacobian = [f, weights](const Tensor& x) {
    Tensor J = f.jacobian(x);
    const auto columns = static_cast<std::size_t>(J.shape(1));
    double* entry = J.mutable_data<double>();
    for (double weight : weights)
      for (std::size_t j = 0; j < columns; ++j) *entry++ *= weight;
    return J;
  };
  made.curvature = [f, weights](const Tensor& x, const Tensor& w) {
    Tensor scaled = w;
    double* entry = scaled.mutable_data<double>();
    for (std::size_t i = 0; i < weights.size(); ++i) entry[i] *= weights[i];
    return f.curvature(x, scaled);
  };
  return made;
}

void check_start(const CurveProblem& p, const Numbers& start) {
  for (std::size_t k = 0; k < start.size(); ++k)
    if (!p.lower.empty() && !(p.lower[k] <= start[k] && start[k] <= p.upper[k]))
      throw DataError(what, fmt::format("the start of {} is outside its bounds", p.names[k]),
                      fmt::format("{}, bounds {} and {}", start[k], p.lower[k], p.upper[k]));
  const Numbers r = p.residuals.values(detail::vector_of(start)).to_vector<double>();
  for (std::size_t i = 0; i < r.size(); ++i)
    if (!std::isfinite(r[i]))
      throw DataError(what, "the model is not finite at the start", fmt::format("row {}", i),
                      "choose other start values; and is the formula defined for all rows?");
}

bool is_within(const CurveProblem& p, const Numbers& x) {
  for (std::size_t k = 0; k < x.size(); ++k)
    if (!p.lower.empty() && !(p.lower[k] <= x[k] && x[k] <= p.upper[k])) return false;
  return true;
}

}  // namespace xgrad::models::detail
