/// Logic gates: one neuron learns AND and OR, XOR needs a hidden layer; --step shows backpropagation node by node.
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
  std::int64_t hidden = 6, steps = 1500, seeds = 20, seed = 0;
  double lr = 0.1;
  bool step = false;
  std::string gate = "XOR";
  plot::OwnData data;
};

/// Columns of features, and what should come out: 0 or 1.
struct Truth {
  std::vector<Tensor> x;
  Tensor y;
};
Truth gate(const std::string& name) {
  const Tensor y = name == "AND" ? tensor({0.0, 0.0, 0.0, 1.0}) : tensor({0.0, 1.0, 1.0, name == "OR" ? 1.0 : 0.0});
  return {{tensor({0.0, 0.0, 1.0, 1.0}), tensor({0.0, 1.0, 0.0, 1.0})}, y};
}

/// Neurons of single numbers, so that a step of them can be read: hidden ones of tanh, if any, then the logit.
struct Net {
  Vars hidden, parameters;
  Var logit;

  Net(Graph& g, const Vars& x, std::int64_t count, std::int64_t seed) {
    RandomState random(seed);
    for (std::int64_t i = 1; i <= count; ++i) hidden.push_back(tanh(neuron(g, "h" + std::to_string(i), x, random)));
    logit = neuron(g, "o", count > 0 ? hidden : x, random);
  }
  /// w1 x1 + w2 x2 + ... + b
  Var neuron(Graph& g, const std::string& name, const Vars& x, RandomState& random) {
    Var z;
    for (std::size_t i = 1; i <= x.size(); ++i) {
      parameters.push_back(g.variable(name + "w" + std::to_string(i), random.standard_normal()));
      const Var product = parameters.back() * x[i - 1];
      z = z ? z + product : product;
    }
    parameters.push_back(g.variable(name + "b", random.standard_normal()));
    return z + parameters.back();
  }
};

struct Trained {
  std::vector<double> losses;
  plot::Verdict verdict;
  plot::Grid surface;
};

Trained train(const Truth& truth, std::int64_t hidden, std::int64_t seed, const Settings& s) {
  Graph g;
  Vars x;
  for (std::size_t i = 1; i <= truth.x.size(); ++i) x.push_back(g.input("x" + std::to_string(i), float64, {dynamic}));
  Var y = g.input("y", float64, {dynamic});
  Net net(g, x, hidden, seed);
  Var loss = sigmoid_binary_cross_entropy(net.logit, y);
  Vars inputs = x, outputs = net.hidden;
  inputs.push_back(y), outputs.insert(outputs.begin(), sigmoid(net.logit));
  Program step = compile(inputs, {loss}, optim::Adam{{.lr = s.lr}}.minimize(loss, net.parameters));
  Program predict = compile(x, outputs);
  std::vector<Tensor> given = truth.x;
  given.push_back(truth.y);
  Trained t;
  for (std::int64_t i = 0; i < s.steps; ++i) t.losses.push_back(step(given)[0].item());
  t.verdict = plot::Verdict(predict(truth.x), truth.y);
  if (x.size() == 2)
    t.surface = plot::grid({-0.3, 1.3}, {-0.3, 1.3}, 80, 80, [&](const Tensor& a, const Tensor& b) {
      return predict({a, b})[0];
    });
  return t;
}

