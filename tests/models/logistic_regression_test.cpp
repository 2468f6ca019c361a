// LogisticRegression against scikit-learn 1.9 (fixtures/linear.py).
#include <doctest/doctest.h>
#include <functional>
#include <xgrad/graph/error.hpp>
#include <xgrad/models/data/datasets.hpp>
#include <xgrad/models/logistic_regression.hpp>

#include "fixture_json.hpp"

namespace xgrad {
namespace {

using models::LogisticRegression;
using nlohmann::json;

Tensor every_25th(const Tensor& X) {
  std::vector<std::int64_t> chosen;
  for (std::int64_t i = 0; i < X.shape(0); i += 25) chosen.push_back(i);
  return take(X, chosen);
}

/// What the fit makes least, divided by C times the weights' sum.
double objective(const LogisticRegression& logistic, const Tensor& X, const Tensor& y, const Tensor& sample_weight) {
  const Tensor p = logistic.predict_proba(X), w = sample_weight.size() > 0 ? sample_weight : ones(y.shape());
  const std::int64_t first = logistic.classes().front();
  double sum = 0, total = 0, squares = 0;
  for (std::int64_t i = 0; i < y.size(); ++i) {
    sum -= w.at<double>({i}) * std::log(p.at<double>({i, y.at<std::int64_t>({i}) - first}));
    total += w.at<double>({i});
  }
  for (double v : logistic.coef().values<double>()) squares += v * v;
  return sum / total + 0.5 * squares / (logistic.options.C * total);
}

std::vector<std::string> letters(const Tensor& y) {
  std::vector<std::string> words;
  for (std::int64_t label : y.values<std::int64_t>()) words.emplace_back(1, static_cast<char>('a' + label));
  return words;
}

}  // namespace

TEST_CASE("LogisticRegression: scikit-learn's coefficients") {
  const json fixture = fixture_json("linear.json");
  const Dataset iris = datasets::load_iris();
  const Tensor weights = Tensor::from(fixture["weights"].get<std::vector<double>>(), {150});
  int same = 0;
  for (const auto& item : fixture["logistic"].items()) {
    INFO(item.key());
    const json& wanted = item.value();
    const std::int64_t begin = wanted["binary"].get<bool>() ? 50 : 0;
    const Tensor X = rows(iris.data, begin, 150), y = rows(iris.target, begin, 150);
    const Tensor w = wanted["weighted"].get<bool>() ? rows(weights, begin, 150) : Tensor();
    LogisticRegression logistic = with_params(LogisticRegression(), wanted["params"]);
    logistic.fit(X, y, w);
    // At tol = 1e-4 scikit-learn itself ends up to 5e-6 above the least.
    CHECK(objective(logistic, X, y, w) <= wanted["objective"].get<double>() * (1 + 1e-5));
    CHECK(objective(logistic, X, y, w) >= wanted["least_objective"].get<double>() * (1 - 1e-12));
    check_near({logistic.score(X, y, w)}, {wanted["score"].get<double>()}, 1e-12);
    if (logistic.n_iter() <= 40) {  // before rounding has grown: iteration for iteration the same
      CHECK(logistic.n_iter() == wanted["n_iter"].get<std::int64_t>());
      check_near(logistic.coef(), wanted["coef"], 1e-6);
      check_near(logistic.intercept(), wanted["intercept"], 1e-6);
      check_near(logistic.predict_proba(every_25th(X)), wanted["probabilities"], 1e-6);
      check_near(logistic.decision_function(every_25th(X)), wanted["decision"], 1e-6);
      ++same;
    }
    // To the end: the least there is, as Newton's method finds it.
    logistic.options.tol = 1e-11, logistic.options.max_iter = 100000;
    logistic.fit(X, y, w);
    CHECK(objective(logistic, X, y, w) <= wanted["least_objective"].get<double>() * (1 + 1e-10));
    check_near(logistic.coef(), wanted["least_coef"], 1e-4);
    CHECK(logistic.coef().shape() == (begin ? Shape{1, 4} : Shape{3, 4}));
  }
  CHECK(same >= 3);
}

TEST_CASE("LogisticRegression: words, float32, warm_start") {
  const Dataset iris = datasets::load_iris();
  LogisticRegression numbers({.max_iter = 1000}), words({.max_iter = 1000}), narrow({.max_iter = 1000});
  numbers.fit(iris.data, iris.target);
  words.fit(iris.data, letters(iris.target));
  CHECK(words.coef().is_identical(numbers.coef()));
  CHECK(words.class_names() == std::vector<std::string>{"a", "b", "c"});
  CHECK(words.predict_names(iris.data) == letters(numbers.predict(iris.data)));
  CHECK(words.score(iris.data, letters(iris.target)) == numbers.score(iris.data, iris.target));
  CHECK_THROWS_WITH_AS(words.predict(iris.data), doctest::Contains("the labels of fit were words"), DataError);
  narrow.fit(iris.data.astype(float32), iris.target);
  CHECK(narrow.coef().dtype() == float32);
  check_near(narrow.coef().astype(float64).to_vector<double>(), numbers.coef().to_vector<double>(), 1e-2);
  const std::int64_t before = numbers.n_iter();
  numbers.options.warm_start = true;
  numbers.fit(iris.data, iris.target);
  CHECK(numbers.n_iter() < before / 2);
}

TEST_CASE("LogisticRegression: what it refuses, and what it warns of") {
  const Dataset iris = datasets::load_iris();
  LogisticRegression logistic({.max_iter = 5});
  logistic.fit(iris.data, iris.target);
  CHECK(logistic.warnings().at(0).starts_with("max_iter = 5 iterations of lbfgs were not enough"));
  const Tensor before = logistic.coef();
  struct {
    std::function<void()> call;
    const char* message;
  } table[] = {
      {[&] { logistic.fit(iris.data, zeros({150}, int64)); },
       "LogisticRegression.fit: y must have at least two classes: only 0"},
      {[&] { logistic.fit(iris.data, full({150}, 0.5)); }, "LogisticRegression.fit: y must hold labels: whole numbers"},
      {[&] { logistic.fit(iris.data, rows(iris.target, 0, 3)); }, "X and y differ in their number of rows"},
      {[&] {
         logistic.predict(zeros({1, 3}));
       },
       "LogisticRegression.predict: X must have the columns of fit"},
      {[&] { LogisticRegression().predict(iris.data); }, "LogisticRegression: it is not fitted yet"},
      {[&] { LogisticRegression({.C = 0}).fit(iris.data, iris.target); },
       "LogisticRegression: C is out of range: C = 0\n  give a number above 0"},
      {[&] { LogisticRegression({.tol = 0}).fit(iris.data, iris.target); }, "tol is out of range: tol = 0"},
      {[&] { LogisticRegression({.max_iter = 0}).fit(iris.data, iris.target); }, "max_iter is out of range"},
      {[&] {
         LogisticRegression warm = logistic;
         warm.options.warm_start = true;
         warm.fit(rows(iris.data, 0, 100), rows(iris.target, 0, 100));
       },
       "with warm_start, classes and features must be those of the last fit: classes 0 1, 4 features; before 0 1 2, 4"},
      {[&] { logistic.set_param("gamma", 1); }, "choose one of C, tol, fit_intercept, max_iter, warm_start"},
  };
  for (auto& row : table) CHECK_THROWS_WITH_AS(row.call(), doctest::Contains(row.message), DataError);
  CHECK(logistic.coef().is_identical(before));
}

}  // namespace xgrad
