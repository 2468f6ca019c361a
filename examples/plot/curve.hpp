#pragma once
#include <vector>
#include <xgrad/graph/program.hpp>
#include <xgrad/graph/unary_function.hpp>

namespace xgrad::plot {

/// An elementwise function with its first and second derivative: graphs all three, made from one another.
///     plot::Curve f([](Var x) { return square(x); });
///     f(2);       // 4
///     f(2, 1);    // 4, the slope there
class Curve {
 public:
  explicit Curve(const UnaryFunction& f);

  /// The function (order 0), or its derivative of that order, at a point, and at several.
  double operator()(double x, std::size_t order = 0) { return at({x}, order)[0]; }
  std::vector<double> at(const std::vector<double>& x, std::size_t order = 0);

 private:
  Program program_;
};

}  // namespace xgrad::plot
