#pragma once
#include <string>
#include <vector>
#include <xgrad/examples/plot/figure.hpp>
#include <xgrad/examples/plot/grid.hpp>

namespace xgrad::plot {

struct ChartOptions {
  std::string title = {}, x_label = {}, y_label = {};
  Range x = {}, y = {};
  bool log_x = false, log_y = false;  ///< logarithmic; what is not positive is left out
  double x_tics = NAN;                ///< their distance; NaN: as gnuplot chooses
  bool equal_axes = false;            ///< a unit is as long along both axes
  std::string legend = "below";       ///< or "left", "right": inside, in that upper corner; or "none"
  Size size = {};
};

/// How a layer looks. Without a colour each takes the next one of the palette.
struct Style {
  int colour = -1;  ///< a number in palette.hpp
  double width = 2.5;
  bool dashed = false;
};

/// Layers over a common pair of axes, each with its name (unless that is empty) in the legend: curves, points, paths,
/// arrows, contour lines, coloured regions, notes. What comes first is painted first. NaN and infinities leave gaps.
///
///     plot::Chart chart({.title = "f"});
///     chart.line("f", xs, ys).points("measured", x, y);
class Chart : public Figure {
 public:
  using Numbers = const std::vector<double>&;
  explicit Chart(ChartOptions options) : options_(std::move(options)) {}

  /// A curve. This and the following throw ShapeError for numbers that differ in length.
  Chart& line(const std::string& name, Numbers x, Numbers y, Style style = {});
  /// y over 1, 2, 3, ...: over epochs, for example. Few of them are marked, as in a path.
  Chart& line(const std::string& name, Numbers y, Style style = {});
  Chart& points(const std::string& name, Numbers x, Numbers y, Style style = {});
  /// A curve whose points are marked: what an optimizer walks.
  Chart& path(const std::string& name, Numbers x, Numbers y, Style style = {});
  /// An arrow from each (x, y) to (x + dx, y + dy).
  Chart& arrows(const std::string& name, Numbers x, Numbers y, Numbers dx, Numbers dy, Style style = {});
  /// The arrows of a field that is known at the points of two grids, dx and dy, this many times as long.
  Chart& field(const std::string& name, const Grid& dx, const Grid& dy, double scale, Style style = {});
  /// Points of several classes: those with label 0, 1, 2, ... in the palette's colours, in that order, with these
  /// names.
  Chart& classes(const std::vector<std::string>& names, Numbers x, Numbers y, Numbers labels, Style style = {});
  /// Lines of equal value, grey, at these levels.
  Chart& contours(const std::string& name, const Grid& grid, Numbers levels, Style style = {.width = 1});
  /// Values as colours: low blue, high vermilion, with a scale beside it unless `scale` is empty.
  Chart& regions(const Grid& grid, Range values, const std::string& scale = {});
  /// Whole numbers 0, 1, 2, ... as light tints of the palette's colours, those that points take in that order.
  Chart& classes(const Grid& grid);
  /// Dashed grey lines across the chart.
  Chart& vertical(double x);
  Chart& horizontal(double y);
  /// A text whose left edge is at (x, y).
  Chart& note(double x, double y, const std::string& text);

  Size size() const override { return options_.size; }
  std::string commands() const override;
  std::string csv() const override;

 private:
  enum class Kind { line, points, path, arrows, contours };
  struct Layer {
    Kind kind;
    std::string name;
    Style style;
    std::vector<std::vector<double>> columns;  // x, y, and dx, dy
  };
  struct Note {
    double x, y;
    std::string text;
  };
  Chart& add(Kind kind, const std::string& name, std::vector<std::vector<double>> columns, Style style);
  bool shows(double x, double y) const;
  bool has_points(const Layer& layer) const;
  std::string block(const Layer& layer) const;
  std::string axes() const;
  std::string notes() const;
  std::string region_block() const;
  std::string how(const Layer& layer) const;

  ChartOptions options_;
  std::vector<Layer> layers_;
  std::vector<Note> notes_;
  std::vector<double> vertical_, horizontal_;
  Grid regions_;
  Range region_values_;
  std::string scale_;
  bool are_classes_ = false;
  int colours_used_ = 0;
};

}  // namespace xgrad::plot
