/// Tells three species of iris apart by four lengths, or learns the classes of your own table.
#include <fmt/format.h>
#include <iostream>
#include <numeric>
#include <string>
#include <vector>
#include <xgrad/examples/plot/plot.hpp>
#include <xgrad/models/data/datasets.hpp>
#include <xgrad/models/data/metrics.hpp>
#include <xgrad/models/data/scaler.hpp>
#include <xgrad/models/data/split.hpp>
#include <xgrad/models/mlp_classifier.hpp>

using namespace xgrad;
using plot::text;

namespace {

struct Settings {
  std::vector<std::int64_t> hidden = {16};
  std::int64_t epochs = 2000, seed = 42;
  plot::OwnData data;
};

models::MLPClassifier network(const Settings& s) {
  return models::MLPClassifier(
      {.hidden_layer_sizes = s.hidden, .activation = "tanh", .max_iter = s.epochs, .random_state = s.seed});
}

/// Two of the features, with what a network of their own would say everywhere.
plot::Chart regions(const Dataset& set, std::int64_t i, std::int64_t j, const Settings& s) {
  std::vector<double> pairs;
  std::vector<std::vector<double>> x(set.target_names.size()), y(set.target_names.size());
  double low[2] = {INFINITY, INFINITY}, high[2] = {-INFINITY, -INFINITY};
  for (std::int64_t row = 0; row < set.data.shape(0); ++row) {
    const double u = set.data.at<double>({row, i}), v = set.data.at<double>({row, j});
    const auto label = static_cast<std::size_t>(set.target.at<std::int64_t>({row}));
    pairs.insert(pairs.end(), {u, v});
    x[label].push_back(u), y[label].push_back(v);
    low[0] = std::min(low[0], u), high[0] = std::max(high[0], u), low[1] = std::min(low[1], v),
    high[1] = std::max(high[1], v);
  }
  StandardScaler scaler;
  models::MLPClassifier mlp = network(s);
  mlp.fit(scaler.fit_transform(Tensor::from(pairs, {set.data.shape(0), 2})), set.target);
  auto range = [&](int k) {
    return plot::Range{low[k] - 0.06 * (high[k] - low[k]), high[k] + 0.06 * (high[k] - low[k])};
  };
  const auto classes =
      plot::grid(range(0), range(1), 240, 240, [&](const Tensor& at) { return mlp.predict(scaler.transform(at)); });
  const auto& name = set.feature_names;
  plot::Chart chart({.title = text("What a network of two features decides", "只看两个特征的网络如何判断"),
                     .x_label = name[static_cast<std::size_t>(i)],
                     .y_label = name[static_cast<std::size_t>(j)],
                     .x = range(0),
                     .y = range(1)});
  chart.classes(classes);
  for (std::size_t k = 0; k < x.size(); ++k) chart.points(set.target_names[k], x[k], y[k]);
  return chart;
}

void lesson(const Settings& s, plot::Album& album) {
  const Dataset set = s.data.is_given() ? s.data.labels() : datasets::load_iris();
  auto [X_train, X_test, y_train, y_test] =
      train_test_split(set.data, set.target, {.test_size = 0.2, .random_state = s.seed});
  fmt::print("{} {}, {} {}, {} {}\n", set.data.shape(0), text("rows", "行"), set.data.shape(1),
             text("features", "个特征"), set.target_names.size(), text("classes", "类"));
  StandardScaler scaler;  // lengths of different size: a network learns best from columns of mean 0 and variance 1
  if (s.data.is_given()) X_train = scaler.fit_transform(X_train), X_test = scaler.transform(X_test);

  models::MLPClassifier mlp = network(s);
  plot::Progress progress(s.epochs);
  mlp.options.on_epoch = [&](const models::Epoch& e) { return progress.epoch(e.number, e.loss, e.samples); };
  mlp.fit(X_train, y_train);
  progress.finish();
  std::cout << plot::ending_of(mlp);

  const Tensor predicted = mlp.predict(X_test);
  std::vector<std::int64_t> labels(set.target_names.size());
  std::iota(labels.begin(), labels.end(), 0);
  fmt::print("{} {:.4f}\n\n{}\n", text("accuracy", "准确率"), accuracy_score(y_test, predicted),
             classification_report(y_test, predicted, {.labels = labels, .target_names = set.target_names}));
  album.add("loss", plot::Lines({.title = text("Training loss", "训练损失"),
                                 .x_label = text("epoch", "轮次"),
                                 .y_label = text("cross-entropy", "交叉熵"),
                                 .log_y = true})
                        .add("", mlp.loss_curve()));
  album.add("confusion", plot::HeatMap({.title = text("Confusion matrix", "混淆矩阵"),
                                        .row_label = text("truth", "真值"),
                                        .column_label = text("prediction", "预测"),
                                        .row_names = set.target_names,
                                        .column_names = set.target_names,
                                        .errors_off_diagonal = true,
                                        .cell = 70},
                                       confusion_matrix(y_test, predicted, labels)));
  if (set.data.shape(1) >= 2) album.add("regions", regions(set, set.data.shape(1) - 2, set.data.shape(1) - 1, s));
}

}  // namespace

int main(int argc, char** argv) {
  Settings settings;
  plot::CommandLine line("iris", "Tells three species of iris apart, or the classes of a CSV file.");
  line.option("--hidden", settings.hidden, "neurons of the hidden layers", 1, 1000000);
  line.option("--epochs", settings.epochs, "at most", 1, 1000000);
  line.seed(settings.seed, "of split, first weights and order");
  line.option(settings.data);
  return line.run(argc, argv, [&] {
    if (line.quick()) settings.epochs = std::min<std::int64_t>(settings.epochs, 200);
    plot::Album album(line.out(), line.format());
    lesson(settings, album);
  });
}
