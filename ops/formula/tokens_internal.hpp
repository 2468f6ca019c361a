#pragma once
#include <string>
#include <string_view>
#include <vector>

namespace xgrad::formula {

/// A word of a formula.
struct Token {
  enum class Kind { number, name, sign, end } kind = Kind::end;
  std::string_view text;     ///< a name without its backquotes
  std::size_t position = 0;  ///< in the formula, in bytes
  double value = 0;          ///< of a number
  bool is(std::string_view sign) const { return kind == Kind::sign && text == sign; }
};

/// The place in a formula for an error message: the formula, and a caret below that byte.
std::string pointed(std::string_view formula, std::size_t position);
/// Throws the DataError that shows the place.
[[noreturn]] void fail(std::string_view formula, std::size_t position, const std::string& rule,
                       const std::string& remedy = {});

/// The words of a formula, the last one being `end`. They refer to its text. Throws DataError for what is none.
std::vector<Token> tokens(std::string_view formula);

}  // namespace xgrad::formula
