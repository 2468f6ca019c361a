#include <fmt/format.h>
#include <cmath>
#include <xgrad/examples/plot/bars.hpp>
#include <xgrad/examples/plot/palette.hpp>
#include <xgrad/examples/plot/text.hpp>
#include <xgrad/graph/error.hpp>

namespace xgrad::plot {

Bars& Bars::add(const std::string& name, std::vector<double> values) {
  if (values.size() != options_.groups.size())
    throw ShapeError("plot::Bars", "one bar for each group",
                     fmt::format("{}: {} != {}", name, values.size(), options_.groups.size()));
  series_.push_back({name, std::move(values)});
  return *this;
}

std::string Bars::commands() const {
  std::string text = set("title", options_.title, "font ',14' offset 0,0.3") + set("xlabel", options_.x_label) +
                     set("ylabel", options_.y_label);
  text +=
      "set border 3 lc rgb '#808080'\nset tics nomirror out textcolor rgb '#202020'\nset grid y lc rgb '#dddddd' lt 1\n"
      "set key bmargin center horizontal Left reverse height 1 noautotitle\nset rmargin 4\nset style fill solid 0.9 "
      "noborder\n";
  if (options_.log_y)
    text += "set logscale y\nset format y '%g'\n";
  else
    text += "set yrange [*<0:*]\n";
  text += fmt::format("set xrange [-0.6:{}]\nset xtics (", static_cast<double>(options_.groups.size()) - 0.4);
  for (std::size_t i = 0; i < options_.groups.size(); ++i)
    text += fmt::format("{}{} {}", i == 0 ? "" : ", ", quoted_tic(options_.groups[i]), i);
  text += ")\n";
  std::string plots;
  const double width = 0.8 / static_cast<double>(std::max<std::size_t>(series_.size(), 1));
  for (std::size_t s = 0; s < series_.size(); ++s) {
    text += fmt::format("$series{} << EOD\n", s);
    for (std::size_t i = 0; i < series_[s].values.size(); ++i) {
      const double value = series_[s].values[i];
      const double centre = static_cast<double>(i) + width * (static_cast<double>(s) + 0.5) - 0.4;
      if (std::isfinite(value) && (!options_.log_y || value > 0))
        text += fmt::format("{} {} {}\n", number(centre), number(value), number(0.92 * width));
    }
    text += "EOD\n";
    plots += fmt::format("{}$series{} using 1:2:3 with boxes lc rgb '{}' {}", s == 0 ? "" : ", ", s, colour(s),
                         series_[s].name.empty() ? "notitle" : "title " + quoted(series_[s].name));
  }
  return text + "plot " + (plots.empty() ? "NaN notitle" : plots) + "\n";
}

std::string Bars::csv() const {
  std::string text = "group";
  for (const Series& series : series_) text += "," + csv_field(series.name);
  for (std::size_t i = 0; i < options_.groups.size(); ++i) {
    text += "\n" + csv_field(options_.groups[i]);
    for (const Series& series : series_) text += "," + number(series.values[i]);
  }
  return text + "\n";
}

}  // namespace xgrad::plot
