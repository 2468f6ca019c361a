// conformance adbench: the objective of a Gaussian mixture, its gradient, and its Hessian times a vector of ones.
#include <fmt/format.h>
#include <algorithm>
#include <cmath>
#include <xgrad/examples/gmm_objective.hpp>

#include "judge.hpp"

namespace conformance {
namespace {

using namespace xgrad;

Tensor array(const nlohmann::json& test, const char* name, const Shape& shape) {
  return Tensor::from(numbers(test.at(name)), shape);
}

/// Every entry within `tolerance`.
void judge_entries(Case& result, const std::string& where, const Tensor& got, const nlohmann::json& expected,
                   double tolerance) {
  const std::vector<double> values = got.to_vector<double>(), wanted = numbers(expected);
  result.same(where + " size", values.size(), wanted.size());
  if (values.size() != wanted.size()) return;
  for (std::size_t i = 0; i < wanted.size(); ++i)
    if (!(std::abs(values[i] - wanted[i]) <= tolerance))
      result.fail(fmt::format("{}[{}]: {:.17g}, expected {:.17g}", where, i, values[i], wanted[i]));
}

double largest(const Tensor& t) {
  double most = 0;
  for (double v : t.to_vector<double>()) most = std::max(most, std::abs(v));
  return most;
}

double total(const Tensor& t) {
  double sum = 0;
  for (double v : t.to_vector<double>()) sum += v;
  return sum;
}

void judge_gmm(Case& result, const nlohmann::json& test) {
  const auto d = test.at("d").get<std::int64_t>(), k = test.at("k").get<std::int64_t>(),
             n = test.at("n").get<std::int64_t>();
  Graph g;
  const Shape shapes[] = {{k}, {k, d}, {k, d}, {k, d * (d - 1) / 2}, {n, d}};
  const char* const names[] = {"alpha", "mu", "q", "l", "x"};
  Vars inputs;
  std::vector<Tensor> values;
  for (std::size_t i = 0; i < 5; ++i) {
    inputs.push_back(g.input(names[i], float64, shapes[i]));
    values.push_back(array(test, names[i], shapes[i]));
  }
  const Vars parameters(inputs.begin(), inputs.end() - 1);
  const Var f = gmm::objective({inputs[0], inputs[1], inputs[2], inputs[3]}, inputs[4], test.at("gamma").get<double>(),
                               test.at("m").get<std::int64_t>());
  Vars ones, outputs{f};
  for (Var p : parameters) ones.push_back(ones_like(p));
  for (Var v : grad(f, parameters)) outputs.push_back(v);
  for (Var v : hvp(f, parameters, ones)) outputs.push_back(v);
  const Outputs out = compile(inputs, outputs)(values);

  result.near("objective", out[0].item(), test.at("objective").get<double>(), 1e-10, 0);
  const double gradient_tolerance = 1e-10 * test.at("max_abs_gradient").get<double>();
  const bool has_product = test.contains("hessian_times_ones") && !test.at("hessian_times_ones").is_null();
  double product_scale = 0;
  for (std::size_t i = 0; i < 4; ++i) product_scale = std::max(product_scale, largest(out[5 + i]));
  for (std::size_t i = 0; i < 4; ++i) {
    const std::string name = names[i];
    judge_entries(result, "gradient " + name, out[1 + i], test.at("gradient").at(name), gradient_tolerance);
    const Tensor& product = out[5 + i];
    if (has_product)
      judge_entries(result, "Hessian times ones " + name, product, test.at("hessian_times_ones").at(name),
                    1e-9 * product_scale);
    const double sum = test.at("hessian_times_ones_sums").at(name).get<double>();
    if (!(std::abs(total(product) - sum) <=
          1e-9 * product_scale * static_cast<double>(std::max<std::int64_t>(product.size(), 1))))
      result.fail(
          fmt::format("sum of the Hessian times ones {}: {:.17g}, expected {:.17g}", name, total(product), sum));
  }
}

Verdicts judge_adbench(const std::filesystem::path& file) {
  const nlohmann::json test = read_json(file);
  Case result(test.at("name").get<std::string>());
  judge_gmm(result, test);
  return {result.verdict()};
}

const Kind kind("adbench", judge_adbench);

}  // namespace
}  // namespace conformance
