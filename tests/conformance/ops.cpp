// conformance ops: single ops at ordinary and at edge values, over arrays, and the errors that they throw.
#include <fmt/format.h>

#include "ops_case.hpp"

namespace conformance {
namespace {

std::string kind_of(const nlohmann::json& row) { return row.at("kind").get<std::string>(); }
bool is_of_numbers(const nlohmann::json& row) { return kind_of(row) == "unary" || kind_of(row) == "binary"; }

Verdict judge_row(const nlohmann::json& row) {
  if (kind_of(row) == "arrays") return judge_arrays(row);
  if (kind_of(row) == "error") return judge_error(row);
  return {row.at("name").get<std::string>(), Outcome::fail, 0, fmt::format("unknown kind '{}'", kind_of(row))};
}

Verdicts judge_ops(const std::filesystem::path& file) {
  const nlohmann::json read = read_json(file);
  const nlohmann::json rows = read.is_array() ? read : nlohmann::json::array({read});
  std::vector<const nlohmann::json*> of_numbers;
  for (const nlohmann::json& row : rows)
    if (is_of_numbers(row)) of_numbers.push_back(&row);
  const Verdicts of_numbers_judged = judge_numbers(of_numbers);
  Verdicts verdicts;
  auto next = of_numbers_judged.begin();
  for (const nlohmann::json& row : rows) verdicts.push_back(is_of_numbers(row) ? *next++ : judge_row(row));
  return verdicts;
}

const Kind kind("ops", judge_ops);

}  // namespace
}  // namespace conformance
