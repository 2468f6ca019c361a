#include <fmt/format.h>
#include <xgrad/graph/error.hpp>
#include <xgrad/models/parameters_internal.hpp>

namespace xgrad::models {

std::string ParameterValue::text() const {
  if (const auto* flag = get<bool>()) return *flag ? "true" : "false";
  if (const auto* word = get<std::string>()) return *word;
  if (const auto* values = get<std::vector<std::int64_t>>()) return fmt::format("{{{}}}", fmt::join(*values, ", "));
  if (const auto* whole = get<std::int64_t>()) return fmt::format("{}", *whole);
  return fmt::format("{}", *get<double>());
}

namespace detail {

bool SetParameter::is(std::string_view name) {
  known_.emplace_back(name);
  if (name != name_) return false;
  is_done_ = true;
  return true;
}

void SetParameter::refuse(std::string_view wanted) const {
  throw DataError(fmt::format("{}.set_param", estimator_), fmt::format("{} takes {}", name_, wanted),
                  fmt::format("{} = {}", name_, value_.text()));
}

void SetParameter::operator()(std::string_view name, bool& place) {
  if (!is(name)) return;
  const auto* flag = value_.get<bool>();
  if (!flag) refuse("true or false");
  place = *flag;
}

void SetParameter::operator()(std::string_view name, std::int64_t& place) {
  if (!is(name)) return;
  const auto* whole = value_.get<std::int64_t>();
  if (!whole) refuse("a whole number");
  place = *whole;
}

void SetParameter::operator()(std::string_view name, std::optional<std::int64_t>& place) {
  if (!is(name)) return;
  const auto* word = value_.get<std::string>();
  const auto* whole = value_.get<std::int64_t>();
  if (word && (*word == "none" || *word == "auto"))
    place = std::nullopt;
  else if (whole)
    place = *whole;
  else
    refuse("a whole number, or \"none\"");
}

void SetParameter::operator()(std::string_view name, double& place) {
  if (!is(name)) return;
  if (const auto* whole = value_.get<std::int64_t>())
    place = static_cast<double>(*whole);
  else if (const auto* number = value_.get<double>())
    place = *number;
  else
    refuse("a number");
}

void SetParameter::operator()(std::string_view name, std::string& place) {
  if (!is(name)) return;
  const auto* word = value_.get<std::string>();
  if (!word) refuse("a word");
  place = *word;
}

void SetParameter::operator()(std::string_view name, std::vector<std::int64_t>& place) {
  if (!is(name)) return;
  if (const auto* whole = value_.get<std::int64_t>())
    place = {*whole};
  else if (const auto* several = value_.get<std::vector<std::int64_t>>())
    place = *several;
  else
    refuse("whole numbers");
}

void SetParameter::check() const {
  if (!is_done_)
    throw DataError(fmt::format("{}.set_param", estimator_), "there is no parameter of that name",
                    fmt::format("\"{}\"", name_), fmt::format("choose one of {}", fmt::join(known_, ", ")));
}

}  // namespace detail
}  // namespace xgrad::models
