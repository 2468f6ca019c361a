#pragma once
#include <span>
#include <string>
#include <vector>
#include <xgrad/examples/plot/figure.hpp>

namespace xgrad::plot {

struct LinesOptions {
  std::string title = {}, x_label = {}, y_label = {};
  bool log_y = false;  ///< a logarithmic y axis; what is not positive is left out
  Size size = {};
};

/// Curves over a common pair of axes, each with its name (unless that is empty) in the legend below. NaN and infinities
/// leave gaps.
class Lines : public Figure {
 public:
  explicit Lines(LinesOptions options) : options_(std::move(options)) {}

  /// y over 1, 2, 3, ...: over epochs, for example.
  Lines& add(const std::string& name, std::span<const double> y);
  /// y over x. Throws ShapeError if they differ in length.
  Lines& add(const std::string& name, std::span<const double> x, std::span<const double> y);

  Size size() const override { return options_.size; }
  std::string commands() const override;
  std::string csv() const override;

 private:
  struct Curve {
    std::string name;
    std::vector<double> x, y;
  };
  bool shows(double y) const;
  std::string block(std::size_t curve) const;

  LinesOptions options_;
  std::vector<Curve> curves_;
};

}  // namespace xgrad::plot
