#pragma once
#include <nlohmann/json.hpp>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

/// The little Python in which some cases are written. All throw std::runtime_error for anything else, naming the place.
namespace conformance {

/// randint(-5, 1000003, 20, dtype=uint32)[:3] as its name, its values and how many entries are kept.
/// Values are numbers, strings, True, False, None, lists and tuples, arange(n), arange(a, b), .reshape(...), + - * /
/// with numbers; nan and inf are the strings "nan" and "inf". A bare name is its text.
struct PythonCall {
  std::string name;
  std::vector<nlohmann::json> positional;
  std::vector<std::pair<std::string, nlohmann::json>> named;
  std::size_t kept = static_cast<std::size_t>(-1);

  /// The value given under this name, or null.
  const nlohmann::json* find(std::string_view argument) const;
};
PythonCall parse_python_call(std::string_view text);

/// "momentum=1.5, solver='sgd', early_stopping (a remark)" as names and values; a name alone is True.
std::vector<std::pair<std::string, nlohmann::json>> parse_python_arguments(std::string_view text);

}  // namespace conformance