void lesson(const Settings& s, plot::Album& album) {
  const std::pair<std::string, std::int64_t> nets[] = {
      {"AND", 0}, {"OR", 0}, {"XOR", 0}, {"XOR", 2}, {"XOR", s.hidden}};
  plot::Panels panels({.title = text("What the networks answer", "网络的回答"), .columns = 2});
  plot::Chart curves = plot::loss_chart(text("Losses", "损失"), text("step", "步"));
  std::cout << text("gate  network             seeds with all four rows right   loss, best and worst\n",
                    "门    网络                四行全对的种子数                 损失（最好与最差）\n");
  for (const auto& [name, hidden] : nets) {
    const Truth truth = gate(name);
    const std::string net =
        hidden == 0 ? text("one neuron", "单个神经元") : std::to_string(hidden) + text(" hidden + 1", " 个隐藏 + 1");
    plot::Verdicts verdicts;
    Trained best;
    for (std::int64_t seed = s.seed; seed < s.seed + s.seeds; ++seed) {
      Trained t = train(truth, hidden, seed, s);
      verdicts.add(t.verdict, t.losses.back());
      if (best.losses.empty() || t.losses.back() < best.losses.back()) best = std::move(t);
    }
    fmt::print("{:5} {:20}{}", name, net, verdicts.summary());
    curves.line(name + ", " + net, best.losses);
    if (name != "XOR" || hidden != 2) panels.add(plot::decision(name + ", " + net, best.surface, truth.x, truth.y));
  }
  std::cout << text(
      "One neuron draws one straight line: none has XOR's ones on one side. Two hidden neurons draw two; where a net "
      "gets\nstuck, rows with different answers look alike to the saturated hidden neurons, whose slope is 0 there.\n",
      "单个神经元只能画一条直线，分不开 XOR。两个隐藏神经元能画两条；卡住的网络里，答案不同的行在饱和的隐藏层看来\n"
      "几乎一样，而那里的斜率为 0。\n");
  album.add("surfaces", panels);
  album.add("losses", curves);
}

/// One row of the gate through the net, forward and backward, before any training.
void slow_motion(const Settings& s, plot::Album& album) {
  Graph g;
  Var x1 = g.input("x1"), x2 = g.input("x2"), y = g.input("y");
  Net net(g, {x1, x2}, s.gate == "XOR" ? 2 : 0, s.seed);
  plot::Steps steps(square(sigmoid(net.logit) - y), {x1, x2, y}, {1.0, 0.0, s.gate == "AND" ? 0.0 : 1.0});
  steps.print(std::cout);
  fmt::print("{} {:.1e}\n", text("largest difference to grad's gradients:", "与 grad 的梯度的最大差："), steps.error());
  album.add("step_" + s.gate, steps.drawing(s.gate + text(" (1, 0): value, gradient; on the arrows: local derivatives",
                                                          " (1, 0)：值、梯度；箭头上是局部导数")));
}

void own(const Settings& s, plot::Album& album) {
  const Dataset set = s.data.two_labels();
  for (std::int64_t hidden : {std::int64_t{0}, s.hidden}) {
    const Trained t = train({plot::columns(set.data), set.target.astype(float64)}, hidden, s.seed, s);
    fmt::print("{} {}: {}/{} {}, {} {:.2e}\n", hidden, text("hidden neurons", "个隐藏神经元"), t.verdict.right,
               t.verdict.rows, text("rows right", "行正确"), text("loss", "损失"), t.losses.back());
    if (hidden > 0) album.add("loss", plot::loss_curve(t.losses));
  }
}

}  // namespace

int main(int argc, char** argv) {
  Settings settings;
  plot::CommandLine line("logic_gates", {"One neuron learns AND and OR; XOR needs a hidden layer.",
                                         "单个神经元学会 AND 与 OR；XOR 需要隐藏层。"});
  line.option("--hidden", settings.hidden, {"hidden neurons of XOR's largest net", "XOR 最大网络的隐藏神经元数"}, 1,
              1000);
  line.option("--steps", settings.steps, {"of training", "训练步数"}, 1, 10000000);
  line.option("--seeds", settings.seeds, {"how many first weights are tried", "试多少组初值"}, 1, 10000);
  line.option("--lr", settings.lr, {"the learning rate", "学习率"}, 1e-9, 1e3);
  line.seed(settings.seed, {"the first of them", "其中第一个"});
  line.flag("--step", settings.step, {"backpropagation in slow motion instead", "改为慢动作演示反向传播"});
  line.option("--gate", settings.gate, {"for --step", "用于 --step"}, {"AND", "OR", "XOR"});
  line.option(settings.data).needs("--gate", "--step").excludes("--step", "--data");
  return line.run(argc, argv, [&] {
    if (line.quick()) settings.seeds = std::min<std::int64_t>(settings.seeds, 3);
    plot::Album album(line.out(), line.format());
    settings.step              ? slow_motion(settings, album)
    : settings.data.is_given() ? own(settings, album)
                               : lesson(settings, album);
  });
}
