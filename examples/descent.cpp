/// Gradient descent with sign-flip decay: x² + sin x, step by step.
#include <fmt/format.h>
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
  double x0 = 4, lr = 0.5, min_step = 1e-5;
  std::string gradient = "exact";
};

Var f(Var x) { return square(x) + sin(x); }

/// f, and its derivative: exact, from the graph, or the course's forward difference.
class Slope {
 public:
  explicit Slope(bool exact) : exact_(exact) {
    Graph g;
    Var x = g.input("x"), y = f(x);
    program_.push_back(compile({x}, {y, grad(y, x)}));
  }
  double value(double x) { return program_[0]({x})[0].item(); }
  double operator()(double x) {
    const double h = 1e-6;
    return exact_ ? program_[0]({x})[1].item() : (value(x + h) - value(x)) / h;
  }

 private:
  bool exact_;
  std::vector<Program> program_;
};

void descend(const Settings& s, plot::Album& album) {
  Slope slope(s.gradient == "exact");
  double x = s.x0, rate = s.lr, last = 0, gradient = 0;
  std::vector<double> xs{x}, ys{slope.value(x)}, gradients, rates;
  fmt::print("{}: x = {:.4f}, y = {:.4f}\n", text("starting point", "随机初始点"), x, slope.value(x));
  for (int i = 0; i < 1000; ++i, last = gradient) {
    gradient = slope(x);
    if (gradient * last < 0) {  // beyond the minimum: half the rate, no swinging around it
      fmt::print("{}gradient={:.4f}, last_gradient={:.4f} learning_rate={}\n",
                 text("the learning rate changes: ", "学习率变化："), gradient, last, rate);
      rate /= 2;
    }
    const double step = rate * gradient;
    if (std::abs(step) < s.min_step) break;
    x -= step;
    fmt::print("Iteration {}: x = {:.4f}, y = {:.4f}, gradient = {:.4f}, learning_rate = {:.4f}\n", i, x,
               slope.value(x), gradient, rate);
    xs.push_back(x), ys.push_back(slope.value(x)), gradients.push_back(gradient), rates.push_back(rate);
  }
  fmt::print("{}: x = {:.6f}, y = {:.6f}, gradient = {:.6f}\n", text("minimum found", "找到极值点"), x, slope.value(x),
             gradient);

  const double reach = std::max(std::abs(s.x0), 2.0);
  const auto at = plot::linspace({-reach, reach}, 201);
  const auto steps = plot::linspace({0, static_cast<double>(rates.size())}, xs.size());
  const std::vector<double> taken(steps.begin(), steps.end() - 1);
  plot::Panels panels({.title = text("Gradient descent on x² + sin x", "x² + sin x 上的梯度下降")});
  panels.add(plot::Chart({.title = text("the path", "路径"), .x_label = "x", .y_label = "f(x)"})
                 .line("x² + sin x", at, plot::Curve(f).at(at))
                 .path(text("steps", "各步"), xs, ys));
  panels.add(plot::Chart({.title = "x", .x_label = text("iteration", "迭代")}).line("x", steps, xs));
  panels.add(plot::Chart({.title = text("gradient", "梯度"), .x_label = text("iteration", "迭代")})
                 .line(text("gradient", "梯度"), taken, gradients)
                 .horizontal(0));
  panels.add(plot::Chart(
                 {.title = text("learning rate", "学习率"), .x_label = text("iteration", "迭代"), .y = {0, 1.1 * s.lr}})
                 .line(text("learning rate", "学习率"), taken, rates));
  album.add("descent", panels);
}

/// Many parameters: whose sign is it that flips? An entry's, a tensor's, or all together.
void many_parameters(const Settings& s, plot::Album& album) {
  fmt::print("\n{}\n",
             text("two parameters, f = x²/2 + 10 y²: a learning rate for each entry, each tensor, or one for all",
                  "两个参数，f = x²/2 + 10 y²：每个元素、每个张量各有学习率，或全体共用一个"));
  plot::Chart chart({.title = text("Sign-flip decay in its three granularities", "变号减半的三种粒度"),
                     .x_label = text("iteration", "迭代"),
                     .y_label = "f",
                     .log_y = true});
  const std::pair<std::string, optim::Granularity> kinds[] = {{text("element", "元素"), optim::Granularity::element},
                                                              {text("tensor", "张量"), optim::Granularity::tensor},
                                                              {text("global", "全局"), optim::Granularity::global}};
  for (const auto& [name, kind] : kinds) {
    Graph g;
    Var p = g.variable("p", tensor({4.0, 1.0}));
    Var loss = sum(square(p) * g.constant(tensor({0.5, 10.0})));
    Program step = compile({}, {loss}, optim::SignFlipSGD{{.lr = s.lr, .granularity = kind}}.minimize(loss, {p}));
    std::vector<double> losses;
    for (int i = 0; i < 60; ++i) losses.push_back(step()[0].item());
    fmt::print("  {}: f = {:.3g} {}\n", name, losses.back(), text("after 60 steps", "（60 步后）"));
    chart.line(name, losses, plot::Style{.dashed = kind == optim::Granularity::global});  // as tensor's here
  }
  album.add("granularity", chart);
}

}  // namespace

int main(int argc, char** argv) {
  Settings settings;
  plot::CommandLine line(
      "descent", {"Gradient descent on x² + sin x; the learning rate is halved where the gradient changes sign.",
                  "x² + sin x 上的梯度下降；梯度变号时学习率减半。"});
  line.option("--x0", settings.x0, {"where it begins", "起点"}, -1e6, 1e6);
  line.option("--lr", settings.lr, {"the learning rate at first", "最初的学习率"}, 1e-9, 1e3);
  line.option("--min-step", settings.min_step, {"it ends when a step would be shorter", "步长小于它时结束"}, 0, 1e3);
  line.option("--gradient", settings.gradient,
              {"exact, or a forward difference with h = 1e-6", "exact 精确，或 numeric 前向差分，h = 1e-6"},
              {"exact", "numeric"});
  return line.run(argc, argv, [&] {
    plot::Album album(line.out(), line.format());
    descend(settings, album);
    many_parameters(settings, album);
  });
}
