#include <doctest/doctest.h>
#include <cmath>
#include <numeric>
#include <string>
#include <xgrad/graph/error.hpp>
#include <xgrad/graph/grad.hpp>
#include <xgrad/graph/program.hpp>
#include <xgrad/models/batch_norm.hpp>
#include <xgrad/models/conv2d.hpp>
#include <xgrad/models/dense.hpp>
#include <xgrad/models/dropout.hpp>
#include <xgrad/models/layer_norm.hpp>
#include <xgrad/models/mlp.hpp>
#include <xgrad/models/penalty.hpp>
#include <xgrad/models/sequential.hpp>
#include <xgrad/models/summary.hpp>
#include <xgrad/ops/ops.hpp>
#include <xgrad/optim/sgd.hpp>

#include "../support/check_op.hpp"
#include "../support/op_runner.hpp"

namespace xgrad {
namespace {

Var training(Graph& g, const models::Layer& layer, Var x) {
  Graph::Training scope(g);
  return layer(x);
}

}  // namespace

TEST_CASE("Dropout: only while training, another mask each step, the same for the same seed") {
  const auto masks = [](std::int64_t seed) {
    Graph g;
    const Var x = g.input("x", float64, {dynamic});
    const models::Dropout layer(g, 0.5, {.random_state = seed});
    CHECK(layer(x).is_same(x));
    CHECK(layer.parameters().empty());
    CHECK(layer.buffers().size() == 1);
    const Var w = g.variable("w", Tensor(1.0));
    const Var y = training(g, layer, x), again = training(g, layer, x);
    Program step = compile({x}, {y, again}, optim::SGD({.lr = 0.1}).minimize(sum(y) * w, {w}));
    const Tensor some = ones({200});
    const Outputs first = step({some}), second = step({some});
    CHECK(value(layer.buffers()[0]).item() == 2.0);
    CHECK(!first[0].is_identical(second[0]));
    CHECK(!first[0].is_identical(first[1]));
    return first[0];
  };
  CHECK(masks(1).is_identical(masks(1)));
  CHECK(!masks(1).is_identical(masks(2)));
}

TEST_CASE("BatchNorm: the batch's statistics while training, the running ones otherwise") {
  Graph g;
  const Var x = g.input("x", float64, {dynamic, 2, 3});
  const models::BatchNorm layer(g, 2, {.eps = 1e-3, .momentum = 0.25, .dtype = float64});
  const std::vector<double> values{1, 2, 3, 10, 20, 60, -1, 4, 9, 0, 0, 30};
  const Tensor images = operand(values, {2, 2, 3}, float64);
  const Var y = training(g, layer, x);
  Program step = compile({x}, {y}, optim::SGD({.lr = 0.0}).minimize(sum(y), layer.parameters()));
  Program infer = compile({x}, {layer(x)});
  double mean[2], variance[2];
  for (std::size_t c = 0; c < 2; ++c) {
    std::vector<double> of_channel;
    for (std::size_t n : {0u, 1u})
      for (std::size_t i : {0u, 1u, 2u}) of_channel.push_back(values[n * 6 + c * 3 + i]);
    mean[c] = std::accumulate(of_channel.begin(), of_channel.end(), 0.0) / 6;
    variance[c] = 0;
    for (double v : of_channel) variance[c] += (v - mean[c]) * (v - mean[c]) / 6;
  }
  const auto before = numbers(infer({images})[0]);
  const auto got = numbers(step({images})[0]);
  const auto after = numbers(infer({images})[0]);
  for (std::size_t i = 0; i < values.size(); ++i) {
    const std::size_t c = i / 3 % 2;
    CHECK(before[i] == doctest::Approx(values[i] / std::sqrt(1 + 1e-3)));
    CHECK(got[i] == doctest::Approx((values[i] - mean[c]) / std::sqrt(variance[c] + 1e-3)));
    const double running = 0.25 * mean[c], spread = 0.75 + 0.25 * variance[c] * 6 / 5;
    CHECK(numbers(value(layer.running_mean()))[c] == doctest::Approx(running));
    CHECK(numbers(value(layer.running_var()))[c] == doctest::Approx(spread));
    CHECK(after[i] == doctest::Approx((values[i] - running) / std::sqrt(spread + 1e-3)));
  }
  CHECK(layer.parameters().size() == 2);
  CHECK(layer.buffers().size() == 2);
  // Rank 2 and rank 4 meet the same features.
  const models::BatchNorm other(g, 3, {.dtype = float64});
  CHECK(other(g.input("rows", float64, {dynamic, 3})).shape() == Shape{dynamic, 3});
  CHECK(other(g.input("images", float64, {2, 3, 4, 5})).shape() == Shape{2, 3, 4, 5});
}

TEST_CASE("BatchNorm: twice in one program, in two programs, and with one value for each feature") {
  Graph g;
  const models::BatchNorm layer(g, 1, {.momentum = 0.5, .dtype = float64});
  const Var x = g.input("x", float64, {dynamic, 1}), z = g.input("z", float64, {dynamic, 1});
  const auto running = [&] { return numbers(value(layer.running_mean()))[0]; };
  const optim::SGD still({.lr = 0.0});
  const Var twice = training(g, layer, training(g, layer, x) + 3.0);
  Program first = compile({x}, {twice}, optim::SGD(still).minimize(sum(twice), layer.parameters()));
  const Var other = training(g, layer, z);
  Program second = compile({z}, {other}, optim::SGD(still).minimize(sum(other), layer.parameters()));
  first({tensor({{2.0}, {4.0}})});  // means 3 and 3
  CHECK(running() == doctest::Approx(0.5 * 1.5 + 0.5 * 3.0));
  set(layer.running_mean(), tensor({0.0}));
  second({tensor({{2.0}, {4.0}})});
  CHECK(running() == 1.5);
  const double spread = numbers(value(layer.running_var()))[0];
  second({tensor({{100.0}})});
  CHECK(running() == 1.5);
  CHECK(numbers(value(layer.running_var()))[0] == spread);
}

TEST_CASE("layers have names of their own, and count once where they are used twice") {
  Graph g;
  const models::MaxPool2D a(g, 2), b(g, 2);
  CHECK(a.name() == "max_pool2d");
  CHECK(b.name() == "max_pool2d_2");
  {
    const models::Flatten gone(g);
    CHECK(gone.name() == "flatten");
  }
  CHECK(models::Flatten(g).name() == "flatten");
  const models::Dense dense(g, 3, 3);
  const models::Sequential net(g, {dense, relu, dense});
  CHECK(net.parameters().size() == 2);
  CHECK(models::summary(net, g.input("x", float32, {dynamic, 3})).find("in all                        12") !=
        std::string::npos);
}

TEST_CASE("LayerNorm: each row by itself") {
  Graph g;
  const Var x = g.input("x", float64, {dynamic, 2, 3});
  const models::LayerNorm layer(g, 3, {.eps = 0.0, .dtype = float64});
  Program p = compile({x}, {layer(x)});
  const auto y = numbers(p({operand({1, 2, 3, 5, 5, 8}, {1, 2, 3}, float64)})[0]);
  const double wanted[] = {-std::sqrt(1.5), 0, std::sqrt(1.5), -std::sqrt(0.5), -std::sqrt(0.5), std::sqrt(2.0)};
  for (std::size_t i = 0; i < 6; ++i) CHECK(y[i] == doctest::Approx(wanted[i]));
}

TEST_CASE("Conv2D, pooling, Flatten, Sequential, Residual") {
  Graph g;
  const Var images = g.input("images", float32, {dynamic, 1, 8, 8});
  const models::Sequential net(
      g, {models::Conv2D(g, 1, 4, 3, {.padding = 1}), relu, models::MaxPool2D(g, 2), models::Conv2D(g, 4, 6, 3), tanh,
          models::AvgPool2D(g, 2), models::Flatten(g), models::Dense(g, 6, 10)});
  CHECK(net(images).shape() == Shape{dynamic, 10});
  CHECK(net.parameters().size() == 6);
  CHECK(net.parameters()[0].name() == "conv2d/weight");
  CHECK(net.parameters()[2].name() == "conv2d_2/weight");
  CHECK(net.parameters()[2].shape() == Shape{6, 4, 3, 3});
  const std::size_t before = g.size();
  CHECK(models::summary(net, images) ==
        "layer       output shape  parameters\n"
        "conv2d      [?, 4, 8, 8]          40\n"
        "max_pool2d  [?, 4, 4, 4]           0\n"
        "conv2d_2    [?, 6, 2, 2]         222\n"
        "avg_pool2d  [?, 6, 1, 1]           0\n"
        "flatten     [?, 6]                 0\n"
        "dense       [?, 10]               70\n"
        "in all                           332\n");
  CHECK(g.size() == before);

  const Var rows = g.input("rows", float64, {dynamic, 3});
  const models::Dense inner(g, 3, 3, {.weight = init::constant(1.0), .dtype = float64});
  const models::Dense wide(g, 3, 2, {.weight = init::constant(2.0), .dtype = float64});
  const models::Dense narrow(g, 3, 2, {.weight = init::constant(0.5), .dtype = float64});
  Program p = compile({rows}, {models::Residual(g, inner)(rows), models::Residual(g, wide, narrow)(rows)});
  const Outputs r = p({operand({1, 2, 3}, {1, 3}, float64)});
  CHECK(r[0].is_identical(operand({7, 8, 9}, {1, 3}, float64)));
  CHECK(r[1].is_identical(operand({15, 15}, {1, 2}, float64)));
  CHECK(models::Residual(g, wide, narrow).parameters().size() == 4);
}

TEST_CASE("Conv2D: fans are counted over the window, and it learns") {
  Graph g;
  const models::Conv2D layer(g, 3, 8, {5, 2}, {.weight = init::he_uniform, .dtype = float64});
  double largest = 0;
  for (double w : numbers(value(layer.weight()))) largest = std::max(largest, std::abs(w));
  const double bound = std::sqrt(6.0 / (3 * 5 * 2));
  CHECK(largest <= bound);
  CHECK(largest > 0.9 * bound);
  const models::Conv2D grouped(g, 4, 6, 2, {.groups = 2, .use_bias = false, .dtype = float64});
  const Var x = g.input("x", float64, {2, 4, 3, 3});
  const Var loss = mean(square(grouped(x) - 1.0));
  Program step = compile({x}, {loss}, optim::SGD({.lr = 0.2}).minimize(loss, grouped.parameters()));
  const Tensor images = random_operand({2, 4, 3, 3}, float64, -1, 1, 5);
  const double first = step({images})[0].item();
  double last = first;
  for (int i = 0; i < 300; ++i) last = step({images})[0].item();
  CHECK(last < 0.2 * first);
}

TEST_CASE("penalties") {
  Graph g;
  const Var a = g.variable("a", operand({1, -2}, {2}, float64)), b = g.variable("b", Tensor(-3.0));
  Program p =
      compile({}, {models::l1_penalty({a, b}), models::l2_penalty({a, b}), grad(models::l2_penalty({a, b}), a)});
  const Outputs r = p();
  CHECK(r[0].item() == 6.0);
  CHECK(r[1].item() == 7.0);
  CHECK(r[2].is_identical(operand({1, -2}, {2}, float64)));
  CHECK_THROWS_WITH_AS(models::l1_penalty({}), "l1_penalty: there are no parameters", GraphError);
}

TEST_CASE("layers: what is refused leaves the graph as it was") {
  Graph g, other;
  const Var x = g.input("x", float32, {dynamic, 4}), images = g.input("images", float32, {dynamic, 2, 6, 6});
  const models::Dense dense(g, 4, 3);
  const models::Sequential net(g, {dense, relu});
  const models::BatchNorm norm(g, 3);
  const std::size_t before = g.size();
  CHECK_THROWS_WITH_AS(models::Dropout(g, 1.5), doctest::Contains("dropout: the rate is no probability"), DataError);
  CHECK_THROWS_WITH_AS(models::BatchNorm(g, 0), doctest::Contains("features must be at least 1"), DataError);
  CHECK_THROWS_WITH_AS(models::BatchNorm(g, 3, {.momentum = 2.0}), doctest::Contains("momentum is not within"),
                       DataError);
  CHECK_THROWS_WITH_AS(models::LayerNorm(g, 3, {.eps = -1.0}), doctest::Contains("eps must be at least 0"), DataError);
  CHECK_THROWS_WITH_AS(models::Conv2D(g, 2, 3, 0), doctest::Contains("channels and kernel must be at least 1"),
                       DataError);
  CHECK_THROWS_WITH_AS(models::Conv2D(g, 2, 3, 1, {.groups = 2}), doctest::Contains("do not split into 2 groups"),
                       DataError);
  CHECK_THROWS_WITH_AS(models::Conv2D(g, 2, 3, 1, {.stride = 0}), doctest::Contains("stride and dilation"), DataError);
  CHECK_THROWS_WITH_AS(norm(x), doctest::Contains("x is not [n, 3]"), ShapeError);
  CHECK_THROWS_WITH_AS(models::LayerNorm(g, 3)(x), doctest::Contains("the last axis of x is not 3 long"), ShapeError);
  CHECK_THROWS_WITH_AS(models::Residual(g, dense)(x), doctest::Contains("give different shapes"), ShapeError);
  CHECK_THROWS_WITH_AS(net(images), doctest::Contains("matmul"), ShapeError);
  CHECK_THROWS_WITH_AS(models::Sequential(other, {relu})(x), doctest::Contains("not of the layer's graph"), GraphError);
  CHECK(g.size() == before + 2);  // the parameters of the LayerNorm
  CHECK(g.updates().empty());
}

TEST_CASE("summary: the lines add up, also of parameters beside parts and of layers that are used twice") {
  class Block : public models::Layer {
   public:
    explicit Block(Build g)
        : Layer(g, "block"), factor_(parameter(g, "factor", {3}, init::ones)), dense_(g, 3, 3), unused_(g, 3, 1) {
      adopt(dense_);
      adopt(unused_);
    }

   protected:
    Var forward(Var x) const override { return dense_(factor_ * x); }

   private:
    Var factor_;
    models::Dense dense_, unused_;
  };
  Graph g;
  const Var x = g.input("x", float32, {dynamic, 3});
  const Block block(g);
  const models::Dense head(g, 3, 3);
  const models::Sequential net(g, {block, head, relu, head});
  CHECK(models::summary(net, x) ==
        "layer    output shape  parameters\n"
        "block    [?, 3]                 7\n"
        "dense    [?, 3]                12\n"
        "dense_3  [?, 3]                12\n"
        "dense_3  [?, 3]                 0\n"
        "in all                         31\n");
}

}  // namespace xgrad
