#pragma once
#include <string>
#include <xgrad/examples/plot/figure.hpp>
#include <xgrad/examples/plot/grid.hpp>

namespace xgrad::plot {

struct SurfaceOptions {
  std::string title = {}, x_label = "x", y_label = "y", z_label = {};
  int tilt = 60, turn = 35;  ///< from where it is seen, in degrees
  Size size = {};
};

/// A function of two variables as a surface in space, coloured by height.
class Surface : public Figure {
 public:
  Surface(SurfaceOptions options, Grid grid) : options_(std::move(options)), grid_(std::move(grid)) {}

  Size size() const override { return options_.size; }
  std::string commands() const override;
  std::string csv() const override;

 private:
  SurfaceOptions options_;
  Grid grid_;
};

}  // namespace xgrad::plot
