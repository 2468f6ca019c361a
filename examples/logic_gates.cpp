/// Logic gates: one neuron learns AND and OR, XOR needs a hidden layer; --step shows backpropagation node by node.
#include <fmt/format.h>
#include <algorithm>
#include <cmath>
#include <iostream>
#include <string>
#include <vector>
#include <xgrad/examples/plot/plot.hpp>
#include <xgrad/models/data/metrics.hpp>
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

/// Rows of features, and what should come out: 0 or 1.
struct Truth {
  std::string name;
  std::vector<Tensor> x;  // a column each
  Tensor y;
};

Truth gate(const std::string& name) {
  const Tensor y = name == "AND"  ? tensor({0.0, 0.0, 0.0, 1.0})
                   : name == "OR" ? tensor({0.0, 1.0, 1.0, 1.0})
                                  : tensor({0.0, 1.0, 1.0, 0.0});
  return {name, {tensor({0.0, 0.0, 1.0, 1.0}), tensor({0.0, 1.0, 0.0, 1.0})}, y};
}

/// Neurons of single numbers, each w1 x1 + w2 x2 + ... + b, so that a step of it can be read.
class Net {
 public:
  Net(Graph& g, std::size_t inputs, std::int64_t hidden, std::int64_t seed) : g_(g), random_(seed) {
    for (std::int64_t i = 1; i <= hidden; ++i) hidden_.push_back(neuron("h" + std::to_string(i), inputs));
    output_ = neuron("o", hidden > 0 ? static_cast<std::size_t>(hidden) : inputs);
  }
  /// What comes out before the last sigmoid: the logit.
  Var operator()(const Vars& x) const {
    const Vars h = hidden(x);
    return weighted(output_, h.empty() ? x : h);
  }
  Vars hidden(const Vars& x) const {
    Vars h;
    for (const Vars& weights : hidden_) h.push_back(tanh(weighted(weights, x)));
    return h;
  }
  const Vars& parameters() const { return parameters_; }

 private:
  Vars neuron(const std::string& name, std::size_t inputs) {
    Vars made;
    for (std::size_t i = 1; i <= inputs; ++i)
      made.push_back(g_.variable(name + "w" + std::to_string(i), random_.standard_normal()));
    made.push_back(g_.variable(name + "b", random_.standard_normal()));
    parameters_.insert(parameters_.end(), made.begin(), made.end());
    return made;
  }
  static Var weighted(const Vars& weights, const Vars& x) {
    Var z = weights[0] * x[0];
    for (std::size_t i = 1; i < x.size(); ++i) z = z + weights[i] * x[i];
    return z + weights[x.size()];
  }
  Graph& g_;
  RandomState random_;
  std::vector<Vars> hidden_;
  Vars output_, parameters_;
};

struct Trained {
  std::vector<double> losses;
  std::int64_t right = 0, rows = 0, undecided = 0;  // rows answered neither 0 nor 1
  double apart = 0;                                 // of them, how far their hidden neurons are apart
  plot::Grid surface;
};

