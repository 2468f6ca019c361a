#include "judge.hpp"

#include <fmt/format.h>
#include <cmath>
#include <fstream>
#include <limits>
#include <sstream>
#include <stdexcept>

namespace conformance {

void Case::near(const std::string& where, double got, double expected, double tolerance, double absolute_below) {
  const bool are_equal = got == expected || (std::isnan(got) && std::isnan(expected));
  double deviation = are_equal ? 0.0 : std::abs(got - expected);
  if (std::isnan(deviation)) deviation = std::numeric_limits<double>::infinity();
  if (std::abs(expected) >= absolute_below && !are_equal) deviation /= std::abs(expected);
  if (deviation > verdict_.deviation) {
    verdict_.deviation = deviation;
    worst_ = where;
    if (verdict_.outcome == Outcome::ok) verdict_.where = where;
  }
  if (deviation > tolerance)
    fail(fmt::format("{}: {}, expected {}, off by {:.1e}, allowed {:.0e}", where, got, expected, deviation, tolerance));
}

void Case::near(const std::string& where, const std::vector<double>& got, const std::vector<double>& expected,
                double tolerance, double absolute_below) {
  if (got.size() != expected.size())
    return fail(fmt::format("{}: {} numbers, expected {}", where, got.size(), expected.size()));
  for (std::size_t i = 0; i < got.size(); ++i)
    near(fmt::format("{}[{}]", where, i), got[i], expected[i], tolerance, absolute_below);
}

void Case::fail(const std::string& why) {
  if (has_failed()) return;
  verdict_.outcome = Outcome::fail;
  verdict_.where = why.size() > 600 ? why.substr(0, 600) + " ..." : why;
}

void Case::skip(const std::string& why) {
  if (verdict_.outcome != Outcome::ok) return;
  verdict_.outcome = Outcome::skip;
  verdict_.where = why;
}

namespace {

/// The text with Python's NaN and infinities as strings; strings are left alone.
std::string as_strict_json(const std::string& text) {
  std::string strict;
  strict.reserve(text.size());
  bool is_in_string = false;
  for (std::size_t i = 0; i < text.size(); ++i) {
    if (is_in_string) {
      if (text[i] == '\\' && i + 1 < text.size())
        strict += text[i++];
      else if (text[i] == '"')
        is_in_string = false;
      strict += text[i];
      continue;
    }
    bool is_replaced = false;
    for (auto [python, json] : {std::pair{"NaN", "\"nan\""}, {"-Infinity", "\"-inf\""}, {"Infinity", "\"inf\""}}) {
      if (text.compare(i, std::string_view(python).size(), python) != 0) continue;
      strict += json;
      i += std::string_view(python).size() - 1;
      is_replaced = true;
      break;
    }
    if (is_replaced) continue;
    is_in_string = text[i] == '"';
    strict += text[i];
  }
  return strict;
}

}  // namespace

nlohmann::json read_json(const std::filesystem::path& file) {
  std::ifstream in(file, std::ios::binary);
  std::stringstream content;
  if (in) content << in.rdbuf();
  if (!in || !content) throw std::runtime_error(fmt::format("{}: cannot be read", file.string()));
  try {
    return nlohmann::json::parse(as_strict_json(content.str()));
  } catch (const nlohmann::json::exception& e) {
    throw std::runtime_error(fmt::format("{}: is not JSON: {}", file.string(), e.what()));
  }
}

double number(const nlohmann::json& value) {
  if (value.is_number()) return value.get<double>();
  if (value == "nan" || value == "NaN") return std::numeric_limits<double>::quiet_NaN();
  if (value == "inf" || value == "Infinity") return std::numeric_limits<double>::infinity();
  if (value == "-inf" || value == "-Infinity") return -std::numeric_limits<double>::infinity();
  throw std::runtime_error(fmt::format("a number is expected, not {}", value.dump().substr(0, 40)));
}

std::vector<double> numbers(const nlohmann::json& value) {
  if (!value.is_array()) return {number(value)};
  std::vector<double> flat;
  for (const auto& entry : value) {
    const std::vector<double> part = numbers(entry);
    flat.insert(flat.end(), part.begin(), part.end());
  }
  return flat;
}

std::vector<std::int64_t> extents(const nlohmann::json& value) {
  std::vector<std::int64_t> dims;
  for (const nlohmann::json* level = &value; level->is_array(); level = &level->front()) {
    dims.push_back(static_cast<std::int64_t>(level->size()));
    if (level->empty()) break;
  }
  return dims;
}

}  // namespace conformance
