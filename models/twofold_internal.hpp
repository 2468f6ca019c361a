#pragma once
#include <cmath>
#include <cstdint>
#include <map>
#include <optional>
#include <string>
#include <vector>
#include <xgrad/graph/tensor.hpp>
#include <xgrad/graph/var.hpp>

/// Numbers of about 31 digits as the unevaluated sum of two float64 (Dekker 1971), for least squares whose columns are
/// nearly dependent: there the rounding of the columns to float64 alone costs all digits but a few.
namespace xgrad::models::detail {

struct Twofold {
  double high = 0, low = 0;
  Twofold() = default;
  Twofold(double value) : high(value) {}
  Twofold(double h, double l) : high(h), low(l) {}
  double value() const { return high + low; }
};

/// a + b without loss, |a| >= |b|.
inline Twofold quick_sum(double a, double b) {
  const double sum = a + b;
  return {sum, b - (sum - a)};
}
/// a + b without loss.
inline Twofold exact_sum(double a, double b) {
  const double sum = a + b, of_b = sum - a;
  return {sum, (a - (sum - of_b)) + (b - of_b)};
}
/// a * b without loss.
inline Twofold exact_product(double a, double b) {
  const double product = a * b;
  return {product, std::fma(a, b, -product)};
}

inline Twofold operator-(Twofold a) { return {-a.high, -a.low}; }
inline Twofold operator+(Twofold a, Twofold b) {
  const Twofold high = exact_sum(a.high, b.high), low = exact_sum(a.low, b.low);
  const Twofold sum = quick_sum(high.high, high.low + low.high);
  return quick_sum(sum.high, sum.low + low.low);
}
inline Twofold operator-(Twofold a, Twofold b) { return a + -b; }
inline Twofold operator*(Twofold a, Twofold b) {
  const Twofold product = exact_product(a.high, b.high);
  return quick_sum(product.high, product.low + (a.high * b.low + a.low * b.high));
}
inline Twofold operator/(Twofold a, Twofold b) {
  const double first = a.high / b.high;
  const Twofold rest = a - b * first;
  const double second = rest.high / b.high;
  const Twofold left = rest - b * second;
  return quick_sum(first, second) + Twofold(left.high / b.high);
}
inline Twofold sqrt(Twofold a) {
  if (a.high <= 0.0) return {};
  const double root = std::sqrt(a.high);
  const Twofold rest = a - exact_product(root, root);
  return quick_sum(root, rest.high / (2.0 * root));
}
using Twofolds = std::vector<Twofold>;

/// The values of nodes, by id.
using NodeValues = std::map<std::uint32_t, Twofolds>;

/// A node's elements, given those of the inputs and variables that it depends on (one, or all of `count`): sums,
/// products, quotients, whole powers and roots twofold. What else there is, is of float64 if it does not depend on a
/// variable; if it does: nothing.
std::optional<Twofolds> twofold_values(Var node, const NodeValues& leaves, std::size_t count);

/// The x that makes |A x - b| least, by Householder's QR of A [rows][columns], and the diagonal and all of (A^T A)^-1.
/// Nothing where a column depends on the others.
struct TwofoldFit {
  Twofolds x;
  std::vector<std::vector<double>> inverse;
};
std::optional<TwofoldFit> twofold_least_squares(std::vector<Twofolds> columns, Twofolds b);

}  // namespace xgrad::models::detail
