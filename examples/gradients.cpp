/// Vanishing and exploding gradients: their norm layer by layer in a deep network, and the cures.
#include <fmt/format.h>
#include <algorithm>
#include <cmath>
#include <iostream>
#include <string>
#include <vector>
#include <xgrad/examples/plot/plot.hpp>
#include <xgrad/xgrad.hpp>

using namespace xgrad;
using plot::text;

namespace {

struct Settings {
  std::int64_t layers = 10, width = 32, steps = 300, seed = 0;
};

struct Deep {
  std::string name;
  UnaryFunction activation;
  Initializer weight;
  bool residual = false;
};

struct Measured {
  std::vector<double> norms, losses;  // of each hidden layer's weight gradient before training; of each step
};

Measured measure(const Deep& net, const Settings& s) {
  const auto digits = datasets::load_digits();
  Graph g;
  Var x = g.input("x", float64, {dynamic, 64}), y = g.input("y", int64, {dynamic});
  Vars weights, parameters;
  auto dense = [&](Var in, std::int64_t from, std::int64_t to, const Initializer& weight) {
    models::Dense layer(g, from, to, {.weight = weight, .dtype = float64, .random_state = s.seed});
    weights.push_back(layer.weight());
    parameters.insert(parameters.end(), layer.parameters().begin(), layer.parameters().end());
    return layer(in);
  };
  Var h = net.activation(dense(x / 16.0, 64, s.width, net.weight));
  for (std::int64_t i = 1; i < s.layers; ++i) {
    Var next = net.activation(dense(h, s.width, s.width, net.weight));
    h = net.residual ? h + next : next;
  }
  Var loss = softmax_cross_entropy(dense(h, s.width, 10, init::glorot_uniform), y);
  Vars norms;
  for (Var d : grad(loss, weights)) norms.push_back(sqrt(sum(square(d))));
  Program gradients = compile({x, y}, norms);
  Program step = compile({x, y}, {loss}, optim::SGD{{.lr = 0.05}}.minimize(loss, parameters));
  Measured made;
  const Tensor X = rows(digits.data, 0, 200), Y = rows(digits.target, 0, 200);
  for (const Tensor& norm : gradients({X, Y})) made.norms.push_back(norm.item());
  made.norms.pop_back();  // the output layer is the same in all nets
  for (std::int64_t i = 0; i < s.steps; ++i) made.losses.push_back(step({X, Y})[0].item());
  return made;
}

void lesson(const Settings& s, plot::Album& album) {
  const Deep nets[] = {{text("sigmoid, Glorot", "sigmoid，Glorot"), sigmoid, init::glorot_uniform},
                       {text("sigmoid, residual", "sigmoid，残差"), sigmoid, init::glorot_uniform, true},
                       {text("tanh, Glorot", "tanh，Glorot"), tanh, init::glorot_uniform},
                       {text("ReLU, He", "ReLU，He"), relu, init::he_normal},
                       {text("ReLU, He times 3", "ReLU，3 倍 He"), relu, [](RandomState& r, const Shape& shape, DType) {
                          return r.normal(0.0, 3 * std::sqrt(2.0 / init::fans(shape).in), shape);
                        }}};
  std::vector<std::string> groups;
  for (std::int64_t i = 1; i <= s.layers; ++i) groups.push_back(std::to_string(i));
  plot::Bars bars({.title = text("Norm of each layer's gradient before training", "训练前各层梯度的范数"),
                   .x_label = text("layer, from the input", "层（从输入数起）"),
                   .groups = groups,
                   .log_y = true,
                   .size = {1000, 560}});
  plot::Chart curves =
      plot::loss_chart(text("What that does to learning by SGD, lr 0.05", "对学习的影响：SGD，学习率 0.05"),
                       text("step", "步"), {1e-3, 1e6});
  fmt::print("{} {} {}\n{:22} {:>10} {:>10} {:>12}   {}\n", s.layers, text("hidden layers of", "个隐藏层，每层"),
             s.width, "", text("layer 1", "第 1 层"), text("last", "最后层"), text("ratio", "比值"),
             text("loss after training", "训练后的损失"));
  for (const Deep& net : nets) {
    const Measured m = measure(net, s);
    fmt::print("{:22} {:10.2e} {:10.2e} {:12.2e}   {:.2g}\n", net.name, m.norms.front(), m.norms.back(),
               m.norms.front() / m.norms.back(), m.losses.back());
    bars.add(net.name, m.norms);
    curves.line(net.name, m.losses);
  }
  std::cout << text(
      "A sigmoid's slope is at most 1/4: each layer takes some of the gradient away, and the first ones hardly learn.\n"
      "Cures: ReLU with He's weights, tanh with Glorot's, residual connections; against explosion also clipping and "
      "smaller weights.\n",
      "sigmoid 的斜率至多 1/4：每过一层梯度就小一些，前面的层几乎学不动。\n对策：ReLU 配 He 初值，tanh 配 Glorot "
      "初值，残差连接；爆炸时还可裁剪梯度、用更小的权重。\n");
  album.add("norms", bars);
  album.add("learning", curves);
}

}  // namespace

int main(int argc, char** argv) {
  Settings settings;
  plot::CommandLine line("gradients", {"Gradient norms layer by layer: how they vanish and explode, and the cures.",
                                       "逐层的梯度范数：如何消失、爆炸，以及对策。"});
  line.option("--layers", settings.layers, {"hidden layers", "隐藏层数"}, 2, 200);
  line.option("--width", settings.width, {"neurons of each", "每层的神经元数"}, 1, 10000);
  line.option("--steps", settings.steps, {"of training", "训练步数"}, 1, 1000000);
  line.seed(settings.seed, {"of the weights", "权重的种子"});
  return line.run(argc, argv, [&] {
    if (line.quick()) settings.steps = std::min<std::int64_t>(settings.steps, 30);
    plot::Album album(line.out(), line.format());
    lesson(settings, album);
  });
}
