#pragma once
#include <string>
#include <vector>
#include <xgrad/examples/plot/figure.hpp>

namespace xgrad::plot {

struct BarsOptions {
  std::string title = {}, x_label = {}, y_label = {};
  std::vector<std::string> groups = {};  ///< what stands below each group of bars
  bool log_y = false;
  Size size = {};
};

/// Bars in groups, one of each colour in a group.
///     plot::Bars({.groups = {"layer 1", "layer 2"}}).add("sigmoid", a).add("relu", b)
class Bars : public Figure {
 public:
  explicit Bars(BarsOptions options) : options_(std::move(options)) {}
  /// A bar for each group. Throws ShapeError for another number of them.
  Bars& add(const std::string& name, std::vector<double> values);

  Size size() const override { return options_.size; }
  std::string commands() const override;
  std::string csv() const override;

 private:
  struct Series {
    std::string name;
    std::vector<double> values;
  };
  BarsOptions options_;
  std::vector<Series> series_;
};

}  // namespace xgrad::plot
