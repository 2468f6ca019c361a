/// First weights: zeros fail; Glorot, He and LeCun keep signals alive through the layers; why a bias is needed.
#include <fmt/format.h>
#include <algorithm>
#include <iostream>
#include <string>
#include <vector>
#include <xgrad/examples/plot/plot.hpp>
#include <xgrad/xgrad.hpp>

using namespace xgrad;
using plot::text;

namespace {

struct Settings {
  std::int64_t epochs = 60, layers = 10, seed = 0;
};
using Rows = std::vector<std::pair<std::string, Initializer>>;

struct Trained {
  std::vector<double> losses;
  double accuracy, difference;  // the latter: how far a hidden neuron's weights are from the first one's
};

/// Digits, from these first weights.
Trained train(const Initializer& weights, const Split& set, const Settings& s) {
  Graph g;
  Var x = g.input("x", float64, {dynamic, 64}), label = g.input("y", int64, {dynamic});
  models::MLP mlp(g, {64, 32, 10}, {.activation = tanh, .weight = weights, .dtype = float64, .random_state = s.seed});
  Var logits = mlp(x / 16.0), loss = softmax_cross_entropy(logits, label), w = mlp.layers()[0].weight();
  Program step = compile({x, label}, {loss}, optim::SGD{{.lr = 0.1, .momentum = 0.9}}.minimize(loss, mlp.parameters()));
  Program judge = compile({x}, {argmax(logits, 1), max(abs(w - gather(w, {0}, 1)))});  // 0: all are the same neuron
  Trained t;
  for (std::int64_t epoch = 0; epoch < s.epochs; ++epoch) {
    double total = 0, steps = 0;
    for (auto& [xb, yb] : batches(set.X_train, set.y_train, 200, {.shuffle = true, .random_state = epoch}))
      total += step({xb, yb})[0].item(), ++steps;
    t.losses.push_back(total / steps);
  }
  auto judged = judge({set.X_test});
  t.accuracy = accuracy_score(set.y_test, judged[0]), t.difference = judged[1].item();
  return t;
}

void training(const Settings& s, plot::Album& album) {
  const Rows rows = {{text("zeros", "零"), init::zeros},
                     {text("all 0.1", "全 0.1"), init::constant(0.1)},
                     {text("normal, 1", "正态，1"), init::normal(1.0)},
                     {text("uniform, ±0.01", "均匀，±0.01"), init::uniform(-0.01, 0.01)},
                     {"Glorot", init::glorot_uniform},
                     {"He", init::he_normal},
                     {"LeCun", init::lecun_normal}};
  const auto digits = datasets::load_digits();
  const Split set = train_test_split(digits.data, digits.target, {.test_size = 0.2, .random_state = 42});
  plot::Chart chart =
      plot::loss_chart(text("Digits, 64-32-10 with tanh, by first weights", "手写数字，64-32-10，tanh，按初值"));
  fmt::print("{:16} {:>10} {:>10}   {}\n", text("first weights", "初值"), text("loss", "损失"),
             text("accuracy", "准确率"), text("difference between hidden neurons", "隐藏神经元之间的差别"));
  for (const auto& [name, weights] : rows) {
    const Trained t = train(weights, set, s);
    fmt::print("{:16} {:10.4f} {:10.3f}   {:.3g}\n", name, t.losses.back(), t.accuracy, t.difference);
    chart.line(name, t.losses);
  }
  std::cout << text(
      "Equal weights stay equal, since their gradients are: 32 neurons are one. Zeros do not move at all.\n",
      "相等的权重梯度也相等，永远相等：32 个神经元等于一个。全零则完全不动。\n");
  album.add("training", chart);
}

/// How large are the values of each layer, before training?
void signals(const Settings& s, plot::Album& album) {
  const Rows rows = {{text("normal, 0.01", "正态，0.01"), init::normal(0.01)},
                     {text("normal, 1", "正态，1"), init::normal(1.0)},
                     {"Glorot", init::glorot_normal},
                     {"LeCun", init::lecun_normal},
                     {"He", init::he_normal}};
  plot::Panels panels(
      {.title = text("Spread of the signals, layer by layer", "各层信号的标准差"), .panel = {560, 440}});
  const Tensor input = RandomState(s.seed).standard_normal({200, 100});
  for (const auto& [activation, f] : {std::pair<std::string, UnaryFunction>{"tanh", tanh}, {"ReLU", relu}}) {
    plot::Chart chart({.title = activation, .x_label = text("layer", "层"), .y = {1e-12, 1e12}, .log_y = true});
    for (const auto& [name, weights] : rows) {
      Graph g;
      Var x = g.input("x", float64, {dynamic, 100}), h = x;
      Vars spreads;
      for (std::int64_t i = 0; i < s.layers; ++i) {
        h = f(models::Dense(g, 100, 100, {.weight = weights, .dtype = float64, .random_state = s.seed})(h));
        spreads.push_back(sqrt(mean(square(h - mean(h)))));  // the standard deviation
      }
      std::vector<double> spread;
      for (const Tensor& t : compile({x}, spreads)({input})) spread.push_back(t.item());
      fmt::print("{:5} {:14} {} 1: {:9.3g}   {} {}: {:9.3g}\n", activation, name, text("layer", "层"), spread.front(),
                 text("layer", "层"), s.layers, spread.back());
      chart.line(name, spread);
    }
    panels.add(chart);
  }
  album.add("signals", panels);
}

/// y = 2x + 3 by one neuron, with and without a bias.
void bias(plot::Album& album) {
  const auto xs = plot::linspace({-1, 3}, 41);
  std::vector<double> ys;
  for (double x : xs) ys.push_back(2 * x + 3);
  const Tensor X = Tensor::from(xs, {41, 1}), Y = Tensor::from(ys, {41, 1});
  plot::Chart chart({.title = text("Without a bias every line goes through 0", "没有偏置，直线必过原点"),
                     .x_label = "x",
                     .y_label = "y"});
  chart.points("2x + 3", xs, ys, {.colour = 6});
  for (bool with : {false, true}) {
    Graph g;
    Var x = g.input("x", float64, {dynamic, 1}), y = g.input("y", float64, {dynamic, 1});
    models::Dense neuron(g, 1, 1, {.use_bias = with, .dtype = float64});
    Var out = neuron(x), loss = mse(out, y);
    Program step = compile({x, y}, {loss, out}, optim::SGD{{.lr = 0.1}}.minimize(loss, neuron.parameters()));
    for (int i = 0; i < 300; ++i) step({X, Y});
    auto r = step({X, Y});
    const std::string name = with ? text("with a bias", "有偏置") : text("without", "无偏置");
    fmt::print("y = 2x + 3, {}: {} {:.3g}\n", name, text("loss", "损失"), r[0].item());
    chart.line(name, xs, plot::numbers(r[1]));
  }
  album.add("bias", chart);
}

}  // namespace

int main(int argc, char** argv) {
  Settings settings;
  plot::CommandLine line("initialization", {"First weights and why they matter; why a bias is needed.",
                                            "权重初值为何重要；为何需要偏置。"});
  line.option("--epochs", settings.epochs, {"of training", "训练轮数"}, 1, 100000);
  line.option("--layers", settings.layers, {"of the deep network whose signals are measured", "测量信号的深网络的层数"},
              1, 1000);
  line.seed(settings.seed, {"of the weights", "权重的种子"});
  return line.run(argc, argv, [&] {
    if (line.quick()) settings.epochs = std::min<std::int64_t>(settings.epochs, 5);
    plot::Album album(line.out(), line.format());
    training(settings, album);
    signals(settings, album);
    bias(album);
  });
}
