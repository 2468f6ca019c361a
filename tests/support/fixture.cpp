#include "fixture.hpp"

#include <bit>
#include <cmath>
#include <cstdint>
#include <cstdlib>
#include <fstream>
#include <limits>
#include <sstream>
#include <stdexcept>
#include <string>

namespace xgrad {
namespace {

double number(const std::string& text) {
  return text == "-" ? std::numeric_limits<double>::quiet_NaN() : std::strtod(text.c_str(), nullptr);
}

/// The number's place among all numbers of its type, in order.
std::int64_t place(double x, DType dtype) {
  if (dtype == float32) {
    const auto bits = std::bit_cast<std::int32_t>(static_cast<float>(x));
    return bits < 0 ? -static_cast<std::int64_t>(bits & 0x7fffffff) - 1 : bits;
  }
  const auto bits = std::bit_cast<std::int64_t>(x);
  return bits < 0 ? -(bits & 0x7fffffffffffffff) - 1 : bits;
}

}  // namespace

std::vector<FixtureRow> fixture_rows(std::string_view op, DType dtype) {
  const std::string path = XGRAD_TEST_DATA "/ops/fixtures/elementwise.txt";
  std::ifstream file(path);
  if (!file) throw std::runtime_error("cannot read " + path);
  std::vector<FixtureRow> rows;
  const std::string start = std::string(op) + " " + std::string(to_string(dtype)) + " ";
  for (std::string line; std::getline(file, line);) {
    if (!line.starts_with(start)) continue;
    std::istringstream words(line.substr(start.size()));
    FixtureRow row;
    std::string word;
    while (words >> word && word != "=") row.operands.push_back(number(word));
    words >> word;
    row.value = number(word);
    while (words >> word) row.derivatives.push_back(number(word));
    rows.push_back(std::move(row));
  }
  return rows;
}

double ulp_distance(double a, double b, DType dtype) {
  if (std::isnan(a) || std::isnan(b))
    return std::isnan(a) && std::isnan(b) ? 0 : std::numeric_limits<double>::infinity();
  const std::int64_t i = place(a, dtype), j = place(b, dtype);
  if ((i < 0) == (j < 0)) return std::abs(static_cast<double>(i - j));
  return std::abs(static_cast<double>(i) - static_cast<double>(j));
}

}  // namespace xgrad
