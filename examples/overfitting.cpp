/// Under- and overfitting: the degree of a polynomial, the size of a network; what helps a polynomial, a penalty or
/// more data.
#include <fmt/format.h>
#include <algorithm>
#include <cmath>
#include <iostream>
#include <string>
#include <vector>
#include <xgrad/examples/plot/plot.hpp>
#include <xgrad/xgrad.hpp>

using namespace xgrad;
using plot::text;

namespace {

struct Settings {
  std::int64_t points = 20, seed = 3, epochs = 150;
  double noise = 0.2;
};

struct Points {
  std::vector<double> x, y;
};
Points sample(std::int64_t n, double noise, RandomState& random) {
  Points p;
  for (std::int64_t i = 0; i < n; ++i)
    p.x.push_back(random.uniform(-1, 1)), p.y.push_back(std::sin(3 * p.x.back()) + noise * random.standard_normal());
  return p;
}

/// Columns 1, x, x², ...: Legendre's polynomials span the same space and are better to compute with.
Tensor powers(const std::vector<double>& x, std::int64_t degree) {
  std::vector<double> made;
  for (double u : x) {
    double before = 0, now = 1;
    for (double k = 0; k <= static_cast<double>(degree); ++k) {
      made.push_back(now);
      before = std::exchange(now, ((2 * k + 1) * u * now - k * before) / (k + 1));
    }
  }
  return Tensor::from(made, {static_cast<std::int64_t>(x.size()), degree + 1});
}

/// A polynomial by least squares, with a penalty alpha |w|² unless that is 0; its values at x.
struct Fit {
  std::int64_t degree;
  double alpha = 0;

  std::vector<double> at(const std::vector<double>& x, const Points& p) const {
    const Tensor A = powers(p.x, degree), y = plot::tensor_of(p.y), there = powers(x, degree);
    return plot::numbers(
        alpha > 0 ? models::Ridge({.alpha = alpha, .fit_intercept = false}).fit(A, y).predict(there)
                  : models::LinearRegression({.fit_intercept = false, .tol = 1e-15}).fit(A, y).predict(there));
  }
  double error(const Points& p, const Points& judge) const {
    return mean_squared_error(plot::tensor_of(judge.y), plot::tensor_of(at(judge.x, p)));
  }
};

void polynomials(const Settings& s, plot::Album& album) {
  RandomState random(s.seed);
  const Points train = sample(s.points, s.noise, random), validation = sample(200, s.noise, random),
               more = sample(10 * s.points, s.noise, random);
  std::vector<double> degrees, on_training, on_validation;
  fmt::print("{}\n", text("degree   training MSE   validation MSE", "次数     训练 MSE       验证 MSE"));
  const std::int64_t highest = std::min<std::int64_t>(15, s.points - 1);
  for (std::int64_t d = 0; d <= highest; ++d) {
    degrees.push_back(static_cast<double>(d));
    on_training.push_back(Fit{d}.error(train, train)), on_validation.push_back(Fit{d}.error(train, validation));
    fmt::print("{:6}   {:<12.4g}   {:.4g}\n", d, on_training.back(), on_validation.back());
  }
  plot::Chart chart({.title = text("Too simple on the left, learned by heart on the right", "左边太简单，右边死记硬背"),
                     .x_label = text("degree", "次数"),
                     .y_label = "MSE",
                     .log_y = true});
  chart.path(text("training", "训练"), degrees, on_training).path(text("validation", "验证"), degrees, on_validation);
  album.add("degrees", chart);

  const auto at = plot::linspace({-1, 1}, 201);
  const std::string highest_degree = fmt::format("{} {}", text("degree", "次数"), highest);
  plot::Panels panels({.title = text("Polynomials through noisy points of sin 3x", "拟合 sin 3x 的带噪声点")});
  auto panel = [&](const std::string& title, const Points& p, const Fit& fit) {
    fmt::print("{:40} {} {:.4g}\n", title, text("validation MSE", "验证 MSE"), fit.error(p, validation));
    plot::Chart drawn({.title = title, .y = {-2, 2}, .legend = "none"});
    panels.add(drawn.points("", p.x, p.y, {.colour = 6}).line("", at, fit.at(at, p), {.colour = 1}));
  };
  panel(text("degree 1: underfitting", "1 次：欠拟合"), train, {1});
  panel(text("degree 5: about right", "5 次：合适"), train, {5});
  panel(fmt::format("{} {}", text("overfitting: degree", "过拟合，次数"), highest), train, {highest});
  panel(highest_degree + ", L2 0.1", train, {highest, 0.1});
  panel(highest_degree + ", L2 100: " + text("too much", "过强"), train, {highest, 100});
  panel(highest_degree + ", " + text("ten times the points", "十倍的点"), more, {highest});
  album.add("polynomials", panels);
}

/// How many layers, how many neurons? Noisy digits, few examples: training and test accuracy.
void study(const Settings& s, plot::Album& album) {
  const auto digits = datasets::load_digits();
  const Split set =
      train_test_split(digits.data, digits.target, {.test_size = 0.5, .train_size = 0.15, .random_state = s.seed});
  fmt::print("\n{}\n{:18} {:>10} {:>10} {:>8}\n",
             text("digits, few examples: how many layers and neurons?", "手写数字，少量样本：要多少层、多少神经元？"),
             text("hidden", "隐藏层"), text("training", "训练"), text("test", "测试"), text("epochs", "轮"));
  std::vector<std::string> names;
  std::vector<double> on_training, on_test;
  for (std::int64_t width : {2, 8, 32, 128}) {
    for (std::size_t depth : {1, 2, 3}) {
      const std::vector<std::int64_t> hidden(depth, width);
      models::MLPClassifier mlp({.hidden_layer_sizes = hidden, .max_iter = s.epochs, .random_state = s.seed});
      mlp.fit(set.X_train, set.y_train);
      names.push_back(fmt::format("{} x {}", depth, width));
      on_training.push_back(mlp.score(set.X_train, set.y_train)), on_test.push_back(mlp.score(set.X_test, set.y_test));
      fmt::print("{:18} {:10.4f} {:10.4f} {:8}\n", names.back(), on_training.back(), on_test.back(), mlp.n_iter());
    }
  }
  plot::Bars scores(
      {.title = text("Layers x neurons: accuracy", "层数 x 神经元数：准确率"), .groups = names, .size = {1300, 520}});
  album.add("study", scores.add(text("training", "训练"), on_training).add(text("test", "测试"), on_test));
}

}  // namespace

int main(int argc, char** argv) {
  Settings settings;
  plot::CommandLine line("overfitting", {"Under- and overfitting, and what helps: a penalty, more data.",
                                         "欠拟合与过拟合，以及对策：惩罚项、更多数据。"});
  line.option("--points", settings.points, {"to learn from", "用来学习的点数"}, 3, 100000);
  line.option("--noise", settings.noise, {"its standard deviation", "噪声的标准差"}, 0, 1e6);
  line.option("--epochs", settings.epochs, {"of the networks, at most", "网络至多训练几轮"}, 1, 100000);
  line.seed(settings.seed, {"of points, split and weights", "点、划分与权重的种子"});
  return line.run(argc, argv, [&] {
    if (line.quick()) settings.epochs = std::min<std::int64_t>(settings.epochs, 20);
    plot::Album album(line.out(), line.format());
    polynomials(settings, album);
    study(settings, album);
  });
}
