#include <fmt/format.h>
#include <algorithm>
#include <array>
#include <cmath>
#include <xgrad/examples/plot/heat_map.hpp>
#include <xgrad/examples/plot/text.hpp>
#include <xgrad/graph/error.hpp>

namespace xgrad::plot {
namespace {

using Colour = std::array<double, 3>;
constexpr Colour white = {255, 255, 255}, blue = {8, 69, 148}, red = {203, 24, 29};
constexpr double dark_blue = 0.68, dark_red = 0.8;  // shares from which on white is the clearer writing

std::string mix(const Colour& to, double share) {
  std::string text;
  for (std::size_t i = 0; i < 3; ++i) text += fmt::format(" {:.0f}", white[i] + share * (to[i] - white[i]));
  return text;
}

std::vector<std::string> names_or_numbers(std::vector<std::string> names, std::size_t n, const char* what) {
  if (names.empty()) {
    for (std::size_t i = 0; i < n; ++i) names.push_back(fmt::format("{}", i));
  }
  if (names.size() == n) return names;
  throw ShapeError("plot::HeatMap", fmt::format("one name for each {}", what),
                   fmt::format("{} != {}", names.size(), n));
}

int widest(const std::vector<std::string>& texts) {
  int width = 0;
  for (const std::string& text : texts) width = std::max(width, text_width(text));
  return width;
}

}  // namespace

HeatMap::HeatMap(HeatMapOptions options, const Tensor& matrix) : options_(std::move(options)) {
  if (matrix.rank() != 2) throw ShapeError("plot::HeatMap", "a matrix is needed", to_string(matrix.shape()));
  rows_ = static_cast<std::size_t>(matrix.shape(0));
  columns_ = static_cast<std::size_t>(matrix.shape(1));
  options_.row_names = names_or_numbers(std::move(options_.row_names), rows_, "row");
  options_.column_names = names_or_numbers(std::move(options_.column_names), columns_, "column");
  values_ = matrix.astype(float64).to_vector<double>();
  low_ = INFINITY, high_ = -INFINITY;
  for (std::size_t i = 0; i < values_.size(); ++i) {
    const double value = values_[i];
    texts_.push_back(matrix.dtype() == int64 ? fmt::format("{}", value) : fmt::format("{:.3g}", value));
    if (!std::isfinite(value)) continue;
    low_ = std::min(low_, value), high_ = std::max(high_, value);
    if (i / columns_ != i % columns_) worst_ = std::max(worst_, value);
  }
  if (options_.errors_off_diagonal) low_ = std::min(low_, 0.0);  // counts: white means none
}

HeatMap::Cell HeatMap::cell(std::size_t row, std::size_t column) const {
  const double value = at(row, column);
  const bool is_error = options_.errors_off_diagonal && row != column;
  if (!std::isfinite(value)) return {0, is_error};
  if (is_error) return {value > 0 ? 0.15 + 0.7 * value / worst_ : 0, true};  // 1 is seen beside 100 too
  return {high_ > low_ ? (value - low_) / (high_ - low_) : 0, false};
}

int HeatMap::cell_width() const { return std::max(options_.cell, widest(options_.column_names) + 12); }
/// The margins: room for the names, and for a title that is wider than the matrix, over which it is centred.
int HeatMap::left() const { return std::max(70 + widest(options_.row_names), right()); }
int HeatMap::right() const {
  return std::max(30, (text_width(options_.title, 15) - cell_width() * static_cast<int>(columns_)) / 2 + 16);
}

Size HeatMap::size() const {
  const int lines = static_cast<int>(1 + std::count(options_.title.begin(), options_.title.end(), '\n'));
  return {left() + cell_width() * static_cast<int>(columns_) + right(),
          30 + 26 * lines + options_.cell * static_cast<int>(rows_) + 70};
}

std::string HeatMap::axes() const {
  const auto [width, height] = size();
  const double right_edge = width - right(), bottom = 70;
  const double top = bottom + static_cast<double>(rows_) * options_.cell;
  std::string text = set("title", options_.title, "font ',15'") + set("xlabel", options_.column_label, "font ',13'") +
                     set("ylabel", options_.row_label, "font ',13' offset -0.5,0");
  text += fmt::format(
      "set lmargin at screen {}\nset rmargin at screen {}\nset bmargin at screen {}\nset tmargin at screen {}\n"
      "set xrange [-0.5:{}]\nset yrange [{}:-0.5]\nset border lc rgb '#808080'\nunset key\nset tics scale 0 nomirror "
      "textcolor rgb '#202020'\n",
      static_cast<double>(left()) / width, right_edge / width, bottom / height, top / height,
      static_cast<double>(columns_) - 0.5, static_cast<double>(rows_) - 0.5);
  auto tics = [](const char* axis, const std::vector<std::string>& names) {
    std::string made = fmt::format("set {}tics (", axis);
    for (std::size_t i = 0; i < names.size(); ++i) {
      made += fmt::format("{}{} {}", i == 0 ? "" : ", ", quoted_tic(names[i]), i);
    }
    return made + ")\n";
  };
  return text + tics("x", options_.column_names) + tics("y", options_.row_names);
}

std::string HeatMap::labels() const {
  if (widest(texts_) > cell_width()) return "";  // they would overlap
  std::string text;
  for (std::size_t i = 0; i < values_.size(); ++i) {
    const auto [share, is_error] = cell(i / columns_, i % columns_);
    const bool plain_zero = options_.errors_off_diagonal && values_[i] == 0;
    const char* colour = share > (is_error ? dark_red : dark_blue) ? "#ffffff" : plain_zero ? "#b8b8b8" : "#202020";
    text += fmt::format("set label {} {} at {},{} center front textcolor rgb '{}'\n", i + 1, quoted(texts_[i]),
                        i % columns_, i / columns_, colour);
  }
  return text;
}

std::string HeatMap::commands() const {
  if (values_.empty())
    return set("title", options_.title) + "set label 1 'no data' at graph 0.5,0.5 center\nplot [0:1][1:2] NaN\n";
  std::string text = axes() + labels() + "$cells << EOD\n";
  for (std::size_t i = 0; i < rows_; ++i) {
    for (std::size_t j = 0; j < columns_; ++j) {
      const auto [share, is_error] = cell(i, j);
      text += fmt::format("{} {}{}\n", j, i, mix(is_error ? red : blue, share));
    }
  }
  text += "EOD\n$between << EOD\n";
  for (std::size_t i = 1; i < rows_; ++i)
    text += fmt::format("-0.5 {0}\n{1} {0}\n\n", static_cast<double>(i) - 0.5, static_cast<double>(columns_) - 0.5);
  for (std::size_t j = 1; j < columns_; ++j)
    text += fmt::format("{0} -0.5\n{0} {1}\n\n", static_cast<double>(j) - 0.5, static_cast<double>(rows_) - 0.5);
  return text + "EOD\nplot $cells using 1:2:3:4:5 with rgbimage pixels, $between with lines lw 1 lc rgb '#e0e0e0'\n";
}

std::string HeatMap::csv() const {
  const bool named = !options_.row_label.empty() || !options_.column_label.empty();
  std::string text = named ? csv_field(options_.row_label + "/" + options_.column_label) : "row";
  for (const std::string& name : options_.column_names) text += "," + csv_field(name);
  for (std::size_t i = 0; i < rows_; ++i) {
    text += "\n" + csv_field(options_.row_names[i]);
    for (std::size_t j = 0; j < columns_; ++j) text += "," + number(at(i, j));
  }
  return text + "\n";
}

}  // namespace xgrad::plot
