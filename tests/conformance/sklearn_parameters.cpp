#include <fmt/format.h>
#include <cmath>
#include <limits>

#include "sklearn_internal.hpp"

namespace conformance {
namespace {

using nlohmann::json;
using xgrad::models::MLPOptions;

[[noreturn]] void refuse(const std::string& name, const char* wanted, const json& value) {
  throw WrongType(fmt::format("{} takes {}, not {}", name, wanted, value.dump()));
}

double real(const std::string& name, const json& value) {
  if (value.is_number() || value == "nan" || value == "inf" || value == "-inf") return number(value);
  refuse(name, "a number", value);
}

std::int64_t whole(const std::string& name, const json& value) {
  if (!value.is_number_integer()) refuse(name, "a whole number", value);
  return value.get<std::int64_t>();
}

bool flag(const std::string& name, const json& value) {
  if (!value.is_boolean()) refuse(name, "true or false", value);
  return value.get<bool>();
}

std::string word(const std::string& name, const json& value) {
  if (!value.is_string()) refuse(name, "a word", value);
  return value.get<std::string>();
}

std::vector<std::int64_t> layers(const std::string& name, const json& value) {
  if (value.is_number()) return {whole(name, value)};
  if (!value.is_array()) refuse(name, "whole numbers", value);
  std::vector<std::int64_t> sizes;
  for (const json& size : value) sizes.push_back(whole(name, size));
  return sizes;
}

std::optional<std::int64_t> batch_size(const std::string& name, const json& value) {
  if (value == "auto") return std::nullopt;
  return whole(name, value);
}

std::optional<std::int64_t> seed(const std::string& name, const json& value) {
  if (value.is_null()) return std::nullopt;
  return whole(name, value);
}

/// A whole number, or infinity: never.
std::int64_t patience(const std::string& name, const json& value) {
  if (value == "inf") return std::numeric_limits<std::int64_t>::max();
  return whole(name, value);
}

template <class T> struct Parameter {
  const char* name;
  T MLPOptions::*member;
};

template <class T, std::size_t N, class Read>
bool set(MLPOptions& o, const Parameter<T> (&table)[N], const std::string& name, const json& value, Read read) {
  for (const auto& p : table) {
    if (name != p.name) continue;
    o.*(p.member) = read(name, value);
    return true;
  }
  return false;
}

constexpr Parameter<double> reals[] = {
    {"alpha", &MLPOptions::alpha},     {"learning_rate_init", &MLPOptions::learning_rate_init},
    {"power_t", &MLPOptions::power_t}, {"validation_fraction", &MLPOptions::validation_fraction},
    {"tol", &MLPOptions::tol},         {"momentum", &MLPOptions::momentum},
    {"beta_1", &MLPOptions::beta_1},   {"beta_2", &MLPOptions::beta_2},
    {"epsilon", &MLPOptions::epsilon},
};
constexpr Parameter<bool> flags[] = {
    {"shuffle", &MLPOptions::shuffle},
    {"verbose", &MLPOptions::verbose},
    {"warm_start", &MLPOptions::warm_start},
    {"nesterovs_momentum", &MLPOptions::nesterovs_momentum},
    {"early_stopping", &MLPOptions::early_stopping},
};
constexpr Parameter<std::string> words[] = {
    {"loss", &MLPOptions::loss},
    {"activation", &MLPOptions::activation},
    {"solver", &MLPOptions::solver},
    {"learning_rate", &MLPOptions::learning_rate},
};
constexpr Parameter<std::int64_t> wholes[] = {
    {"max_iter", &MLPOptions::max_iter},
    {"max_fun", &MLPOptions::max_fun},
};

}  // namespace

void set_option(MLPOptions& o, const std::string& name, const json& value) {
  if (set(o, reals, name, value, real) || set(o, flags, name, value, flag) || set(o, words, name, value, word) ||
      set(o, wholes, name, value, whole))
    return;
  if (name == "hidden_layer_sizes")
    o.hidden_layer_sizes = layers(name, value);
  else if (name == "batch_size")
    o.batch_size = batch_size(name, value);
  else if (name == "random_state")
    o.random_state = seed(name, value);
  else if (name == "n_iter_no_change")
    o.n_iter_no_change = patience(name, value);
  else
    throw std::runtime_error(fmt::format("unknown parameter '{}'", name));
}

}  // namespace conformance
