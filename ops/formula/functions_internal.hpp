#pragma once
#include <optional>
#include <string>
#include <string_view>
#include <vector>
#include <xgrad/graph/op.hpp>

namespace xgrad::formula {

/// An elementwise op as formulas call it.
struct Function {
  std::string_view name;
  std::size_t arity = 0;
  OpPtr op;
};

/// The function of that name or other name (ln), or null.
const Function* find_function(std::string_view name);
/// The value of a last operand that is left out: leaky_relu(x) is leaky_relu(x, 0.01).
std::optional<double> default_operand(std::string_view function);
/// The value of pi, e, inf, nan.
std::optional<double> find_constant(std::string_view name);
/// Every function's name and other names.
std::vector<std::string> function_names();

/// Of these words the one that is nearest to `word`, empty if none is near: one letter wrong in three.
std::string nearest(std::string_view word, const std::vector<std::string>& words);

/// Operators, by how tightly they bind.
enum Precedence : int { comparing = 1, adding = 2, multiplying = 3, signing = 4, raising = 5, atomic = 6 };

}  // namespace xgrad::formula
