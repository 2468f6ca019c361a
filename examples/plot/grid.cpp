#include <fmt/format.h>
#include <algorithm>
#include <array>
#include <cmath>
#include <xgrad/examples/plot/grid.hpp>
#include <xgrad/graph/error.hpp>

namespace xgrad::plot {

std::vector<double> linspace(Range range, std::size_t n) {
  std::vector<double> made(n);
  for (std::size_t i = 0; i < n; ++i) {
    const double share = n > 1 ? static_cast<double>(i) / static_cast<double>(n - 1) : 0.5;
    made[i] = range.low + (range.high - range.low) * share;
  }
  return made;
}

std::vector<double> numbers(const Tensor& x) { return x.astype(float64).to_vector<double>(); }

Tensor tensor_of(const std::vector<double>& numbers) {
  return Tensor::from(numbers, {static_cast<std::int64_t>(numbers.size())});
}

std::vector<Tensor> columns(const Tensor& table) {
  const std::vector<double> all = numbers(table);
  const auto width = static_cast<std::size_t>(table.shape(1));
  std::vector<Tensor> made;
  for (std::size_t j = 0; j < width; ++j) {
    std::vector<double> column;
    for (std::size_t i = j; i < all.size(); i += width) column.push_back(all[i]);
    made.push_back(tensor_of(column));
  }
  return made;
}

Range around(const std::vector<double>& numbers, double share) {
  const auto [low, high] = std::minmax_element(numbers.begin(), numbers.end());
  const double more = *low < *high ? share * (*high - *low) : std::max(share, 0.1) * std::max(1.0, std::abs(*low));
  return {*low - more, *high + more};
}

Grid grid(Range x, Range y, std::size_t nx, std::size_t ny, const std::function<Tensor(const Tensor&)>& f) {
  Grid made{linspace(x, nx), linspace(y, ny), {}};
  std::vector<double> points;
  for (double row : made.y) {
    for (double column : made.x) points.insert(points.end(), {column, row});
  }
  made.z = numbers(f(Tensor::from(points, {static_cast<std::int64_t>(nx * ny), 2})));
  if (made.z.size() == nx * ny) return made;
  throw ShapeError("plot::grid", "the function returns one number for each point",
                   fmt::format("{} != {}", made.z.size(), nx * ny));
}

Grid grid(Range x, Range y, std::size_t nx, std::size_t ny,
          const std::function<Tensor(const Tensor&, const Tensor&)>& f) {
  return grid(x, y, nx, ny, [&](const Tensor& points) {
    const std::vector<Tensor> both = columns(points);
    return f(both[0], both[1]);
  });
}

std::vector<Segment> contour(const Grid& grid, double level) {
  std::vector<Segment> made;
  for (std::size_t j = 0; j + 1 < grid.y.size(); ++j) {
    for (std::size_t i = 0; i + 1 < grid.x.size(); ++i) {
      // The corners of a cell, one after the other around it.
      const std::array<std::size_t, 4> column = {i, i + 1, i + 1, i}, row = {j, j, j + 1, j + 1};
      std::vector<std::array<double, 2>> cuts;
      for (std::size_t k = 0; k < 4; ++k) {
        const std::size_t next = (k + 1) % 4;
        const double a = grid.at(column[k], row[k]) - level, b = grid.at(column[next], row[next]) - level;
        if ((a < 0) == (b < 0) || !std::isfinite(a) || !std::isfinite(b)) continue;
        const double share = a / (a - b);
        cuts.push_back({grid.x[column[k]] + share * (grid.x[column[next]] - grid.x[column[k]]),
                        grid.y[row[k]] + share * (grid.y[row[next]] - grid.y[row[k]])});
      }
      for (std::size_t k = 0; k + 1 < cuts.size(); k += 2)
        made.push_back({cuts[k][0], cuts[k][1], cuts[k + 1][0], cuts[k + 1][1]});
    }
  }
  return made;
}

}  // namespace xgrad::plot
