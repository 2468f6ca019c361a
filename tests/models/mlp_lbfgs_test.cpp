// Solver lbfgs against scikit-learn 1.9 (fixtures/mlp.py).
#include <doctest/doctest.h>
#include <cmath>
#include <xgrad/graph/error.hpp>
#include <xgrad/models/data/datasets.hpp>
#include <xgrad/models/minimize_internal.hpp>
#include <xgrad/models/mlp_classifier.hpp>
#include <xgrad/models/mlp_regressor.hpp>

#include "fixture_json.hpp"

namespace xgrad {
namespace {

using models::MLPClassifier;
using models::MLPRegressor;
using nlohmann::json;

struct Examples {
  Tensor X, y;
};

Examples examples(const std::string& name) {
  const Dataset iris = datasets::load_iris();
  if (name == "iris") return {iris.data, iris.target};
  if (name == "binary") return {rows(iris.data, 50, 150), rows(iris.target, 50, 150)};
  if (name == "regression") return {columns(iris.data, 0, 3), columns(iris.data, 3, 4).reshape({150})};
  if (name == "two_outputs") return {columns(iris.data, 0, 2), columns(iris.data, 2, 4)};
  Dataset digits = datasets::load_digits();
  auto* pixel = digits.data.mutable_data<double>();
  for (std::int64_t i = 0; i < digits.data.size(); ++i) pixel[i] /= 16;
  return {digits.data, digits.target};
}

/// How far the loss is above scikit-learn's (below 0: lower), relative.
template <class E> double excess(const json& wanted, const Examples& data, double& score) {
  E mlp = with_params(E(), wanted["params"]);
  mlp.fit(data.X, data.y);
  score = mlp.score(data.X, data.y);
  CHECK(static_cast<std::int64_t>(mlp.loss_curve().size()) == mlp.n_iter());
  CHECK(mlp.loss_curve().back() == mlp.loss());
  return mlp.loss() / wanted["loss"].get<double>() - 1;
}

}  // namespace

TEST_CASE("solver lbfgs: as far down as scikit-learn's") {
  const json fixture = fixture_json("mlp.json");
  double sum = 0;
  for (const auto& item : fixture["lbfgs"].items()) {
    INFO(item.key());
    const json& wanted = item.value();
    const auto name = wanted["data"].get<std::string>();
    const Examples data = examples(name);
    double score = 0;
    const bool is_regression = name == "regression" || name == "two_outputs";
    const double above =
        is_regression ? excess<MLPRegressor>(wanted, data, score) : excess<MLPClassifier>(wanted, data, score);
    CHECK(above <= 1e-3);
    sum += above;
    if (!is_regression) CHECK(std::abs(score - wanted["score"].get<double>()) <= 0.02);
  }
  MESSAGE("mean relative distance of the loss: ", sum / static_cast<double>(fixture["lbfgs"].size()));
}

TEST_CASE("solver lbfgs: limits end it, and it says so") {
  const Dataset iris = datasets::load_iris();
  MLPClassifier mlp(
      {.hidden_layer_sizes = {5}, .activation = "tanh", .solver = "lbfgs", .max_iter = 7, .random_state = 1});
  mlp.fit(iris.data, iris.target);
  CHECK(mlp.n_iter() == 7);
  CHECK(mlp.t() == 0);
  CHECK_FALSE(mlp.best_loss());
  REQUIRE(mlp.warnings().size() == 1);
  CHECK(mlp.warnings()[0] ==
        "max_iter = 7 iterations of lbfgs were not enough: the optimization has not converged yet; increase it, or "
        "scale X "
        "with StandardScaler");
  mlp.options.max_iter = 200, mlp.options.max_fun = 10;
  mlp.fit(iris.data, iris.target);
  CHECK(mlp.n_iter() < 11);
  CHECK(mlp.warnings().at(0).starts_with("max_fun = 10 evaluations of the loss were not enough"));
  mlp.options.max_fun = 15000;
  std::int64_t last = 0;
  mlp.options.on_epoch = [&](const models::Epoch& e) { return (last = e.number) < 3; };
  mlp.fit(iris.data, iris.target);
  CHECK(last == 3);
  CHECK(mlp.n_iter() == 3);
  CHECK(mlp.warnings().at(0) == "on_epoch ended the training after 3 iterations");
}

TEST_CASE("solver lbfgs: warm_start goes on, float32 comes near") {
  const Dataset iris = datasets::load_iris();
  MLPClassifier once(
      {.hidden_layer_sizes = {5}, .activation = "tanh", .solver = "lbfgs", .alpha = 0.1, .random_state = 1});
  MLPClassifier twice(once.options), narrow(once.options);
  once.fit(iris.data, iris.target);
  twice.options.max_iter = 10, twice.options.warm_start = true;
  twice.fit(iris.data, iris.target);
  const double first = twice.loss();
  twice.options.max_iter = 200;
  twice.fit(iris.data, iris.target);
  CHECK(twice.loss() < first);
  narrow.options.dtype = float32;
  narrow.fit(iris.data, iris.target);
  CHECK(narrow.coefs()[0].dtype() == float32);
  CHECK(narrow.loss() == doctest::Approx(once.loss()).epsilon(0.05));
}

TEST_CASE("minimize: iteration for iteration scipy's L-BFGS-B") {
  // scipy.optimize.minimize(rosen, x0, jac=rosen_der, method="L-BFGS-B"), SciPy 1.17
  auto rosen = [](const std::vector<double>& x, std::vector<double>& g) {
    double f = 0;
    g.assign(x.size(), 0.0);
    for (std::size_t i = 0; i + 1 < x.size(); ++i) {
      const double a = x[i + 1] - x[i] * x[i], b = 1 - x[i];
      f += 100 * a * a + b * b;
      g[i] += -400 * x[i] * a - 2 * b;
      g[i + 1] += 200 * a;
    }
    return f;
  };
  struct {
    std::vector<double> start;
    std::int64_t max_iter, iterations, evaluations;
    double f;
  } rows[] = {
      {{-1.2, 1.0}, 1, 1, 3, 4.225209187581896},
      {{-1.2, 1.0}, 3, 3, 5, 4.120517097042244},
      {{-1.2, 1.0}, 10, 10, 12, 2.928030306390301},
      {{-1.2, 1.0}, 15000, 36, 44, 2.8076498487712216e-12},
      {{-1.2, 1.0, -1.2, 1.0}, 1, 1, 2, 159.23021278799925},
      {{-1.2, 1.0, -1.2, 1.0}, 3, 3, 4, 60.560433631160656},
      {{-1.2, 1.0, -1.2, 1.0}, 10, 10, 11, 2.9469655201324767},
      {{-1.2, 1.0, -1.2, 1.0}, 15000, 39, 45, 8.082815186624072e-12},
      {{3.0, -2.0, 0.5, 1.0, 2.0, 4.0}, 1, 1, 2, 4114.197314225137},
      {{3.0, -2.0, 0.5, 1.0, 2.0, 4.0}, 3, 3, 4, 525.8092589891355},
      {{3.0, -2.0, 0.5, 1.0, 2.0, 4.0}, 10, 10, 11, 93.5858257605546},
      {{3.0, -2.0, 0.5, 1.0, 2.0, 4.0}, 15000, 62, 75, 5.16850035895589e-14},
      {{0.1, 0.1, 0.1, 0.1, 0.1, 0.1, 0.1, 0.1, 0.1, 0.1}, 1, 1, 3, 8.833142230426269},
      {{0.1, 0.1, 0.1, 0.1, 0.1, 0.1, 0.1, 0.1, 0.1, 0.1}, 3, 3, 5, 8.58268514017301},
      {{0.1, 0.1, 0.1, 0.1, 0.1, 0.1, 0.1, 0.1, 0.1, 0.1}, 10, 10, 13, 6.934852743687162},
      {{0.1, 0.1, 0.1, 0.1, 0.1, 0.1, 0.1, 0.1, 0.1, 0.1}, 15000, 55, 70, 8.41970272644552e-11},
      {{1.0, 1.0}, 1, 0, 1, 0.0},
      {{1.0, 1.0}, 3, 0, 1, 0.0},
      {{1.0, 1.0}, 10, 0, 1, 0.0},
      {{1.0, 1.0}, 15000, 0, 1, 0.0},
  };
  for (auto& row : rows) {
    const auto found = models::detail::minimize(rosen, row.start, {.max_iter = row.max_iter});
    CHECK(found.iterations == row.iterations);
    CHECK(found.evaluations == row.evaluations);
    CHECK(found.f == doctest::Approx(row.f).epsilon(1e-6));
  }
}

TEST_CASE("minimize: a gradient that is NaN is no flat one") {
  const auto f = [](const models::detail::Numbers& x, models::detail::Numbers& gradient) {
    gradient[0] = std::nan("");
    gradient[1] = 0.0;
    return x[0];
  };
  const auto found = models::detail::minimize(f, {1.0, 2.0}, {});
  CHECK(found.stop == models::detail::MinimizeStop::line_search);
  CHECK(found.iterations == 0);
  CHECK(found.x == models::detail::Numbers{1.0, 2.0});
}

}  // namespace xgrad
