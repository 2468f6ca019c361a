/// Derivatives: tangents, gradients, the shape of a curve, extrema, linear approximation.
#include <fmt/format.h>
#include <algorithm>
#include <cmath>
#include <string>
#include <vector>
#include <xgrad/examples/plot/plot.hpp>
#include <xgrad/xgrad.hpp>

using namespace xgrad;
using plot::text;

namespace {

Var quartic(Var x) { return pow(x, 4.0) - 4.0 * pow(x, 3.0) - 2.0 * square(x) + 12.0 * x + 5.0; }
Var wave(Var x) { return square(x) + sin(x); }

void tangent(plot::Album& album) {
  plot::Curve f([](Var x) { return square(x); });  // the graphs of f, f' and f'', made from one another
  const double x0 = 2, y0 = f(x0), slope = f(x0, 1);
  fmt::print("{}: f(2) = {}, f'(2) = {}; {}: y = {} + {} (x - {})\n", "f(x) = x²", y0, slope,
             text("the tangent", "切线"), y0, slope, x0);
  const auto x = plot::linspace({-1, 4}, 101);
  std::vector<double> line;
  for (double at : x) line.push_back(y0 + slope * (at - x0));
  plot::Chart point({.x_label = "x", .y_label = "y", .y = {-4, 12}}), function({.x_label = "x", .y_label = "f'(x)"});
  point.line("x²", x, f.at(x)).points("", {x0}, {y0}, {.colour = 6});
  point.line(fmt::format("{} {}", text("tangent at 2, slope", "在 2 处的切线，斜率"), slope), x, line,
             {.colour = 1, .dashed = true});
  function.line("f'(x)", x, f.at(x, 1), {.colour = 2}).points("", {x0}, {slope}, {.colour = 6});
  plot::Panels panels({.title = text("The derivative at a point, and as a function", "一点的导数，与作为函数的导数")});
  album.add("tangent", panels.add(point).add(function));
}

void gradient(plot::Album& album) {
  Graph g;
  Var x = g.input("x", float64, {dynamic}), y = g.input("y", float64, {dynamic});
  Var f = square(x) + square(y) - 2.0 * x * y;
  auto [fx, fy] = grad(sum(f), x, y);
  Program p = compile({x, y}, {f, fx, fy});
  auto r = p({tensor({1.0}), tensor({2.0})});
  const double dx = r[1].item(), dy = r[2].item();
  fmt::print("f(x, y) = x² + y² - 2xy: f(1, 2) = {}, {} ({}, {}), {} {:.3f}; {} ({}, {})\n", r[0].item(),
             text("gradient", "梯度"), dx, dy, text("length", "长度"), std::hypot(dx, dy),
             text("by hand (2x - 2y, 2y - 2x) =", "手算 (2x - 2y, 2y - 2x) ="), 2 * 1 - 2 * 2, 2 * 2 - 2 * 1);
  auto values = [&](std::size_t which, double reach, std::size_t n) {
    return plot::grid({-reach, reach}, {-reach, reach}, n, n, [&](const Tensor& a, const Tensor& b) {
      return p({a, b})[which];
    });
  };
  album.add("surface", plot::Surface({.title = "f(x, y) = x² + y² - 2xy"}, values(0, 3, 31)));
  plot::Chart chart({.title = text("Contours and gradients: steep where the lines are dense", "等高线与梯度：线密处陡"),
                     .x_label = "x",
                     .y_label = "y",
                     .x = {-3, 3},
                     .y = {-3, 3},
                     .equal_axes = true,
                     .size = {720, 720}});
  chart.contours(text("contours", "等高线"), values(0, 3, 121), plot::linspace({1, 35}, 18));
  album.add("gradient",
            chart.field(text("gradient", "梯度"), values(1, 2.5, 9), values(2, 2.5, 9), 0.07, {.width = 1.5}));
}

void shape(plot::Album& album) {
  const std::string convex = text("f'' > 0: convex", "f'' > 0：凸"), concave = text("f'' < 0: concave", "f'' < 0：凹"),
                    neither = text("f'' changes sign at 0: inflection", "f'' 在 0 变号：拐点");
  struct Row {
    std::string name;
    UnaryFunction f;
    plot::Range where;
    std::string verdict;
  };
  const Row rows[] = {{"x²", [](Var x) { return square(x); }, {-2, 2}, convex},
                      {"ln x", [](Var x) { return log(x); }, {0.2, 4}, concave},
                      {"x³", [](Var x) { return x * x * x; }, {-2, 2}, neither},
                      {"x² + sin x", wave, {-2, 2}, convex}};
  plot::Panels panels({.title = text("f, f' and f''", "f、f' 与 f''"), .columns = 2});
  for (const Row& row : rows) {
    plot::Curve f(row.f);
    const auto x = plot::linspace(row.where, 101), bend = f.at(x, 2);
    const auto [low, high] = std::minmax_element(bend.begin(), bend.end());
    fmt::print("{:10}  f'' {} [{:.3g}, {:.3g}]  {}\n", row.name, text("within", "介于"), *low, *high, row.verdict);
    plot::Chart chart({.title = row.name + "   " + row.verdict});
    panels.add(chart.line("f", x, f.at(x)).line("f'", x, f.at(x, 1)).line("f''", x, bend).horizontal(0));
  }
  album.add("shape", panels);
}

/// Where f' changes sign, then Newton's method; what f'' says there.
void extrema(const std::string& name, const UnaryFunction& function, plot::Range where, plot::Range heights,
             plot::Album& album, const std::string& picture) {
  plot::Curve f(function);
  fmt::print(
      "{} {}: {}\n", text("extrema of", "极值："), name,
      text("where f' changes sign, then Newton's x - f'(x) / f''(x)", "先找 f' 变号处，再用牛顿法 x - f'(x) / f''(x)"));
  const auto x = plot::linspace(where, 161), slope = f.at(x, 1);
  std::vector<double> found, values;
  for (std::size_t i = 0; i + 1 < x.size(); ++i) {
    if ((slope[i] < 0) == (slope[i + 1] < 0)) continue;
    double root = (x[i] + x[i + 1]) / 2;
    for (int step = 0; step < 8; ++step) root -= f(root, 1) / f(root, 2);
    fmt::print("  x = {:.12g}, f = {:.6g}, f'' = {:.6g}: {}\n", root, f(root), f(root, 2),
               f(root, 2) > 0 ? text("minimum", "极小值") : text("maximum", "极大值"));
    found.push_back(root), values.push_back(f(root));
  }
  plot::Chart chart({.title = name, .x_label = "x", .y = heights});
  chart.line("f", x, f.at(x)).line("f'", x, slope).line("f''", x, f.at(x, 2), {.dashed = true});
  album.add(picture, chart.points(text("extrema", "极值"), found, values, {.colour = 6}).horizontal(0));
}

void approximation() {
  Graph g;
  Var x = g.input("x"), dx = g.input("dx"), f = sqrt(x);
  Program p = compile({x, dx}, {f, jvp(f, x, dx)});  // forward mode: the value and how it moves with x
  auto r = p({4.0, 0.01});
  fmt::print("√4.01 ≈ f(4) + f'(4) · 0.01 = {} + {} = {:.8g}; {} {:.9g}\n", r[0].item(), r[1].item(),
             r[0].item() + r[1].item(), text("in truth", "真值"), std::sqrt(4.01));
}

}  // namespace

int main(int argc, char** argv) {
  plot::CommandLine line("derivatives",
                         {"Derivatives as functions: tangents, gradients, convexity, extrema, approximation.",
                          "作为函数的导数：切线、梯度、凹凸、极值、近似。"});
  return line.run(argc, argv, [&] {
    plot::Album album(line.out(), line.format());
    tangent(album);
    gradient(album);
    shape(album);
    extrema("x⁴ - 4x³ - 2x² + 12x + 5", quartic, {-2.2, 4.2}, {-30, 40}, album, "extrema");
    extrema("x² + sin x", wave, {-2, 2}, {-4, 6}, album, "minimum");
    approximation();
  });
}
