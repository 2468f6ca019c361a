/// Neural networks learn functions: a parabola and a sine, by MLPRegressor.
#include <fmt/format.h>
#include <cmath>
#include <iostream>
#include <string>
#include <vector>
#include <xgrad/examples/plot/plot.hpp>
#include <xgrad/models/data/metrics.hpp>
#include <xgrad/models/data/scaler.hpp>
#include <xgrad/models/data/split.hpp>
#include <xgrad/models/mlp_regressor.hpp>

using namespace xgrad;
using plot::text;

namespace {

struct Settings {
  std::vector<std::int64_t> hidden = {40, 40};
  std::int64_t epochs = 2000, seed = 42;
  plot::OwnData data;
};

models::MLPRegressor network(const Settings& s, std::int64_t epochs) {
  return models::MLPRegressor({.hidden_layer_sizes = s.hidden,
                               .activation = "tanh",
                               .learning_rate_init = 5e-3,
                               .max_iter = epochs,
                               .random_state = s.seed,
                               .tol = 1e-7,
                               .n_iter_no_change = 200});
}

void learn(const std::string& name, const std::string& formula, double (*f)(double), plot::Range where,
           const Settings& s, plot::Album& album) {
  // Points of the function, the odd ones to learn from, the even ones to judge by.
  const auto xs = plot::linspace(where, 201);
  std::vector<double> train_x, train_y, test_x, test_y;
  for (std::size_t i = 0; i < xs.size(); ++i) {
    (i % 2 ? train_x : test_x).push_back(xs[i]);
    (i % 2 ? train_y : test_y).push_back(f(xs[i]));
  }
  auto column = [](const std::vector<double>& v) { return Tensor::from(v, {static_cast<std::int64_t>(v.size()), 1}); };
  const Tensor X = column(train_x), y = plot::tensor_of(train_y), X_test = column(test_x);

  models::MLPRegressor mlp = network(s, s.epochs);
  mlp.fit(X, y);
  const double r2 = r2_score(plot::tensor_of(test_y), mlp.predict(X_test));
  fmt::print("{:16} {:5} {}   {} {:.2e}   R² {} {:.6f}\n", formula, mlp.n_iter(), text("epochs", "轮"),
             text("loss", "损失"), mlp.loss(), text("on points not seen", "（未见过的点）"), r2);

  // One seed, one course: a training that ends earlier shows where the long one was then.
  plot::Chart fit({.title = formula, .x_label = "x", .y_label = "y"});
  plot::Animation movie(15);
  fit.line(text("the function", "函数"), test_x, test_y, {.colour = 6, .width = 4});
  auto show = [&](std::int64_t epoch, models::MLPRegressor& fitted, bool in_chart, plot::Style style) {
    const auto now = plot::numbers(fitted.predict(X_test));
    movie.add(plot::frame(epoch, fitted.loss(), {-1.6, 1.6})
                  .line(text("the function", "函数"), test_x, test_y, {.colour = 6})
                  .line(text("the network", "网络"), test_x, now, {.colour = 1}));
    if (in_chart) fit.line(text("epoch ", "轮次 ") + std::to_string(epoch), test_x, now, style);
  };
  std::int64_t epoch = 1;
  for (int frame = 0; epoch < mlp.n_iter(); ++frame, epoch = std::max(epoch + 1, epoch * 5 / 4)) {
    models::MLPRegressor early = network(s, epoch);
    early.fit(X, y);
    show(epoch, early, frame % 8 == 0, {.width = 1.5});
  }
  show(mlp.n_iter(), mlp, true, {.dashed = true});
  album.add(name, fit);
  album.add(name + "_movie", movie);
  album.add(name + "_loss", plot::loss_curve(mlp.loss_curve(), text("half the MSE", "MSE 的一半")));
}

void own(const Settings& s, plot::Album& album) {
  const CsvDataset set = s.data.numbers();
  auto [X_train, X_test, y_train, y_test] =
      train_test_split(set.data, set.target, {.test_size = 0.2, .random_state = s.seed});
  StandardScaler inputs, outputs;
  Tensor y = outputs.fit_transform(y_train.reshape({y_train.size(), 1})).reshape({y_train.size()});
  models::MLPRegressor mlp = network(s, s.epochs);
  mlp.fit(inputs.fit_transform(X_train), y);
  const Tensor predicted =
      outputs.inverse_transform(mlp.predict(inputs.transform(X_test)).reshape({X_test.shape(0), 1}))
          .reshape({X_test.shape(0)});
  fmt::print("{}: {} {}, {} {}; R² {:.6f}\n", s.data.file, set.data.shape(0), text("rows", "行"), set.data.shape(1),
             text("features", "个特征"), r2_score(y_test, predicted));
  std::cout << plot::ending_of(mlp);
  const auto truth = plot::numbers(y_test);
  album.add("predictions",
            plot::Chart({.title = text("Prediction against truth, rows not seen", "预测与真值（未见过的行）"),
                         .x_label = set.target_name,
                         .y_label = text("prediction", "预测")})
                .line(text("perfect", "完美"), truth, truth, {.colour = 6, .width = 1})
                .points(text("rows", "行"), truth, plot::numbers(predicted), {.colour = 0}));
}

}  // namespace

int main(int argc, char** argv) {
  Settings settings;
  plot::CommandLine line("functions", {"Neural networks learn a parabola and a sine.", "神经网络学习抛物线与正弦。"});
  line.option("--hidden", settings.hidden, {"neurons of the hidden layers", "各隐藏层的神经元数"}, 1, 1000000);
  line.option("--epochs", settings.epochs, {"at most", "至多几轮"}, 1, 1000000);
  line.seed(settings.seed, {"of first weights and order", "初值与顺序的种子"});
  line.option(settings.data);
  return line.run(argc, argv, [&] {
    if (line.quick()) settings.epochs = std::min<std::int64_t>(settings.epochs, 200);
    plot::Album album(line.out(), line.format());
    if (settings.data.is_given()) return own(settings, album);
    learn(
        "parabola", "y = x²", [](double x) { return x * x; }, {-1, 1}, settings, album);
    learn(
        "sine", "y = sin x", [](double x) { return std::sin(x); }, {-M_PI, M_PI}, settings, album);
  });
}
