#include <doctest/doctest.h>
#include <cmath>
#include <filesystem>
#include <fstream>
#include <limits>
#include <optional>
#include <sstream>
#include <string>
#include <xgrad/graph/error.hpp>
#include <xgrad/models/batch_norm.hpp>
#include <xgrad/models/callbacks.hpp>
#include <xgrad/models/data/datasets.hpp>
#include <xgrad/models/data/split.hpp>
#include <xgrad/models/dropout.hpp>
#include <xgrad/models/mlp.hpp>
#include <xgrad/models/trainer.hpp>
#include <xgrad/ops/ops.hpp>
#include <xgrad/optim/adam.hpp>
#include <xgrad/optim/radam.hpp>
#include <xgrad/optim/rprop.hpp>
#include <xgrad/optim/sgd.hpp>

namespace xgrad {
namespace {

const auto cross_entropy = [](Var p, Var t) { return softmax_cross_entropy(p, t); };
const auto squares = [](Var p, Var t) { return mse(p, t); };

/// y = 2 x - 1 on some points.
std::pair<Tensor, Tensor> line() {
  const Tensor X = tensor({{0.0}, {0.25}, {0.5}, {0.75}, {1.0}});
  return {X, tensor({{-1.0}, {-0.5}, {0.0}, {0.5}, {1.0}})};
}

std::string text_of(const std::filesystem::path& path) {
  std::ifstream file(path);
  std::stringstream text;
  text << file.rdbuf();
  return text.str();
}

}  // namespace

TEST_CASE("Trainer: classifies iris, with metrics on examples set aside") {
  const auto iris = datasets::load_iris();
  const auto [X, X_test, y, y_test] = train_test_split(iris.data, iris.target, {.test_size = 0.2, .random_state = 42});
  Graph g;
  const models::MLP net(g, {4, 16, 3}, {.dtype = float64});
  models::Trainer trainer(g, net, cross_entropy, optim::Adam({.lr = 0.01}),
                          {.epochs = 60, .batch_size = 16, .random_state = 1, .metrics = {models::accuracy()}});
  const models::History history = trainer.fit(X, y, X_test, y_test);
  REQUIRE(history.size() == 60);
  CHECK(history.back().epoch == 60);
  CHECK(history.back().samples == 60 * 120);
  CHECK(history.back().loss < 0.2 * history.front().loss);
  CHECK(history.back().at("validation_accuracy") >= 0.96);
  CHECK(history.back().learning_rate == 0.01);
  const models::NamedNumbers judged = trainer.evaluate(X_test, y_test);
  CHECK(judged[0].second == *history.back().validation_loss);
  CHECK(trainer.predict(X_test).shape() == Shape{30, 3});
  CHECK(trainer.fit(X, y).front().epoch == 61);
}

TEST_CASE("Trainer: the same seed gives the same numbers") {
  const auto [X, y] = line();
  const auto losses = [&, X = X, y = y](std::int64_t seed) {
    Graph g;
    const models::MLP net(g, {1, 5, 1}, {.activation = tanh, .dtype = float64});
    models::Trainer trainer(g, net, squares, optim::SGD({.lr = 0.1}),
                            {.epochs = 5, .batch_size = 2, .random_state = seed});
    std::vector<double> all;
    for (const models::EpochReport& e : trainer.fit(X, y)) all.push_back(e.loss);
    return all;
  };
  CHECK(losses(1) == losses(1));
  CHECK(losses(1) != losses(2));
}

TEST_CASE("EarlyStopping: goes back to the best parameters") {
  const auto [X, y] = line();
  Graph g;
  const models::MLP net(g, {1, 1}, {.dtype = float64});
  models::Trainer trainer(g, net, squares, optim::SGD({.lr = 1.2}), {.epochs = 100, .batch_size = 5, .shuffle = false});
  auto& stop = trainer.add(models::EarlyStopping({.monitor = "loss", .patience = 3}));
  std::vector<Tensor> weights;
  trainer.add(models::OnEpoch([&](const models::EpochReport&) {
    weights.push_back(value(net.parameters()[0]));
    return true;
  }));
  const models::History history = trainer.fit(X, y);  // that rate swings ever wider
  CHECK(history.size() < 100);
  CHECK(std::ssize(history) == stop.best_epoch() + 3);
  CHECK(value(net.parameters()[0]).is_identical(weights[static_cast<std::size_t>(stop.best_epoch() - 1)]));
  CHECK(stop.best() == history[static_cast<std::size_t>(stop.best_epoch() - 1)].loss);
}

TEST_CASE("Trainer: histories, progress, gradient norms") {
  const auto [X, y] = line();
  Graph g;
  const models::MLP net(g, {1, 3, 1}, {.dtype = float64});
  models::Trainer trainer(g, net, squares, optim::SGD({.lr = 0.1}),
                          {.epochs = 2, .batch_size = 5, .shuffle = false, .gradient_norms = true});
  const std::filesystem::path folder = std::filesystem::temp_directory_path() / "xgrad_trainer_历史";
  std::filesystem::create_directories(folder);
  std::ostringstream shown;
  trainer.add(models::CsvHistory((folder / "h.csv").string()));
  trainer.add(models::JsonHistory((folder / "h.json").string()));
  trainer.add(models::ProgressBar(shown));
  const models::History history = trainer.fit(X, y);
  CHECK(history[0].gradient_norms.size() == 2);
  CHECK(history[0].at("gradient_norm_mlp/dense_1") > 0.0);
  CHECK(text_of(folder / "h.csv")
            .starts_with(
                "epoch,loss,learning_rate,gradient_norm_mlp/dense_1,gradient_norm_mlp/dense_2,samples,seconds\n1,"));
  CHECK(text_of(folder / "h.json").starts_with("[{\"epoch\": 1, \"loss\": "));
  CHECK(shown.str().find("[####################] epoch 2/2  loss ") != std::string::npos);
  std::filesystem::remove_all(folder);
  trainer.add(models::CsvHistory((folder / "not" / "there.csv").string()));
  CHECK_THROWS_WITH_AS(trainer.fit(X, y), doctest::Contains("history: cannot write the file: "), IoError);
}

TEST_CASE("Trainer: a loss that is not finite ends it, and the op that made it is named") {
  const auto [X, y] = line();
  SUBCASE("in the forward pass") {
    Graph g;
    const models::MLP net(g, {1, 1}, {.dtype = float64});
    const auto logarithm = [](Var p, Var t) { return mean(square(log(p) - t)); };
    models::Trainer trainer(g, net, logarithm, optim::SGD({.lr = 0.1}), {.batch_size = 5});
    const Tensor before = value(net.parameters()[0]);
    CHECK_THROWS_WITH_AS(trainer.fit(X, y), doctest::Contains("log made "), DataError);
    CHECK(value(net.parameters()[0]).is_identical(before));
  }
  SUBCASE("in the update") {
    Graph g;
    const models::MLP net(g, {1, 1}, {.dtype = float64});
    models::Trainer trainer(g, net, squares, optim::SGD({.lr = 1e308}), {.batch_size = 2, .shuffle = false});
    CHECK_THROWS_WITH_AS(trainer.fit(X, y), doctest::Contains("the loss is not finite in epoch 1, step 2: "),
                         DataError);
    CHECK(std::isfinite(value(net.parameters()[0]).item()));
  }
  SUBCASE("in the data") {
    Graph g;
    const models::MLP net(g, {1, 1}, {.dtype = float64});
    models::Trainer trainer(g, net, squares, optim::SGD({.lr = 0.1}), {.batch_size = 1, .shuffle = false});
    const Tensor bad = tensor({{0.0}, {std::numeric_limits<double>::quiet_NaN()}});
    CHECK_THROWS_WITH_AS(trainer.fit(bad, tensor({{0.0}, {1.0}})),
                         doctest::Contains("mlp/x float64 [?, 1] itself has 1 NaN of 1 entries"), DataError);
  }
}

TEST_CASE("Trainer: running statistics and dropout while training only") {
  Graph g;
  const models::BatchNorm norm(g, 1, {.dtype = float64});
  const models::Sequential net(g, {norm, models::Dropout(g, 0.5), models::Dense(g, 1, 1, {.dtype = float64})});
  models::Trainer trainer(g, net, squares, optim::SGD({.lr = 0.01}), {.epochs = 3, .batch_size = 5});
  const auto [X, y] = line();
  trainer.fit(X, y);
  CHECK(value(norm.running_mean()).to_vector<double>()[0] != 0.0);
  CHECK(trainer.predict(X).is_identical(trainer.predict(X)));
}

TEST_CASE("Trainer: evaluates what it does not train on, whatever the mode and the dtype") {
  const auto [X, y] = line();
  Graph g;
  const models::Sequential net(g, {models::BatchNorm(g, 1, {.dtype = float64}), models::Dropout(g, 0.9),
                                   models::Dense(g, 1, 1, {.dtype = float64})});
  models::Trainer trainer(g, net, [](Var p, Var t) { return mse(p, cast(t, float64)); }, optim::SGD({.lr = 0.01}),
                          {.epochs = 3, .batch_size = 5});
  trainer.fit(X, y, X, y.astype(float32));
  trainer.fit(X, y.astype(float32), X, y);
  const double plain = trainer.evaluate(X, y)[0].second;
  const Tensor predicted = trainer.predict(X);
  Graph::Training mode(g);
  CHECK(trainer.evaluate(X, y)[0].second == plain);
  CHECK(trainer.predict(X.astype(float64)).is_identical(predicted));
  models::Trainer second(g, net, squares, optim::SGD({.lr = 0.01}), {.epochs = 1, .batch_size = 5});
  CHECK(second.fit(X, y).size() == 1);
}

TEST_CASE("Trainer: an optimizer without a rate for all, a NaN that RAdam's own is not taken for") {
  const auto [X, y] = line();
  Graph g;
  const models::MLP net(g, {1, 1}, {.dtype = float64});
  models::Trainer rprop(g, net, squares, optim::Rprop(), {.epochs = 2, .batch_size = 5, .gradient_norms = true});
  const models::History history = rprop.fit(X, y);
  CHECK(!history[0].learning_rate);
  CHECK(history[0].gradient_norms.size() == 1);
  CHECK_THROWS_WITH_AS(history[0].at("learning_rate"), doctest::Contains("no such number"), DataError);
  models::Trainer radam(g, net, squares, optim::RAdam(), {.batch_size = 1, .shuffle = false});
  const double nan = std::numeric_limits<double>::quiet_NaN();
  CHECK_THROWS_WITH_AS(radam.fit(tensor({{0.0}, {1.0}, {2.0}, {nan}}), tensor({{0.0}, {1.0}, {2.0}, {3.0}})),
                       doctest::Contains(" float64 [?, 1] itself has 1 NaN of 1 entries"), DataError);
}

TEST_CASE("EarlyStopping: patience") {
  const auto [X, y] = line();
  const auto epochs = [&, X = X, y = y](double lr, std::int64_t patience, bool restores) {
    Graph g;
    const models::MLP net(g, {1, 1}, {.dtype = float64});
    models::Trainer trainer(g, net, squares, optim::SGD({.lr = lr}), {.epochs = 20, .batch_size = 5, .shuffle = false});
    trainer.add(models::EarlyStopping({.monitor = "loss", .patience = patience, .restore_best_weights = restores}));
    return trainer.fit(X, y).size();
  };
  CHECK(epochs(0.01, 0, true) == 20);  // it falls all the time
  CHECK(epochs(0.01, 0, false) == 20);
  CHECK(epochs(0.0, 0, true) == 2);
  CHECK(epochs(0.0, 1, true) == 2);
  CHECK(epochs(0.0, 3, false) == 4);
  CHECK_THROWS_WITH_AS(models::EarlyStopping({.patience = -3}), "EarlyStopping: patience is negative: -3", DataError);
  CHECK_THROWS_WITH_AS(models::OnEpoch({}), "OnEpoch: the function is empty", DataError);
}

TEST_CASE("EarlyStopping: a monitor that will not be reported ends a fit before it begins") {
  const auto [X, y] = line();
  Graph g;
  const models::MLP net(g, {1, 1}, {.dtype = float64});
  models::Trainer trainer(g, net, squares, optim::SGD({.lr = 0.1}), {.metrics = {{"error", squares}}});
  int seen = 0, ends = 0;
  struct Counts : models::Callback {
    Counts(int& epochs_seen, int& ends_seen) : epochs(epochs_seen), ends(ends_seen) {}
    bool on_epoch_end(models::Trainer&, const models::EpochReport&) override { return ++epochs > 0; }
    void on_train_end(models::Trainer&) override { ++ends; }
    int &epochs, &ends;
  };
  trainer.add(Counts(seen, ends));
  auto& stop = trainer.add(models::EarlyStopping());
  trainer.add(Counts(seen, ends));
  CHECK_THROWS_WITH_AS(trainer.fit(X, y),
                       "EarlyStopping: no such number will be reported: monitor = \"validation_loss\", there will be "
                       "epoch, loss, error, learning_rate, samples, seconds\n"
                       "  fit(X, y, X_validation, y_validation) reports validation numbers",
                       DataError);
  CHECK(seen == 0);
  CHECK(ends == 1);  // of what had begun
  trainer.fit(X, y, X, y);
  CHECK(stop.best_epoch() == 10);
  CHECK(trainer.reported() == std::vector<std::string>{"epoch", "loss", "error", "validation_loss", "validation_error",
                                                       "learning_rate", "samples", "seconds"});
}

TEST_CASE("Trainer: errors") {
  const auto [X, y] = line();
  Graph g, other;
  const models::MLP net(g, {1, 1}, {.dtype = float64});
  models::Trainer trainer(g, net, squares, optim::SGD({.lr = 0.1}));
  const std::size_t before = g.size();
  CHECK_THROWS_WITH_AS(trainer.fit(X, tensor({{1.0}})), doctest::Contains("the same number of examples"), DataError);
  trainer.options().batch_size = 0;
  CHECK_THROWS_WITH_AS(trainer.fit(X, y), doctest::Contains("epochs and batch_size must be at least 1"), DataError);
  trainer.options().batch_size = 5;
  CHECK_THROWS_AS(trainer.fit(X, tensor({1.0, 2.0, 3.0, 4.0, 5.0})), ShapeError);  // mse broadcasts nothing
  CHECK(g.size() == before);
  CHECK(!g.training());
  models::Trainer rows(
      g, net, [](Var p, Var t) { return square(p - t); }, optim::SGD({.lr = 0.1}));
  CHECK_THROWS_WITH_AS(rows.fit(X, y), doctest::Contains("the loss and the metrics must be scalars"), ShapeError);
  CHECK_THROWS_WITH_AS(models::Trainer(other, net, squares, optim::SGD({.lr = 0.1})),
                       doctest::Contains("the net is no layer of this graph"), GraphError);
  CHECK_THROWS_WITH_AS(models::Trainer(g, net, models::Trainer::Loss(), optim::SGD({.lr = 0.1})),
                       doctest::Contains("the loss is an empty function"), DataError);
  CHECK_THROWS_WITH_AS(trainer.fit(X, y, zeros({0, 1}), zeros({0, 1})), doctest::Contains("at least one"), DataError);
  std::optional<models::Trainer> left;
  {
    Graph inner;
    const models::MLP gone(inner, {1, 1}, {.dtype = float64});
    left.emplace(inner, gone, squares, optim::SGD({.lr = 0.1}));
  }
  CHECK_THROWS_WITH_AS(left->fit(X, y), doctest::Contains("the graph of its net is gone"), GraphError);
  CHECK_THROWS_WITH_AS(left->predict(X), doctest::Contains("the graph of its net is gone"), GraphError);
  CHECK_THROWS_WITH_AS(models::EpochReport().at("los"), doctest::Contains("there are epoch, loss, "), DataError);
}

}  // namespace xgrad
