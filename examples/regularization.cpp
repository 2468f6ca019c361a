/// What helps a network against overfitting: a penalty, dropout, early stopping, more data, each by itself.
#include <fmt/format.h>
#include <algorithm>
#include <numeric>
#include <string>
#include <vector>
#include <xgrad/examples/plot/plot.hpp>
#include <xgrad/xgrad.hpp>

using namespace xgrad;
using plot::text;

namespace {

struct Settings {
  std::int64_t rows = 400, epochs = 60, width = 256, seed = 0;
  double wrong = 0.2, dropout = 0.7, l2 = 0.1;
};

/// Dropout by itself: what it makes of ones, in steps of a training and afterwards.
void masks(const Settings& s, plot::Album& album) {
  constexpr std::int64_t neurons = 12, steps = 6, many = 2000;
  Graph g;
  const models::Dropout dropout(g, s.dropout, {.random_state = s.seed});
  Var ones_in = g.variable("ones", ones({neurons}));
  Program learns = [&] {
    const Graph::Training now(g);
    Var out = dropout(ones_in);
    return compile({}, {out}, optim::SGD{{.lr = 0.0}}.minimize(sum(out), {ones_in}));
  }();
  Program predicts = compile({}, {dropout(ones_in)});
  std::vector<double> all;  // what comes out, step after step
  for (std::int64_t i = 0; i < many; ++i)
    for (double v : plot::numbers(learns()[0])) all.push_back(v);
  const auto after = plot::numbers(predicts()[0]);
  fmt::print("{} {:.3f}, {} {:.3f}\n\n",
             text("dropout of ones: their mean over 2000 steps of training", "全 1 经 dropout：训练 2000 步的均值"),
             std::accumulate(all.begin(), all.end(), 0.0) / (neurons * many), text("when predicting", "预测时"),
             after[0]);
  std::vector<std::string> names;
  for (std::int64_t i = 1; i <= steps; ++i) names.push_back(text("step ", "第 ") + std::to_string(i) + text("", " 步"));
  names.push_back(text("predicting", "预测时"));
  all.resize(steps * neurons), all.insert(all.end(), after.begin(), after.end());
  plot::HeatMapOptions options{.title = text("Ones after dropout", "全 1 经过 dropout"),
                               .column_label = text("neuron", "神经元"),
                               .row_names = names};
  album.add("masks", plot::HeatMap(options, Tensor::from(all, {steps + 1, neurons})));
}

/// A way to train the same network.
struct Way {
  std::string name;
  double dropout = 0, l2 = 0;
  bool stops_early = false, has_twice_the_data = false;
};

struct Trained {
  std::vector<double> on_training, on_test;  // cross-entropy after each epoch
  double error = 0, accuracy = 0;            // on test images, in the end
};

/// Few images, a wide network: it can learn them by heart.
Trained train(const Way& way, const Split& set, const Settings& s) {
  Graph g;
  const models::Dense first(g, 64, s.width, {.dtype = float64, .random_state = s.seed}),
      last(g, s.width, 10, {.dtype = float64, .random_state = s.seed});
  const models::Sequential net(g, {first, relu, models::Dropout(g, way.dropout, {.random_state = s.seed}), last});
  const models::Trainer::Loss loss = [&](Var logits, Var labels) {
    const Var penalty = models::l2_penalty({first.weight(), last.weight()});
    return softmax_cross_entropy(logits, labels) + way.l2 * penalty;
  };
  const models::Metric error{"error", [](Var logits, Var labels) { return softmax_cross_entropy(logits, labels); }};
  models::TrainerOptions options{.epochs = s.epochs, .batch_size = 50, .random_state = s.seed};
  options.metrics = {error, models::accuracy()};
  models::Trainer trainer(g, net, loss, optim::Adam({.lr = 3e-3}), options);
  if (way.stops_early) trainer.add(models::EarlyStopping({.monitor = "validation_error", .patience = 3}));
  Trained made;
  for (const models::EpochReport& e : trainer.fit(set.X_train, set.y_train, set.X_test, set.y_test))
    made.on_training.push_back(e.at("error")), made.on_test.push_back(e.at("validation_error"));
  const models::NamedNumbers judged = trainer.evaluate(set.X_test, set.y_test);  // "loss", then the metrics
  made.error = judged[1].second, made.accuracy = judged[2].second;
  return made;
}

/// Images to learn from and to be tested by. Some labels are wrong, as in life: who learns them by heart learns
/// nonsense.
Split images(std::int64_t rows, const Settings& s) {
  const auto digits = datasets::load_digits();
  Split set = train_test_split(digits.data.astype(float64), digits.target,
                               {.test_size = 0.5, .train_size = rows, .random_state = s.seed});
  RandomState random(s.seed);
  auto* label = set.y_train.mutable_data<std::int64_t>();
  for (std::int64_t i = 0; i < rows; ++i)
    if (random.uniform(0, 1) < s.wrong) label[i] = static_cast<std::int64_t>(random.uniform(0, 10));
  return set;
}

void compare(const Settings& s, plot::Album& album) {
  const Way ways[] = {{text("nothing", "无对策")},
                      {text("L2 penalty", "L2 惩罚"), 0, s.l2},
                      {"dropout", s.dropout},
                      {text("early stopping", "早停"), 0, 0, true},
                      {text("twice the data", "两倍数据"), 0, 0, false, true},
                      {text("dropout, more data", "dropout + 数据"), s.dropout, 0, false, true}};
  fmt::print("{} {}\n{:20} {:>8} {:>16} {:>12} {:>10}\n", s.rows, text("digits to learn from", "张数字用来学习"), "",
             text("epochs", "轮"), text("training loss", "训练损失"), text("test loss", "测试损失"),
             text("accuracy", "准确率"));
  plot::Panels panels({.title = text("Cross-entropy on training and test images", "训练集与测试集上的交叉熵"),
                       .columns = 3,
                       .panel = {420, 340}});
  std::vector<std::string> names;
  std::vector<double> accuracies;
  for (const Way& way : ways) {
    const Trained t = train(way, images(way.has_twice_the_data ? 2 * s.rows : s.rows, s), s);
    names.push_back(way.name), accuracies.push_back(t.accuracy);
    fmt::print("{:20} {:8} {:16.4f} {:12.4f} {:10.4f}\n", way.name, t.on_training.size(), t.on_training.back(), t.error,
               t.accuracy);
    plot::Chart chart({.title = way.name,
                       .x_label = text("epoch", "轮次"),
                       .x = {0, static_cast<double>(s.epochs)},
                       .y = {0.01, 10},
                       .log_y = true});
    panels.add(chart.line(text("training", "训练"), t.on_training).line(text("test", "测试"), t.on_test));
  }
  album.add("curves", panels);
  plot::Bars bars({.title = text("Test accuracy", "测试准确率"), .groups = names, .size = {1200, 520}});
  album.add("accuracy", bars.add("", accuracies));
}

}  // namespace

