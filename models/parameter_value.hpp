#pragma once
#include <concepts>
#include <cstdint>
#include <initializer_list>
#include <string>
#include <string_view>
#include <variant>
#include <vector>

namespace xgrad::models {

/// The value of an estimator's parameter where it is given by name: a truth value, a number, a word, or several whole
/// numbers (layer sizes).
///     mlp.set_param("alpha", 0.01);
///     mlp.set_param("hidden_layer_sizes", {50, 20});
class ParameterValue {
 public:
  template <std::same_as<bool> B> ParameterValue(B value) : value_(value) {}
  template <std::integral I>
  requires(!std::same_as<I, bool>) ParameterValue(I value) : value_(static_cast<std::int64_t>(value)) {}
  template <std::floating_point F> ParameterValue(F value) : value_(static_cast<double>(value)) {}
  ParameterValue(const char* value) : value_(std::string(value)) {}
  ParameterValue(std::string value) : value_(std::move(value)) {}
  ParameterValue(std::vector<std::int64_t> values) : value_(std::move(values)) {}
  ParameterValue(std::initializer_list<std::int64_t> values) : value_(std::vector<std::int64_t>(values)) {}

  bool operator==(const ParameterValue&) const = default;
  /// The value as T: bool, std::int64_t, double, std::string or std::vector<std::int64_t>; null if it is another.
  template <class T> const T* get() const { return std::get_if<T>(&value_); }
  /// "0.01", "adam", "{50, 20}"
  std::string text() const;

 private:
  std::variant<bool, std::int64_t, double, std::string, std::vector<std::int64_t>> value_;
};

}  // namespace xgrad::models
