/// Fits a parabola to noisy points by gradient descent, with partial derivatives by hand beside the graph's.
#include <fmt/format.h>
#include <algorithm>
#include <cmath>
#include <iostream>
#include <set>
#include <string>
#include <utility>
#include <vector>
#include <xgrad/examples/plot/plot.hpp>
#include <xgrad/xgrad.hpp>

using namespace xgrad;
using plot::text;

namespace {

struct Settings {
  std::int64_t points = 40, epochs = 3000, seed = 1;
  double lr = 0.05, noise = 0.5;
  plot::OwnData data;
};
using Numbers = std::vector<double>;

struct Parabola {
  Var a, b, c;
  Var operator()(Var x) const { return a * square(x) - b * x + c; }
  Numbers now() const { return {value(a).item(), value(b).item(), value(c).item()}; }
};

/// The course's formulas, e = f(x) - y: dL/da = 2/n Σ e x², dL/db = -2/n Σ e x, dL/dc = 2/n Σ e.
Numbers by_hand(const Numbers& x, const Numbers& y, const Numbers& abc) {
  Numbers d(3);
  for (std::size_t i = 0; i < x.size(); ++i) {
    const double e = abc[0] * x[i] * x[i] - abc[1] * x[i] + abc[2] - y[i], share = 2.0 / static_cast<double>(x.size());
    d[0] += share * e * x[i] * x[i], d[1] -= share * e * x[i], d[2] += share * e;
  }
  return d;
}

double largest_difference(const Numbers& a, const Numbers& b) {
  double largest = 0;
  for (std::size_t i = 0; i < a.size(); ++i) largest = std::max(largest, std::abs(a[i] - b[i]));
  return largest;
}

/// Points of 2 x² - 3 x + 1 with noise; or two columns of a file, x scaled: one rate suits x², x and 1 if all are
/// near 1.
std::pair<Numbers, Numbers> points(const Settings& s) {
  if (s.data.is_given()) {
    const auto [x, y] = s.data.x_and_y();
    StandardScaler scaler;
    const Tensor scaled = scaler.fit_transform(Tensor::from(x, {std::ssize(x), 1}));
    fmt::print("x = ({} - {:g}) / {:g}\n", text("your column", "你的列"), scaler.mean().item(), scaler.scale().item());
    return {plot::numbers(scaled), y};
  }
  RandomState random(s.seed);
  Numbers xs = plot::linspace({-1.5, 2.5}, static_cast<std::size_t>(s.points)), ys;
  for (double x : xs) ys.push_back(2 * x * x - 3 * x + 1 + s.noise * random.standard_normal());
  return {xs, ys};
}

/// a, b, c by gradient descent.
Numbers descend(const Settings& s, const Numbers& xs, const Numbers& ys, plot::Album& album) {
  // The model, its loss, the gradient.
  Graph g;
  Var x = g.input("x", float64, {dynamic}), y = g.input("y", float64, {dynamic});
  Parabola f{g.variable("a", 0.0), g.variable("b", 0.0), g.variable("c", 0.0)};
  Var loss = mse(f(x), y);
  auto [da, db, dc] = grad(loss, f.a, f.b, f.c);
  Program step = compile({x, y}, {loss, da, db, dc}, optim::SGD{{.lr = s.lr}}.minimize(loss, {f.a, f.b, f.c}));
  Program curve = compile({x}, {f(x)});

  const Numbers at = plot::linspace(plot::around(xs, 0.05), 101);
  plot::Chart fit({.title = text("The fit through the epochs", "拟合随轮次的变化"), .x_label = "x", .y_label = "y"});
  fit.points(text("points", "数据点"), xs, ys, {.colour = 6});
  plot::Animation movie;
  Numbers losses;
  std::cout << text("epoch   loss        dL/da, dL/db, dL/dc by the graph    largest difference to those by hand\n",
                    "轮次    损失        图给出的 dL/da, dL/db, dL/dc        与手算的最大差\n");
  const std::set<std::int64_t> shown = {0, 3, 10, 30, 100, s.epochs};
  for (std::int64_t epoch = 0; epoch <= s.epochs; ++epoch) {
    const Numbers hand = by_hand(xs, ys, f.now()), drawn = plot::numbers(curve({plot::tensor_of(at)})[0]);
    auto r = step({plot::tensor_of(xs), plot::tensor_of(ys)});
    losses.push_back(plot::checked_loss(r[0].item(), epoch));
    const Numbers graph = {r[1].item(), r[2].item(), r[3].item()};
    if (shown.contains(epoch)) {
      fmt::print("{:5}   {:<10.6f}  {:9.5f} {:9.5f} {:9.5f}       {:.1e}\n", epoch, losses.back(), graph[0], graph[1],
                 graph[2], largest_difference(hand, graph));
      fit.line(fmt::format("{} {}", text("epoch", "第"), epoch) + text("", " 轮"), at, drawn);
    }
    if (epoch % 4 == 0 && epoch <= 120)
      movie.add(plot::frame(epoch, losses.back(), plot::around(ys, 0.2))
                    .points(text("points", "数据点"), xs, ys, {.colour = 6})
                    .line(text("fit", "拟合"), at, drawn, {.colour = 1}));
  }
  album.add("fit", fit);
  album.add("movie", movie);
  album.add("loss", plot::loss_curve(losses, "MSE"));
  return f.now();
}

void lesson(const Settings& s, plot::Album& album) {
  const auto [xs, ys] = points(s);
  const Numbers found = descend(s, xs, ys, album);
  // The same without descent: the least-squares solution, in closed form.
  Numbers columns;
  for (double u : xs) columns.insert(columns.end(), {u * u, -u});
  models::LinearRegression closed;
  closed.fit(Tensor::from(columns, {std::ssize(xs), 2}), plot::tensor_of(ys));
  Numbers best = plot::numbers(closed.coef());
  best.push_back(closed.intercept().item());
  fmt::print("a, b, c = {:.8f}\n{} {:.8f}\n{} {:.1e}\n", fmt::join(found, ", "), text("least squares:", "最小二乘："),
             fmt::join(best, ", "), text("largest difference", "最大差"), largest_difference(best, found));
}

/// Why the square? Its derivative vanishes smoothly; the absolute error's jumps at 0.
void two_losses(plot::Album& album) {
  plot::Curve squared([](Var e) { return square(e); }), absolute([](Var e) { return abs(e); });
  const Numbers e = plot::linspace({-2, 2}, 201);
  plot::Chart value({.title = text("losses", "损失"), .x_label = "e"}),
      slope({.title = text("their derivatives", "它们的导数"), .x_label = "e"});
  value.line("e²", e, squared.at(e)).line("|e|", e, absolute.at(e));
  slope.line("2e", e, squared.at(e, 1)).line("sign e", e, absolute.at(e, 1));
  plot::Panels why({.title = text("Squared or absolute error", "平方误差还是绝对误差")});
  album.add("losses", why.add(value).add(slope));
}

}  // namespace

int main(int argc, char** argv) {
  Settings settings;
  plot::CommandLine line("regression",
                         {"Fits a x² - b x + c to noisy points by gradient descent on the mean squared error.",
                          "用均方误差上的梯度下降，把 a x² - b x + c 拟合到带噪声的点。"});
  line.option("--points", settings.points, {"how many", "多少个点"}, 4, 1000000);
  line.option("--noise", settings.noise, {"its standard deviation", "噪声的标准差"}, 0, 1e6);
  line.option("--epochs", settings.epochs, {"steps of gradient descent", "梯度下降的步数"}, 1, 100000000);
  line.option("--lr", settings.lr, {"the learning rate", "学习率"}, 1e-12, 1e3);
  line.seed(settings.seed, {"of the noise", "噪声的种子"});
  line.option(settings.data);
  return line.run(argc, argv, [&] {
    plot::Album album(line.out(), line.format());
    lesson(settings, album);
    two_losses(album);
  });
}
