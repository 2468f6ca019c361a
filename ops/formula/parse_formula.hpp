#pragma once
#include <functional>
#include <map>
#include <string>
#include <string_view>
#include <vector>
#include <xgrad/graph/graph.hpp>

namespace xgrad {

/// The names that a formula may use, and what they stand for.
using FormulaNames = std::map<std::string, Var, std::less<>>;

/// The node that a formula means, as text people write:
///     parse_formula(g, "b1*(1 - exp(-b2*x))")
///     parse_formula(g, "x^3 - 3*x", {{"x", h}})
///   numbers    1  2.5  .5  1e-3;  pi, e, inf, nan
///   operators  by how tightly they bind: ** or ^ for powers (from the right: 2^3^2 is 2^9), the signs - +  (so -x^2 is
///              -(x^2), and 2^-x is right), * /, + -, comparisons < <= > >= == !=;  brackets ( ) or [ ]
///   functions  every elementwise op of the library, by its name: exp(x), atan2(y, x), where(x > 0, x, 0); and ln, max,
///              min, arcsin, arctan2 ... as others call them
///   names      letters, digits, _ and . ; any other in backquotes: `unit price`
///   parts      t = x^2 + 1; t*sin(t)           names for what comes more than once
/// A name stands for the graph's input, variable or node of that name; one that the graph has not becomes an input of
/// rank 0, float64 (or as the first name that the graph has). Numbers take the names' dtype. x^2 is square(x).
/// Throws DataError with the formula and a caret below the place; what ops throw, with the same; then the graph is as
/// it was. Brackets may be nested as deeply as memory allows.
Var parse_formula(Build g, std::string_view formula);
/// The same with these names and no others: an unknown one is a DataError that says which was meant.
Var parse_formula(Graph& g, std::string_view formula, const FormulaNames& names);

/// The names in a formula, each once, in their order; without functions, parts, pi, e, inf and nan. Throws DataError.
///     formula_names("b1*(1 - exp(-b2*x))")                // b1, b2, x
std::vector<std::string> formula_names(std::string_view formula);

}  // namespace xgrad
