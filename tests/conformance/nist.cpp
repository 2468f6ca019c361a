// conformance nist: least-squares problems of NIST's Statistical Reference Datasets, by models::CurveFit.
#include <fmt/format.h>
#include <algorithm>
#include <cmath>
#include <filesystem>
#include <string>
#include <vector>
#include <xgrad/models/curve_fit.hpp>

#include "judge.hpp"

namespace conformance {
namespace {

using xgrad::Tensor;
using xgrad::models::CurveFit;

struct Reference {
  std::vector<double> parameters, sd;
  double rss = 0;
};

double number_of(const nlohmann::json& value) {
  return value.is_string() ? std::stod(value.get<std::string>()) : value.get<double>();
}
std::vector<double> numbers_of(const nlohmann::json& values) {
  std::vector<double> made;
  for (const auto& value : values) made.push_back(number_of(value));
  return made;
}

Reference reference_of(const nlohmann::json& test) {
  if (!test.contains("refined"))
    return {numbers_of(test.at("certified")), numbers_of(test.at("certified_sd")), number_of(test.at("rss"))};
  const auto& refined = test.at("refined");
  return {numbers_of(refined.at("parameters")), numbers_of(refined.at("sd")), number_of(refined.at("rss"))};
}

xgrad::models::Columns columns_of(const nlohmann::json& test) {
  const auto names = test.at("columns").get<std::vector<std::string>>();
  xgrad::models::Columns columns;
  for (std::size_t j = 0; j < names.size(); ++j) {
    std::vector<double> column;
    for (const auto& row : test.at("data")) column.push_back(row.at(j).get<double>());
    columns.emplace(names[j], Tensor::from(column, {static_cast<std::int64_t>(column.size())}));
  }
  return columns;
}

/// The parameters' names with where they start.
CurveFit::Start start_of(const nlohmann::json& test, const std::string& start) {
  CurveFit::Start made;
  if (!start.empty()) {
    for (double value : numbers_of(test.at(start))) made.emplace_back("b" + std::to_string(made.size() + 1), value);
    return made;
  }
  const bool has_intercept = test.at("terms").at(0) == "1";
  const std::size_t first = has_intercept ? 0 : 1;
  for (std::size_t i = 0; i < test.at("terms").size(); ++i) made.emplace_back("B" + std::to_string(first + i), 1.0);
  return made;
}

/// A linear model as the sum of its terms.
std::string formula_of(const nlohmann::json& test, const CurveFit::Start& start) {
  if (!test.contains("terms")) return test.at("formula").get<std::string>();
  std::string made;
  for (std::size_t i = 0; i < start.size(); ++i)
    made += fmt::format("{}{}*({})", i == 0 ? "" : " + ", start[i].first, test.at("terms").at(i).get<std::string>());
  return made;
}

void judge_run(Case& result, const nlohmann::json& test, const std::string& start) {
  const bool is_linear = test.contains("terms");
  const auto begin = start_of(test, start);
  CurveFit fit(formula_of(test, begin), begin);
  fit.fit(columns_of(test),
          is_linear ? test.at("columns").at(0).get<std::string>() : test.at("response").get<std::string>());
  const CurveFit::Result& r = fit.result();
  if (!r.converged()) return result.fail("it does not converge: " + r.why);
  result.check(r.is_linear == is_linear, r.is_linear ? "taken as linear" : "not seen to be linear");

  Reference reference = reference_of(test);
  const auto found = r.parameters.to_vector<double>();
  if (test.at("name") == "Eckerle4" && found[0] * reference.parameters[0] < 0)  // the model's symmetry
    for (std::size_t k : {0, 1}) reference.parameters[k] = -reference.parameters[k];
  constexpr double absolute_below = 1e-300;  // relative, but of 0
  const double bar = test.contains("digits") ? number_of(test.at("digits")) : is_linear ? 9 : 8;
  result.near("parameters", found, reference.parameters, std::pow(10, -bar), absolute_below);

  double squares = 0;
  for (const auto& row : test.at("data")) squares += row.at(0).get<double>() * row.at(0).get<double>();
  if (reference.rss < 1e-18 * squares) return;  // rounding noise
  const double tolerance = std::pow(10, -std::min(bar, 6.0));
  result.near("standard errors", r.standard_errors.to_vector<double>(), reference.sd, tolerance, absolute_below);
  result.near("rss", r.rss, reference.rss, tolerance, absolute_below);
  if (test.contains("r_squared"))
    result.near("R2", r.r_squared, test.at("r_squared").get<double>(), tolerance, absolute_below);
}

Verdicts judge_nist(const std::filesystem::path& file) {
  const nlohmann::json test = read_json(file);
  const std::string name = test.at("name").get<std::string>();
  Verdicts verdicts;
  const std::vector<std::string> starts =
      test.contains("terms") ? std::vector<std::string>{""} : std::vector<std::string>{"start1", "start2"};
  for (const std::string& start : starts) {
    Case result(start.empty() ? name : name + " from " + start);
    try {
      judge_run(result, test, start);
    } catch (const std::exception& e) { result.fail(e.what()); }
    verdicts.push_back(result.verdict());
  }
  return verdicts;
}

const Kind kind("nist", judge_nist);

}  // namespace
}  // namespace conformance
