#pragma once
#include <optional>
#include <string>
#include <string_view>
#include <vector>
#include <xgrad/models/parameter_value.hpp>

namespace xgrad::models::detail {

/// Gives one of an estimator's options a value, by its name:
///     SetParameter set("Ridge", name, value);
///     set("alpha", options.alpha), set("fit_intercept", options.fit_intercept);
///     set.check();
class SetParameter {
 public:
  SetParameter(std::string_view estimator, std::string_view name, const ParameterValue& value)
      : estimator_(estimator), name_(name), value_(value) {}

  /// If that is the parameter's name, assigns the value. Throws DataError for a value of another kind.
  void operator()(std::string_view name, bool& place);
  void operator()(std::string_view name, std::int64_t& place);
  void operator()(std::string_view name, std::optional<std::int64_t>& place);  // "none", "auto": none
  void operator()(std::string_view name, double& place);                       // whole numbers too
  void operator()(std::string_view name, std::string& place);
  void operator()(std::string_view name, std::vector<std::int64_t>& place);  // one number too
  /// Throws DataError if no parameter had that name.
  void check() const;

 private:
  bool is(std::string_view name);
  [[noreturn]] void refuse(std::string_view wanted) const;

  std::string_view estimator_, name_;
  const ParameterValue& value_;
  std::vector<std::string> known_;
  bool is_done_ = false;
};

}  // namespace xgrad::models::detail
