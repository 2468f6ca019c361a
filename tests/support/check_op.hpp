#pragma once
#include <limits>
#include <string>
#include <string_view>
#include <vector>
#include <xgrad/graph/dtype.hpp>
#include <xgrad/graph/shape.hpp>
#include <xgrad/graph/unary_function.hpp>

namespace xgrad {

inline constexpr double inf = std::numeric_limits<double>::infinity();
inline constexpr double nan = std::numeric_limits<double>::quiet_NaN();

/// What check_op is told of an op.
struct OpCheck {
  /// Rows {operands ..., value}. Signs of zero count; NaN is NaN.
  std::vector<std::vector<double>> values = {};
  /// Operand shapes, for an op that is not elementwise: then random operands of these shapes.
  std::vector<std::vector<Shape>> shapes = {};
  /// Rows {operands ..., derivatives ...}: kinks and special points.
  std::vector<std::vector<double>> slope_at = {};
  /// The op's name in tests/ops/fixtures/elementwise.txt.
  std::string_view fixture = {};
  /// The largest distance from a fixture's value, in units of the last place.
  double ulp = 2;
  /// Ordinary operands, for finite differences.
  double low = -3, high = 3;
  /// int64 is taken too: rows of whole numbers are tried on it.
  bool integers = false;
  /// A NaN operand makes the result NaN.
  bool keeps_nan = true;
  /// It has derivatives to check (comparisons have none).
  bool differentiable = true;
};

/// Tries an op, in float32 and float64, with static and with dynamic shapes: the given values, the fixture,
/// broadcasting, empty and size-1 shapes, zeros, subnormals, huge numbers, infinities and NaN, the same bits at any
/// place of the buffer, derivatives of first and second order against finite differences, forward mode against reverse
/// mode, and that the vjp is linear in the cotangent in its form. Tolerances are fixed: float64 1e-12, float32 1e-5,
/// fixtures `ulp`. Each failure prints the case, ready to paste into `values`.
void check_op(const UnaryFunction& f, const OpCheck& check = {});
void check_op(const BinaryFunction& f, const OpCheck& check = {});
void check_op(const TernaryFunction& f, const OpCheck& check = {});

/// The faults that check_op prints.
std::vector<std::string> op_faults(const UnaryFunction& f, const OpCheck& check = {});
std::vector<std::string> op_faults(const BinaryFunction& f, const OpCheck& check = {});
std::vector<std::string> op_faults(const TernaryFunction& f, const OpCheck& check = {});

}  // namespace xgrad
