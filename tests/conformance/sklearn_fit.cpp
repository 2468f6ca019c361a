#include <fmt/format.h>
#include <cmath>
#include <numeric>
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
using models::MLPEstimator;
using models::MLPOptions;
using models::MLPRegressor;
using nlohmann::json;

/// The examples of a case, split and scaled.
struct Task {
  SplitRows rows;
  Tensor X_train, X_test, y_train, y_test;
};

Tensor column(const Tensor& table, std::int64_t j) {
  Tensor made = Tensor::uninitialized(float64, {table.shape(0)});
  for (std::int64_t i = 0; i < table.shape(0); ++i)
    made.mutable_data<double>()[i] = table.data<double>()[i * table.shape(1) + j];
  return made;
}

Tensor from_columns(const std::vector<Tensor>& columns) {
  const auto width = static_cast<std::int64_t>(columns.size());
  Tensor made = Tensor::uninitialized(float64, {columns[0].shape(0), width});
  for (std::int64_t j = 0; j < width; ++j)
    for (std::int64_t i = 0; i < made.shape(0); ++i)
      made.mutable_data<double>()[i * width + j] = columns[static_cast<std::size_t>(j)].data<double>()[i];
  return made;
}

/// Only the rows whose label is among these.
Examples keep_classes(const Examples& all, const std::vector<std::int64_t>& classes) {
  std::vector<std::int64_t> kept;
  for (std::int64_t i = 0; i < all.y.shape(0); ++i)
    if (std::count(classes.begin(), classes.end(), all.y.data<std::int64_t>()[i]) > 0) kept.push_back(i);
  return {take(all.X, kept), take(all.y, kept)};
}

/// Column 3 leaves the features and becomes the second target.
Examples two_targets(const Examples& all) {
  std::vector<Tensor> features;
  for (std::int64_t j = 0; j < all.X.shape(1); ++j)
    if (j != 3) features.push_back(column(all.X, j));
  return {from_columns(features), from_columns({all.y, column(all.X, 3)})};
}

/// Fitted on the training rows, applied to both.
void scale(Tensor& train, Tensor& test) {
  const bool is_flat = train.rank() == 1;
  auto as_table = [&](const Tensor& t) { return is_flat ? t.reshape({t.shape(0), 1}) : t; };
  auto back = [&](const Tensor& t) { return is_flat ? t.reshape({t.shape(0)}) : t; };
  StandardScaler scaler;
  scaler.fit(as_table(train));
  train = back(scaler.transform(as_table(train)));
  test = back(scaler.transform(as_table(test)));
}

void check_scaling(const json& data, const char* key) {
  if (data.contains(key) && !data[key].is_null() && data[key] != "standard")
    throw std::runtime_error(fmt::format("unknown {} {}", key, data[key].dump()));
}

Task make_task(const json& content, const std::filesystem::path& file) {
  const json& data = content.at("data");
  Examples all = load_examples(data.at("name").get<std::string>(), file);
  if (data.contains("classes")) all = keep_classes(all, data["classes"].get<std::vector<std::int64_t>>());
  if (data.contains("targets") && !data["targets"].is_null()) {
    if (data["targets"] == "target_and_bp")
      all = two_targets(all);
    else if (data["targets"] != "target")
      throw std::runtime_error(fmt::format("unknown targets {}", data["targets"].dump()));
  }
  check_scaling(data, "scaling");
  check_scaling(data, "target_scaling");
  Task task;
  task.rows = train_test_split_rows(all.X.shape(0), split_options(content.value("split", json::object()), all.y));
  task.X_train = take(all.X, task.rows.train), task.X_test = take(all.X, task.rows.test);
  task.y_train = take(all.y, task.rows.train), task.y_test = take(all.y, task.rows.test);
  if (data.value("scaling", json()) == "standard") scale(task.X_train, task.X_test);
  if (data.value("target_scaling", json()) == "standard") scale(task.y_train, task.y_test);
  return task;
}

