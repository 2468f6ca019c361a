// What the examples in the headers of models/ print, run.
#include <doctest/doctest.h>
#include <sstream>
#include <xgrad/models/cross_validation.hpp>
#include <xgrad/models/data/batches.hpp>
#include <xgrad/models/data/datasets.hpp>
#include <xgrad/models/data/k_fold.hpp>
#include <xgrad/models/data/label_encoder.hpp>
#include <xgrad/models/data/metrics.hpp>
#include <xgrad/models/data/polynomial_features.hpp>
#include <xgrad/models/data/scaler.hpp>
#include <xgrad/models/data/split.hpp>
#include <xgrad/models/grid_search.hpp>
#include <xgrad/models/linear_regression.hpp>
#include <xgrad/models/logistic_regression.hpp>
#include <xgrad/models/mlp_classifier.hpp>
#include <xgrad/models/pipeline.hpp>
#include <xgrad/models/polynomial_regression.hpp>
#include <xgrad/models/ridge.hpp>

#include "fixture_json.hpp"

namespace xgrad {
namespace {

template <class T> std::string printed(const T& value) {
  std::ostringstream text;
  text << value;
  return text.str();
}

using Words = std::vector<std::string>;

}  // namespace

TEST_CASE("header examples: metrics") {
  Tensor y_true = tensor({0, 1, 1, 2}), y_pred = tensor({0, 1, 2, 2});
  CHECK(accuracy_score(y_true, y_pred) == 0.75);
  CHECK(accuracy_score({"cat", "dog"}, {"cat", "cat"}) == 0.5);
  CHECK(printed(confusion_matrix(y_true, y_pred)) == "[[1 0 0]\n [0 1 1]\n [0 0 1]]");
  CHECK(precision_recall_fscore_support(y_true, y_pred).recall == std::vector<double>{1, 0.5, 1});
  CHECK(classification_report(y_true, y_pred) ==
        "              precision    recall  f1-score   support\n"
        "\n"
        "           0       1.00      1.00      1.00         1\n"
        "           1       1.00      0.50      0.67         2\n"
        "           2       0.50      1.00      0.67         1\n"
        "\n"
        "    accuracy                           0.75         4\n"
        "   macro avg       0.83      0.83      0.78         4\n"
        "weighted avg       0.88      0.75      0.75         4\n");
  CHECK(r2_score(tensor({3.0, -0.5, 2.0, 7.0}), tensor({2.5, 0.0, 2.0, 8.0})) == 0.9486081370449679);
  CHECK(mean_squared_error(tensor({3.0, -0.5, 2.0, 7.0}), tensor({2.5, 0.0, 2.0, 8.0})) == 0.375);
}

TEST_CASE("header examples: data") {
  Dataset digits = datasets::load_digits();
  CHECK(rows(digits.data, 0, 1).reshape({8, 8}).shape() == Shape{8, 8});
  CHECK(digits.target_names[0] == "0");
  CHECK(digits.target.at<std::int64_t>({0}) == 0);
  CHECK(digits.data.shape() == Shape{1797, 64});
  Dataset iris = datasets::load_iris();
  CHECK(iris.target_names == Words{"setosa", "versicolor", "virginica"});
  CHECK(printed(rows(iris.data, 0, 1)) == "[[5.1 3.5 1.4 0.2]]");

  auto split = train_test_split(arange(10), arange(10), {.test_size = 0.2, .random_state = 42});
  CHECK(printed(split.X_train) == "[5 0 7 2 9 4 3 6]");
  CHECK(printed(split.X_test) == "[8 1]");
  CHECK(train_test_split_rows(10, {.test_size = 0.2, .random_state = 42}).test == std::vector<std::int64_t>{8, 1});

  std::ostringstream out;
  for (auto& [xb, yb] : batches(arange(5), arange(5), 2)) out << xb;
  CHECK(out.str() == "[0 1][2 3][4]");
  out.str("");
  RandomState generator(1);
  for (auto& [xb, yb] : batches(arange(5), arange(5), 2, generator)) out << xb;
  CHECK(out.str() == "[2 1][4 0][3]");

  StandardScaler scaler;
  Tensor scaled = scaler.fit_transform(tensor({{0.0, 1.0}, {2.0, 1.0}, {4.0, 7.0}}));
  CHECK(printed(scaler.mean()) == "[2. 3.]");
  CHECK(printed(scaler.transform(tensor({{2.0, 3.0}}))) == "[[0. 0.]]");

  LabelEncoder encoder;
  Tensor y = encoder.fit_transform({"dog", "cat", "dog"});
  CHECK(printed(y) == "[1 0 1]");
  CHECK(encoder.classes() == Words{"cat", "dog"});
  CHECK(encoder.inverse_transform(y) == Words{"dog", "cat", "dog"});

  PolynomialFeatures poly({.degree = 2});
  CHECK(printed(poly.fit_transform(tensor({{2.0, 3.0}}))) == "[[1. 2. 3. 4. 6. 9.]]");
  CHECK(poly.get_feature_names_out({"a", "b"}) == Words{"1", "a", "b", "a^2", "a b", "b^2"});

  out.str("");
  for (const SplitRows& rows : KFold({.n_splits = 2}).split(5))
    out << Tensor::from(rows.test, {static_cast<std::int64_t>(rows.test.size())});
  CHECK(out.str() == "[0 1 2][3 4]");
  CHECK(StratifiedKFold({.n_splits = 2}).split(tensor({0, 0, 1, 1}))[0].test == std::vector<std::int64_t>{0, 2});
}

TEST_CASE("header examples: linear models") {
  models::LinearRegression line;
  line.fit(tensor({{0.0}, {1.0}, {2.0}, {3.0}}), tensor({1.0, 3.0, 4.0, 7.0}));
  check_near(line.coef(), {1.9}, 1e-14);
  check_near(line.intercept(), {0.9}, 1e-14);
  check_near(line.predict(tensor({{4.0}})), {8.5}, 1e-14);

  models::Ridge ridge({.alpha = 5.0});
  ridge.fit(tensor({{0.0}, {1.0}, {2.0}, {3.0}}), tensor({1.0, 3.0, 4.0, 7.0}));
  check_near(ridge.coef(), {0.95}, 1e-14);

  models::PolynomialRegression curve({.degree = 2});
  curve.fit(tensor({0.0, 1.0, 2.0, 3.0}), tensor({1.0, 2.0, 5.0, 10.0}));
  check_near(curve.intercept(), {1.0}, 1e-13);
  check_near(curve.coef(), {0.0, 1.0}, 1e-13);
  check_near(curve.predict(tensor({4.0})), {17.0}, 1e-13);
}

TEST_CASE("header examples: classifiers and their selection") {
  Dataset iris = datasets::load_iris();
  models::LogisticRegression logistic({.max_iter = 1000});
  logistic.fit(iris.data, iris.target);
  CHECK(logistic.score(iris.data, iris.target) == doctest::Approx(0.9733333333333334).epsilon(1e-15));

  check_near(models::cross_val_score(logistic, iris.data, iris.target),
             {0.9666666666666667, 1, 0.9333333333333333, 0.9666666666666667, 1}, 1e-15);

  models::GridSearchCV search(models::LogisticRegression({.max_iter = 1000}), {{"C", {0.01, 1.0, 100.0}}});
  search.fit(iris.data, iris.target);
  CHECK(search.best_params() == models::Parameters{{"C", 100.0}});
  check_near({search.best_score()}, {0.98}, 1e-15);
  CHECK(printed(search.predict(rows(iris.data, 0, 1))) == "[0]");

  models::Estimator model = models::MLPClassifier({.max_iter = 3, .random_state = 1});
  model.set_param("alpha", 0.01);
  model.fit(iris.data, iris.target);
  CHECK(model.get<models::MLPClassifier>().n_iter() == 3);
  CHECK(model.get<models::MLPClassifier>().options.alpha == 0.01);

  models::Pipeline pipeline({{"scaler", StandardScaler()}, {"mlp", models::MLPClassifier({.random_state = 1})}});
  pipeline.set_param("mlp__alpha", 0.01);
  pipeline.fit(iris.data, iris.target);
  CHECK(pipeline.score(iris.data, iris.target) > 0.9);
}

}  // namespace xgrad
