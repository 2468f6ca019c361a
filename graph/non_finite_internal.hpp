#pragma once
#include <limits>
#include <string>
#include <xgrad/graph/op.hpp>

namespace xgrad {

/// What is to be said of a float array.
struct Range {
  double low = std::numeric_limits<double>::infinity(), high = -low;  ///< of the finite elements
  std::int64_t nan = 0, infinite = 0;
  Type type;
  bool is_finite() const { return nan == 0 && infinite == 0; }
};
/// Of elements of a float type; what is none has a finite range.
Range range_of(const void* elements, const Type& type);
Range range_of(const Tensor& t);

/// "2 NaN and 1 infinite of 400 entries".
std::string count_text(const Range& r);
/// "p float32 [400], -0.25 to 0.98".
std::string range_text(Var v, const Range& r);

}  // namespace xgrad
