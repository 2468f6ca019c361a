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
plot::Chart regions(const Dataset& set, std::size_t i, std::size_t j, const Settings& s) {
  const auto columns = plot::columns(set.data);
  const auto x = plot::numbers(columns[i]), y = plot::numbers(columns[j]);
  std::vector<double> pairs;
  for (std::size_t row = 0; row < x.size(); ++row) pairs.insert(pairs.end(), {x[row], y[row]});
  StandardScaler scaler;
  models::MLPClassifier mlp = network(s);
  mlp.fit(scaler.fit_transform(Tensor::from(pairs, {set.data.shape(0), 2})), set.target);
  plot::Chart chart({.title = text("What a network of two features decides", "只看两个特征的网络如何判断"),
                     .x_label = set.feature_names[i],
                     .y_label = set.feature_names[j],
                     .x = plot::around(x, 0.06),
                     .y = plot::around(y, 0.06)});
  chart.classes(plot::grid(plot::around(x, 0.06), plot::around(y, 0.06), 240, 240,
                           [&](const Tensor& at) { return mlp.predict(scaler.transform(at)); }));
  return chart.classes(set.target_names, x, y, plot::numbers(set.target));
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
  album.add("loss", plot::loss_curve(mlp.loss_curve()));
  album.add("confusion", plot::confusion(confusion_matrix(y_test, predicted, labels), set.target_names));
  const std::size_t features = set.feature_names.size();
  if (features >= 2) album.add("regions", regions(set, features - 2, features - 1, s));
}

}  // namespace

int main(int argc, char** argv) {
  Settings settings;
  plot::CommandLine line("iris", {"Tells three species of iris apart, or the classes of a CSV file.",
                                  "区分三种鸢尾花，或 CSV 文件中的类别。"});
  line.option("--hidden", settings.hidden, {"neurons of the hidden layers", "各隐藏层的神经元数"}, 1, 1000000);
  line.option("--epochs", settings.epochs, {"at most", "至多几轮"}, 1, 1000000);
  line.seed(settings.seed, {"of split, first weights and order", "划分、初值与顺序的种子"});
  line.option(settings.data);
  return line.run(argc, argv, [&] {
    if (line.quick()) settings.epochs = std::min<std::int64_t>(settings.epochs, 200);
    plot::Album album(line.out(), line.format());
    lesson(settings, album);
  });
}