/// The bytes of tensors, one after the other.
std::string digest(const std::vector<Tensor>& tensors) {
  std::string bytes;
  for (const Tensor& t : tensors) bytes.append(static_cast<const char*>(t.data()), t.bytes());
  return sha256(bytes.data(), bytes.size());
}

/// One case: the estimator's results against what is expected.
class FitJudge {
 public:
  FitJudge(Case& judged, const json& expected) : judged_(judged), expected_(expected) {}

  void rows(const SplitRows& split) {
    if (has("test_rows"))
      judged_.same("test_rows", split.test, expected_["test_rows"].get<std::vector<std::int64_t>>());
    if (has("train_rows"))
      judged_.same("train_rows", split.train, expected_["train_rows"].get<std::vector<std::int64_t>>());
    same("train_rows_sha256_int64", sha256(split.train.data(), split.train.size() * sizeof(std::int64_t)));
  }

  /// The parameters before the first step: those that a fit leaves whose steps are too small to move them.
  template <class E> void initial(MLPOptions options, const Task& task) {
    options.solver = "adam";
    options.learning_rate_init = 1e-300;
    options.learning_rate = "constant";
    options.max_iter = 1;
    options.early_stopping = false;
    options.warm_start = false;
    options.verbose = false;
    E fresh(options);
    fresh.fit(task.X_train, task.y_train);
    const json& wanted = expected_.contains("initial") ? expected_["initial"] : expected_;
    std::vector<Tensor> all;
    for (std::size_t i = 0; i < fresh.coefs().size(); ++i) {
      const Tensor &w = fresh.coefs()[i], &b = fresh.intercepts()[i];
      all.insert(all.end(), {w, b});
      for (const auto& [key, tensor] : {std::pair{"sha256_coefs", w}, {"sha256_intercepts", b}})
        if (wanted.contains(key))
          judged_.same(fmt::format("initial.{}[{}]", key, i), digest({tensor}),
                       wanted[key].at(i).template get<std::string>());
      initial_numbers(wanted, fmt::format("coefs_{}_row_0", i), xgrad::rows(w, 0, 1));
      initial_numbers(wanted, fmt::format("intercepts_{}", i), b);
    }
    initial_numbers(wanted, "last_intercepts", fresh.intercepts().back());
    if (wanted.contains("sha256_all"))
      judged_.same("initial.sha256_all", digest(all), wanted["sha256_all"].get<std::string>());
  }

  void one_fit(const MLPEstimator& mlp, std::size_t i) {
    for (const std::string& w : mlp.warnings()) warnings_.push_back(w);
    if (!has("fits")) return;
    const json& entry = expected_["fits"].at(i);
    const std::string where = fmt::format("fits[{}].", i);
    if (entry.contains("n_iter")) judged_.same(where + "n_iter", mlp.n_iter(), entry["n_iter"].get<std::int64_t>());
    if (entry.contains("t")) judged_.same(where + "t", mlp.t(), entry["t"].get<std::int64_t>());
    if (entry.contains("loss")) number_near(where + "loss", mlp.loss(), entry["loss"]);
  }

  /// What is promised of lbfgs: as far down, and as many test rows right.
  template <class E> void as_good_as(const E& mlp, const Task& task) {
    same("layer_units", mlp.layer_units());
    same("out_activation", mlp.out_activation());
    same("t", mlp.t());
    const double wanted = number(expected_["loss"]), above = std::max(0.0, mlp.loss() / wanted - 1.0);
    judged_.near("loss / expected - 1, if above it", above, 0.0, 1e-3, 1.0);
    if constexpr (std::is_same_v<E, MLPClassifier>) {
      same("classes", mlp.classes());
      for (const char* key : {"accuracy", "test_accuracy"})
        if (has(key))
          judged_.check(
              std::abs(mlp.score(task.X_test, task.y_test) - number(expected_[key])) <= 0.02 + 1e-12,
              fmt::format("{}: {}, expected {}", key, mlp.score(task.X_test, task.y_test), number(expected_[key])));
    }
  }