int main(int argc, char** argv) {
  Settings settings;
  plot::CommandLine line("regularization",
                         {"What helps a network against overfitting: a penalty, dropout, early stopping, more data.",
                          "网络过拟合的对策：惩罚项、dropout、早停、更多数据。"});
  line.option("--rows", settings.rows, {"images to learn from", "用来学习的图片数"}, 10, 449);
  line.option("--width", settings.width, {"hidden neurons", "隐藏神经元数"}, 1, 100000);
  line.option("--epochs", settings.epochs, {"of training, at most", "至多训练几轮"}, 1, 100000);
  line.option("--wrong", settings.wrong, {"the share of their labels that are random", "其中标签随机的比例"}, 0, 1);
  line.option("--dropout", settings.dropout, {"the share of neurons that are silent in a step", "每步沉默的神经元比例"},
              0, 0.99);
  line.option("--l2", settings.l2, {"strength of the penalty", "惩罚项的强度"}, 0, 1e3);
  line.seed(settings.seed, {"of split, weights and masks", "划分、权重与掩码的种子"});
  return line.run(argc, argv, [&] {
    if (line.quick()) settings.epochs = std::min<std::int64_t>(settings.epochs, 5);
    plot::Album album(line.out(), line.format());
    masks(settings, album);
    compare(settings, album);
  });
}
