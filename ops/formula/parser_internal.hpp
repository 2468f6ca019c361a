#pragma once
#include <map>
#include <string>
#include <string_view>
#include <vector>
#include <xgrad/graph/arena_internal.hpp>
#include <xgrad/ops/formula/functions_internal.hpp>
#include <xgrad/ops/formula/parse_formula.hpp>
#include <xgrad/ops/formula/tokens_internal.hpp>

namespace xgrad::formula {

/// Reads a formula once, from left to right. Operators wait on a stack of its own until what follows binds less (the
/// shunting yard), so that no nesting is too deep for the program's stack.
class Parser {
 public:
  /// With `names`: these only. Else the graph's, and new inputs.
  Parser(Arena& arena, std::string_view formula, const FormulaNames* names, SourceLine line);
  Var run();

 private:
  /// What waits: an operator for its right operand, a bracket or call for its end.
  struct Waiting {
    enum class Kind { binary, minus, bracket, call } kind;
    std::string_view text;  ///< the operator, the bracket that is open, the function's name
    std::size_t position;
    int precedence = 0;                  ///< 0: a bracket, which ends only by its like
    const Function* function = nullptr;  ///< of a call
    std::size_t arguments = 0;           ///< of a call: those that are done
  };
  /// A part of the formula, and where it starts.
  struct Value {
    Var var;
    std::size_t position;
  };

  const Token& token() const { return tokens_[at_]; }
  const Token& after() const { return tokens_[at_ + 1 < tokens_.size() ? at_ + 1 : at_]; }
  [[noreturn]] void fail(std::size_t position, const std::string& rule, const std::string& remedy = {}) const {
    formula::fail(formula_, position, rule, remedy);
  }

  Var statement();
  /// Each takes the token that stands there; an operand or an operator of a value.
  void operand();
  void name();
  void call();
  /// False at the statement's end.
  bool operation();
  void binary(int precedence);
  void close();
  void comma();

  /// Applies the operators that bind tighter than what comes.
  void reduce(int precedence, bool from_the_right);
  void apply(const Waiting& operation);
  void apply_power(Value& left, const Value& right, std::size_t position);
  void apply_call(const Waiting& call);
  /// What ops throw, with the place.
  Var build(std::size_t position, const OpPtr& op, std::span<const Var> in);

  Var find(std::string_view name, std::size_t position);
  [[noreturn]] void unknown_name(std::string_view name, std::size_t position) const;
  [[noreturn]] void unknown_function(std::string_view name, std::size_t position) const;
  bool is_known(std::string_view name) const;
  DType dtype_of_names() const;

  Arena& arena_;
  std::string_view formula_;
  const FormulaNames* names_;
  SourceLine line_;
  std::vector<Token> tokens_;
  std::size_t at_ = 0;
  DType dtype_ = float64;
  std::vector<Value> values_;
  std::vector<Waiting> waiting_;
  std::map<std::string, Var, std::less<>> parts_;
};

}  // namespace xgrad::formula
