#include <fmt/format.h>
#include <cmath>
#include <functional>
#include <limits>
#include <xgrad/graph/error.hpp>
#include <xgrad/models/data/datasets.hpp>
#include <xgrad/models/data/metrics.hpp>
#include <xgrad/models/data/scaler.hpp>
#include <xgrad/models/mlp_classifier.hpp>
#include <xgrad/models/mlp_regressor.hpp>

#include "python_text.hpp"
#include "sklearn_internal.hpp"

namespace conformance {
namespace {

using namespace xgrad;
using models::MLPClassifier;
using models::MLPRegressor;
using nlohmann::json;

constexpr double nan = std::numeric_limits<double>::quiet_NaN();
constexpr double infinity = std::numeric_limits<double>::infinity();

const Dataset& iris() {
  static const Dataset set = datasets::load_iris();
  return set;
}

models::MLPOptions quick() { return {.max_iter = 3, .random_state = 0}; }

/// iris with one entry replaced.
Tensor with_entry(double value) {
  Tensor X = iris().data;
  X.mutable_data<double>()[5] = value;
  return X;
}

Tensor shifted_labels() {
  Tensor y = iris().target;
  auto* label = y.mutable_data<std::int64_t>();
  for (std::int64_t i = 0; i < y.size(); ++i) ++label[i];
  return y;
}

/// Two classes, one of them with one member.
Tensor lonely_label() {
  Tensor y(int64, {150});
  y.mutable_data<std::int64_t>()[0] = 1;
  return y;
}

Tensor real_labels(double first) {
  Tensor y(float64, {150});
  auto* value = y.mutable_data<double>();
  for (int i = 0; i < 150; ++i) value[i] = i / 149.0;
  value[0] = first;
  return y;
}

Tensor first_columns(std::int64_t columns) {
  Tensor X = Tensor::uninitialized(float64, {150, columns});
  for (std::int64_t i = 0; i < 150; ++i)
    std::copy_n(iris().data.data<double>() + 4 * i, columns, X.mutable_data<double>() + columns * i);
  return X;
}

void fit(const Tensor& X, const Tensor& y) { MLPClassifier(quick()).fit(X, y); }

MLPClassifier fitted() {
  MLPClassifier mlp(quick());
  mlp.fit(iris().data, iris().target);
  return mlp;
}

void fit_warm_with_other_classes() {
  models::MLPOptions options = quick();
  options.warm_start = true;
  MLPClassifier mlp(options);
  mlp.fit(iris().data, iris().target);
  mlp.fit(iris().data, shifted_labels());
}

void stop_early(const Tensor& y) {
  models::MLPOptions options = quick();
  options.early_stopping = true;
  MLPClassifier(options).fit(iris().data, y);
}

/// What is done with data, by its description.
struct Deed {
  const char* description;
  std::function<void()> run;
};

const std::vector<Deed>& deeds() {
  static const std::vector<Deed> all = {
      {"X with NaN", [] { fit(with_entry(nan), iris().target); }},
      {"X with inf", [] { fit(with_entry(infinity), iris().target); }},
      {"X with 150 rows, y with 149", [] { fit(iris().data, rows(iris().target, 0, 149)); }},
      {"X with no rows",
       [] {
         fit(zeros({0, 4}), zeros({0}, int64));
       }},
      {"X with no columns",
       [] {
         fit(zeros({150, 0}), iris().target);
       }},
      {"X of one dimension", [] { fit(real_labels(0), iris().target); }},
      {"one class only", [] { fit(iris().data, zeros({150}, int64)); }},
      {"early_stopping, a class with one member", [] { stop_early(lonely_label()); }},
      {"predict before fit", [] { MLPClassifier().predict(iris().data); }},
      {"predict with 3 columns after fit with 4", [] { fitted().predict(first_columns(3)); }},
      {"predict with NaN", [] { fitted().predict(with_entry(nan)); }},
      {"predict with inf", [] { fitted().predict(with_entry(infinity)); }},
      {"warm_start, second fit with other classes", fit_warm_with_other_classes},
      {"regressor, y with NaN", [] { MLPRegressor(quick()).fit(iris().data, real_labels(nan)); }},
      {"regressor, y with inf", [] { MLPRegressor(quick()).fit(iris().data, real_labels(infinity)); }},
      {"classifier, y of real numbers", [] { fit(iris().data, real_labels(0)); }},
      {"StandardScaler on inf", [] { StandardScaler().fit(with_entry(infinity)); }},
      {"StandardScaler with other column count", [] { StandardScaler().fit(iris().data).transform(first_columns(2)); }},
      {"accuracy_score, different lengths",
       [] {
         accuracy_score(tensor({0, 1}), tensor({0}));
       }},
  };
  return all;
}

const Deed* find_deed(const std::string& call) {
  for (const Deed& deed : deeds())
    if (call == deed.description) return &deed;
  return nullptr;
}

/// What a call of this text throws, or nothing.
struct Refusal {
  std::string text;
  std::string parameter;  // which must be named
};
std::optional<Refusal> refusal_of(const std::string& call) {
  std::string parameter;
  try {
    if (const Deed* deed = find_deed(call)) {
      deed->run();
      return std::nullopt;
    }
    models::MLPOptions options = quick();
    for (const auto& [name, value] : parse_python_arguments(call)) {
      if (parameter.empty()) parameter = name;
      set_option(options, name, value);
    }
    MLPClassifier(options).fit(iris().data, iris().target);
    return std::nullopt;
  } catch (const xgrad::Error& e) { return Refusal{e.what(), parameter}; } catch (const WrongType& e) {
    return Refusal{e.what(), parameter};
  }
}

void judge_refusal(Case& judged, const json& entry) {
  const auto refusal = refusal_of(entry.at("call").get<std::string>());
  const bool is_refused = entry.at("refused").get<bool>();
  judged.check(is_refused || !refusal, "refused: " + (refusal ? refusal->text : ""));
  judged.check(!is_refused || refusal, "taken, but scikit-learn refuses it");
  if (is_refused && refusal)
    judged.check(refusal->text.find(refusal->parameter) != std::string::npos,
                 fmt::format("the refusal does not name {}: {}", refusal->parameter, refusal->text));
}

}  // namespace

Verdicts judge_refusals(const json& content) {
  Verdicts verdicts;
  for (const json& entry : content.at("cases")) {
    const bool is_refused = entry.value("refused", true);
    Case judged(fmt::format("{}: {}", is_refused ? "refused" : "taken", entry.value("call", "?")));
    try {
      judge_refusal(judged, entry);
    } catch (const std::exception& e) { judged.fail(e.what()); }
    verdicts.push_back(judged.verdict());
  }
  return verdicts;
}

}  // namespace conformance
