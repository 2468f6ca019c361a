/// Recognizes handwritten digits: scikit-learn's hello world, with its names and its numbers.
#include <algorithm>
#include <cmath>
#include <iostream>
#include <numeric>
#include <string>
#include <vector>
#include <xgrad/examples/plot/plot.hpp>
#include <xgrad/models/data/datasets.hpp>
#include <xgrad/models/data/metrics.hpp>
#include <xgrad/models/data/split.hpp>
#include <xgrad/models/mlp_classifier.hpp>

using namespace xgrad;
using plot::text;

namespace {

struct Settings {
  std::vector<std::int64_t> hidden = {50};
  std::int64_t epochs = 500, seed = 42;
  plot::OwnData data;
};

const std::int64_t shown = 50;  // images in a picture

std::string name(const Dataset& set, const Tensor& labels, std::int64_t i) {
  return set.target_names[static_cast<std::size_t>(labels.at<std::int64_t>({i}))];
}

/// Images are square; 0 if the rows are none.
std::int64_t side_of(const Dataset& set) {
  const auto side = static_cast<std::int64_t>(std::lround(std::sqrt(set.data.shape(1))));
  return side * side == set.data.shape(1) && side > 3 ? side : 0;
}

plot::ImageGrid samples(const Dataset& digits, std::int64_t side) {
  const std::int64_t n = std::min(shown, digits.data.shape(0));
  plot::ImageGrid grid({.title = text("The first ", "前 ") + std::to_string(n) + text(" of ", " 张手写数字，共 ") +
                                 std::to_string(digits.data.shape(0)) + text(" handwritten digits", " 张"),
                        .height = side,
                        .width = side});
  for (std::int64_t i = 0; i < n; ++i) grid.add(rows(digits.data, i, i + 1), {name(digits, digits.target, i)});
  return grid;
}

/// The images that were taken for another digit, then some of the others.
plot::ImageGrid predictions(const Dataset& set, const Tensor& images, const Tensor& truth, const Tensor& predicted,
                            std::int64_t side) {
  auto is_wrong = [&](std::int64_t i) { return truth.at<std::int64_t>({i}) != predicted.at<std::int64_t>({i}); };
  std::vector<std::int64_t> order(static_cast<std::size_t>(images.shape(0)));
  std::iota(order.begin(), order.end(), 0);
  const auto right = std::stable_partition(order.begin(), order.end(), is_wrong);
  plot::ImageGrid grid({.title = text("Test images, truth → prediction: ", "测试图片，真值 → 预测：") +
                                 std::to_string(right - order.begin()) + text(" of ", " 张错（红框，排在最前），共 ") +
                                 std::to_string(order.size()) + text(" are wrong (red, shown first)", " 张"),
                        .height = side,
                        .width = side});
  order.resize(std::min<std::size_t>(order.size(), shown));
  for (std::int64_t i : order) {
    grid.add(rows(images, i, i + 1), {name(set, truth, i) + " → " + name(set, predicted, i), is_wrong(i)});
  }
  return grid;
}

void lesson(const Settings& settings, plot::Album& album) {
  // The data: images of 8 x 8 pixels from 0 to 16, each with the digit that was meant.
  const Dataset digits = settings.data.is_given() ? settings.data.labels() : datasets::load_digits();
  auto [X_train, X_test, y_train, y_test] =
      train_test_split(digits.data, digits.target, {.test_size = 0.2, .random_state = settings.seed});
  std::cout << digits.data.shape(0) << text(" images: ", " 张图片：") << X_train.shape(0)
            << text(" to learn from, ", " 张用来学习，") << X_test.shape(0)
            << text(" to be tested on\n", " 张用来测试\n");

  // The model: pixels -> hidden neurons -> a probability for each digit. Learning is making the loss small.
  plot::Progress progress(settings.epochs);
  models::MLPClassifier mlp({
      .hidden_layer_sizes = settings.hidden,
      .max_iter = settings.epochs,
      .random_state = settings.seed,
      .on_epoch = [&](const models::Epoch& e) { return progress.epoch(e.number, e.loss, e.samples); },
  });
  mlp.fit(X_train, y_train);
  progress.finish();
  std::cout << plot::ending_of(mlp);

  // The judgement, by images it has never seen.
  Tensor predicted = mlp.predict(X_test);
  std::vector<std::int64_t> labels(digits.target_names.size());
  std::iota(labels.begin(), labels.end(), 0);
  Tensor confusion = confusion_matrix(y_test, predicted, labels);
  std::cout << text("\naccuracy ", "\n准确率 ") << accuracy_score(y_test, predicted) << "\n\n"
            << classification_report(y_test, predicted, {.labels = labels, .target_names = digits.target_names})
            << text("\nconfusion matrix: a row for each true digit, a column for each predicted one\n",
                    "\n混淆矩阵：行是真值，列是预测\n")
            << confusion << text("\n\npictures\n", "\n\n图片\n");

  // The pictures.
  if (const std::int64_t side = side_of(digits); side > 0) {
    album.add("samples", samples(digits, side));
    album.add("predictions", predictions(digits, X_test, y_test, predicted, side));
  }
  plot::Lines curve({.title = text("Training loss", "训练损失"),
                     .x_label = text("epoch", "轮次"),
                     .y_label = text("cross-entropy", "交叉熵"),
                     .log_y = true});
  album.add("loss", curve.add("", mlp.loss_curve()));
  album.add("confusion", plot::HeatMap({.title = text("Confusion matrix of the test images", "测试图片的混淆矩阵"),
                                        .row_label = text("truth", "真值"),
                                        .column_label = text("prediction", "预测"),
                                        .row_names = digits.target_names,
                                        .column_names = digits.target_names,
                                        .errors_off_diagonal = true},
                                       confusion));
}

}  // namespace

int main(int argc, char** argv) {
  Settings settings;
  plot::CommandLine line("digits", "Recognizes handwritten digits (1797 images, in the library) by a neural network.");
  line.option("--hidden", settings.hidden, "neurons of the hidden layers, such as 50 or 64,32", 1, 1000000);
  line.option("--epochs", settings.epochs, "times to go through the training images, at most", 1, 1000000);
  line.seed(settings.seed, "of the split, the first weights and the order of the images");
  line.option(settings.data);
  return line.run(argc, argv, [&] {
    if (line.quick()) settings.epochs = std::min<std::int64_t>(settings.epochs, 30);
    plot::Album album(line.out(), line.format());
    lesson(settings, album);
  });
}
