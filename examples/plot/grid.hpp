#pragma once
#include <cmath>
#include <functional>
#include <vector>
#include <xgrad/graph/tensor.hpp>

namespace xgrad::plot {

/// From low to high; NaN: as far as the data go.
struct Range {
  double low = NAN, high = NAN;
};

/// n numbers from low to high, both included, at equal distances.
std::vector<double> linspace(Range range, std::size_t n);

/// The numbers of a tensor of any type, in its order.
std::vector<double> numbers(const Tensor& x);

/// Numbers as a tensor [n].
Tensor tensor_of(const std::vector<double>& numbers);

/// The columns of a table [n, k], as tensors [n].
std::vector<Tensor> columns(const Tensor& table);

/// From the least to the largest of the numbers, and beyond them on both sides by that share of the distance.
Range around(const std::vector<double>& numbers, double share);

/// A function of two variables on a rectangle.
struct Grid {
  std::vector<double> x, y;
  std::vector<double> z;  ///< the value at (x[i], y[j]) is z[j * x.size() + i]
  double at(std::size_t i, std::size_t j) const { return z[j * x.size() + i]; }
};

/// f at nx * ny points, which it gets as a tensor [nx ny, 2], all at once; it returns as many numbers. Throws
/// ShapeError if it does not.
Grid grid(Range x, Range y, std::size_t nx, std::size_t ny, const std::function<Tensor(const Tensor&)>& f);
/// The same of an f that gets all x and all y, tensors [nx ny] both.
Grid grid(Range x, Range y, std::size_t nx, std::size_t ny,
          const std::function<Tensor(const Tensor&, const Tensor&)>& f);

/// A piece of a contour line.
struct Segment {
  double x0, y0, x1, y1;
};
/// Where the function has that value, by marching squares.
std::vector<Segment> contour(const Grid& grid, double level);

}  // namespace xgrad::plot
