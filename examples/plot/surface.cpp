#include <fmt/format.h>
#include <xgrad/examples/plot/palette.hpp>
#include <xgrad/examples/plot/surface.hpp>
#include <xgrad/examples/plot/text.hpp>

namespace xgrad::plot {

std::string Surface::commands() const {
  std::string made = set("title", options_.title, "font ',14'") + set("xlabel", options_.x_label) +
                     set("ylabel", options_.y_label) + set("zlabel", options_.z_label) + std::string(rising);
  made += fmt::format(
      "set view {},{},1,1\nset ticslevel 0\nset xyplane relative 0.05\nset border 4095 lc rgb '#a0a0a0'\n"
      "set tics textcolor rgb '#202020'\nset grid\nunset key\nset hidden3d\nset pm3d depthorder border lc rgb "
      "'#606060' "
      "lw 0.3\n$surface << EOD\n",
      options_.tilt, options_.turn);
  for (std::size_t j = 0; j < grid_.y.size(); ++j) {
    for (std::size_t i = 0; i < grid_.x.size(); ++i)
      made += number(grid_.x[i]) + " " + number(grid_.y[j]) + " " + number(grid_.at(i, j)) + "\n";
    made += "\n";
  }
  return made + "EOD\nsplot $surface using 1:2:3 with pm3d\n";
}

std::string Surface::csv() const {
  std::string made = csv_field(options_.x_label) + "," + csv_field(options_.y_label) + ",z\n";
  for (std::size_t j = 0; j < grid_.y.size(); ++j) {
    for (std::size_t i = 0; i < grid_.x.size(); ++i)
      made += number(grid_.x[i]) + "," + number(grid_.y[j]) + "," + number(grid_.at(i, j)) + "\n";
  }
  return made;
}

}  // namespace xgrad::plot
