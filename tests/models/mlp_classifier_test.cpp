#include <doctest/doctest.h>
#include <algorithm>
#include <cmath>
#include <fstream>
#include <functional>
#include <limits>
#include <nlohmann/json.hpp>
#include <xgrad/graph/error.hpp>
#include <xgrad/models/data/datasets.hpp>
#include <xgrad/models/data/metrics.hpp>
#include <xgrad/models/data/split.hpp>
#include <xgrad/models/mlp_classifier.hpp>

namespace xgrad {
namespace {

using models::MLPClassifier;
using models::MLPOptions;

const double nan = std::numeric_limits<double>::quiet_NaN();

const Dataset& iris() {
  static const Dataset set = datasets::load_iris();
  return set;
}

MLPOptions quick() { return {.hidden_layer_sizes = {5}, .max_iter = 3, .random_state = 1}; }

Tensor with_entry(double value) {
  Tensor X = iris().data;
  X.mutable_data<double>()[5] = value;
  return X;
}

/// iris with labels a x + b.
Tensor relabelled(std::int64_t a, std::int64_t b) {
  Tensor y = iris().target;
  auto* label = y.mutable_data<std::int64_t>();
  for (std::int64_t i = 0; i < y.size(); ++i) label[i] = a * label[i] + b;
  return y;
}

bool are_identical(const std::vector<Tensor>& a, const std::vector<Tensor>& b) {
  if (a.size() != b.size()) return false;
  for (std::size_t i = 0; i < a.size(); ++i)
    if (!a[i].is_identical(b[i])) return false;
  return true;
}

}  // namespace

TEST_CASE("MLPClassifier: the digits hello world has scikit-learn's numbers") {
  std::ifstream file(XGRAD_TEST_DATA "/conformance/fixtures/sklearn/sklearn_digits_42.json");
  const nlohmann::json expected = nlohmann::json::parse(file);
  auto digits = datasets::load_digits();
  auto [X_train, X_test, y_train, y_test] =
      train_test_split(digits.data, digits.target, {.test_size = 0.2, .random_state = 42});
  MLPClassifier mlp({.hidden_layer_sizes = {50}, .max_iter = 500, .random_state = 42});
  mlp.fit(X_train, y_train);
  CHECK(mlp.n_iter() == 187);
  CHECK(mlp.t() == 187 * 1437);
  CHECK(mlp.layer_units() == std::vector<std::int64_t>{64, 50, 10});
  CHECK(mlp.out_activation() == "softmax");
  CHECK(mlp.warnings().empty());
  const auto curve = expected["loss_curve"].get<std::vector<double>>();
  REQUIRE(mlp.loss_curve().size() == curve.size());
  double worst = 0;
  for (std::size_t i = 0; i < curve.size(); ++i) worst = std::max(worst, std::abs(mlp.loss_curve()[i] / curve[i] - 1));
  CHECK(worst < 1e-9);
  CHECK(mlp.score(X_test, y_test) == doctest::Approx(0.9666666666666667).epsilon(1e-15));
  CHECK(mlp.predict(X_test).to_vector<std::int64_t>() == expected["test_predictions"].get<std::vector<std::int64_t>>());
}

TEST_CASE("MLPClassifier: wrong parameters are named, and what would be right") {
  struct {
    std::function<void(MLPOptions&)> spoil;
    const char* message;
  } rows[] = {
      {[](MLPOptions& o) { o.activation = "swish"; },
       "MLPClassifier: activation has an unknown value: activation = \"swish\"\n"
       "  choose one of identity, logistic, tanh, relu"},
      {[](MLPOptions& o) { o.solver = "adamm"; }, "solver = \"adamm\"\n  choose one of adam, sgd, lbfgs"},
      {[](MLPOptions& o) { o.learning_rate = ""; }, "choose one of constant, invscaling, adaptive"},
      {[](MLPOptions& o) {
         o.hidden_layer_sizes = {5, -1};
       },
       "hidden_layer_sizes holds a size below 1: hidden_layer_sizes = [ 5 -1]\n"
       "  give each hidden layer at least one unit, or {} for no hidden layer"},
      {[](MLPOptions& o) { o.alpha = -1; }, "alpha = -1\n  give a finite number of at least 0"},
      {[](MLPOptions& o) { o.alpha = nan; }, "alpha = nan"},
      {[](MLPOptions& o) { o.tol = 1 / 0.0; }, "tol = inf"},
      {[](MLPOptions& o) { o.learning_rate_init = 0; }, "learning_rate_init = 0\n  give a finite number above 0"},
      {[](MLPOptions& o) { o.momentum = 1.5; },
       "MLPClassifier: momentum is out of range: momentum = 1.5\n  give a number from 0 to 1"},
      {[](MLPOptions& o) { o.beta_1 = 1; }, "beta_1 = 1\n  give a number of at least 0 and below 1"},
      {[](MLPOptions& o) { o.beta_2 = -0.1; }, "beta_2 = -0.1"},
      {[](MLPOptions& o) { o.epsilon = 0; }, "epsilon = 0"},
      {[](MLPOptions& o) { o.power_t = -1; }, "power_t = -1"},
      {[](MLPOptions& o) { o.validation_fraction = 1; }, "validation_fraction = 1"},
      {[](MLPOptions& o) { o.max_iter = 0; }, "max_iter = 0\n  give a whole number of at least 1"},
      {[](MLPOptions& o) { o.batch_size = 0; }, "batch_size = 0"},
      {[](MLPOptions& o) { o.n_iter_no_change = 0; }, "n_iter_no_change = 0"},
      {[](MLPOptions& o) { o.random_state = -1; }, "random_state = -1\n  give a whole number from 0 to 4294967295"},
      {[](MLPOptions& o) { o.dtype = int64; }, "dtype = int64\n  choose float64 or float32"},
      {[](MLPOptions& o) { o.early_stopping = true, o.validation_fraction = 0; },
       "early_stopping has no examples to validate by: validation_fraction = 0"},
      {[](MLPOptions& o) { o.early_stopping = true, o.validation_fraction = 0.999; },
       "validation_fraction = 0.999, 150 rows"},
      {[](MLPOptions& o) { o.solver = "sgd", o.learning_rate_init = 1e300; }, "the training diverged"},
      {[](MLPOptions& o) { o.hidden_layer_sizes = {1000000000000}; },
       "MLPClassifier: the network does not fit into memory: layers 4-1000000000000-3: 8e+12 weights\n"
       "  reduce hidden_layer_sizes"},
      {[](MLPOptions& o) {
         o.hidden_layer_sizes = {1000000000000, 1000000000000};
       },
       "MLPClassifier: the network does not fit into memory: layers 4-1000000000000-1000000000000-3: 1e+24 weights\n"
       "  reduce hidden_layer_sizes"},
  };
  for (auto& row : rows) {
    MLPClassifier mlp(quick());
    mlp.fit(iris().data, iris().target);
    const auto coefs = mlp.coefs();
    row.spoil(mlp.options);
    CHECK_THROWS_WITH_AS(mlp.fit(iris().data, iris().target), doctest::Contains(row.message), DataError);
    CHECK(are_identical(mlp.coefs(), coefs));
  }
}

#ifndef __SANITIZE_ADDRESS__  // which ends the program where memory runs out
TEST_CASE("MLPClassifier: a network that memory does not hold") {
  MLPClassifier mlp({.hidden_layer_sizes = {100000000000}});
  CHECK_THROWS_WITH_AS(mlp.fit(iris().data, iris().target),
                       "MLPClassifier: the training does not fit into memory: layers 4-100000000000-3, 150 rows\n"
                       "  reduce hidden_layer_sizes or batch_size",
                       DataError);
  CHECK(!mlp.is_fitted());
}
#endif

TEST_CASE("MLPClassifier: wrong data are named, and what would be right") {
  struct {
    Tensor X, y;
    const char* message;
  } table[] = {
      {with_entry(nan), iris().target,
       "MLPClassifier.fit: X must be finite: X[1, 1] = nan\n  remove or replace NaN and infinities"},
      {with_entry(-1 / 0.0), iris().target, "X[1, 1] = -inf"},
      {iris().data, rows(iris().target, 0, 149), "X and y differ in their number of rows: X has 150, y int64 [149]"},
      {zeros({0, 4}), zeros({0}, int64), "X has no rows: X float64 [0, 4]"},
      {zeros({150, 0}), iris().target, "X has no columns: X float64 [150, 0]"},
      {zeros({150}), iris().target,
       "X is no table of rows and columns: X float64 [150]\n"
       "  X.reshape({150, 1}) makes one column of it, X.reshape({1, 150}) one row"},
      {iris().data, zeros({150, 2}, int64), "y must have one label for each row: y int64 [150, 2]"},
      {iris().data, full({150}, 0.5), "y must hold labels: whole numbers: y[0] = 0.5\n  give int64 labels"},
      {iris().data, full({150}, nan), "y[0] = nan"},
  };
  MLPClassifier mlp(quick());
  for (auto& row : table) CHECK_THROWS_WITH_AS(mlp.fit(row.X, row.y), doctest::Contains(row.message), DataError);
  CHECK_FALSE(mlp.is_fitted());
  CHECK_THROWS_WITH_AS(mlp.predict(iris().data), "MLPClassifier: it is not fitted yet\n  call fit(X, y) first",
                       DataError);
  CHECK_THROWS_AS(mlp.loss(), DataError);
  mlp.fit(iris().data, iris().target);
  CHECK_THROWS_WITH_AS(
      mlp.predict(zeros({2, 3})),
      "MLPClassifier.predict: X must have the columns of fit: X float64 [2, 3], fitted with 4 features", DataError);
  CHECK_THROWS_WITH_AS(mlp.predict_proba(with_entry(nan)),
                       doctest::Contains("MLPClassifier.predict_proba: X must be finite"), DataError);
}

TEST_CASE("MLPClassifier: a fit that fails on its way leaves the model as it was") {
  MLPClassifier mlp(quick());
  mlp.fit(iris().data, iris().target);
  const auto coefs = mlp.coefs();
  const auto curve = mlp.loss_curve();
  const Tensor proba = mlp.predict_proba(iris().data);
  mlp.options.warm_start = true;
  mlp.options.on_epoch = [](const models::Epoch& e) -> bool {
    return e.number < 5 ? true : throw std::runtime_error("enough");
  };
  CHECK_THROWS_WITH(mlp.fit(iris().data, iris().target), "enough");
  CHECK(are_identical(mlp.coefs(), coefs));
  CHECK(mlp.loss_curve() == curve);
  CHECK(mlp.n_iter() == 3);
  CHECK(mlp.predict_proba(iris().data).is_identical(proba));
}

TEST_CASE("MLPClassifier: warm_start goes on, and asks for the same classes and layers") {
  MLPClassifier mlp(quick());
  mlp.options.warm_start = true;
  mlp.fit(iris().data, iris().target);
  const auto first = mlp.loss_curve();
  mlp.options.max_iter = 4;
  mlp.fit(iris().data, iris().target);
  CHECK(mlp.n_iter() == 7);
  CHECK(mlp.t() == 7 * 150);
  CHECK(std::vector<double>(mlp.loss_curve().begin(), mlp.loss_curve().begin() + 3) == first);
  CHECK(mlp.loss() < first.back());
  CHECK(mlp.warnings().size() == 1);  // that max_iter epochs were reached, passing the fourth
  CHECK_THROWS_WITH_AS(
      mlp.fit(iris().data, relabelled(1, 1)),
      "MLPClassifier: with warm_start, y must have the classes of the last fit: y has 1 2 3, before 0 1 2\n"
      "  set warm_start = false to begin anew",
      DataError);
  mlp.options.hidden_layer_sizes = {6};
  CHECK_THROWS_WITH_AS(mlp.fit(iris().data, iris().target), doctest::Contains("4-6-3, before 4-5-3"), DataError);
  mlp.options.warm_start = false;
  mlp.fit(iris().data, iris().target);
  CHECK(mlp.n_iter() == 4);
}

TEST_CASE("MLPClassifier: labels are kept, whatever they are") {
  MLPClassifier plain(quick()), far(quick()), column(quick());
  plain.fit(iris().data, iris().target);
  far.fit(iris().data, relabelled(1000, -7));
  column.fit(iris().data, iris().target.astype(float64).reshape({150, 1}));
  CHECK(far.classes() == std::vector<std::int64_t>{-7, 993, 1993});
  CHECK(are_identical(far.coefs(), plain.coefs()));
  CHECK(are_identical(column.coefs(), plain.coefs()));
  const Tensor p = plain.predict(iris().data), q = far.predict(iris().data);
  for (std::int64_t i = 0; i < 150; ++i) CHECK(q.data<std::int64_t>()[i] == 1000 * p.data<std::int64_t>()[i] - 7);
}

TEST_CASE("MLPClassifier: two classes have one logistic output, and two probabilities") {
  const Tensor X = rows(iris().data, 0, 100), y = rows(iris().target, 0, 100).astype(boolean);
  MLPClassifier mlp({.hidden_layer_sizes = {8}, .learning_rate_init = 0.05, .random_state = 3});
  mlp.fit(X, y);
  CHECK(mlp.out_activation() == "logistic");
  CHECK(mlp.n_outputs() == 1);
  CHECK(mlp.score(X, y) == 1.0);
  const Tensor p = mlp.predict_proba(X);
  CHECK(p.shape() == Shape{100, 2});
  for (std::int64_t i = 0; i < 100; ++i) CHECK(p.at<double>({i, 0}) + p.at<double>({i, 1}) == 1.0);
}

TEST_CASE("MLPClassifier: one class only is taken, as by scikit-learn, with a warning") {
  MLPClassifier mlp(quick());
  mlp.fit(iris().data, full({150}, 4).astype(int64));
  CHECK(mlp.warnings().front() == "y has one class only, 4: nothing can be told apart");
  CHECK(mlp.predict(rows(iris().data, 0, 3)).to_vector<std::int64_t>() == std::vector<std::int64_t>{4, 4, 4});
}

TEST_CASE("MLPClassifier: float32 trains, near float64") {
  MLPOptions options{.hidden_layer_sizes = {10}, .learning_rate_init = 0.01, .max_iter = 100, .random_state = 1};
  MLPClassifier exact(options);
  options.dtype = float32;
  MLPClassifier mlp(options);
  exact.fit(iris().data, iris().target);
  mlp.fit(iris().data.astype(float32), iris().target);
  CHECK(mlp.coefs()[0].dtype() == float32);
  CHECK(mlp.predict_proba(iris().data).dtype() == float32);
  CHECK(mlp.loss() == doctest::Approx(exact.loss()).epsilon(1e-3));
  CHECK(mlp.score(iris().data, iris().target) > 0.9);
}

TEST_CASE("MLPClassifier: on_epoch sees each epoch and can end the fit") {
  std::vector<models::Epoch> seen;
  MLPClassifier mlp(quick());
  mlp.options.max_iter = 100;
  mlp.options.on_epoch = [&](const models::Epoch& e) {
    seen.push_back(e);
    return e.number < 4;
  };
  mlp.fit(iris().data, iris().target);
  REQUIRE(seen.size() == 4);
  CHECK(seen[3].number == 4);
  CHECK(seen[3].samples == 600);
  CHECK(seen[3].loss == mlp.loss());
  CHECK_FALSE(seen[3].validation_score);
  CHECK(mlp.n_iter() == 4);
  CHECK(mlp.warnings().front() == "on_epoch ended the training after 4 epochs");
}

TEST_CASE("MLPClassifier: copies share what was learned, and part at the next fit") {
  MLPClassifier mlp(quick());
  mlp.fit(iris().data, iris().target);
  MLPClassifier copy = mlp;
  mlp.options.random_state = 2;
  mlp.fit(iris().data, iris().target);
  CHECK_FALSE(are_identical(copy.coefs(), mlp.coefs()));
  copy.fit(iris().data, iris().target);
  MLPClassifier again(quick());
  again.fit(iris().data, iris().target);
  CHECK(are_identical(copy.coefs(), again.coefs()));
}

TEST_CASE("MLPClassifier: the remedy for a vector as X is right as printed") {
  MLPClassifier mlp(quick());
  const Tensor X = zeros({150});
  CHECK_THROWS_WITH_AS(mlp.fit(X, iris().target), doctest::Contains("X.reshape({150, 1}) makes one column"), DataError);
  mlp.fit(X.reshape({150, 1}), iris().target);
  CHECK(mlp.n_features_in() == 1);
  CHECK(mlp.predict(X.reshape({150, 1})).size() == 150);
}

TEST_CASE("MLPClassifier: what float32 cannot hold is said of the number that was given") {
  MLPOptions o = quick();
  o.dtype = float32;
  MLPClassifier mlp(o);
  Tensor X = iris().data;
  X.mutable_data<double>()[1] = 1e300;
  CHECK_THROWS_WITH_AS(mlp.fit(X, iris().target),
                       "MLPClassifier.fit: X has a number too large for float32: X[0, 1] = 1e+300\n"
                       "  scale X with StandardScaler, or set dtype = float64",
                       DataError);
  mlp.fit(iris().data, iris().target);
  CHECK_THROWS_WITH_AS(mlp.predict(X), doctest::Contains("MLPClassifier.predict: X has a number too large for float32"),
                       DataError);
}

TEST_CASE("MLPClassifier: early_stopping refuses before the first epoch, in its own words") {
  std::vector<std::int64_t> order;
  for (std::int64_t i = 0; i < 150; ++i) order.push_back(i * 7 % 150);
  const Tensor X = take(iris().data, order), y = take(iris().target, order);
  Tensor lonely(int64, {150});
  lonely.mutable_data<std::int64_t>()[9] = 1;
  struct {
    Tensor X, y;
    double fraction;
    const char* message;
  } table[] = {
      {X, y, 0.001,
       "MLPClassifier: early_stopping needs at least two examples for its score: validation_fraction = 0.001, 150 "
       "rows: "
       "149 to train on, 1 set aside\n"
       "  give a larger validation_fraction or more rows, or leave out early_stopping"},
      {X, y, 0.999,
       "MLPClassifier: early_stopping leaves no example to train on: validation_fraction = 0.999, 150 rows: 0 to train "
       "on, 150 set aside\n"
       "  give more rows, or a smaller validation_fraction"},
      {X, lonely, 0.1,
       "MLPClassifier: early_stopping needs two examples of each class, one to train on and one for its score: "
       "validation_fraction = 0.1, 150 rows: 135 to train on, 15 set aside\n"
       "  give each class at least two rows, or leave out early_stopping"},
      {rows(X, 0, 5), tensor({0, 1, 0, 1, 0}), 0.7, "early_stopping leaves fewer examples to train on than classes"},
  };
  for (auto& row : table) {
    MLPOptions o = quick();
    o.early_stopping = true, o.validation_fraction = row.fraction;
    int epochs = 0;
    o.on_epoch = [&](const models::Epoch&) { return ++epochs > 0; };
    MLPClassifier mlp(o);
    CHECK_THROWS_WITH_AS(mlp.fit(row.X, row.y), doctest::Contains(row.message), DataError);
    CHECK(epochs == 0);
    CHECK_FALSE(mlp.is_fitted());
  }
}

TEST_CASE("MLPClassifier: words as labels, with and without early stopping") {  // scikit-learn issue 33760
  std::vector<std::string> words;
  for (std::int64_t label : iris().target.values<std::int64_t>()) words.emplace_back(1, static_cast<char>('a' + label));
  for (bool early_stopping : {false, true}) {
    CAPTURE(early_stopping);
    MLPClassifier numbers({.hidden_layer_sizes = {8},
                           .learning_rate_init = 0.02,
                           .max_iter = 100,
                           .random_state = 1,
                           .early_stopping = early_stopping});
    MLPClassifier named(numbers.options);
    numbers.fit(iris().data, iris().target);
    named.fit(iris().data, words);
    CHECK(are_identical(named.coefs(), numbers.coefs()));
    CHECK(named.validation_scores() == numbers.validation_scores());
    CHECK(named.class_names() == std::vector<std::string>{"a", "b", "c"});
    CHECK(named.score(iris().data, words) == numbers.score(iris().data, iris().target));
    if (!early_stopping) CHECK(named.score(iris().data, words) > 0.9);
    const std::vector<std::string> predicted = named.predict_names(iris().data);
    const Tensor places = numbers.predict(iris().data);
    CHECK(predicted.front() == "a");
    for (std::int64_t i = 0; i < 150; ++i)
      CHECK(predicted[static_cast<std::size_t>(i)][0] == 'a' + places.at<std::int64_t>({i}));
    CHECK(numbers.predict_names(rows(iris().data, 0, 1)) == std::vector<std::string>{"0"});
    CHECK_THROWS_WITH_AS(named.predict(iris().data),
                         "MLPClassifier.predict: the labels of fit were words, not numbers: a b c\n"
                         "  class_names() and predict_names(X) give words",
                         DataError);
    CHECK_THROWS_AS(named.classes(), DataError);
  }
  MLPClassifier mlp(quick());
  CHECK_THROWS_WITH_AS(mlp.fit(iris().data, std::vector<std::string>{"a"}),
                       "MLPClassifier.fit: X and y differ in their number of rows: X has 150, y 1 words\n"
                       "  give one label for each row",
                       DataError);
}

}  // namespace xgrad