Trained train(const Truth& truth, std::int64_t hidden, std::int64_t seed, const Settings& s) {
  Graph g;
  Vars x;
  for (std::size_t i = 0; i < truth.x.size(); ++i)
    x.push_back(g.input("x" + std::to_string(i + 1), float64, {dynamic}));
  Var y = g.input("y", float64, {dynamic});
  Net net(g, x.size(), hidden, seed);
  Var logit = net(x), loss = sigmoid_binary_cross_entropy(logit, y), said = sigmoid(logit);
  Vars all = x;
  all.push_back(y);
  Program step = compile(all, {loss, said}, optim::Adam{{.lr = s.lr}}.minimize(loss, net.parameters()));
  Vars outputs = net.hidden(x);
  outputs.insert(outputs.begin(), said);
  Program predict = compile(x, outputs);
  std::vector<Tensor> given = truth.x;
  given.push_back(truth.y);
  Trained t;
  for (std::int64_t i = 0; i < s.steps; ++i) t.losses.push_back(step(given)[0].item());
  const Outputs answers = predict(truth.x);
  const auto out = plot::numbers(answers[0]), wanted = plot::numbers(truth.y);
  std::vector<std::size_t> undecided;
  for (std::size_t i = 0; i < out.size(); ++i) {
    t.right += (out[i] > 0.5) == (wanted[i] > 0.5), ++t.rows;
    if (std::abs(out[i] - 0.5) < 0.3) undecided.push_back(i);
  }
  t.undecided = static_cast<std::int64_t>(undecided.size());
  for (std::size_t h = 1; h < answers.size(); ++h) {
    const auto values = plot::numbers(answers[h]);
    for (std::size_t i : undecided) t.apart = std::max(t.apart, std::abs(values[i] - values[undecided[0]]));
  }
  if (truth.x.size() == 2) {
    t.surface = plot::grid({-0.3, 1.3}, {-0.3, 1.3}, 80, 80, [&](const Tensor& at) {
      const auto both = plot::numbers(at);
      std::vector<double> a, b;
      for (std::size_t i = 0; i < both.size(); i += 2) a.push_back(both[i]), b.push_back(both[i + 1]);
      return predict({Tensor::from(a, {at.shape(0)}), Tensor::from(b, {at.shape(0)})})[0];
    });
  }
  return t;
}

plot::Chart surface(const Truth& truth, const Trained& t, const std::string& title) {
  std::vector<double> x[2], y[2];
  const auto a = plot::numbers(truth.x[0]), b = plot::numbers(truth.x[1]), out = plot::numbers(truth.y);
  for (std::size_t i = 0; i < out.size(); ++i) x[out[i] > 0.5].push_back(a[i]), y[out[i] > 0.5].push_back(b[i]);
  plot::Chart chart(
      {.title = title, .x_label = "x1", .y_label = "x2", .x = {-0.3, 1.3}, .y = {-0.3, 1.3}, .x_tics = 0.5});
  const auto [low, high] = std::minmax_element(t.surface.z.begin(), t.surface.z.end());
  if (*high - *low > 0.1) chart.contours("", t.surface, std::vector{0.5}, {.colour = 6, .width = 2});
  return chart.regions(t.surface, {0, 1}, text("output", "输出"))
      .points("0", x[0], y[0], {.colour = 0, .width = 8})
      .points("1", x[1], y[1], {.colour = 1, .width = 8});
}

void lesson(const Settings& s, plot::Album& album) {
  const std::string one = text("one neuron", "单个神经元");
  const std::pair<std::string, std::int64_t> nets[] = {
      {"AND", 0}, {"OR", 0}, {"XOR", 0}, {"XOR", 2}, {"XOR", s.hidden}};
  plot::Panels panels({.title = text("What the networks answer", "网络的回答"), .columns = 2});
  plot::Lines curves({.title = text("Losses", "损失"), .x_label = text("step", "步"), .log_y = true});
  std::cout << text("gate  network             seeds with all four rows right   loss, best and worst\n",
                    "门    网络                四行全对的种子数                 损失（最好与最差）\n");
  for (const auto& [name, hidden] : nets) {
    const Truth truth = gate(name);
    const std::string net = hidden == 0 ? one : std::to_string(hidden) + text(" hidden + 1", " 个隐藏 + 1");
    std::int64_t right = 0, stuck_rows[5] = {};
    Trained best;
    double worst = 0, apart[5] = {};
    for (std::int64_t seed = s.seed; seed < s.seed + s.seeds; ++seed) {
      Trained t = train(truth, hidden, seed, s);
      right += t.right == t.rows;
      worst = std::max(worst, t.losses.back());
      if (t.right < t.rows) ++stuck_rows[t.undecided], apart[t.undecided] = std::max(apart[t.undecided], t.apart);
      if (best.losses.empty() || t.losses.back() < best.losses.back()) best = std::move(t);
    }
    fmt::print("{:5} {:20}{:3}/{}{:27}{:.2e}  {:.2e}\n", name, net, right, s.seeds, "", best.losses.back(), worst);
    for (std::int64_t rows = 0; rows <= 4 && hidden > 0; ++rows) {
      if (stuck_rows[rows] == 0) continue;
      fmt::print("        {} {} {} {} {:.2g}\n", stuck_rows[rows],
                 text("stuck: neither 0 nor 1 for", "个卡住：既不答 0 也不答 1 的有"), rows,
                 text("rows, whose hidden values are apart by at most", "行，其隐藏值至多相差"), apart[rows]);
    }
    curves.add(name + ", " + net, best.losses);
    if (name != "XOR" || hidden != 2) panels.add(surface(truth, best, name + ", " + net));
  }
  std::cout << text(
      "One neuron draws one straight line: none has XOR's ones on one side. Two hidden neurons draw two; where a net "
      "gets\n"
      "stuck, rows with different answers look alike to the saturated hidden neurons, whose slope is 0 there.\n",
      "单个神经元只能画一条直线，分不开 "
      "XOR。两个隐藏神经元能画两条；卡住的网络里，答案不同的行在饱和的隐藏层看来\n几乎一样，而那里的斜率为 0。\n");
  album.add("surfaces", panels);
  album.add("losses", curves);
}

