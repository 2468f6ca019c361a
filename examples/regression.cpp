/// Fits a parabola to noisy points by gradient descent, with partial derivatives by hand beside the graph's.
#include <fmt/format.h>
#include <algorithm>
#include <cmath>
#include <iostream>
#include <string>
#include <vector>
#include <xgrad/examples/plot/plot.hpp>
#include <xgrad/models/linear_regression.hpp>
#include <xgrad/xgrad.hpp>

using namespace xgrad;
using plot::text;

namespace {

struct Settings {
  std::int64_t points = 40, epochs = 3000, seed = 1;
  double lr = 0.05, noise = 0.5;
  plot::OwnData data;
};

struct Parabola {
  Var a, b, c;
  Var operator()(Var x) const { return a * square(x) - b * x + c; }
};

/// The course's formulas, e = f(x) - y: dL/da = 2/n Σ e x², dL/db = -2/n Σ e x, dL/dc = 2/n Σ e.
std::vector<double> by_hand(const std::vector<double>& x, const std::vector<double>& y, double a, double b, double c) {
  std::vector<double> d(3);
  for (std::size_t i = 0; i < x.size(); ++i) {
    const double e = a * x[i] * x[i] - b * x[i] + c - y[i], share = 2.0 / static_cast<double>(x.size());
    d[0] += share * e * x[i] * x[i], d[1] -= share * e * x[i], d[2] += share * e;
  }
  return d;
}

void lesson(const Settings& s, plot::Album& album) {
  // Points of 2 x² - 3 x + 1 with noise; or two columns of a file.
  std::vector<double> xs, ys;
  RandomState random(s.seed);
  if (s.data.is_given()) {
    const CsvDataset own = s.data.numbers();
    if (own.data.shape(1) != 1)
      throw DataError("regression", "one column beside the target is needed",
                      fmt::format("{} features", own.data.shape(1)));
    xs = plot::numbers(own.data), ys = plot::numbers(own.target);
  } else {
    xs = plot::linspace({-1.5, 2.5}, static_cast<std::size_t>(s.points));
    for (double x : xs) ys.push_back(2 * x * x - 3 * x + 1 + s.noise * random.standard_normal());
  }
  const auto n = static_cast<std::int64_t>(xs.size());
  Tensor X = Tensor::from(xs, {n}), Y = Tensor::from(ys, {n});

  // The model, its loss, the gradient.
  Graph g;
  Var x = g.input("x", float64, {dynamic}), y = g.input("y", float64, {dynamic});
  Parabola f{g.variable("a", 0.0), g.variable("b", 0.0), g.variable("c", 0.0)};
  Var loss = mse(f(x), y);
  auto [da, db, dc] = grad(loss, f.a, f.b, f.c);
  Program step = compile({x, y}, {loss, da, db, dc}, optim::SGD{{.lr = s.lr}}.minimize(loss, {f.a, f.b, f.c}));
  Program curve = compile({x}, {f(x)});

  const double wide = 0.05 * (*std::max_element(xs.begin(), xs.end()) - *std::min_element(xs.begin(), xs.end()));
  const auto at = plot::linspace(
      {*std::min_element(xs.begin(), xs.end()) - wide, *std::max_element(xs.begin(), xs.end()) + wide}, 101);
  Tensor At = Tensor::from(at, {101});
  plot::Chart fit({.title = text("The fit through the epochs", "拟合随轮次的变化"), .x_label = "x", .y_label = "y"});
  fit.points(text("points", "数据点"), xs, ys, {.colour = 6});
  plot::Animation movie;
  std::vector<double> losses;
  std::cout << text("epoch   loss        dL/da, dL/db, dL/dc by the graph    largest difference to those by hand\n",
                    "轮次    损失        图给出的 dL/da, dL/db, dL/dc        与手算的最大差\n");
  for (std::int64_t epoch = 0; epoch <= s.epochs; ++epoch) {
    const auto hand = by_hand(xs, ys, value(f.a).item(), value(f.b).item(), value(f.c).item());
    const bool shown = epoch == 0 || epoch == 3 || epoch == 10 || epoch == 30 || epoch == 100 || epoch == s.epochs;
    const Tensor now = curve({At})[0];
    if (shown) fit.line(fmt::format("{} {}", text("epoch", "第"), epoch) + text("", " 轮"), at, plot::numbers(now));
    auto r = step({X, Y});
    losses.push_back(r[0].item());
    if (!std::isfinite(losses.back()))
      throw DataError("regression", "the loss is not finite any more", fmt::format("epoch {}", epoch),
                      "choose a smaller --lr, or scale the columns");
    if (epoch % 4 == 0 && epoch <= 120)
      movie.add(
          plot::Chart(
              {.title = fmt::format("epoch {}, loss {:.4f}", epoch, losses.back()), .y = {-3, 12}, .size = {560, 400}})
              .points("points", xs, ys, {.colour = 6})
              .line("fit", at, plot::numbers(now), {.colour = 1}));
    double difference = 0;
    for (std::size_t i = 0; i < 3; ++i) difference = std::max(difference, std::abs(hand[i] - r[i + 1].item()));
    if (shown)
      fmt::print("{:5}   {:<10.6f}  {:9.5f} {:9.5f} {:9.5f}       {:.1e}\n", epoch, losses.back(), r[1].item(),
                 r[2].item(), r[3].item(), difference);
  }

  // The same without descent: the least-squares solution, in closed form.
  std::vector<double> columns;
  for (double u : xs) columns.insert(columns.end(), {u * u, -u});
  models::LinearRegression closed;
  closed.fit(Tensor::from(columns, {n, 2}), Y);
  const auto coef = plot::numbers(closed.coef());
  const std::vector<double> best = {coef[0], coef[1], closed.intercept().item()};
  const std::vector<double> found = {value(f.a).item(), value(f.b).item(), value(f.c).item()};
  double difference = 0;
  for (std::size_t i = 0; i < 3; ++i) difference = std::max(difference, std::abs(best[i] - found[i]));
  fmt::print("a, b, c = {:.8f}\n{} {:.8f}\n{} {:.1e}\n", fmt::join(found, ", "), text("least squares:", "最小二乘："),
             fmt::join(best, ", "), text("largest difference", "最大差"), difference);

  // Why the square? Its derivative vanishes smoothly; the absolute error's jumps at 0.
  Graph h;
  Var e = h.input("e", float64, {dynamic}), squared = square(e), absolute = abs(e);
  Program errors = compile({e}, {squared, absolute, grad(sum(squared), e), grad(sum(absolute), e)});
  const auto es = plot::linspace({-2, 2}, 201);
  auto r = errors({Tensor::from(es, {201})});
  plot::Panels why({.title = text("Squared or absolute error", "平方误差还是绝对误差")});
  why.add(plot::Chart({.title = text("losses", "损失"), .x_label = "e"})
              .line("e²", es, plot::numbers(r[0]))
              .line("|e|", es, plot::numbers(r[1])));
  why.add(plot::Chart({.title = text("their derivatives", "它们的导数"), .x_label = "e"})
              .line("2e", es, plot::numbers(r[2]))
              .line("sign e", es, plot::numbers(r[3])));
  album.add("fit", fit);
  album.add("losses", why);
  album.add("loss", plot::Lines({.title = text("Training loss", "训练损失"),
                                 .x_label = text("epoch", "轮次"),
                                 .y_label = "MSE",
                                 .log_y = true})
                        .add("", losses));
  album.add("movie", movie);
}

}  // namespace

int main(int argc, char** argv) {
  Settings settings;
  plot::CommandLine line("regression",
                         "Fits a x² - b x + c to noisy points by gradient descent on the mean squared error.");
  line.option("--points", settings.points, "how many", 4, 1000000);
  line.option("--noise", settings.noise, "its standard deviation", 0, 1e6);
  line.option("--epochs", settings.epochs, "steps of gradient descent", 1, 100000000);
  line.option("--lr", settings.lr, "the learning rate", 1e-12, 1e3);
  line.seed(settings.seed, "of the noise");
  line.option(settings.data);
  return line.run(argc, argv, [&] {
    plot::Album album(line.out(), line.format());
    lesson(settings, album);
  });
}
