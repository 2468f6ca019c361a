#include <array>
#include <xgrad/optim/curvature_pairs_internal.hpp>

namespace xgrad::optim {

double dot(const Numbers& a, const Numbers& b) {
  constexpr std::size_t width = 8;
  std::array<double, width> parts{};
  std::size_t i = 0;
  for (; i + width <= a.size(); i += width)
    for (std::size_t k = 0; k < width; ++k) parts[k] += a[i + k] * b[i + k];
  for (std::size_t k = 0; i < a.size(); ++i, ++k) parts[k] += a[i] * b[i];
  return ((parts[0] + parts[4]) + (parts[2] + parts[6])) + ((parts[1] + parts[5]) + (parts[3] + parts[7]));
}

double dot_in_order(const Numbers& a, const Numbers& b) {
  double sum = 0;
  for (std::size_t i = 0; i < a.size(); ++i) sum += a[i] * b[i];
  return sum;
}

double max_magnitude(const Numbers& x) {
  double largest = 0.0;
  for (double value : x)
    if (!(std::abs(value) <= largest)) {
      largest = std::abs(value);
      if (std::isnan(largest)) break;
    }
  return largest;
}

void add_multiple(Numbers& x, double factor, const Numbers& d) {
  for (std::size_t i = 0; i < x.size(); ++i) x[i] += factor * d[i];
}

Numbers scaled(const Numbers& x, double factor) {
  Numbers y(x);
  for (double& value : y) value *= factor;
  return y;
}

}  // namespace xgrad::optim
