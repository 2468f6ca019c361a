#include <doctest/doctest.h>
#include <algorithm>
#include <cmath>
#include <limits>
#include <xgrad/graph/error.hpp>
#include <xgrad/models/data/random_state.hpp>
#include <xgrad/models/mlp_regressor.hpp>

namespace xgrad {
namespace {

using models::MLPOptions;
using models::MLPRegressor;

/// 60 points from -1 to 1 and their squares.
Tensor points() {
  Tensor x(float64, {60, 1});
  for (std::int64_t i = 0; i < 60; ++i) x.mutable_data<double>()[i] = -1 + 2 * static_cast<double>(i) / 59;
  return x;
}
Tensor squares() {
  Tensor y = points().reshape({60});
  auto* value = y.mutable_data<double>();
  for (std::int64_t i = 0; i < 60; ++i) value[i] *= value[i];
  return y;
}

MLPOptions options() {
  return {.hidden_layer_sizes = {20},
          .activation = "tanh",
          .learning_rate_init = 0.02,
          .max_iter = 2000,
          .random_state = 1};
}

}  // namespace

TEST_CASE("MLPRegressor: fits a parabola, with scikit-learn's numbers") {
  MLPRegressor mlp(options());
  mlp.fit(points(), squares());
  CHECK(mlp.n_iter() == 93);
  CHECK(mlp.score(points(), squares()) == doctest::Approx(0.954952570241983).epsilon(1e-9));
  CHECK(mlp.predict(points()).shape() == Shape{60});
  CHECK(mlp.out_activation() == "identity");
  CHECK(mlp.best_loss().value() <= mlp.loss());
}

TEST_CASE("MLPRegressor: one row may be predicted, several outputs may be learned") {
  Tensor y(float64, {60, 2});
  for (std::int64_t i = 0; i < 60; ++i) {
    y.mutable_data<double>()[2 * i] = squares().data<double>()[i];
    y.mutable_data<double>()[2 * i + 1] = -squares().data<double>()[i];
  }
  MLPRegressor mlp(options());
  mlp.options.tol = 1e-6;
  mlp.options.n_iter_no_change = 50;
  mlp.fit(points(), y);
  CHECK(mlp.n_outputs() == 2);
  CHECK(mlp.predict(rows(points(), 3, 4)).shape() == Shape{1, 2});
  CHECK(mlp.score(points(), y) > 0.98);
}

TEST_CASE("MLPRegressor: every solver, schedule and activation learns") {
  for (const char* activation : {"identity", "logistic", "tanh", "relu"})
    for (const char* rate : {"constant", "invscaling", "adaptive"})
      for (const char* solver : {"adam", "sgd"}) {
        CAPTURE(activation);
        CAPTURE(rate);
        CAPTURE(solver);
        MLPOptions o{.hidden_layer_sizes = {8},
                     .activation = activation,
                     .solver = solver,
                     .batch_size = 16,
                     .learning_rate = rate,
                     .learning_rate_init = 0.01,
                     .max_iter = 40,
                     .random_state = 5};
        MLPRegressor mlp(o);
        mlp.fit(points(), points().reshape({60}));
        CHECK(mlp.loss() < 0.7 * mlp.loss_curve().front());
        CHECK(std::isfinite(mlp.learning_rate()));
      }
}

TEST_CASE("MLPRegressor: early stopping keeps the weights of the best score") {
  MLPOptions o = options();
  o.early_stopping = true;
  o.n_iter_no_change = 3;
  MLPRegressor mlp(o);
  std::vector<double> told;
  mlp.options.on_epoch = [&](const models::Epoch& e) {
    told.push_back(e.validation_score.value());
    return true;
  };
  mlp.fit(points(), squares());
  CHECK(mlp.validation_scores() == told);
  CHECK(*std::max_element(told.begin(), told.end()) == mlp.best_validation_score().value());
  CHECK_FALSE(mlp.best_loss());
  CHECK(mlp.n_iter() < 2000);
  CHECK(mlp.t() == mlp.n_iter() * 54);
}

TEST_CASE("MLPRegressor: what it refuses") {
  MLPRegressor mlp(options());
  Tensor with_nan = squares();
  with_nan.mutable_data<double>()[2] = std::numeric_limits<double>::quiet_NaN();
  CHECK_THROWS_WITH_AS(mlp.fit(points(), with_nan),
                       "MLPRegressor.fit: y must be finite: y[2] = nan\n  remove or replace NaN and infinities",
                       DataError);
  CHECK_THROWS_WITH_AS(mlp.fit(points(), zeros({59})),
                       "MLPRegressor.fit: X and y differ in their number of rows: X has 60, y float64 [59]\n"
                       "  give one target for each row",
                       DataError);
  CHECK_THROWS_WITH_AS(mlp.fit(points(), zeros({60, 0})), doctest::Contains("give [n] or [n, outputs]"), DataError);
  mlp.options.early_stopping = true;
  mlp.options.validation_fraction = 0.01;
  int epochs = 0;
  mlp.options.on_epoch = [&](const models::Epoch&) { return ++epochs > 0; };
  CHECK_THROWS_WITH_AS(mlp.fit(points(), squares()),
                       "MLPRegressor: early_stopping needs at least two examples for its score: validation_fraction = "
                       "0.01, 60 rows: 59 to train on, 1 set aside\n"
                       "  give a larger validation_fraction or more rows, or leave out early_stopping",
                       DataError);
  CHECK(epochs == 0);
  CHECK_FALSE(mlp.is_fitted());
}

TEST_CASE("MLPRegressor: one example with one feature is enough, and one unit") {
  MLPRegressor mlp({.hidden_layer_sizes = {1}, .activation = "identity", .learning_rate_init = 0.1, .random_state = 1});
  mlp.fit(tensor({{2.0}}), tensor({3.0}));
  CHECK(mlp.predict(tensor({{2.0}})).item() == doctest::Approx(2.69006508).epsilon(1e-6));
  CHECK(mlp.coefs()[0].shape() == Shape{1, 1});
  mlp.options.hidden_layer_sizes = {};
  mlp.fit(tensor({{2}}), tensor({3}));
  CHECK(mlp.layer_units() == std::vector<std::int64_t>{1, 1});
}

TEST_CASE("MLPRegressor: on_epoch may change the options of the next fit") {
  MLPRegressor mlp(options());
  mlp.options.max_iter = 5;
  mlp.options.on_epoch = [&](const models::Epoch&) {
    mlp.options.on_epoch = {};
    mlp.options.max_iter = 1;
    return true;
  };
  mlp.fit(points(), squares());
  CHECK(mlp.n_iter() == 5);
  mlp.fit(points(), squares());
  CHECK(mlp.n_iter() == 1);
}

TEST_CASE("MLPRegressor: without a seed every fit differs") {
  MLPOptions o = options();
  o.random_state = std::nullopt;
  o.max_iter = 1;
  MLPRegressor a(o), b(o);
  a.fit(points(), squares());
  b.fit(points(), squares());
  CHECK_FALSE(a.coefs()[0].is_identical(b.coefs()[0]));
}

TEST_CASE("MLPRegressor: what float32 cannot hold is said of the number that was given") {
  MLPOptions o = options();
  o.dtype = float32;
  MLPRegressor mlp(o);
  Tensor y = squares();
  y.mutable_data<double>()[2] = -1e300;
  CHECK_THROWS_WITH_AS(mlp.fit(points(), y),
                       "MLPRegressor.fit: y has a number too large for float32: y[2] = -1e+300\n"
                       "  scale y with StandardScaler, or set dtype = float64",
                       DataError);
}

TEST_CASE("MLPRegressor: the header's example") {
  Tensor X = tensor({{0.0}, {0.5}, {1.0}, {1.5}, {2.0}}), y = tensor({0.0, 0.25, 1.0, 2.25, 4.0});
  models::MLPRegressor mlp({.hidden_layer_sizes = {20}, .activation = "tanh", .solver = "lbfgs", .random_state = 0});
  mlp.fit(X, y);
  CHECK(mlp.predict(tensor({{1.25}})).item() == doctest::Approx(1.5625).epsilon(0.01));  // five points: kernels differ
}

}  // namespace xgrad
