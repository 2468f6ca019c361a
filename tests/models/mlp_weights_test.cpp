// sample_weight and partial_fit against scikit-learn 1.9 (fixtures/mlp.py).
#include <doctest/doctest.h>
#include <xgrad/graph/error.hpp>
#include <xgrad/models/data/batches.hpp>
#include <xgrad/models/data/datasets.hpp>
#include <xgrad/models/mlp_classifier.hpp>
#include <xgrad/models/mlp_estimator_internal.hpp>
#include <xgrad/models/mlp_regressor.hpp>

#include "fixture_json.hpp"

namespace xgrad {
namespace {

using models::MLPClassifier;
using models::MLPEstimator;
using models::MLPOptions;
using models::MLPRegressor;
using nlohmann::json;

const json& fixture() {
  static const json content = fixture_json("mlp.json");
  return content;
}

/// iris in the fixture's order, with its weights.
struct Examples {
  Tensor X, y, weights;
};
Examples shuffled() {
  const auto order = fixture()["order"].get<std::vector<std::int64_t>>();
  const Dataset iris = datasets::load_iris();
  const Tensor weights = Tensor::from(fixture()["weights"].get<std::vector<double>>(), {150});
  return {take(iris.data, order), take(iris.target, order), take(weights, order)};
}
Examples without_first_class(const Examples& all) {
  std::vector<std::int64_t> kept;
  for (std::int64_t i = 0; i < 150; ++i)
    if (all.y.at<std::int64_t>({i}) > 0) kept.push_back(i);
  return {take(all.X, kept), take(all.y, kept), take(all.weights, kept)};
}
Examples for_regression(const Examples& all) {
  return {columns(all.X, 0, 3), columns(all.X, 3, 4).reshape({150}), all.weights};
}

void check_learned(const MLPEstimator& mlp, double score, const json& wanted) {
  CHECK(mlp.n_iter() == wanted["n_iter"].get<std::int64_t>());
  CHECK(mlp.t() == wanted["t"].get<std::int64_t>());
  check_near({mlp.loss()}, {wanted["loss"].get<double>()}, 1e-9);
  check_near(mlp.loss_curve(), numbers_of(wanted["loss_curve"]), 1e-9);
  for (std::size_t i = 0; i < mlp.intercepts().size(); ++i)
    check_near(mlp.intercepts()[i], wanted["intercepts"][i], 1e-9);
  check_near(rows(mlp.coefs()[0], 0, 1), wanted["first_coefs"], 1e-9);
  check_near({score}, {wanted["score"].get<double>()}, 1e-9);
  if (wanted.contains("best_loss")) check_near({mlp.best_loss().value()}, {wanted["best_loss"].get<double>()}, 1e-9);
  if (wanted.contains("validation_scores"))
    check_near(mlp.validation_scores(), numbers_of(wanted["validation_scores"]), 1e-9);
}

template <class E> void check_weighted(const char* name, const Examples& all) {
  CAPTURE(name);
  const json& wanted = fixture()["sample_weight"][name];
  E mlp = with_params(E(), wanted["params"]);
  mlp.fit(all.X, all.y, all.weights);
  const double score = mlp.score(all.X, all.y, all.weights);
  if (mlp.options.solver != "lbfgs") return check_learned(mlp, score, wanted);
  CHECK(mlp.loss() <= 1.001 * wanted["loss"].get<double>());
}

template <class E> void check_partial(const char* name, const Examples& all) {
  CAPTURE(name);
  const json& wanted = fixture()["partial_fit"][name];
  E mlp = with_params(E(), wanted["params"]);
  if (const auto epochs = wanted["before"].get<std::int64_t>(); epochs > 0) {
    mlp.options.max_iter = epochs;
    mlp.fit(all.X, all.y);
  }
  std::int64_t begin = 0;
  for (std::size_t i = 0; i < wanted["sizes"].size(); ++i) {
    CAPTURE(i);
    const std::int64_t end = begin + wanted["sizes"][i].get<std::int64_t>();
    const Tensor X = rows(all.X, begin, end), y = rows(all.y, begin, end);
    const Tensor w = wanted["weighted"].get<bool>() ? rows(all.weights, begin, end) : Tensor();
    if constexpr (std::is_same_v<E, MLPClassifier>)
      mlp.partial_fit(X, y, i == 0 ? std::vector<std::int64_t>{2, 0, 1} : std::vector<std::int64_t>{}, w);
    else
      mlp.partial_fit(X, y, w);
    check_learned(mlp, mlp.score(all.X, all.y), wanted["calls"][i]);
    begin = end;
  }
}

MLPOptions quick() { return {.hidden_layer_sizes = {5}, .max_iter = 5, .random_state = 1}; }

}  // namespace

TEST_CASE("MLP estimators: sample_weight gives scikit-learn's numbers") {
  const Examples all = shuffled(), two_classes = without_first_class(all), regression = for_regression(all);
  check_weighted<MLPClassifier>("multiclass", all);
  check_weighted<MLPClassifier>("multiclass, batches, sgd", all);
  check_weighted<MLPClassifier>("binary", two_classes);
  check_weighted<MLPClassifier>("early stopping", all);
  check_weighted<MLPClassifier>("binary, early stopping", two_classes);
  check_weighted<MLPRegressor>("regressor", regression);
  check_weighted<MLPRegressor>("regressor, two outputs", {columns(all.X, 0, 2), columns(all.X, 2, 4), all.weights});
  check_weighted<MLPRegressor>("regressor, early stopping", regression);
  check_weighted<MLPClassifier>("lbfgs", all);
}

TEST_CASE("MLP estimators: partial_fit gives scikit-learn's numbers") {
  const Examples all = shuffled(), regression = for_regression(all);
  for (const char* name : {"adam", "adam, batches", "sgd, invscaling", "sgd, adaptive", "weights", "after fit"})
    check_partial<MLPClassifier>(name, all);
  for (const char* name : {"regressor", "regressor, weights"}) check_partial<MLPRegressor>(name, regression);
}

TEST_CASE("MLP estimators: partial_fit and warm starts compile once") {
  struct Open : MLPClassifier {
    using MLPClassifier::MLPClassifier;
    using MLPEstimator::state;
  };
  const Examples all = shuffled();
  MLPOptions o = quick();
  o.hidden_layer_sizes = {5, 4};
  Open mlp(o);
  const auto some = [&](std::int64_t end) { mlp.partial_fit(rows(all.X, 0, end), rows(all.y, 0, end), {0, 1, 2}); };
  some(50), some(30), some(150), some(50);
  CHECK(mlp.state().kept->compiled() == 1);
  const auto predictor = mlp.state().predictor;
  Open copy = mlp;  // both go on from here, each with the same numbers
  some(50);
  copy.partial_fit(rows(all.X, 0, 50), rows(all.y, 0, 50));
  CHECK(mlp.coefs()[1].is_identical(copy.coefs()[1]));
  CHECK(mlp.state().kept->compiled() == 1);
  CHECK(mlp.state().predictor == predictor);
  mlp.partial_fit(all.X, all.y, {}, all.weights);
  CHECK(mlp.state().kept->compiled() == 2);
  mlp.options.activation = "tanh";
  mlp.partial_fit(all.X, all.y, {}, all.weights);
  CHECK(mlp.state().kept->compiled() == 3);
  CHECK(mlp.state().predictor != predictor);
  const Tensor tanh_says = mlp.predict_proba(all.X), relu_says = copy.predict_proba(all.X);
  CHECK_FALSE(tanh_says.is_identical(relu_says));
  o.warm_start = true;
  Open warm(o), cold(o);
  warm.fit(all.X, all.y), warm.fit(all.X, all.y);
  CHECK(warm.state().kept->compiled() == 1);
  warm.options.max_iter = 3;
  CHECK_THROWS_AS(warm.fit(all.X, rows(all.y, 0, 100)), DataError);
  warm.fit(all.X, all.y);
  CHECK(warm.state().kept->compiled() == 1);
  cold.options.warm_start = false;
  cold.fit(all.X, all.y);
  CHECK_FALSE(cold.state().kept);
}

TEST_CASE("MLP estimators: weights of one are no weights, a row of weight 2 is that row twice") {
  const Dataset iris = datasets::load_iris();
  MLPOptions o = quick();
  o.shuffle = false, o.alpha = 0, o.solver = "sgd";
  MLPClassifier plain(o), ones_given(o);
  plain.fit(iris.data, iris.target);
  ones_given.fit(iris.data, iris.target, ones({150}));
  check_near({ones_given.loss()}, {plain.loss()}, 1e-12);
  std::vector<std::int64_t> twice;
  for (std::int64_t i = 0; i < 75; ++i) twice.push_back(2 * i), twice.push_back(2 * i);
  std::vector<double> weights(150, 0.0);
  for (std::size_t i = 0; i < 150; i += 2) weights[i] = 2;
  MLPClassifier repeated(o), weighted(o);
  repeated.fit(take(iris.data, twice), take(iris.target, twice));
  weighted.fit(iris.data, iris.target, Tensor::from(weights, {150}));
  check_near(weighted.loss_curve(), repeated.loss_curve(), 1e-12);
}

TEST_CASE("MLP estimators: wrong weights are named") {
  const Dataset iris = datasets::load_iris();
  Tensor negative = ones({150}), not_a_number = ones({150});
  negative.mutable_data<double>()[3] = -1, not_a_number.mutable_data<double>()[0] = 0.0 / 0.0;
  struct {
    Tensor weights;
    const char* message;
  } table[] = {
      {ones({149}),
       "MLPClassifier.fit: sample_weight must have one number for each row: sample_weight float64 [149], 150 rows\n"
       "  give [n], or nothing if all rows count the same"},
      {ones({150, 1}), "sample_weight float64 [150, 1], 150 rows"},
      {negative, "sample_weight must be finite and not negative: sample_weight[3] = -1"},
      {not_a_number, "sample_weight[0] = "},
      {zeros({150}), "sample_weight must have a number above 0: all 150 are 0"},
  };
  MLPClassifier mlp(quick());
  for (auto& row : table)
    CHECK_THROWS_WITH_AS(mlp.fit(iris.data, iris.target, row.weights), doctest::Contains(row.message), DataError);
  CHECK_FALSE(mlp.is_fitted());
  Tensor first_half = zeros({150});
  for (int i = 75; i < 150; ++i) first_half.mutable_data<double>()[i] = 1;
  mlp.options.batch_size = 50, mlp.options.shuffle = false;
  CHECK_THROWS_WITH_AS(mlp.fit(iris.data, iris.target, first_half),
                       "MLPClassifier: all examples of a batch have the weight 0: batch_size = 50\n"
                       "  leave out the rows whose sample_weight is 0, or take a larger batch_size",
                       DataError);
}

TEST_CASE("MLP estimators: what partial_fit refuses, and that it changes nothing then") {
  const Dataset iris = datasets::load_iris();
  MLPClassifier mlp(quick());
  CHECK_THROWS_WITH_AS(mlp.partial_fit(iris.data, iris.target),
                       "MLPClassifier.partial_fit: the first call must say all classes\n"
                       "  give them: partial_fit(X, y, {0, 1, 2})",
                       DataError);
  CHECK_THROWS_WITH_AS(
      mlp.partial_fit(iris.data, iris.target, {0, 1}),
      "MLPClassifier.partial_fit: y has a label that is none of the classes: y[100] = 2, the classes are 0 1",
      DataError);
  mlp.partial_fit(iris.data, iris.target, {0, 1, 2});
  const Tensor before = mlp.coefs()[0];
  CHECK_THROWS_WITH_AS(mlp.partial_fit(iris.data, iris.target, {0, 1, 3}),
                       "MLPClassifier.partial_fit: the classes must be those of the first call: 0 1 3, before 0 1 2\n"
                       "  fit(X, y) begins anew",
                       DataError);
  CHECK_THROWS_WITH_AS(mlp.partial_fit(zeros({2, 3}), zeros({2}, int64)), doctest::Contains("3-5-3, before 4-5-3"),
                       DataError);
  CHECK_THROWS_WITH_AS(mlp.partial_fit(iris.data, std::vector<std::string>(150, "a")),
                       doctest::Contains("y holds words, the classes are numbers"), DataError);
  mlp.options.solver = "lbfgs";
  CHECK_THROWS_WITH_AS(mlp.partial_fit(iris.data, iris.target),
                       "MLPClassifier.partial_fit: it needs a solver that learns from batches: solver = \"lbfgs\"\n"
                       "  choose adam or sgd",
                       DataError);
  mlp.options.solver = "adam", mlp.options.early_stopping = true;
  CHECK_THROWS_WITH_AS(mlp.partial_fit(iris.data, iris.target), doctest::Contains("it does not go with early_stopping"),
                       DataError);
  CHECK(mlp.coefs()[0].is_identical(before));
}

TEST_CASE("MLP estimators: partial_fit of batches with words, as the header shows") {
  const Dataset iris = datasets::load_iris();
  MLPClassifier numbers({.hidden_layer_sizes = {5}, .random_state = 1}), words(numbers.options);
  for (auto& [xb, yb] : batches(iris, 50, {.shuffle = true, .random_state = 0})) {
    numbers.partial_fit(xb, yb, {0, 1, 2});
    std::vector<std::string> names;
    for (std::int64_t label : yb.values<std::int64_t>())
      names.push_back(iris.target_names[static_cast<std::size_t>(label)]);
    words.partial_fit(xb, names, iris.target_names);
  }
  CHECK(numbers.t() == 150);
  CHECK(words.coefs()[0].is_identical(numbers.coefs()[0]));
  CHECK(words.class_names() == iris.target_names);
}

}  // namespace xgrad
