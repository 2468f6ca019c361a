#pragma once
#include <iosfwd>
#include <string>
#include <vector>
#include <xgrad/graph/tensor.hpp>
#include <xgrad/graph/unary_function.hpp>

namespace xgrad {

/// What check_gradients tries. As it stands: ordinary scalar points between low and high, those left out where the
/// function is not finite.
struct GradientCheck {
  /// Operand shapes, e.g. {{{2, 3}, {3}}}: then random points of these shapes.
  std::vector<std::vector<Shape>> shapes = {};
  /// Operands: then these points alone. Those of int64 and bool (labels, masks) are not differentiated.
  std::vector<std::vector<Tensor>> points = {};
  double low = -3, high = 3;
  /// The largest deviation, relative to the derivative or to 1, whichever is larger.
  double tolerance = 1e-6;
  /// Throw a GraphError with the report's text for a mismatch.
  bool throw_on_mismatch = false;
};

/// What check_gradients found: true if all is well. Prints as its text.
struct GradientReport {
  bool ok = false;
  std::string text;     ///< a sentence; names the worst entry
  std::string worst;    ///< "second derivative by operand 0, element 3, at (0.5, 2)"
  double analytic = 0;  ///< the worst entry, by the graph
  double numeric = 0;   ///< and by finite differences
  explicit operator bool() const { return ok; }
};
std::ostream& operator<<(std::ostream&, const GradientReport&);

/// Whether a function's derivatives are right, in float64: the first against central differences of its values, the
/// second against central differences of the first (each extrapolated once by Richardson), forward mode against reverse
/// mode. Points on a kink are the caller's to leave out. Throws what the function throws when it builds, GraphError if
/// an op has no derivative rule, if the result is of no float type or if there was nothing to check, DTypeError for a
/// float32 operand.
///     check_gradients(swish)                                          // true
///     check_gradients(pow, {.low = 0.1})
///     check_gradients(matmul, {.shapes = {{{2, 3}, {3, 4}}}})
GradientReport check_gradients(const UnaryFunction& f, const GradientCheck& check = {});
GradientReport check_gradients(const BinaryFunction& f, const GradientCheck& check = {});
GradientReport check_gradients(const TernaryFunction& f, const GradientCheck& check = {});

}  // namespace xgrad
