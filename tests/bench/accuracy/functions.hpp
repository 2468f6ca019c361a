#pragma once
#include <functional>
#include <string>
#include <vector>
#include <xgrad/xgrad.hpp>

namespace xgrad::accuracy {

/// Where float64 arguments are drawn from: half evenly between low and high, half evenly over exponents up to
/// 2^largest_exponent and down to 2^-smallest_exponent, with the signs that lie between low and high.
struct Range {
  double low, high;
  int smallest_exponent = 60, largest_exponent = 60;
};

/// A function of one operand beside libm's: in double for float32 (every result is then right to 2^-28 of a last
/// place), in long double for float64.
struct Function {
  std::string name;
  UnaryFunction of;
  double (*exact)(double);
  long double (*longer)(long double);
  Range range;
};
const std::vector<Function>& functions();

}  // namespace xgrad::accuracy
