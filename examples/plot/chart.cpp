#include <fmt/format.h>
#include <algorithm>
#include <cmath>
#include <numeric>
#include <xgrad/examples/plot/chart.hpp>
#include <xgrad/examples/plot/palette.hpp>
#include <xgrad/examples/plot/text.hpp>
#include <xgrad/graph/error.hpp>

namespace xgrad::plot {
namespace {

constexpr std::size_t few = 25;  // points that are marked with large dots

std::string bound(double value) { return std::isfinite(value) ? number(value) : "*"; }
std::string range_of(const Range& range) { return "[" + bound(range.low) + ":" + bound(range.high) + "]"; }

}  // namespace

Chart& Chart::add(Kind kind, const std::string& name, std::vector<std::vector<double>> columns, Style style) {
  for (const auto& column : columns) {
    if (column.size() != columns[0].size())
      throw ShapeError("plot::Chart", "columns differ in length",
                       fmt::format("{}: {} != {}", name, columns[0].size(), column.size()));
  }
  if (style.colour < 0) style.colour = kind == Kind::contours ? -1 : colours_used_++;
  layers_.push_back({kind, name, style, std::move(columns)});
  return *this;
}

Chart& Chart::line(const std::string& name, Numbers x, Numbers y, Style style) {
  return add(Kind::line, name, {x, y}, style);
}
Chart& Chart::line(const std::string& name, Numbers y, Style style) {
  std::vector<double> x(y.size());
  std::iota(x.begin(), x.end(), 1.0);
  return add(y.size() <= few ? Kind::path : Kind::line, name, {x, y}, style);
}
Chart& Chart::points(const std::string& name, Numbers x, Numbers y, Style style) {
  return add(Kind::points, name, {x, y}, style);
}
Chart& Chart::path(const std::string& name, Numbers x, Numbers y, Style style) {
  return add(Kind::path, name, {x, y}, style);
}
Chart& Chart::arrows(const std::string& name, Numbers x, Numbers y, Numbers dx, Numbers dy, Style style) {
  return add(Kind::arrows, name, {x, y, dx, dy}, style);
}
Chart& Chart::field(const std::string& name, const Grid& dx, const Grid& dy, double scale, Style style) {
  std::vector<double> x, y, across, up;
  for (std::size_t j = 0; j < dx.y.size(); ++j) {
    for (std::size_t i = 0; i < dx.x.size(); ++i) {
      x.push_back(dx.x[i]), y.push_back(dx.y[j]);
      across.push_back(scale * dx.at(i, j)), up.push_back(scale * dy.at(i, j));
    }
  }
  return arrows(name, x, y, across, up, style);
}
Chart& Chart::classes(const std::vector<std::string>& names, Numbers x, Numbers y, Numbers labels, Style style) {
  for (std::size_t k = 0; k < names.size(); ++k) {
    std::vector<double> its_x, its_y;
    for (std::size_t i = 0; i < labels.size(); ++i) {
      if (labels[i] == static_cast<double>(k)) its_x.push_back(x[i]), its_y.push_back(y[i]);
    }
    style.colour = static_cast<int>(k);
    points(names[k], its_x, its_y, style);
  }
  return *this;
}
Chart& Chart::contours(const std::string& name, const Grid& grid, Numbers levels, Style style) {
  std::vector<double> x, y;
  for (double level : levels) {
    for (const auto& [x0, y0, x1, y1] : contour(grid, level)) {
      x.insert(x.end(), {x0, x1, NAN});
      y.insert(y.end(), {y0, y1, NAN});
    }
  }
  return add(Kind::contours, name, {x, y}, style);
}
Chart& Chart::regions(const Grid& grid, Range values, const std::string& scale) {
  regions_ = grid, region_values_ = values, scale_ = scale;
  return *this;
}
Chart& Chart::classes(const Grid& grid) {
  regions_ = grid, are_classes_ = true;
  return *this;
}
Chart& Chart::vertical(double x) {
  vertical_.push_back(x);
  return *this;
}
Chart& Chart::horizontal(double y) {
  horizontal_.push_back(y);
  return *this;
}
Chart& Chart::note(double x, double y, const std::string& text) {
  notes_.push_back({x, y, text});
  return *this;
}

bool Chart::shows(double x, double y) const {
  return std::isfinite(x) && std::isfinite(y) && (!options_.log_x || x > 0) && (!options_.log_y || y > 0);
}

bool Chart::has_points(const Layer& layer) const {
  for (std::size_t i = 0; i < layer.columns[0].size(); ++i) {
    if (shows(layer.columns[0][i], layer.columns[1][i])) return true;
  }
  return false;
}

std::string Chart::block(const Layer& layer) const {
  std::string text;
  for (std::size_t i = 0; i < layer.columns[0].size(); ++i) {
    if (shows(layer.columns[0][i], layer.columns[1][i])) {
      for (const auto& column : layer.columns) text += number(column[i]) + " ";
    }
    text += "\n";  // alone: a gap
  }
  return text + "EOD\n";
}

std::string Chart::axes() const {
  std::string text = set("title", options_.title, "font ',14' offset 0,0.3") + set("xlabel", options_.x_label) +
                     set("ylabel", options_.y_label);
  text +=
      "set border 3 lc rgb '#808080'\nset tics nomirror out textcolor rgb '#202020'\n"
      "set grid lc rgb '#dddddd' lt 1\nset rmargin 4\n";
  const std::string& legend = options_.legend;
  if (legend == "none")
    text += "unset key\n";
  else if (legend == "below")
    text += "set key bmargin center horizontal Left reverse height 1 width 1 noautotitle\n";
  else
    text += "set key top " + legend + " Left reverse opaque box lc rgb '#cccccc' height 0.6 width 1 noautotitle\n";
  if (options_.log_x) text += "set logscale x\nset mxtics 10\nset format x '%g'\n";
  if (options_.log_y) text += "set logscale y\nset mytics 10\nset format y '%g'\n";
  if (std::isfinite(options_.x_tics)) text += "set xtics " + number(options_.x_tics) + "\n";
  if (options_.equal_axes) text += "set size ratio -1\n";
  return text + "set xrange " + range_of(options_.x) + "\nset yrange " + range_of(options_.y) + "\n";
}

std::string Chart::notes() const {
  std::string text;
  int n = 0;
  for (const auto& [x, y, words] : notes_) {
    text += fmt::format("set label {} {} at {},{} left front offset 0.6,0.5 textcolor rgb '#202020'\n", ++n,
                        quoted(words), number(x), number(y));
  }
  n = 0;
  for (double x : vertical_)
    text += fmt::format("set arrow {} from {},graph 0 to {},graph 1 nohead dt 2 lc rgb '#909090'\n", ++n, number(x),
                        number(x));
  for (double y : horizontal_)
    text += fmt::format("set arrow {} from graph 0,first {} to graph 1,first {} nohead dt 2 lc rgb '#909090'\n", ++n,
                        number(y), number(y));
  return text;
}

std::string Chart::region_block() const {
  std::string text = std::string(diverging) + "set cbrange " + range_of(region_values_) + "\n";
  if (are_classes_) {
    text = "set palette maxcolors 7 defined (";
    for (std::size_t i = 0; i < tints.size(); ++i) text += fmt::format("{}{} '{}'", i == 0 ? "" : ", ", i, tints[i]);
    text += ")\nset cbrange [-0.5:6.5]\n";
  }
  text += scale_.empty() ? "unset colorbox\n" : set("cblabel", scale_) + "set rmargin 10\n";
  text += "$regions << EOD\n";
  for (std::size_t j = 0; j < regions_.y.size(); ++j) {
    for (std::size_t i = 0; i < regions_.x.size(); ++i)
      text += number(regions_.x[i]) + " " + number(regions_.y[j]) + " " +
              number(are_classes_ ? std::fmod(regions_.at(i, j), 7) : regions_.at(i, j)) + "\n";
  }
  return text + "EOD\n";
}

std::string Chart::how(const Layer& layer) const {
  const std::string pen =
      fmt::format("lw {} lc rgb '{}'{}", layer.style.width,
                  layer.style.colour < 0 ? "#a0a0a0" : colour(static_cast<std::size_t>(layer.style.colour)),
                  layer.style.dashed ? " dt 2" : "");
  switch (layer.kind) {
    case Kind::points: return "using 1:2 with points pt 7 ps 0.9 " + pen;
    case Kind::path:
      return fmt::format("using 1:2 with linespoints pt 7 ps {} {}", layer.columns[0].size() <= few ? 0.8 : 0.45, pen);
    case Kind::arrows: return "using 1:2:3:4 with vectors filled head size screen 0.008,20 " + pen;
    case Kind::line:
    case Kind::contours: break;
  }
  return "using 1:2 with lines " + pen;
}

std::string Chart::commands() const {
  std::string text = axes() + notes(), plots;
  if (!regions_.z.empty()) {
    text += region_block();
    plots = "$regions using 1:2:3 with image notitle";
  }
  for (std::size_t i = 0; i < layers_.size(); ++i) {
    if (!has_points(layers_[i])) continue;
    text += fmt::format("$layer{} << EOD\n", i) + block(layers_[i]);
    plots += fmt::format("{}$layer{} {} {}", plots.empty() ? "" : ", ", i, how(layers_[i]),
                         layers_[i].name.empty() ? "notitle" : "title " + quoted(layers_[i].name));
  }
  if (plots.empty())
    return text +
           "unset tics\nunset border\nset label 1 'no data' at graph 0.5,0.5 center\nplot [0:1][1:2] NaN notitle\n";
  return text + "plot " + plots + "\n";
}

std::string Chart::csv() const {
  std::string text = fmt::format("layer,{},{}\n", csv_field(options_.x_label.empty() ? "x" : options_.x_label),
                                 csv_field(options_.y_label.empty() ? "y" : options_.y_label));
  for (const Layer& layer : layers_) {
    for (std::size_t i = 0; i < layer.columns[0].size(); ++i) {
      text += csv_field(layer.name);
      for (const auto& column : layer.columns) text += "," + number(column[i]);
      text += "\n";
    }
  }
  for (std::size_t j = 0; j < regions_.y.size(); ++j) {
    for (std::size_t i = 0; i < regions_.x.size(); ++i)
      text += "regions," + number(regions_.x[i]) + "," + number(regions_.y[j]) + "," + number(regions_.at(i, j)) + "\n";
  }
  return text;
}

}  // namespace xgrad::plot
