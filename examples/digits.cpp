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

namespace {

struct Settings {
  std::vector<std::int64_t> hidden = {50};
  std::int64_t epochs = 500, seed = 42;
};

const std::int64_t shown = 50;  // images in a picture

std::string name(const Tensor& labels, std::int64_t i) { return std::to_string(labels.at<std::int64_t>({i})); }

plot::ImageGrid samples(const Dataset& digits) {
  plot::ImageGrid grid({.title = "The first " + std::to_string(shown) + " of " + std::to_string(digits.data.shape(0)) +
                                 " handwritten digits"});
  for (std::int64_t i = 0; i < shown; ++i) grid.add(rows(digits.data, i, i + 1), {name(digits.target, i)});
  return grid;
}

/// The images that were taken for another digit, then some of the others.
plot::ImageGrid predictions(const Tensor& images, const Tensor& truth, const Tensor& predicted) {
  auto is_wrong = [&](std::int64_t i) { return truth.at<std::int64_t>({i}) != predicted.at<std::int64_t>({i}); };
  std::vector<std::int64_t> order(static_cast<std::size_t>(images.shape(0)));
  std::iota(order.begin(), order.end(), 0);
  const auto right = std::stable_partition(order.begin(), order.end(), is_wrong);
  plot::ImageGrid grid({.title = "Test images, truth → prediction: " + std::to_string(right - order.begin()) + " of " +
                                 std::to_string(order.size()) + " are wrong (red, shown first)"});
  order.resize(std::min<std::size_t>(order.size(), shown));
  for (std::int64_t i : order) {
    grid.add(rows(images, i, i + 1), {name(truth, i) + " → " + name(predicted, i), is_wrong(i)});
  }
  return grid;
}

void lesson(const Settings& settings, plot::Album& album) {
  // The data: images of 8 x 8 pixels from 0 to 16, each with the digit that was meant.
  auto digits = datasets::load_digits();
  auto [X_train, X_test, y_train, y_test] =
      train_test_split(digits.data, digits.target, {.test_size = 0.2, .random_state = settings.seed});
  std::cout << digits.data.shape(0) << " images: " << X_train.shape(0) << " to learn from, " << X_test.shape(0)
            << " to be tested on\n";

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
  if (mlp.n_iter() < settings.epochs) {
    std::cout << "stopped early: for " << mlp.options.n_iter_no_change << " epochs the loss has fallen by less than "
              << mlp.options.tol << "\n";
  }
  for (const std::string& warning : mlp.warnings()) std::cout << warning << "\n";

  // The judgement, by images it has never seen.
  Tensor predicted = mlp.predict(X_test);
  Tensor confusion = confusion_matrix(y_test, predicted);
  std::cout << "\naccuracy " << accuracy_score(y_test, predicted) << "\n\n"
            << classification_report(y_test, predicted)
            << "\nconfusion matrix: a row for each true digit, a column for "
            << "each predicted one\n"
            << confusion << "\n\npictures\n";

  // The pictures.
  album.add("samples", samples(digits));
  album.add("predictions", predictions(X_test, y_test, predicted));
  plot::Lines curve({.title = "Training loss", .x_label = "epoch", .y_label = "cross-entropy", .log_y = true});
  album.add("loss", curve.add("", mlp.loss_curve()));
  album.add("confusion", plot::HeatMap({.title = "Confusion matrix of the test images",
                                        .row_label = "truth",
                                        .column_label = "prediction",
                                        .errors_off_diagonal = true},
                                       confusion));
}

}  // namespace

int main(int argc, char** argv) {
  Settings settings;
  plot::CommandLine line("digits", "Recognizes handwritten digits (1797 images, in the library) by a neural network.");
  line.option("--hidden", settings.hidden, "neurons of the hidden layers, such as 50 or 64,32");
  line.option("--epochs", settings.epochs, "times to go through the training images, at most");
  line.option("--seed", settings.seed, "of the split, the first weights and the order of the images");
  return line.run(argc, argv, [&] {
    if (line.quick()) settings.epochs = std::min<std::int64_t>(settings.epochs, 30);
    plot::Album album(line.out(), line.format());
    lesson(settings, album);
  });
}
