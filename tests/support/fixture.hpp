#pragma once
#include <string_view>
#include <vector>
#include <xgrad/graph/dtype.hpp>

namespace xgrad {

/// A line of tests/ops/fixtures/elementwise.txt: a value and its derivatives, correctly rounded to dtype.
struct FixtureRow {
  std::vector<double> operands;
  double value = 0;
  std::vector<double> derivatives;  ///< by operand; NaN where none is judged
};

/// The rows of an op; none if the fixture does not know it.
std::vector<FixtureRow> fixture_rows(std::string_view op, DType dtype);

/// How many numbers of that type lie between two: 0 for the same, also for NaN and NaN, for 0 and -0 only if their
/// signs agree; infinity for NaN against a number.
double ulp_distance(double a, double b, DType dtype);

}  // namespace xgrad
