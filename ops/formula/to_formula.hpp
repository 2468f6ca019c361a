#pragma once
#include <cstdint>
#include <string>
#include <xgrad/graph/var.hpp>

namespace xgrad {

/// How to_formula writes.
enum class FormulaStyle : std::uint8_t {
  text,   ///< 2*x*cos(x^2), which parse_formula reads
  latex,  ///< 2 x \cos\left(x^{2}\right), for a formula in a text
};

/// A graph of elementwise ops as a formula of its inputs, variables and numbers, simplified by algebra: like terms and
/// equal factors are collected, numbers folded, of the forms multiplied out and with common factors the shortest taken.
///     Var x = g.input("x"), f = square(x) + sin(x);
///     to_formula(grad(f, x))                                    // 2*x + cos(x)
///     to_formula(grad(f, x), FormulaStyle::latex)               // 2 x + \cos\left(x\right)
/// Arrays count element by element: what was broadcast prints as itself, an array of equal numbers as that number.
/// The text parses back to the same values, within rounding; where the graph's value is not finite, the formula's may
/// be (x/x prints as 1). Numbers have the fewest digits that read back. What a long formula needs more than once gets a
/// name: "t1 = x^2 + 1; t1*sin(t1)".
/// Throws GraphError for an empty Var, an op that is not elementwise (a sum, a matmul), a constant of different
/// numbers, and graphs of more than 20000 nodes.
std::string to_formula(Var v, FormulaStyle style);
inline std::string to_formula(Var v) { return to_formula(v, FormulaStyle::text); }

}  // namespace xgrad
