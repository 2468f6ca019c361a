// MLPRegressor(loss = "poisson") against scikit-learn 1.9 (fixtures/poisson.py).
#include <doctest/doctest.h>
#include <cmath>
#include <xgrad/graph/error.hpp>
#include <xgrad/models/data/datasets.hpp>
#include <xgrad/models/mlp_classifier.hpp>
#include <xgrad/models/mlp_regressor.hpp>

#include "fixture_json.hpp"

namespace xgrad {
namespace {

using models::MLPClassifier;
using models::MLPRegressor;
using nlohmann::json;

const json& fixture() {
  static const json content = fixture_json("poisson.json");
  return content;
}

/// Three lengths of iris, and counts made of the other columns.
struct Examples {
  Tensor X, y, weights;
};
Examples examples(std::int64_t outputs) {
  const Tensor iris = take(datasets::load_iris().data, fixture()["order"].get<std::vector<std::int64_t>>());
  Tensor y(float64, {150, 2});
  for (std::int64_t i = 0; i < 150; ++i) {
    y.mutable_data<double>()[2 * i] = std::floor(5 * iris.at<double>({i, 3}));
    y.mutable_data<double>()[2 * i + 1] = std::floor(iris.at<double>({i, 2}) - 1);
  }
  return {columns(iris, 0, 3), outputs == 2 ? y : columns(y, 0, 1).reshape({150}),
          Tensor::from(fixture()["weights"].get<std::vector<double>>(), {150})};
}

void check_learned(const MLPRegressor& mlp, const Examples& all, const Tensor& weights, const json& wanted) {
  CHECK(mlp.out_activation() == wanted["out_activation"].get<std::string>());
  CHECK(mlp.n_iter() == wanted["n_iter"].get<std::int64_t>());
  check_near(mlp.loss_curve(), numbers_of(wanted["loss_curve"]), 1e-9);
  for (std::size_t i = 0; i < mlp.intercepts().size(); ++i)
    check_near(mlp.intercepts()[i], wanted["intercepts"][i], 1e-9);
  std::vector<std::int64_t> every_tenth;
  for (std::int64_t i = 0; i < 150; i += 10) every_tenth.push_back(i);
  check_near(mlp.predict(take(all.X, every_tenth)), wanted["predictions"], 1e-9);
  check_near({mlp.score(all.X, all.y, weights)}, {wanted["score"].get<double>()}, 1e-9);
  if (wanted.contains("validation_scores"))
    check_near(mlp.validation_scores(), numbers_of(wanted["validation_scores"]), 1e-9);
}

}  // namespace

TEST_CASE("loss poisson: scikit-learn's numbers") {
  for (const auto& item : fixture()["fit"].items()) {
    CAPTURE(item.key());
    const Examples all = examples(item.value()["outputs"].get<std::int64_t>());
    const Tensor weights = item.value()["weighted"].get<bool>() ? all.weights : Tensor();
    MLPRegressor mlp = with_params(MLPRegressor(), item.value()["params"]);
    mlp.fit(all.X, all.y, weights);
    check_learned(mlp, all, weights, item.value());
  }
  const json& partial = fixture()["partial_fit"];
  const Examples all = examples(1);
  MLPRegressor mlp = with_params(MLPRegressor(), partial["params"]);
  for (auto [begin, end] : {std::pair{0, 60}, {60, 150}, {0, 150}})
    mlp.partial_fit(rows(all.X, begin, end), rows(all.y, begin, end));
  check_learned(mlp, all, {}, partial);
}

TEST_CASE("loss poisson: lbfgs comes as far down as scikit-learn's") {
  const Examples all = examples(1);
  for (const auto& item : fixture()["lbfgs"].items()) {
    CAPTURE(item.key());
    MLPRegressor mlp = with_params(MLPRegressor(), item.value()["params"]);
    mlp.fit(all.X, all.y);
    CHECK(mlp.loss() <= 1.001 * item.value()["loss"].get<double>());
  }
}

TEST_CASE("loss poisson: what is refused") {
  const Examples all = examples(1);
  MLPRegressor mlp({.loss = "poisson", .hidden_layer_sizes = {4}, .max_iter = 3, .random_state = 1});
  CHECK_THROWS_WITH_AS(mlp.fit(tensor({{1.0}, {2.0}}), tensor({2.0, -0.5})),
                       "MLPRegressor.fit: loss poisson is of targets that are not negative: entry 1 of y is -0.5\n"
                       "  set loss = \"squared_error\", or correct y",
                       DataError);
  mlp.options.warm_start = true;
  mlp.fit(all.X, all.y);
  CHECK(mlp.predict(all.X).to_vector<double>()[0] > 0);
  mlp.options.loss = "squared_error";
  CHECK_THROWS_WITH_AS(mlp.fit(all.X, all.y),
                       "MLPRegressor: with warm_start, loss must be that of the last fit\n"
                       "  set warm_start = false to begin anew",
                       DataError);
  mlp.options.loss = "absolute";
  CHECK_THROWS_WITH_AS(mlp.fit(all.X, all.y),
                       "MLPRegressor: loss has an unknown value: loss = \"absolute\"\n"
                       "  choose one of squared_error, poisson",
                       DataError);
  MLPClassifier classifier;
  CHECK_THROWS_WITH_AS(classifier.set_param("loss", "poisson"),
                       doctest::Contains("MLPClassifier.set_param: there is no parameter of that name: \"loss\""),
                       DataError);
  classifier.options.loss = "poisson";
  CHECK_THROWS_WITH_AS(
      classifier.fit(all.X, all.y),
      "MLPClassifier: loss is for MLPRegressor alone, which predicts counts by it: loss = \"poisson\"\n"
      "  a classifier's loss is the cross-entropy",
      DataError);
}

}  // namespace xgrad
