// Linear models against scikit-learn 1.9 and numpy.polyfit (fixtures/linear.py).
#include <doctest/doctest.h>
#include <functional>
#include <xgrad/graph/error.hpp>
#include <xgrad/models/data/datasets.hpp>
#include <xgrad/models/data/polynomial_features.hpp>
#include <xgrad/models/linear_regression.hpp>
#include <xgrad/models/polynomial_regression.hpp>
#include <xgrad/models/ridge.hpp>

#include "fixture_json.hpp"

namespace xgrad {
namespace {

using models::LinearRegression;
using models::PolynomialRegression;
using models::Ridge;
using nlohmann::json;

const json& fixture() {
  static const json content = fixture_json("linear.json");
  return content;
}

Tensor columns(const Tensor& X, const std::vector<std::int64_t>& chosen) {
  const auto width = static_cast<std::int64_t>(chosen.size());
  Tensor made = Tensor::uninitialized(float64, {X.shape(0), width});
  auto* value = made.mutable_data<double>();
  for (std::int64_t i = 0; i < X.shape(0); ++i)
    for (std::int64_t j : chosen) *value++ = X.data<double>()[i * X.shape(1) + j];
  return made;
}

struct Examples {
  Tensor X, y, weights;
};
Examples one_output() {
  const Tensor table = datasets::load_iris().data;
  return {columns(table, {0, 1, 2}), columns(table, {3}).reshape({150}), {}};
}
Examples two_outputs() {
  const Tensor table = datasets::load_iris().data;
  return {columns(table, {0, 1}), columns(table, {2, 3}), {}};
}
Examples weighted(Examples given) {
  given.weights = Tensor::from(fixture()["weights"].get<std::vector<double>>(), {150});
  return given;
}

template <class M> void check_model(M model, const Examples& data, const json& wanted) {
  model.fit(data.X, data.y, data.weights);
  check_near(model.coef(), wanted["coef"], 1e-11);
  check_near(model.intercept(), wanted["intercept"], 1e-11);
  CHECK(model.coef().rank() == data.y.rank());
  CHECK(model.intercept().rank() == data.y.rank() - 1);
  check_near(model.predict(rows(data.X, 0, std::min<std::int64_t>(3, data.X.shape(0)))), wanted["prediction"], 1e-11);
  check_near({model.score(data.X, data.y, data.weights)}, {wanted["score"].get<double>()}, 1e-11);
  if constexpr (std::is_same_v<M, LinearRegression>) {
    CHECK(model.rank() == wanted["rank"].get<std::int64_t>());
    check_near(model.singular(), wanted["singular"], 1e-11);
  }
}

}  // namespace

TEST_CASE("LinearRegression: scikit-learn's numbers") {
  const json& wanted = fixture()["linear"];
  const Examples one = one_output(), two = two_outputs();
  check_model(LinearRegression(), one, wanted["one output"]);
  check_model(LinearRegression(), weighted(one), wanted["weights"]);
  check_model(LinearRegression(), two, wanted["two outputs"]);
  check_model(LinearRegression(), weighted(two), wanted["two outputs, weights"]);
  check_model(LinearRegression({.fit_intercept = false}), one, wanted["no intercept"]);
  check_model(LinearRegression(), {columns(two.X, {0, 1, 0}), one.y, {}}, wanted["rank 2"]);
  check_model(LinearRegression(), {rows(one.X, 0, 2), rows(one.y, 0, 2), {}}, wanted["fewer rows than columns"]);
}

TEST_CASE("Ridge: scikit-learn's numbers") {
  const json& wanted = fixture()["ridge"];
  check_model(Ridge({.alpha = 2.5}), one_output(), wanted["one output"]);
  check_model(Ridge({.alpha = 0.5}), weighted(one_output()), wanted["weights"]);
  check_model(Ridge({.alpha = 10.0}), two_outputs(), wanted["two outputs"]);
  check_model(Ridge({.fit_intercept = false}), one_output(), wanted["no intercept"]);
}

TEST_CASE("LinearRegression: gradient descent comes to the same line") {
  const Examples all = weighted(two_outputs());
  for (bool fit_intercept : {true, false}) {
    LinearRegression closed({.fit_intercept = fit_intercept}), descent({.fit_intercept = fit_intercept,
                                                                        .solver = "gradient_descent",
                                                                        .learning_rate = 0.04,
                                                                        .max_iter = 200000,
                                                                        .gradient_tol = 1e-11});
    closed.fit(all.X, all.y, all.weights);
    descent.fit(all.X, all.y, all.weights);
    CHECK(descent.warnings().empty());
    check_near(descent.coef().to_vector<double>(), closed.coef().to_vector<double>(), 1e-8);
    check_near(descent.intercept().to_vector<double>(), closed.intercept().to_vector<double>(), 1e-8);
    const auto& curve = descent.loss_curve();
    CHECK(curve.size() < 200000);
    CHECK(curve.back() < curve.front());
  }
  LinearRegression hasty({.solver = "gradient_descent", .learning_rate = 0.01, .max_iter = 5});
  hasty.fit(all.X, all.y);
  CHECK(hasty.loss_curve().size() == 5);
  CHECK(hasty.warnings().at(0).starts_with("max_iter = 5 steps were not enough"));
}

TEST_CASE("PolynomialFeatures: scikit-learn's products, names and values") {
  for (const json& row : fixture()["polynomial_features"]) {
    CAPTURE(row.dump());
    PolynomialFeatures poly = with_params(PolynomialFeatures(), row["params"]);
    const auto n = row["columns"].get<std::int64_t>();
    Tensor x(float64, {1, n});
    for (std::int64_t i = 0; i < n; ++i) x.mutable_data<double>()[i] = 2.0 + static_cast<double>(i);
    CHECK(poly.fit_transform(x).to_vector<double>() == numbers_of(row["row"]));
    CHECK(poly.powers().astype(float64).to_vector<double>() == numbers_of(row["powers"]));
    CHECK(poly.get_feature_names_out() == row["names"].get<std::vector<std::string>>());
  }
}

TEST_CASE("PolynomialRegression: numpy.polyfit's coefficients") {
  const Tensor t = Tensor::from(fixture()["t"].get<std::vector<double>>(), {30});
  const Tensor curve = Tensor::from(fixture()["curve"].get<std::vector<double>>(), {30});
  for (const auto& item : fixture()["polyfit"].items()) {
    CAPTURE(item.key());
    PolynomialRegression poly({.degree = std::stoll(item.key())});
    poly.fit(t, curve);
    std::vector<double> all = poly.coef().to_vector<double>();
    all.insert(all.begin(), poly.intercept().item());
    check_near(all, numbers_of(item.value()), 1e-8);
  }
  PolynomialRegression two({.degree = 2});
  const Tensor X = columns(datasets::load_iris().data, {0, 1}), y = columns(datasets::load_iris().data, {2, 3});
  two.fit(X, y);
  CHECK(two.coef().shape() == Shape{2, 5});
  CHECK(two.predict(X).shape() == Shape{150, 2});
  CHECK(two.features().get_feature_names_out()[3] == "x0 x1");
  two.set_param("degree", 3);
  two.set_param("fit_intercept", false);
  CHECK(two.options.degree == 3);
  CHECK_FALSE(two.options.linear.fit_intercept);
}

TEST_CASE("linear models: float32 stays, a refused fit changes nothing") {
  const Examples all = one_output();
  LinearRegression line;
  line.fit(all.X.astype(float32), all.y);
  CHECK(line.coef().dtype() == float32);
  CHECK(line.predict(all.X).dtype() == float32);
  line.fit(all.X, all.y);
  const Tensor before = line.coef();
  Tensor with_nan = all.X;
  with_nan.mutable_data<double>()[4] = 0.0 / 0.0;
  struct {
    std::function<void()> call;
    const char* message;
  } table[] = {
      {[&] { line.fit(with_nan, all.y); }, "LinearRegression.fit: X must be finite: X[1, 1] = "},
      {[&] { line.fit(all.X, rows(all.y, 0, 9)); },
       "LinearRegression.fit: X and y differ in their number of rows: X has 150, y float64 [9]\n"
       "  give one target for each row"},
      {[&] {
         line.predict(zeros({2, 2}));
       },
       "LinearRegression.predict: X must have the columns of fit: X float64 [2, 2], fitted with 3 features"},
      {[&] { LinearRegression().coef(); }, "LinearRegression: it is not fitted yet\n  call fit(X, y) first"},
      {[&] { LinearRegression().rank(); }, "LinearRegression: it is not fitted yet"},
      {[&] { LinearRegression({.solver = "magic"}).fit(all.X, all.y); },
       "LinearRegression: solver has an unknown value: solver = \"magic\"\n  choose one of lstsq, gradient_descent"},
      {[&] { LinearRegression({.tol = -1}).fit(all.X, all.y); }, "tol is out of range: tol = -1"},
      {[&] { LinearRegression({.learning_rate = 0}).fit(all.X, all.y); }, "learning_rate is out of range"},
      {[&] { LinearRegression({.max_iter = 0}).fit(all.X, all.y); }, "max_iter is out of range: max_iter = 0"},
      {[&] { LinearRegression({.solver = "gradient_descent", .learning_rate = 10}).fit(all.X, all.y); },
       "LinearRegression.fit: gradient descent diverged: learning_rate = 10, step "},
      {[&] {
         LinearRegression({.solver = "gradient_descent", .learning_rate = 1e308, .max_iter = 1}).fit(all.X, all.y);
       },
       "LinearRegression.fit: gradient descent diverged: learning_rate = 1e+308, step 1\n"
       "  reduce learning_rate, or scale X with StandardScaler"},
      {[&] {
         line.fit(tensor({{1e-30}, {2e-30}, {3e-30}}).astype(float32), tensor({1e20, 2e20, 3e20}));
       },
       "LinearRegression.fit: what it learned is too large for float32\n  scale X and y with StandardScaler"},
      {[] { PolynomialRegression().set_param("dgree", 2); },
       "PolynomialRegression.set_param: there is no parameter of that name: \"dgree\"\n  choose one of degree, "
       "interaction_only, fit_intercept, tol, solver, learning_rate, max_iter, gradient_tol"},
      {[] { PolynomialRegression().set_param("tol", "small"); }, "PolynomialRegression.set_param: tol takes a number"},
      {[&] { Ridge({.alpha = -1}).fit(all.X, all.y); },
       "Ridge: alpha is out of range: alpha = -1\n  give a finite number of at least 0"},
      {[&] { PolynomialRegression({.degree = -1}).fit(all.X, all.y); },
       "PolynomialFeatures: degree is out of range: min_degree = 0, degree = -1"},
      {[&] {
         PolynomialFeatures({.degree = 60}).fit(zeros({1, 30}));
       },
       "PolynomialFeatures: there are too many products: more than 10000000 of degree 60 in 30 columns"},
      {[&] { PolynomialFeatures().transform(all.X); }, "PolynomialFeatures: it is not fitted yet"},
      {[&] { PolynomialRegression().predict(all.X); }, "LinearRegression: it is not fitted yet"},
  };
  for (auto& row : table) CHECK_THROWS_WITH_AS(row.call(), doctest::Contains(row.message), DataError);
  CHECK(line.coef().is_identical(before));
}

}  // namespace xgrad
