/// Recognizes handwritten digits: scikit-learn's hello world, with its names and its numbers.
#include <algorithm>
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

void lesson(const Settings& settings, plot::Album& album) {
  // The data: images of 8 x 8 pixels from 0 to 16, each with the digit that was meant.
  const Dataset digits = settings.data.is_given() ? settings.data.labels() : datasets::load_digits();
  auto [X_train, X_test, y_train, y_test] =
      train_test_split(digits.data, digits.target, {.test_size = 0.2, .random_state = settings.seed});
  const plot::LabelledImages images(digits);
  std::cout << images.counts(X_train, X_test);

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
  if (images.are_images()) {
    album.add("samples", images.first(digits.data, digits.target));
    album.add("predictions", images.predictions(X_test, y_test, predicted));
  }
  album.add("loss", plot::loss_curve(mlp.loss_curve()));
  album.add("confusion", plot::confusion(confusion, digits.target_names));
}

}  // namespace

int main(int argc, char** argv) {
  Settings settings;
  plot::CommandLine line("digits", {"Recognizes handwritten digits (1797 images, in the library) by a neural network.",
                                    "用神经网络识别手写数字（库中自带 1797 张图片）。"});
  line.option("--hidden", settings.hidden,
              {"neurons of the hidden layers, such as 50 or 64,32", "各隐藏层的神经元数，如 50 或 64,32"}, 1, 1000000);
  line.option("--epochs", settings.epochs, {"times to go through the training images, at most", "最多把训练图片过几遍"},
              1, 1000000);
  line.seed(settings.seed, {"of the split, the first weights and the order of the images", "划分、初值与顺序的种子"});
  line.option(settings.data);
  return line.run(argc, argv, [&] {
    if (line.quick()) settings.epochs = std::min<std::int64_t>(settings.epochs, 30);
    plot::Album album(line.out(), line.format());
    lesson(settings, album);
  });
}
