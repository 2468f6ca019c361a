#include <fmt/format.h>
#include <algorithm>
#include <cmath>
#include <numeric>
#include <xgrad/examples/plot/lines.hpp>
#include <xgrad/examples/plot/palette.hpp>
#include <xgrad/examples/plot/text.hpp>
#include <xgrad/graph/error.hpp>

namespace xgrad::plot {
namespace {

constexpr std::size_t few = 25;  // points of a curve that are marked one by one

}  // namespace

Lines& Lines::add(const std::string& name, std::span<const double> y) {
  std::vector<double> x(y.size());
  std::iota(x.begin(), x.end(), 1.0);
  return add(name, x, y);
}

Lines& Lines::add(const std::string& name, std::span<const double> x, std::span<const double> y) {
  if (x.size() != y.size()) {
    throw ShapeError("plot::Lines", "x and y differ in length", fmt::format("{}: {} != {}", name, x.size(), y.size()));
  }
  curves_.push_back({name, {x.begin(), x.end()}, {y.begin(), y.end()}});
  return *this;
}

bool Lines::shows(double y) const { return std::isfinite(y) && (!options_.log_y || y > 0); }

std::string Lines::block(std::size_t curve) const {
  const auto& [name, x, y] = curves_[curve];
  std::string text = fmt::format("$curve{} << EOD\n", curve);
  for (std::size_t i = 0; i < x.size(); ++i) {
    text += std::isfinite(x[i]) && shows(y[i]) ? number(x[i]) + " " + number(y[i]) + "\n" : "\n";  // a gap
  }
  return text + "EOD\n";
}

std::string Lines::commands() const {
  std::string text = set("title", options_.title, "font ',15' offset 0,0.3") + set("xlabel", options_.x_label) +
                     set("ylabel", options_.y_label);
  text +=
      "set border 3 lc rgb '#808080'\nset tics nomirror out textcolor rgb '#202020'\n"
      "set grid lc rgb '#dddddd' lt 1\nset key bmargin center horizontal Left reverse height 1 noautotitle\nset "
      "rmargin 4\n";
  if (options_.log_y) text += "set logscale y\nset mytics 10\nset format y '%g'\n";
  std::string plots;
  for (std::size_t i = 0; i < curves_.size(); ++i) {
    const auto& [name, x, y] = curves_[i];
    if (std::none_of(y.begin(), y.end(), [&](double v) { return shows(v); })) continue;
    text += block(i);
    plots += fmt::format("{}$curve{} using 1:2 with {} lw 2.5 lc rgb '{}' {}", plots.empty() ? "" : ", ", i,
                         x.size() <= few ? "linespoints pt 7 ps 0.7" : "lines", colour(i),
                         name.empty() ? "notitle" : "title " + quoted(name));
  }
  if (plots.empty())
    return text + "unset tics\nunset border\nset label 1 'no data' at graph 0.5,0.5 center\nplot [0:1][1:2] NaN\n";
  return text + "plot " + plots + "\n";
}

std::string Lines::csv() const {
  std::string text = fmt::format("curve,{},{}\n", csv_field(options_.x_label.empty() ? "x" : options_.x_label),
                                 csv_field(options_.y_label.empty() ? "y" : options_.y_label));
  for (const auto& [name, x, y] : curves_) {
    for (std::size_t i = 0; i < x.size(); ++i) {
      text += csv_field(name) + "," + number(x[i]) + "," + number(y[i]) + "\n";
    }
  }
  return text;
}

}  // namespace xgrad::plot
