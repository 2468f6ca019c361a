// Folds, cross-validation, pipelines and grid searches against scikit-learn 1.9 (fixtures/selection.py).
#include <doctest/doctest.h>
#include <functional>
#include <xgrad/graph/error.hpp>
#include <xgrad/models/data/datasets.hpp>
#include <xgrad/models/data/polynomial_features.hpp>
#include <xgrad/models/data/scaler.hpp>
#include <xgrad/models/grid_search.hpp>
#include <xgrad/models/linear_regression.hpp>
#include <xgrad/models/logistic_regression.hpp>
#include <xgrad/models/mlp_classifier.hpp>
#include <xgrad/models/pipeline.hpp>
#include <xgrad/models/ridge.hpp>

#include "fixture_json.hpp"

namespace xgrad {
namespace {

using models::cross_val_score;
using models::Estimator;
using models::GridSearchCV;
using models::LinearRegression;
using models::LogisticRegression;
using models::MLPClassifier;
using models::Pipeline;
using models::Ridge;
using nlohmann::json;

const json& fixture() {
  static const json content = fixture_json("selection.json");
  return content;
}

FoldOptions fold_options(const json& row) {
  FoldOptions o{.n_splits = row["n_splits"].get<std::int64_t>(), .shuffle = row["shuffle"].get<bool>()};
  if (!row["random_state"].is_null()) o.random_state = row["random_state"].get<std::int64_t>();
  return o;
}

const Dataset& iris() {
  static const Dataset set = datasets::load_iris();
  return set;
}
/// The first three columns, to predict the fourth by.
Tensor lengths() {
  Tensor X(float64, {150, 3});
  for (std::int64_t i = 0; i < 150; ++i)
    std::copy_n(iris().data.data<double>() + 4 * i, 3, X.mutable_data<double>() + 3 * i);
  return X;
}
Tensor widths() {
  Tensor y(float64, {150});
  for (std::int64_t i = 0; i < 150; ++i) y.mutable_data<double>()[i] = iris().data.data<double>()[4 * i + 3];
  return y;
}

MLPClassifier network() {
  return MLPClassifier({.hidden_layer_sizes = {8}, .learning_rate_init = 0.02, .max_iter = 60, .random_state = 1});
}
Pipeline scaled() {
  return Pipeline(
      {{"scaler", StandardScaler()},
       {"mlp",
        MLPClassifier({.hidden_layer_sizes = {5}, .learning_rate_init = 0.05, .max_iter = 100, .random_state = 0})}});
}
KFold shuffled(std::int64_t n_splits, std::int64_t seed) {
  return KFold({.n_splits = n_splits, .shuffle = true, .random_state = seed});
}

void check_scores(const char* name, const std::vector<double>& scores) {
  CAPTURE(name);
  check_near(scores, numbers_of(fixture()["cross_val_score"][name]), 1e-9);
}

Tensor weights() { return Tensor::from(numbers_of(fixture()["weights"]), {150}); }

void check_search(const char* name, GridSearchCV search, const Tensor& X, const Tensor& y, const Tensor& w = {}) {
  CAPTURE(name);
  const json& wanted = fixture()["grid_search"][name];
  search.fit(X, y, w);
  const models::SearchResults& results = search.cv_results();
  REQUIRE(results.params.size() == wanted["params"].size());
  for (std::size_t i = 0; i < results.params.size(); ++i) {
    CHECK(results.params[i].size() == wanted["params"][i].size());
    for (const auto& [parameter, value] : results.params[i])
      CHECK(value.text() == parameter_of(wanted["params"][i][parameter]).text());
    check_near(results.split_test_scores[i], numbers_of(wanted["splits"][i]), 1e-9);
  }
  check_near(results.mean_test_score, numbers_of(wanted["mean"]), 1e-9);
  check_near(results.std_test_score, numbers_of(wanted["std"]), 1e-9);
  CHECK(results.rank_test_score == wanted["rank"].get<std::vector<std::int64_t>>());
  CHECK(search.best_index() == wanted["best_index"].get<std::size_t>());
  check_near({search.best_score()}, {wanted["best_score"].get<double>()}, 1e-9);
  check_near({search.score(X, y)}, {wanted["score"].get<double>()}, 1e-9);
  std::vector<std::int64_t> every_tenth;
  for (std::int64_t i = 0; i < 150; i += 10) every_tenth.push_back(i);
  check_near(search.predict(take(X, every_tenth)), wanted["predictions"], 1e-9);
  CHECK(search.warnings().empty());
}

}  // namespace

TEST_CASE("KFold and StratifiedKFold: scikit-learn's rows") {
  for (const json& row : fixture()["k_fold"]) {
    CAPTURE(row.dump());
    const auto splits = KFold(fold_options(row)).split(row["n"].get<std::int64_t>());
    REQUIRE(splits.size() == row["test"].size());
    for (std::size_t i = 0; i < splits.size(); ++i) {
      CHECK(splits[i].test == row["test"][i].get<std::vector<std::int64_t>>());
      CHECK(splits[i].train == row["train"][i].get<std::vector<std::int64_t>>());
    }
  }
  const auto labels = fixture()["labels"].get<std::vector<std::int64_t>>();
  const Tensor y = Tensor::from(labels, {static_cast<std::int64_t>(labels.size())});
  std::vector<std::string> words;
  for (std::int64_t label : labels) words.push_back("label " + std::to_string(label));
  for (const json& row : fixture()["stratified_k_fold"]) {
    CAPTURE(row.dump());
    const StratifiedKFold folds(fold_options(row));
    const auto splits = folds.split(y), of_words = folds.split(words);
    REQUIRE(splits.size() == row["test"].size());
    for (std::size_t i = 0; i < splits.size(); ++i) {
      CHECK(splits[i].test == row["test"][i].get<std::vector<std::int64_t>>());
      CHECK(of_words[i].test == splits[i].test);
      CHECK(splits[i].train.size() + splits[i].test.size() == labels.size());
    }
  }
}

TEST_CASE("cross_val_score: scikit-learn's scores") {
  const LogisticRegression logistic({.max_iter = 1000});
  check_scores("mlp", cross_val_score(network(), iris().data, iris().target));
  check_scores("mlp, shuffled",
               cross_val_score(network(), iris().data, iris().target,
                               {.cv = StratifiedKFold({.n_splits = 4, .shuffle = true, .random_state = 3})}));
  check_scores("logistic", cross_val_score(logistic, iris().data, iris().target));
  check_scores("logistic, three folds in order",
               cross_val_score(logistic, iris().data, iris().target, {.cv = KFold({.n_splits = 3})}));
  check_scores("pipeline", cross_val_score(scaled(), iris().data, iris().target));
  check_scores("linear", cross_val_score(LinearRegression(), lengths(), widths()));
  check_scores("linear, shuffled, mse", cross_val_score(LinearRegression(), lengths(), widths(),
                                                        {.cv = shuffled(4, 2), .scoring = "neg_mean_squared_error"}));
  const Pipeline polynomial({{"products", PolynomialFeatures()}, {"ridge", Ridge()}});
  check_scores("polynomial", cross_val_score(polynomial, lengths(), widths(), {.cv = shuffled(5, 0)}));
}

TEST_CASE("cross_val_score: words, measures and splits of one's own, and the estimator stays") {
  std::vector<std::string> words;
  for (std::int64_t label : iris().target.values<std::int64_t>())
    words.push_back(iris().target_names[static_cast<std::size_t>(label)]);
  MLPClassifier mlp = network();
  mlp.options.warm_start = true;
  mlp.fit(iris().data, iris().target);
  const Tensor before = mlp.coefs()[0];
  const auto scores = cross_val_score(mlp, iris().data, iris().target);
  CHECK(mlp.coefs()[0].is_identical(before));
  check_scores("mlp", scores);  // fitted anew in each fold, though it is warm
  CHECK(cross_val_score(mlp, iris().data, words) == scores);
  CHECK(cross_val_score(mlp, iris().data, iris().target, {.scoring = "accuracy"}) == scores);
  const auto rows_tested = cross_val_score(
      LinearRegression(), lengths(), widths(),
      {.cv = KFold({.n_splits = 4}),
       .scoring = [](const Estimator&, const Tensor& X, const Tensor&) { return static_cast<double>(X.shape(0)); }});
  CHECK(rows_tested == std::vector<double>{38, 38, 37, 37});
  const std::vector<SplitRows> own = {{{0, 1, 2, 3, 4}, {5, 6}}};
  CHECK(cross_val_score(LinearRegression(), lengths(), widths(), {.cv = own}).size() == 1);
}

TEST_CASE("cross_val_score: sample_weight counts in the fits, as in scikit-learn") {
  const Tensor w = weights();
  const auto check_weighted = [](const char* name, const std::vector<double>& scores) {
    CAPTURE(name);
    check_near(scores, numbers_of(fixture()["weighted_cross_val_score"][name]), 1e-9);
  };
  check_weighted("mlp", cross_val_score(network(), iris().data, iris().target, {.sample_weight = w}));
  check_weighted("linear", cross_val_score(LinearRegression(), lengths(), widths(), {.sample_weight = w}));
  check_weighted("pipeline", cross_val_score(scaled(), iris().data, iris().target, {.sample_weight = w}));
  check_weighted("linear, shuffled, mse",
                 cross_val_score(LinearRegression(), lengths(), widths(),
                                 {.cv = shuffled(4, 2), .scoring = "neg_mean_squared_error", .sample_weight = w}));
}

TEST_CASE("GridSearchCV: sample_weight counts in fits and scores, as in scikit-learn; several grids") {
  const models::ParameterGrid alphas = {{"alpha", {0.01, 1.0, 100.0}}};
  check_search("weights", GridSearchCV(Ridge(), alphas, {.cv = shuffled(5, 1)}), lengths(), widths(), weights());
  check_search("weights, measure",
               GridSearchCV(Ridge(), alphas, {.cv = shuffled(5, 1), .scoring = "neg_mean_squared_error"}), lengths(),
               widths(), weights());
  check_search("weights, classifier", GridSearchCV(network(), {{"alpha", {0.0001, 1.0}}}, {.cv = 3}), iris().data,
               iris().target, weights());
  const models::ParameterGrids grids = {
      {{"solver", {"lbfgs"}}, {"alpha", {0.01, 1.0}}},
      {{"learning_rate_init", {0.01, 0.05}}, {"activation", {"tanh", "relu"}}},
  };
  GridSearchCV search(network(), grids, {.cv = 3});
  search.fit(iris().data, iris().target);
  const json& wanted = fixture()["grid_search"]["grids"];
  REQUIRE(search.cv_results().params.size() == wanted["params"].size());
  for (std::size_t i = 0; i < wanted["params"].size(); ++i)
    for (const auto& [name, value] : search.cv_results().params[i])
      CHECK(value.text() == parameter_of(wanted["params"][i][name]).text());
  for (std::size_t i = 2; i < 6; ++i)  // lbfgs is not scikit-learn's step for step
    check_near(search.cv_results().split_test_scores[i], numbers_of(wanted["splits"][i]), 1e-9);
}

TEST_CASE("GridSearchCV: words as labels, measures of one's own with weights and without") {
  std::vector<std::string> words;
  for (std::int64_t label : iris().target.values<std::int64_t>())
    words.push_back(iris().target_names[static_cast<std::size_t>(label)]);
  const models::ParameterGrid grid = {{"C", {0.1, 10}}};
  GridSearchCV of_numbers(LogisticRegression({.max_iter = 1000}), grid), of_words = of_numbers;
  of_numbers.fit(iris().data, iris().target);
  of_words.fit(iris().data, words);
  CHECK(of_words.cv_results().split_test_scores == of_numbers.cv_results().split_test_scores);
  CHECK(of_words.predict_names(rows(iris().data, 60, 62)) == std::vector<std::string>{"versicolor", "versicolor"});
  CHECK(of_words.score(iris().data, words) == of_numbers.score(iris().data, iris().target));
  CHECK_THROWS_WITH_AS(of_words.predict(iris().data),
                       "GridSearchCV.predict: the labels are words\n  ask predict_names(X)", DataError);
  CHECK_THROWS_WITH_AS(of_numbers.predict_names(iris().data),
                       "GridSearchCV.predict_names: it was not fitted with words\n  ask predict(X)", DataError);
  CHECK_THROWS_WITH_AS(of_numbers.score(iris().data, words),
                       "GridSearchCV.score: it was not fitted with words\n  give numbers", DataError);
  std::int64_t with_weights = 0, without = 0;
  const auto weighted = [&](const Estimator&, const Tensor& X, const Tensor&, const Tensor& w) {
    with_weights += w.size() == X.shape(0);
    return 1.0;
  };
  const auto plain = [&](const Estimator&, const Tensor&, const Tensor&) { return ++without > 0 ? 1.0 : 0.0; };
  GridSearchCV(Ridge(), {{"alpha", {1}}}, {.cv = 3, .scoring = weighted}).fit(lengths(), widths(), weights());
  GridSearchCV(Ridge(), {{"alpha", {1}}}, {.cv = 3, .scoring = plain}).fit(lengths(), widths(), weights());
  CHECK(with_weights == 3);
  CHECK(without == 3);
}

TEST_CASE("GridSearchCV: scikit-learn's results") {
  check_search(
      "mlp", GridSearchCV(network(), {{"hidden_layer_sizes", {{4}, {8}, {6, 4}}}, {"alpha", {0.0001, 1.0}}}, {.cv = 3}),
      iris().data, iris().target);
  check_search("logistic", GridSearchCV(LogisticRegression({.max_iter = 1000}), {{"C", {0.001, 0.1, 1, 10, 1000}}}),
               iris().data, iris().target);
  check_search("pipeline",
               GridSearchCV(scaled(), {{"mlp__alpha", {0.01, 3.0}}, {"scaler__with_std", {true, false}}},
                            {.cv = StratifiedKFold({.n_splits = 3, .shuffle = true, .random_state = 0})}),
               iris().data, iris().target);
  check_search("ridge",
               GridSearchCV(Ridge(), {{"alpha", {0.01, 1.0, 100.0}}, {"fit_intercept", {false, true}}},
                            {.cv = shuffled(5, 1), .scoring = "neg_mean_squared_error"}),
               lengths(), widths());
}

TEST_CASE("GridSearchCV: a fit that fails ranks last and is told") {
  LinearRegression descent({.solver = "gradient_descent", .max_iter = 200});
  GridSearchCV search(descent, {{"learning_rate", {100.0, 0.01}}}, {.cv = 3});
  search.fit(lengths(), widths());
  CHECK(search.best_index() == 1);
  CHECK(std::isnan(search.cv_results().mean_test_score[0]));
  CHECK(search.cv_results().rank_test_score == std::vector<std::int64_t>{2, 1});
  REQUIRE(search.warnings().size() == 3);
  CHECK(
      search.warnings()[0].starts_with("learning_rate = 100: fold 1 failed: LinearRegression.fit: gradient descent "
                                       "diverged"));
  GridSearchCV hopeless(descent, {{"learning_rate", {100.0}}}, {.cv = 3});
  CHECK_THROWS_WITH_AS(hopeless.fit(lengths(), widths()),
                       doctest::Contains("GridSearchCV.fit: every fit failed: the first: learning_rate = 100"),
                       DataError);
  const auto nested = cross_val_score(search, lengths(), widths(), {.cv = 2});
  CHECK(nested.size() == 2);
  GridSearchCV unfit(Ridge(), {{"alpha", {1.0}}}, {.refit = false});
  unfit.fit(lengths(), widths());
  CHECK(unfit.best_score() < 1);
  CHECK_THROWS_WITH_AS(unfit.predict(lengths()), doctest::Contains("set refit = true"), DataError);
}

TEST_CASE("Pipeline: a failed fit leaves it as it was; its parts can be looked at") {
  Pipeline pipeline = scaled();
  CHECK(pipeline.is_classifier());
  CHECK_THROWS_AS(pipeline.predict(iris().data), DataError);
  pipeline.fit(iris().data, iris().target);
  CHECK(pipeline.predict_proba(iris().data).shape() == Shape{150, 3});
  check_near(pipeline.transformer("scaler").get<StandardScaler>().mean(),
             json{5.843333333333334, 3.0573333333333337, 3.7580000000000005, 1.1993333333333336}, 1e-12);
  const Tensor before = pipeline.estimator().get<MLPClassifier>().coefs()[0];
  CHECK_THROWS_AS(pipeline.fit(iris().data, full({150}, 0.5)), DataError);
  CHECK_THROWS_AS(pipeline.fit(lengths(), full({150}, 0.5)), DataError);
  CHECK(pipeline.estimator().get<MLPClassifier>().coefs()[0].is_identical(before));
  CHECK(pipeline.transform(iris().data).shape() == Shape{150, 4});  // the scaler has not seen three columns
  CHECK_THROWS_AS(pipeline.unfitted().predict(iris().data), DataError);
}

TEST_CASE("model selection: what is refused") {
  Pipeline pipeline = scaled();
  struct {
    std::function<void()> call;
    const char* message;
  } table[] = {
      {[] { KFold({.n_splits = 1}); }, "KFold: there must be two folds at least: n_splits = 1"},
      {[] { KFold({.n_splits = 4}).split(3); },
       "KFold: there are more folds than rows: n_splits = 4, 3 rows\n  reduce n_splits"},
      {[] { StratifiedKFold({.random_state = 1}); },
       "StratifiedKFold: random_state has no effect without shuffle: random_state = 1\n"
       "  set .shuffle = true, or leave random_state out"},
      {[] {
         StratifiedKFold({.n_splits = 3}).split(tensor({0, 0, 1, 1}));
       },
       "StratifiedKFold: every label has fewer rows than there are folds: n_splits = 3, rows of the labels: 2, 2"},
      {[] { cross_val_score(Ridge(), lengths(), rows(widths(), 0, 3)); },
       "cross_val_score: X and y differ in their number of rows: X [150, 3], y [3]"},
      {[] { models::Scoring("acuracy"); },
       "scoring: there is no measure of that name: \"acuracy\"\n"
       "  choose accuracy, r2 or neg_mean_squared_error, or give a function"},
      {[] { GridSearchCV(Ridge(), {}); }, "GridSearchCV: the grid names no parameter"},
      {[] { GridSearchCV(Ridge(), models::ParameterGrids{}); }, "GridSearchCV: there is no grid"},
      {[] { cross_val_score(Ridge(), lengths(), widths(), {.sample_weight = ones({3})}); }, "cross_val_score: "},
      {[] {
         struct Mean {
           Mean& fit(const Tensor&, const Tensor&) { return *this; }
           Tensor predict(const Tensor& X) const { return X; }
           double score(const Tensor&, const Tensor&) const { return 0; }
         };
         cross_val_score(Mean(), lengths(), widths(), {.sample_weight = ones({150})});
       },
       "sample_weight of fit: the estimator has not got it"},
      {[] {
         GridSearchCV(Ridge(), {{"alpha", {}}});
       },
       "GridSearchCV: a parameter has no values to try: \"alpha\""},
      {[] {
         GridSearchCV(Ridge(), {{"alpha", {1}}, {"alpha", {2}}});
       },
       "the grid names a parameter twice: \"alpha\""},
      {[] {
         GridSearchCV(Ridge(), {{"C", {1}}});
       },
       "Ridge.set_param: there is no parameter of that name: \"C\"\n  choose one of alpha, fit_intercept"},
      {[] {
         GridSearchCV(Ridge(), {{"alpha", {1}}}).best_score();
       },
       "GridSearchCV: it is not fitted yet"},
      {[&] { pipeline.set_param("alpha", 1); },
       "Pipeline.set_param: there is no step of that name: \"alpha\", steps scaler, mlp\n  write STEP__PARAMETER"},
      {[] { Pipeline({}); }, "Pipeline: the last step must be an estimator: none\n  add one that predicts"},
      {[] {
         Pipeline({{"scaler", StandardScaler()}});
       },
       "Pipeline: the last step must be an estimator: scaler"},
      {[] {
         Pipeline({{"a", Ridge()}, {"b", Ridge()}});
       },
       "Pipeline: only the last step may be an estimator: \"a\" of a, b"},
      {[] {
         Pipeline({{"a", StandardScaler()}, {"a", Ridge()}});
       },
       "Pipeline: two steps have one name: \"a\""},
      {[] {
         Pipeline({{"a__b", Ridge()}});
       },
       "Pipeline: a step's name is empty or holds \"__\": \"a__b\""},
      {[&] { pipeline.transformer("pca"); }, "there is no transformer of that name: \"pca\", steps scaler, mlp"},
      {[] { Estimator(Ridge()).predict_proba(lengths()); }, "predict_proba: the estimator has not got it"},
      {[] { Estimator(Ridge()).get<LinearRegression>(); },
       "Estimator.get: it holds an object of another type\n  ask for the type that it was made of"},
      {[&] { pipeline.transformer("scaler").get<PolynomialFeatures>(); },
       "Transformer.get: it holds an object of another type"},
  };
  for (auto& row : table) CHECK_THROWS_WITH_AS(row.call(), doctest::Contains(row.message), DataError);
}

}  // namespace xgrad
