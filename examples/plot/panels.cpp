#include <fmt/format.h>
#include <algorithm>
#include <xgrad/examples/plot/panels.hpp>
#include <xgrad/examples/plot/text.hpp>

namespace xgrad::plot {
namespace {

constexpr int title_height = 44;

/// The tables one below the other, each after a line with its number.
std::string tables(const std::vector<std::shared_ptr<const Figure>>& figures, const char* what) {
  std::string text;
  for (std::size_t i = 0; i < figures.size(); ++i) text += fmt::format("# {} {}\n", what, i + 1) + figures[i]->csv();
  return text;
}

}  // namespace

int Panels::columns() const { return std::max(1, std::min(options_.columns, static_cast<int>(figures_.size()))); }
int Panels::rows() const { return (static_cast<int>(figures_.size()) + columns() - 1) / columns(); }

Size Panels::size() const {
  return {options_.panel.width * columns(),
          options_.panel.height * rows() + (options_.title.empty() ? 0 : title_height)};
}

std::string Panels::commands() const {
  // Each panel gets a place of its own: gnuplot's layout would not leave the same room for titles of any size.
  const auto [width, height] = size();
  std::string made = "set multiplot\n";
  for (std::size_t i = 0; i < figures_.size(); ++i) {
    const int row = static_cast<int>(i) / columns(), column = static_cast<int>(i) % columns();
    const double share = static_cast<double>(options_.panel.height) / height;
    made += fmt::format("reset\nset origin {},{}\nset size {},{}\n", static_cast<double>(column) / columns(),
                        share * (rows() - 1 - row), static_cast<double>(options_.panel.width) / width, share);
    if (i == 0 && !options_.title.empty())
      made += fmt::format("set label 9999 {} at screen 0.5,screen {} center font ',16'\n", quoted(options_.title),
                          1 - 24.0 / height);
    made += figures_[i]->commands();
  }
  return made + "unset multiplot\n";
}

std::string Panels::csv() const { return tables(figures_, "panel"); }

std::string Animation::commands() const {
  std::string made;
  for (const auto& figure : figures_) made += "reset\n" + figure->commands();
  return made;
}

std::string Animation::csv() const { return tables(figures_, "frame"); }

}  // namespace xgrad::plot