  void learned(const MLPEstimator& mlp) {
    if (has("layer_units"))
      judged_.same("layer_units", mlp.layer_units(), expected_["layer_units"].get<std::vector<std::int64_t>>());
    same("out_activation", mlp.out_activation());
    same("n_iter", mlp.n_iter());
    same("t", mlp.t());
    near("loss", mlp.loss());
    near("loss_curve", mlp.loss_curve());
    optional("best_loss", mlp.best_loss());
    optional("best_validation_score", mlp.best_validation_score());
    if (has("validation_scores")) near("validation_scores", mlp.validation_scores());
    if (has("learning_rate_at_end")) near("learning_rate_at_end", mlp.learning_rate());
    near("final_coefs_0_row_0", as_numbers(xgrad::rows(mlp.coefs()[0], 0, 1)));
    double squares = 0;
    for (double w : as_numbers(mlp.coefs()[0])) squares += w * w;
    near("final_coefs_0_sum_of_squares", squares);
    near("final_last_intercepts", as_numbers(mlp.intercepts().back()));
  }

  void predictions(const MLPClassifier& mlp, const Task& task) {
    const Tensor predicted = mlp.predict(task.X_test);
    if (has("classes")) judged_.same("classes", mlp.classes(), expected_["classes"].get<std::vector<std::int64_t>>());
    for (const char* key : {"predictions", "test_predictions"})
      if (has(key))
        judged_.same(key, predicted.to_vector<std::int64_t>(), expected_[key].get<std::vector<std::int64_t>>());
    const double accuracy = mlp.score(task.X_test, task.y_test);
    near("accuracy", accuracy);
    near("test_accuracy", accuracy);
    if (has("correct")) near("correct", std::round(accuracy * static_cast<double>(predicted.size())));
    for (const char* key : {"probabilities_of_first_test_rows", "probabilities_of_first_test_row"}) {
      if (!has(key)) continue;
      const json& wanted = expected_[key];
      const std::int64_t n = wanted.at(0).is_array() ? static_cast<std::int64_t>(wanted.size()) : 1;
      near(key, as_numbers(mlp.predict_proba(xgrad::rows(task.X_test, 0, n))));
    }
  }

  void predictions(const MLPRegressor& mlp, const Task& task) {
    const Tensor predicted = mlp.predict(task.X_test);
    if (has("predictions"))
      judged_.check(extents(expected_["predictions"]).size() == predicted.rank(), "predictions: another shape");
    near("predictions", as_numbers(predicted));
    near("r2_score", mlp.score(task.X_test, task.y_test));
    near("mean_squared_error", mean_squared_error(task.y_test, predicted));
  }

  /// Each warning of scikit-learn's must be told, in whatever words, and none else.
  void warnings() {
    if (!has("warnings")) return;
    std::vector<std::string> ours = warnings_;
    for (const json& entry : expected_["warnings"]) {
      const auto text = entry.get<std::string>();
      auto found =
          std::find_if(ours.begin(), ours.end(), [&](const std::string& w) { return tells_the_same(w, text); });
      if (found == ours.end()) return judged_.fail("warnings: not told: " + text);
      ours.erase(found);
    }
    judged_.check(ours.empty(), "warnings: scikit-learn says nothing like: " + (ours.empty() ? "" : ours[0]));
  }

 private:
  bool has(const char* key) const { return expected_.contains(key) && !expected_[key].is_null(); }
  template <class T> void same(const char* key, const T& got) {
    if (has(key)) judged_.same(key, got, expected_[key].get<T>());
  }
  void number_near(const std::string& where, double got, const json& wanted) {
    judged_.near(where, got, number(wanted), fit_tolerance, fit_tolerance);
  }
  void near(const char* key, double got) {
    if (has(key)) number_near(key, got, expected_[key]);
  }
  void near(const char* key, const std::vector<double>& got) {
    if (has(key)) judged_.near(key, got, numbers(expected_[key]), fit_tolerance, fit_tolerance);
  }
  void optional(const char* key, std::optional<double> got) {
    if (!expected_.contains(key)) return;
    judged_.check(got.has_value() != expected_[key].is_null(), fmt::format("{}: there or not, unlike expected", key));
    if (got) near(key, *got);
  }
  void initial_numbers(const json& wanted, const std::string& key, const Tensor& got) {
    for (const std::string& k : {key, "initial_" + key})
      if (wanted.contains(k)) judged_.near("initial " + key, as_numbers(got), numbers(wanted[k]), 0, 0);
  }
  static bool tells_the_same(const std::string& ours, const std::string& text) {
    if (const std::size_t at = text.find("Maximum iterations ("); at != std::string::npos) {
      const std::string count = text.substr(at + 20, text.find(')', at) - at - 20);
      return ours.find(fmt::format("max_iter = {} ", count)) != std::string::npos;
    }
    if (text.find("batch_size") != std::string::npos) return ours.find("batch_size") != std::string::npos;
    return true;
  }

