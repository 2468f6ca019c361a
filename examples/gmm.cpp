/// Fits a mixture of Gaussians to points: the ADBench objective, its exact gradient, L-BFGS.
#include <fmt/format.h>
#include <chrono>
#include <cmath>
#include <numbers>
#include <vector>
#include <xgrad/examples/gmm_objective.hpp>
#include <xgrad/examples/plot/plot.hpp>

using namespace xgrad;
using plot::text;

namespace {

struct Settings {
  std::int64_t points = 600, components = 3, steps = 15, seed = 2;
};

/// Points around three centers, as long and as tilted as three ellipses.
Tensor sample(const Settings& s) {
  RandomState random(static_cast<std::uint32_t>(s.seed));
  const double centers[3][2] = {{-3, 0}, {2, 2.5}, {2, -2}},
               axes[3][3] = {{0.5, 1.6, 0.4}, {1.4, 0.4, 0.5}, {0.8, 0.8, 0}};
  const Tensor normal = random.normal(0, 1, {s.points, 2});
  std::vector<double> points;
  for (std::int64_t i = 0; i < s.points; ++i) {
    const auto& [width, height, tilt] = axes[i % 3];
    const double a = width * normal.at<double>({i, 0}), b = height * normal.at<double>({i, 1});
    points.push_back(centers[i % 3][0] + std::cos(tilt) * a - std::sin(tilt) * b);
    points.push_back(centers[i % 3][1] + std::sin(tilt) * a + std::cos(tilt) * b);
  }
  return Tensor::from(points, {s.points, 2});
}

/// Where |Q (x - mu)| = 2: the ellipse that holds 86 % of a component.
void add_ellipse(plot::Chart& chart, const std::string& name, const double* mu, const double* q, double l) {
  const double a = std::exp(q[0]), c = std::exp(q[1]);  // Q = [a 0; l c]
  std::vector<double> x, y;
  for (int i = 0; i <= 100; ++i) {
    const double angle = 2 * std::numbers::pi * i / 100, u = 2 * std::cos(angle), v = 2 * std::sin(angle);
    x.push_back(mu[0] + u / a);
    y.push_back(mu[1] + (v - l * u / a) / c);
  }
  chart.line(name, x, y);
}

void lesson(const Settings& s, plot::Album& album) {
  const Tensor data = sample(s);
  Graph g;
  const std::int64_t k = s.components, d = 2;
  RandomState random(static_cast<std::uint32_t>(s.seed + 1));
  const gmm::Parameters p{g.variable("alpha", Tensor(float64, {k})), g.variable("mu", random.normal(0, 2, {k, d})),
                          g.variable("q", Tensor(float64, {k, d})),
                          g.variable("l", Tensor(float64, {k, d * (d - 1) / 2}))};
  const Vars parameters{p.alpha, p.mu, p.q, p.l};
  const Var x = g.input("x", float64, {s.points, d});
  const Var likelihood = gmm::objective(p, x, 0.1, 0);
  const Vars gradient = grad(likelihood, parameters);

  // What the gradient costs: all 6 k derivatives, exact, for about as much as two more values.
  Program value = compile({x}, {likelihood}),
          both = compile({x}, Vars{likelihood, gradient[0], gradient[1], gradient[2], gradient[3]});
  const auto microseconds = [&](Program& program) {
    double best = INFINITY;
    for (int i = 0; i < 50; ++i) {
      const auto begin = std::chrono::steady_clock::now();
      program({data});
      best =
          std::min(best, std::chrono::duration<double, std::micro>(std::chrono::steady_clock::now() - begin).count());
    }
    return best;
  };
  const double alone = microseconds(value), with_gradient = microseconds(both);
  fmt::print("{}: {:.0f} us; {}: {:.0f} us, {:.1f} {}\n\n", text("the objective", "目标函数"), alone,
             text("with its gradient", "连同梯度"), with_gradient, with_gradient / alone, text("times as much", "倍"));

  // L-BFGS climbs: it minimizes the negative likelihood.
  optim::LossProgram loss({x}, -likelihood, parameters);
  optim::LBFGS lbfgs({.max_iter = 10, .line_search_fn = optim::LineSearch::strong_wolfe});
  fmt::print("{:>10}  {:>18}  {:>12}\n", text("iteration", "迭代"), text("log likelihood", "对数似然"),
             text("gradient", "梯度"));
  std::vector<double> history;
  for (int step = 1, iterations = 0; step <= s.steps; ++step) {
    const auto report = lbfgs.step(loss, {data});
    iterations += report.iterations;
    history.push_back(-report.loss);
    fmt::print("{:>10}  {:>18.8f}  {:>12.2e}\n", iterations, -report.loss, report.max_gradient);
    if (report.converged()) break;
  }

  const Tensor mu = g.value(p.mu), q = g.value(p.q), l = g.value(p.l), alpha = g.value(p.alpha);
  double total = 0;
  for (double a : alpha.values<double>()) total += std::exp(a);
  const std::vector<Tensor> axes = plot::columns(data);
  plot::Chart chart({.title = text("A mixture of Gaussians fitted by L-BFGS: the ellipses hold 86 % each",
                                   "用 L-BFGS 拟合的高斯混合模型：每个椭圆含 86 %"),
                     .x_label = "x",
                     .y_label = "y",
                     .equal_axes = true});
  chart.points(text("points", "数据点"), plot::numbers(axes[0]), plot::numbers(axes[1]));
  fmt::print("\n{:>10}  {:>8}  {:>18}\n", text("component", "分量"), text("weight", "权重"), text("center", "中心"));
  for (std::int64_t j = 0; j < k; ++j) {
    const double weight = std::exp(alpha.at<double>({j})) / total;
    fmt::print("{:>10}  {:>8.3f}  {:>8.3f}, {:>8.3f}\n", j + 1, weight, mu.at<double>({j, 0}), mu.at<double>({j, 1}));
    add_ellipse(chart, fmt::format("{} {}", text("component", "分量"), j + 1), mu.data<double>() + 2 * j,
                q.data<double>() + 2 * j, l.at<double>({j, 0}));
  }
  album.add("mixture", chart);
}

}  // namespace

int main(int argc, char** argv) {
  Settings settings;
  plot::CommandLine line("gmm", {"Fits a mixture of Gaussians to points by its exact gradient.",
                                 "用精确梯度把高斯混合模型拟合到数据点。"});
  line.option("--points", settings.points, {"how many points", "点的个数"}, 10, 100000);
  line.option("--components", settings.components, {"how many Gaussians", "高斯分量的个数"}, 1, 50);
  line.option("--steps", settings.steps, {"calls of L-BFGS, 10 iterations each", "L-BFGS 的调用次数，每次 10 步迭代"},
              1, 10000);
  line.seed(settings.seed, {"of points and first centers", "数据点与初始中心的随机种子"});
  return line.run(argc, argv, [&] {
    plot::Album album(line.out(), line.format());
    lesson(settings, album);
  });
}