/// One row of the gate through the net, forward and backward, before any training.
void slow_motion(const Settings& s, plot::Album& album) {
  Graph g;
  Var x1 = g.input("x1"), x2 = g.input("x2"), y = g.input("y");
  Net net(g, 2, s.gate == "XOR" ? 2 : 0, s.seed);
  Var loss = square(sigmoid(net({x1, x2})) - y);
  plot::Steps steps(loss, {x1, x2, y}, {1.0, 0.0, s.gate == "AND" ? 0.0 : 1.0});
  steps.print(std::cout);
  fmt::print("{} {:.1e}\n", text("largest difference to grad's gradients:", "与 grad 的梯度的最大差："), steps.error());
  album.add("step_" + s.gate, steps.drawing(s.gate + text(" (1, 0): value, gradient; on the arrows: local derivatives",
                                                          " (1, 0)：值、梯度；箭头上是局部导数")));
}

void own(const Settings& s, plot::Album& album) {
  const Dataset set = s.data.labels();
  if (set.target_names.size() != 2)
    throw DataError("logic_gates", "the target has two values", fmt::format("{} of them", set.target_names.size()),
                    "more classes: the example iris");
  Truth truth{s.data.file, {}, set.target.astype(float64)};
  for (std::int64_t j = 0; j < set.data.shape(1); ++j) {
    std::vector<double> column;
    for (std::int64_t i = 0; i < set.data.shape(0); ++i) column.push_back(set.data.at<double>({i, j}));
    truth.x.push_back(Tensor::from(column, {set.data.shape(0)}));
  }
  for (std::int64_t hidden : {std::int64_t{0}, s.hidden}) {
    const Trained t = train(truth, hidden, s.seed, s);
    fmt::print("{} {}: {}/{} {}, {} {:.2e}\n", hidden, text("hidden neurons", "个隐藏神经元"), t.right, t.rows,
               text("rows right", "行正确"), text("loss", "损失"), t.losses.back());
    if (hidden > 0)
      album.add("loss", plot::Lines({.title = text("Training loss", "训练损失"), .log_y = true}).add("", t.losses));
  }
}

}  // namespace

int main(int argc, char** argv) {
  Settings settings;
  plot::CommandLine line("logic_gates", "One neuron learns AND and OR; XOR needs a hidden layer.");
  line.option("--hidden", settings.hidden, "neurons of XOR's larger hidden layer", 1, 1000);
  line.option("--steps", settings.steps, "of training", 1, 10000000);
  line.option("--seeds", settings.seeds, "how many first weights are tried", 1, 10000);
  line.option("--lr", settings.lr, "the learning rate", 1e-9, 1e3);
  line.seed(settings.seed, "the first of them");
  line.flag("--step", settings.step, "backpropagation in slow motion instead of training");
  line.option("--gate", settings.gate, "for --step", {"AND", "OR", "XOR"});
  line.option(settings.data);
  return line.run(argc, argv, [&] {
    if (line.quick()) settings.seeds = std::min<std::int64_t>(settings.seeds, 3);
    plot::Album album(line.out(), line.format());
    settings.step              ? slow_motion(settings, album)
    : settings.data.is_given() ? own(settings, album)
                               : lesson(settings, album);
  });
}
