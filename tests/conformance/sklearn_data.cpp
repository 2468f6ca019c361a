#include <fmt/format.h>
#include <cmath>
#include <xgrad/graph/error.hpp>
#include <xgrad/models/data/metrics.hpp>
#include <xgrad/models/data/scaler.hpp>

#include "sklearn_internal.hpp"

namespace conformance {
namespace {

using namespace xgrad;
using nlohmann::json;

constexpr double data_tolerance = 1e-12;

/// judge(case, entry) for each entry, under the name that name(entry, its number) gives; what it throws is a failure.
template <class Name, class F> Verdicts judge_each(const json& entries, Name name, F judge) {
  Verdicts verdicts;
  std::size_t i = 0;
  for (const json& entry : entries) {
    Case judged(name(entry, i++));
    try {
      judge(judged, entry);
    } catch (const std::exception& e) { judged.fail(e.what()); }
    verdicts.push_back(judged.verdict());
  }
  return verdicts;
}

SplitSize split_size(const json& value) {
  if (value.is_null()) return {};
  if (value.is_number_integer()) return value.get<std::int64_t>();
  return number(value);
}

std::string split_name(const json& entry) {
  std::string name = "train_test_split";
  for (const char* key : {"n", "test_size", "train_size", "random_state", "shuffle", "stratify"})
    if (entry.contains(key) && !entry[key].is_null()) name += fmt::format(" {}={}", key, entry[key].dump());
  return name;
}

void judge_split(Case& judged, const json& entry, const json& all_labels) {
  Tensor labels;
  if (entry.contains("stratify") && entry["stratify"].is_string()) {
    const auto source = entry["stratify"].get<std::string>();
    labels = all_labels.contains(source) ? int_tensor(all_labels[source]) : load_examples(source, {}).y;
  }
  json arguments = entry;
  arguments["stratify"] = labels.size() > 0;
  const SplitRows split = train_test_split_rows(entry.at("n").get<std::int64_t>(), split_options(arguments, labels));
  judged.same("train", split.train, entry.at("train").get<std::vector<std::int64_t>>());
  judged.same("test", split.test, entry.at("test").get<std::vector<std::int64_t>>());
}

/// The calls that must be refused, by their text.
void make_refused_split(const std::string& call) {
  const Tensor three = Tensor::from(std::vector<std::int64_t>{0, 0, 0, 1, 1, 1, 2, 2, 2, 2}, {10});
  if (call.starts_with("stratify, a class with one member"))
    train_test_split_rows(4, {.stratify = tensor({0, 0, 0, 1})});
  else if (call.starts_with("stratify, test_size 2 with 3 classes"))
    train_test_split_rows(10, {.test_size = 2, .stratify = three});
  else if (call == "test_size 10 of n 10")
    train_test_split_rows(10, {.test_size = 10});
  else if (call == "test_size 1.5")
    train_test_split_rows(10, {.test_size = 1.5});
  else if (call == "test_size 0.7 + train_size 0.6")
    train_test_split_rows(10, {.test_size = 0.7, .train_size = 0.6});
  else if (call == "n 1, test_size 0.5")
    train_test_split_rows(1, {.test_size = 0.5});
  else if (call == "arrays of different length")
    train_test_split(zeros({10, 2}), zeros({9}));
  else if (call == "stratify with shuffle=False")
    train_test_split_rows(10, {.shuffle = false, .stratify = three});
  else
    throw std::runtime_error(fmt::format("the call '{}' is not known here", call));
}

/// A table, or the data of "load_digits().data".
Tensor scaler_input(const json& input, const std::filesystem::path& file) {
  if (!input.is_string()) return float_tensor(input);
  const auto text = input.get<std::string>();
  const std::size_t begin = text.starts_with("load_") ? 5 : 0;
  return load_examples(text.substr(begin, text.find('(') - begin), file).X;
}

void judge_scaler(Case& judged, const json& entry, const std::filesystem::path& file) {
  const Tensor X = scaler_input(entry.at("input"), file);
  StandardScaler scaler({.with_mean = entry.at("with_mean").get<bool>(), .with_std = entry.at("with_std").get<bool>()});
  const Tensor transformed = scaler.fit_transform(X);
  auto near = [&](const char* key, const Tensor& got) {
    if (entry.contains(key) && !entry[key].is_null())
      judged.near(key, as_numbers(got), numbers(entry[key]), data_tolerance, data_tolerance);
  };
  if (entry.contains("mean") && !entry["mean"].is_null()) near("mean", scaler.mean());
  if (entry.contains("var") && !entry["var"].is_null()) near("var", scaler.var());
  if (entry.contains("scale") && !entry["scale"].is_null()) near("scale", scaler.scale());
  near("transformed", transformed);
  if (entry.contains("transformed_first_3_rows"))
    near("transformed_first_3_rows", rows(transformed, 0, std::min<std::int64_t>(3, X.shape(0))));
  double sum = 0, error = 0, largest = 0;
  const std::vector<double> values = as_numbers(transformed), back = as_numbers(scaler.inverse_transform(transformed));
  const std::vector<double> given = as_numbers(X);
  for (std::size_t i = 0; i < values.size(); ++i) {
    if (std::isnan(values[i])) continue;
    sum += std::abs(values[i]);
    error = std::max(error, std::abs(back[i] - given[i]));
    largest = std::max(largest, std::abs(given[i]));
  }
  if (entry.contains("transformed_abs_sum"))
    judged.near("transformed_abs_sum", sum, number(entry["transformed_abs_sum"]), data_tolerance, data_tolerance);
  // what scikit-learn loses itself, or two units of the last place
  judged.check(error <= 4e-16 * largest + number(entry.value("inverse_transformed_max_abs_error", json(0.0))),
               fmt::format("inverse_transform: off by {}", error));
  if (entry.contains("n_samples_seen")) {
    const std::vector<double> seen = numbers(entry["n_samples_seen"]);
    std::vector<double> wanted(static_cast<std::size_t>(X.shape(1)), seen[0]);
    judged.near("n_samples_seen", as_numbers(scaler.n_samples_seen()), seen.size() > 1 ? seen : wanted, 0, 0);
  }
}

void judge_report(Case& judged, const json& entry) {
  const Tensor y_true = int_tensor(entry.at("y_true")), y_pred = int_tensor(entry.at("y_pred"));
  ReportOptions options;
  const json arguments = entry.value("arguments", json::object());
  for (const auto& [name, value] : arguments.items()) {
    if (name == "target_names")
      options.target_names = value.get<std::vector<std::string>>();
    else if (name == "labels")
      options.labels = value.get<std::vector<std::int64_t>>();
    else if (name == "digits")
      options.digits = value.get<int>();
    else if (name == "zero_division")
      options.zero_division = value.is_string() ? 0.0 : number(value);
    else
      throw std::runtime_error(fmt::format("classification_report has no argument {} here", name));
  }
  if (entry.contains("text"))
    judged.same("text", classification_report(y_true, y_pred, options), entry["text"].get<std::string>());
  if (entry.contains("confusion_matrix"))
    judged.near("confusion_matrix", as_numbers(confusion_matrix(y_true, y_pred)), numbers(entry["confusion_matrix"]), 0,
                0);
  if (entry.contains("accuracy"))
    judged.near("accuracy", accuracy_score(y_true, y_pred), number(entry["accuracy"]), data_tolerance, data_tolerance);
}

void judge_scores(Case& judged, const json& entry) {
  const Tensor y_true = float_tensor(entry.at("y_true")), y_pred = float_tensor(entry.at("y_pred"));
  auto near = [&](const char* key, double got) {
    if (entry.contains(key)) judged.near(key, got, number(entry[key]), data_tolerance, data_tolerance);
  };
  near("r2_score", r2_score(y_true, y_pred));
  near("mean_squared_error", mean_squared_error(y_true, y_pred));
}

}  // namespace

SplitOptions split_options(const json& arguments, const Tensor& labels) {
  SplitOptions options;
  if (arguments.contains("test_size")) options.test_size = split_size(arguments["test_size"]);
  if (arguments.contains("train_size")) options.train_size = split_size(arguments["train_size"]);
  if (arguments.contains("random_state") && !arguments["random_state"].is_null())
    options.random_state = arguments["random_state"].get<std::int64_t>();
  if (arguments.contains("shuffle") && !arguments["shuffle"].is_null())
    options.shuffle = arguments["shuffle"].get<bool>();
  if (arguments.contains("stratify") && arguments["stratify"] == true) options.stratify = labels;
  return options;
}

Verdicts judge_splits(const json& content) {
  const json labels = content.value("labels", json::object());
  Verdicts verdicts = judge_each(
      content.at("cases"), [](const json& entry, std::size_t) { return split_name(entry); },
      [&](Case& judged, const json& entry) { judge_split(judged, entry, labels); });
  const Verdicts refused = judge_each(
      content.value("errors", json::array()),
      [](const json& entry, std::size_t) { return "train_test_split refuses: " + entry.at("call").get<std::string>(); },
      [](Case& judged, const json& entry) {
        try {
          make_refused_split(entry.at("call").get<std::string>());
          judged.fail("it was taken");
        } catch (const xgrad::Error&) {}
      });
  verdicts.insert(verdicts.end(), refused.begin(), refused.end());
  return verdicts;
}

Verdicts judge_scalers(const json& content, const std::filesystem::path& file) {
  return judge_each(
      content.at("cases"),
      [](const json& entry, std::size_t) {
        return fmt::format("standard_scaler {}, with_mean={}, with_std={}", entry.value("name", ""),
                           entry.at("with_mean").dump(), entry.at("with_std").dump());
      },
      [&](Case& judged, const json& entry) { judge_scaler(judged, entry, file); });
}

Verdicts judge_reports(const json& content) {
  auto name = [](const json& entry, std::size_t i) { return entry.value("name", fmt::format("number {}", i)); };
  Verdicts verdicts = judge_each(
      content.value("reports", json::array()), [&](const json& e, std::size_t i) { return "report " + name(e, i); },
      judge_report);
  const Verdicts scores = judge_each(
      content.value("regression_scores", json::array()),
      [&](const json& e, std::size_t i) { return "scores " + name(e, i); }, judge_scores);
  verdicts.insert(verdicts.end(), scores.begin(), scores.end());
  return verdicts;
}

}  // namespace conformance