  Case& judged_;
  const json& expected_;
  std::vector<std::string> warnings_;
};

void set_options(MLPOptions& options, const json& params) {
  for (const auto& [name, value] : params.items()) set_option(options, name, value);
}

template <class E> void judge_estimator(Case& judged, const json& content, const std::filesystem::path& file) {
  const Task task = make_task(content, file);
  MLPOptions options;
  set_options(options, content.value("params", json::object()));
  FitJudge judge(judged, content.at("expected"));
  judge.rows(task.rows);
  std::vector<json> fits(1, json::object());
  if (content.contains("set_params_before_each_fit"))
    fits = content["set_params_before_each_fit"].get<std::vector<json>>();
  if (!fits.empty()) set_options(options, fits[0]);
  judge.initial<E>(options, task);
  E mlp(options);
  for (std::size_t i = 0; i < fits.size(); ++i) {
    set_options(mlp.options, fits[i]);
    mlp.fit(task.X_train, task.y_train);
    judge.one_fit(mlp, i);
  }
  if (mlp.options.solver == "lbfgs") return judge.as_good_as(mlp, task);
  judge.learned(mlp);
  judge.predictions(mlp, task);
  judge.warnings();
}

template <class F> Verdict guarded(const std::string& name, F judge) {
  Case judged(name);
  try {
    judge(judged);
  } catch (const std::exception& e) { judged.fail(e.what()); }
  return judged.verdict();
}

}  // namespace

Verdicts judge_fit(const json& content, const std::filesystem::path& file) {
  const std::string name = content.value("case", file.stem().string());
  return {guarded(name, [&](Case& judged) {
    const auto estimator = content.at("estimator").get<std::string>();
    if (estimator == "MLPClassifier")
      judge_estimator<MLPClassifier>(judged, content, file);
    else if (estimator == "MLPRegressor")
      judge_estimator<MLPRegressor>(judged, content, file);
    else
      judged.fail(fmt::format("unknown estimator {}", estimator));
  })};
}

Verdicts judge_digits_fit(const json& content, const std::filesystem::path& file) {
  return {guarded(file.stem().string(), [&](Case& judged) {
    const json whole = {{"data", {{"name", "digits"}}},
                        {"split", {{"test_size", 0.2}, {"random_state", 42}}},
                        {"params", {{"hidden_layer_sizes", {50}}, {"max_iter", 500}, {"random_state", 42}}},
                        {"expected", content}};
    judge_estimator<MLPClassifier>(judged, whole, file);
  })};
}

Verdicts judge_iris_fits(const json& content, const std::filesystem::path& file) {
  Verdicts verdicts;
  for (const auto& item : content.items()) {
    const json& entry = item.value();
    if (!entry.is_object() || !entry.contains("params")) continue;
    json params = json::object();
    verdicts.push_back(guarded(file.stem().string() + " " + item.key(), [&](Case& judged) {
      for (const auto& [name, value] : parse_python_arguments(entry["params"].get<std::string>())) params[name] = value;
      json expected = entry;
      expected["test_rows"] = content["test_rows"];
      const json whole = {{"data", {{"name", "iris"}}},
                          {"split", {{"test_size", 0.2}, {"random_state", 42}}},
                          {"params", params},
                          {"expected", expected}};
      judge_estimator<MLPClassifier>(judged, whole, file);
    }));
  }
  return verdicts;
}

}  // namespace conformance
