/// Recognizes handwritten digits by a convolutional network: layers, dropout and a Trainer instead of an estimator.
#include <fmt/format.h>
#include <iostream>
#include <vector>
#include <xgrad/examples/plot/plot.hpp>
#include <xgrad/graph/program.hpp>
#include <xgrad/models/callbacks.hpp>
#include <xgrad/models/conv2d.hpp>
#include <xgrad/models/data/datasets.hpp>
#include <xgrad/models/data/split.hpp>
#include <xgrad/models/dense.hpp>
#include <xgrad/models/dropout.hpp>
#include <xgrad/models/sequential.hpp>
#include <xgrad/models/summary.hpp>
#include <xgrad/ops/ops.hpp>
#include <xgrad/optim/adam.hpp>

using namespace xgrad;
using plot::text;

namespace {

struct Settings {
  std::int64_t epochs = 25, seed = 42;
  double lr = 2e-3;
};

/// Pixels from 0 to 1, as images of one channel: [n, 1, 8, 8].
Tensor as_images(const Tensor& pixels) {
  Graph g;
  const Var x = g.input("x", pixels.dtype(), {dynamic, 64});
  return compile({x}, {reshape(cast(x, float32) / 16.0, {dynamic, 1, 8, 8})})({pixels})[0];
}

/// Each filter's weights, or what each filter makes of an image, as pictures of their own.
plot::ImageGrid pictures(const Tensor& stack, std::int64_t height, const std::string& title) {
  plot::ImageGrid grid({.title = title, .height = height, .width = height});
  const std::int64_t size = height * height, count = stack.size() / size;
  const Tensor flat = stack.astype(float64).reshape({count, size});
  for (std::int64_t i = 0; i < count; ++i) grid.add(rows(flat, i, i + 1), {std::to_string(i + 1)});
  return grid;
}

void lesson(const Settings& s, plot::Album& album) {
  const Dataset digits = datasets::load_digits();
  auto [X_train, X_test, y_train, y_test] =
      train_test_split(digits.data, digits.target, {.test_size = 0.2, .random_state = 42});
  X_train = as_images(X_train), X_test = as_images(X_test);

  // The network: windows of 3 x 3 pixels look for strokes, pooling keeps the strongest answers.
  Graph g;
  const models::Conv2D first(g, 1, 16, 3, {.padding = 1, .random_state = s.seed});
  const models::Sequential net(g, {first, relu, models::Conv2D(g, 16, 32, 3, {.padding = 1, .random_state = s.seed}),
                                   relu, models::MaxPool2D(g, 2), models::Dropout(g, 0.25), models::Flatten(g),
                                   models::Dense(g, 32 * 4 * 4, 64, {.random_state = s.seed}), relu,
                                   models::Dropout(g, 0.5), models::Dense(g, 64, 10, {.random_state = s.seed})});
  const Var images = g.input("images", float32, {dynamic, 1, 8, 8});
  std::cout << models::summary(net, images) << "\n";

  // Learning: batches of 64, the accuracy of unseen images after each epoch.
  models::Trainer trainer(
      g, net, [](Var logits, Var labels) { return softmax_cross_entropy(logits, labels); }, optim::Adam({.lr = s.lr}),
      {.epochs = s.epochs, .batch_size = 64, .random_state = s.seed, .metrics = {models::accuracy()}});
  trainer.add(models::ProgressBar());
  const models::History history = trainer.fit(X_train, y_train, X_test, y_test);
  // No third digit: two images more or less of 360 hang on how a processor's products round.
  fmt::print("\n{} {:.1f} s\n{} {:.2f}\n\n", text("trained in", "训练用时"), history.back().seconds,
             text("accuracy on test images", "测试图片上的准确率"), history.back().at("validation_accuracy"));

  // The pictures.
  std::vector<double> training, unseen;
  for (const models::EpochReport& e : history) training.push_back(e.loss), unseen.push_back(*e.validation_loss);
  plot::Chart loss =
      plot::loss_chart(text("Loss; dropout makes training harder than the test", "损失：有 dropout 时训练比测试更难"));
  album.add("loss", loss.line(text("training", "训练"), training).line(text("test", "测试"), unseen));
  album.add("filters", pictures(value(first.weight()), 3, text("What the first layer looks for", "第一层在找什么")));
  const Tensor seen = compile({images}, {relu(first(images))})({rows(X_test, 0, 1)})[0];
  album.add("maps", pictures(seen, 8, text("What it finds in a test image", "它在一张测试图片里找到的")));
}

}  // namespace

int main(int argc, char** argv) {
  Settings settings;
  plot::CommandLine line("convolution",
                         {"Recognizes handwritten digits by a convolutional network.", "用卷积网络识别手写数字。"});
  line.option("--epochs", settings.epochs, {"times to go through the training images", "把训练图片过几遍"}, 1, 1000000);
  line.option("--lr", settings.lr, {"learning rate", "学习率"}, 1e-6, 1.0);
  line.seed(settings.seed, {"of the first weights and the order of the images", "初值与顺序的种子"});
  return line.run(argc, argv, [&] {
    if (line.quick()) settings.epochs = std::min<std::int64_t>(settings.epochs, 2);
    plot::Album album(line.out(), line.format());
    lesson(settings, album);
  });
}
