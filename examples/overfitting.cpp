/// Under- and overfitting: the degree of a polynomial, and the cures: a penalty, early stopping, more data.
#include <fmt/format.h>
#include <algorithm>
#include <cmath>
#include <iostream>
#include <string>
#include <vector>
#include <xgrad/examples/plot/plot.hpp>
#include <xgrad/models/linear_regression.hpp>
#include <xgrad/models/ridge.hpp>
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
    for (std::int64_t k = 0; k <= degree; ++k) {
      made.push_back(now);
      const double next =
          (static_cast<double>(2 * k + 1) * u * now - static_cast<double>(k) * before) / static_cast<double>(k + 1);
      before = now, now = next;
    }
  }
  return Tensor::from(made, {static_cast<std::int64_t>(x.size()), degree + 1});
}

Tensor vector_of(const std::vector<double>& v) { return Tensor::from(v, {static_cast<std::int64_t>(v.size())}); }

/// Least squares, with a penalty alpha |w|² unless that is 0; its values at x.
std::vector<double> fitted(const Points& p, std::int64_t degree, double alpha, const std::vector<double>& x) {
  const Tensor A = powers(p.x, degree), y = vector_of(p.y), at = powers(x, degree);
  if (alpha > 0) return plot::numbers(models::Ridge({.alpha = alpha, .fit_intercept = false}).fit(A, y).predict(at));
  return plot::numbers(models::LinearRegression({.fit_intercept = false, .tol = 1e-15}).fit(A, y).predict(at));
}

double error(const Points& p, std::int64_t degree, double alpha, const Points& judge) {
  return mean_squared_error(vector_of(judge.y), vector_of(fitted(p, degree, alpha, judge.x)));
}

void polynomials(const Settings& s, plot::Album& album) {
  RandomState random(s.seed);
  const Points train = sample(s.points, s.noise, random), validation = sample(200, s.noise, random),
               more = sample(10 * s.points, s.noise, random);
  std::vector<double> degrees, errors[2];
  fmt::print("{}\n", text("degree   training MSE   validation MSE", "次数     训练 MSE       验证 MSE"));
  const std::int64_t highest = std::min<std::int64_t>(15, s.points - 1);
  for (std::int64_t d = 0; d <= highest; ++d) {
    degrees.push_back(static_cast<double>(d)), errors[0].push_back(error(train, d, 0, train)),
        errors[1].push_back(error(train, d, 0, validation));
    fmt::print("{:6}   {:<12.4g}   {:.4g}\n", d, errors[0].back(), errors[1].back());
  }
  album.add(
      "degrees",
      plot::Chart({.title = text("Too simple on the left, learned by heart on the right", "左边太简单，右边死记硬背"),
                   .x_label = text("degree", "次数"),
                   .y_label = "MSE",
                   .log_y = true})
          .path(text("training", "训练"), degrees, errors[0])
          .path(text("validation", "验证"), degrees, errors[1]));
  const auto at = plot::linspace({-1, 1}, 201);
  plot::Panels panels({.title = text("Polynomials through noisy points of sin 3x", "拟合 sin 3x 的带噪声点")});
  auto panel = [&](const std::string& title, const Points& p, std::int64_t d, double alpha) {
    fmt::print("{:40} {} {:.4g}\n", title, text("validation MSE", "验证 MSE"), error(p, d, alpha, validation));
    panels.add(plot::Chart({.title = title, .y = {-2, 2}, .legend = "none"})
                   .points("", p.x, p.y, {.colour = 6})
                   .line("", at, fitted(p, d, alpha, at), {.colour = 1}));
  };
  panel(text("degree 1: underfitting", "1 次：欠拟合"), train, 1, 0);
  panel(text("degree 5: about right", "5 次：合适"), train, 5, 0);
  panel(fmt::format("{} {}", text("overfitting: degree", "过拟合，次数"), highest), train, highest, 0);
  panel(fmt::format("{} {}, L2 0.1", text("degree", "次数"), highest), train, highest, 0.1);
  panel(fmt::format("{} {}, L2 100: {}", text("degree", "次数"), highest, text("too much", "过强")), train, highest,
        100);
  panel(fmt::format("{} {}, {}", text("degree", "次数"), highest, text("ten times the points", "十倍的点")), more,
        highest, 0);
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
  std::vector<double> train_scores, test_scores;
  auto row = [&](const std::string& name, models::MLPOptions options) {
    options.max_iter = s.epochs, options.random_state = s.seed;
    models::MLPClassifier mlp(options);
    mlp.fit(set.X_train, set.y_train);
    names.push_back(name), train_scores.push_back(mlp.score(set.X_train, set.y_train)),
        test_scores.push_back(mlp.score(set.X_test, set.y_test));
    std::string label = name;
    std::replace(label.begin(), label.end(), '\n', ' ');
    fmt::print("{:18} {:10.4f} {:10.4f} {:8}\n", label, train_scores.back(), test_scores.back(), mlp.n_iter());
  };
  for (std::int64_t width : {2, 8, 32, 128}) {
    for (std::size_t depth : {1, 2, 3})
      row(fmt::format("{} x {}", depth, width), {.hidden_layer_sizes = std::vector<std::int64_t>(depth, width)});
  }
  row("1 x 32\nL2 10", {.hidden_layer_sizes = {32}, .alpha = 10});
  row(text("1 x 32\nearly", "1 x 32\n早停"), {.hidden_layer_sizes = {32}, .early_stopping = true});
  plot::Bars scores(
      {.title = text("Layers x neurons: accuracy", "层数 x 神经元数：准确率"), .groups = names, .size = {1300, 520}});
  album.add("study", scores.add(text("training", "训练"), train_scores).add(text("test", "测试"), test_scores));
}

}  // namespace

int main(int argc, char** argv) {
  Settings settings;
  plot::CommandLine line("overfitting",
                         "Under- and overfitting, and what helps: a penalty, early stopping, more data.");
  line.option("--points", settings.points, "to learn from", 3, 100000);
  line.option("--noise", settings.noise, "its standard deviation", 0, 1e6);
  line.option("--epochs", settings.epochs, "of the networks, at most", 1, 100000);
  line.seed(settings.seed, "of points, split and weights");
  return line.run(argc, argv, [&] {
    if (line.quick()) settings.epochs = std::min<std::int64_t>(settings.epochs, 20);
    plot::Album album(line.out(), line.format());
    polynomials(settings, album);
    study(settings, album);
  });
}
