#pragma once
#include <doctest/doctest.h>
#include <algorithm>
#include <cmath>
#include <concepts>
#include <fstream>
#include <nlohmann/json.hpp>
#include <string>
#include <vector>
#include <xgrad/graph/tensor.hpp>
#include <xgrad/models/parameter_value.hpp>

namespace xgrad {

/// What a script of tests/models/fixtures/ wrote.
inline nlohmann::json fixture_json(const std::string& file) {
  std::ifstream in(XGRAD_TEST_DATA "/models/fixtures/" + file);
  REQUIRE(in);
  return nlohmann::json::parse(in);
}

/// All numbers of a nested list, row-major.
inline std::vector<double> numbers_of(const nlohmann::json& list) {
  if (!list.is_array()) return {list.get<double>()};
  std::vector<double> all;
  for (const auto& entry : list)
    for (double v : numbers_of(entry)) all.push_back(v);
  return all;
}

/// Columns begin..end-1 of a float64 table.
inline Tensor columns(const Tensor& X, std::int64_t begin, std::int64_t end) {
  Tensor made = Tensor::uninitialized(float64, {X.shape(0), end - begin});
  for (std::int64_t i = 0; i < X.shape(0); ++i)
    std::copy_n(X.data<double>() + i * X.shape(1) + begin, end - begin,
                made.mutable_data<double>() + i * (end - begin));
  return made;
}

/// A scikit-learn parameter; "inf" is a number.
inline models::ParameterValue parameter_of(const nlohmann::json& value) {
  if (value.is_boolean()) return value.get<bool>();
  if (value.is_number_integer()) return value.get<std::int64_t>();
  if (value.is_number()) return value.get<double>();
  if (value == "inf") return HUGE_VAL;
  if (value.is_string()) return value.get<std::string>();
  return value.get<std::vector<std::int64_t>>();
}

template <class E> E with_params(E estimator, const nlohmann::json& params) {
  for (const auto& [name, value] : params.items()) estimator.set_param(name, parameter_of(value));
  return estimator;
}

/// Relative to the expected number; absolute below 1.
inline void check_near(const std::vector<double>& got, const std::vector<double>& wanted, double tolerance) {
  REQUIRE(got.size() == wanted.size());
  double worst = 0;
  for (std::size_t i = 0; i < got.size(); ++i)
    worst = std::max(worst, std::abs(got[i] - wanted[i]) / std::max(1.0, std::abs(wanted[i])));
  CAPTURE(worst);
  CHECK(worst <= tolerance);
}

template <std::same_as<Tensor> T> void check_near(const T& tensor, const nlohmann::json& wanted, double tolerance) {
  const Tensor& got = tensor;
  check_near(got.astype(float64).to_vector<double>(), numbers_of(wanted), tolerance);
}

}  // namespace xgrad
