#pragma once
#include <string>
#include <vector>
#include <xgrad/examples/plot/figure.hpp>
#include <xgrad/graph/tensor.hpp>

namespace xgrad::plot {

struct HeatMapOptions {
  std::string title = {}, row_label = {}, column_label = {};
  std::vector<std::string> row_names = {}, column_names = {};  ///< without them: 0, 1, 2, ...
  bool errors_off_diagonal = false;  ///< as in a confusion matrix: they are red, on a scale of their own
  int cell = 52;                     ///< a cell's height, in pixels, and width unless names ask for more
};

/// A matrix as coloured cells with their numbers in them, row 0 at the top. Small values are white, large ones blue.
class HeatMap : public Figure {
 public:
  /// Throws ShapeError unless it is a matrix with one name (or none) for each row and column.
  HeatMap(HeatMapOptions options, const Tensor& matrix);

  Size size() const override;
  std::string commands() const override;
  std::string csv() const override;

 private:
  struct Cell {
    double share;  // of the largest value of its colour, 0 to 1
    bool is_error;
  };
  Cell cell(std::size_t row, std::size_t column) const;
  int cell_width() const;
  int left() const;
  int right() const;
  std::string axes() const;
  std::string labels() const;
  double at(std::size_t row, std::size_t column) const { return values_[row * columns_ + column]; }

  HeatMapOptions options_;
  std::size_t rows_ = 0, columns_ = 0;
  std::vector<double> values_;
  std::vector<std::string> texts_;
  double low_ = 0, high_ = 0, worst_ = 0;  // smallest and largest, and the largest of the errors
};

}  // namespace xgrad::plot
