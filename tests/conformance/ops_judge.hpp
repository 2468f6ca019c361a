#pragma once
#include <string>
#include <vector>
#include <xgrad/graph/dtype.hpp>
#include <xgrad/graph/shape.hpp>

#include "judge.hpp"

namespace conformance {

struct Bound {
  double relative = 0, absolute = 0;
};

/// Judges numbers, and remembers the first failure, or else the deviation that came nearest to its bound.
class NumberCase {
 public:
  explicit NumberCase(std::string name) { verdict_.name = std::move(name); }

  /// Every entry within bound.relative times the largest finite expected magnitude, plus bound.absolute; NaN and
  /// infinities at the same places.
  void within(const std::string& where, const std::vector<double>& got, const std::vector<double>& expected,
              Bound bound);
  /// Within `ulp` units of the expected number's last place in dtype; 0: the same bits. NaN is NaN.
  void ulps(const std::string& where, double got, double expected, double ulp, xgrad::DType dtype);
  void shape(const std::string& where, const xgrad::Shape& got, const xgrad::Shape& expected);
  void fail(const std::string& why);
  void skip(const std::string& why);

  bool has_failed() const { return verdict_.outcome == Outcome::fail; }
  Verdict verdict() const { return verdict_; }

 private:
  void remember(const std::string& where, double deviation, double part_of_bound);

  Verdict verdict_;
  double part_of_bound_ = 0;
};

/// The distance from |x| to the next larger number of that type.
double unit_in_last_place(double x, xgrad::DType dtype);

}  // namespace conformance
