#pragma once
#include <string>
#include <string_view>
#include <unordered_map>
#include <vector>
#include <xgrad/ops/formula/expressions_internal.hpp>
#include <xgrad/ops/formula/functions_internal.hpp>

namespace xgrad::formula {

/// A piece of a formula to be written: a text, or an expression that stands where so much must bind.
struct Piece {
  std::string text = {};
  Id what = 0;
  int precedence = 0;
  bool is_expression = false;
  bool is_negated = false;  ///< of a sum: with the opposite signs
};
using Pieces = std::vector<Piece>;

Pieces text_piece(std::string text);
/// One after the other, with `between` between them.
Pieces joined(const std::vector<Pieces>& parts, const std::string& between);
/// before + inner + behind.
Pieces enclosed(std::string before, Pieces inner, std::string behind);

/// How formulas look: as text, or in LaTeX.
class Style {
 public:
  virtual ~Style() = default;
  virtual std::string symbol(const std::string& name) const = 0;
  virtual std::string number(const std::string& decimal) const = 0;
  virtual Pieces brackets(Pieces inner) const = 0;
  virtual Pieces product(const std::vector<Pieces>& factors) const = 0;
  virtual Pieces quotient(const std::vector<Pieces>& above, const std::vector<Pieces>& below) const = 0;
  virtual Pieces power(Pieces base, Pieces exponent) const = 0;
  virtual Pieces root(Pieces of) const = 0;
  virtual Pieces call(std::string_view name, const std::vector<Pieces>& operands) const = 0;
  /// How tightly a call, a number, binds.
  virtual int precedence_of_call(std::string_view name) const = 0;
  virtual int precedence_of_number(const std::string& decimal) const = 0;
  /// What must bind: an exponent, what stands alone above or below in a quotient.
  virtual int precedence_of_exponent() const = 0;
  virtual int precedence_above() const = 0;
  virtual int precedence_below() const = 0;
  virtual std::string separator() const = 0;  ///< behind the definition of a part
};
const Style& text_style();
const Style& latex_style();

/// The sign of a comparison in text, "<", or nothing.
std::string_view sign_of(std::string_view function);

/// Writes expressions, by a stack of its own.
class Writer {
 public:
  Writer(const Expressions& all, const Style& style) : all_(all), style_(style) {}
  std::string write(Id x);

 private:
  /// The factors of a product above and below the line.
  struct Quotient {
    std::vector<Factor> above, below;
  };
  Piece piece(Id x, int precedence, bool is_negated = false) const { return {{}, x, precedence, true, is_negated}; }
  void name_shared(Id x);
  std::string written(Id x);
  Pieces opened(const Piece& p) const;
  Pieces content(Id x, bool is_negated) const;
  int precedence_of(Id x) const;
  bool has_name(Id x) const { return x != defined_ && names_.count(x) > 0; }

  Pieces number(const Number& n, int precedence) const;
  Pieces sum(const Expression& e, bool is_negated) const;
  bool can_turn(const Factor& f) const;
  std::vector<Factor> factors_of(Id what) const;
  Pieces scaled(Number times, Id what, bool turns) const;
  Pieces factor(const Factor& f, bool is_below, int precedence, bool is_negated) const;
  bool is_below(const Factor& f) const;

  const Expressions& all_;
  const Style& style_;
  std::vector<Id> shared_;
  std::unordered_map<Id, std::string> names_;
  Id defined_ = 0;
};

}  // namespace xgrad::formula
