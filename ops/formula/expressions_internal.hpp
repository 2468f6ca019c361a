#pragma once
#include <cstdint>
#include <map>
#include <optional>
#include <string>
#include <string_view>
#include <tuple>
#include <unordered_map>
#include <vector>
#include <xgrad/graph/op.hpp>
#include <xgrad/ops/formula/number_internal.hpp>

namespace xgrad::formula {

/// A place in Expressions.
using Id = std::uint32_t;

/// A part of a sum: times * what.
struct Term {
  Id what;
  Number times;
};
/// A part of a product: base ^ exponent.
struct Factor {
  Id base, exponent;
};

/// What a formula is made of once it is in order. A number is a sum without terms, 2*x a sum of one.
struct Expression {
  enum class Kind : std::uint8_t { symbol, sum, product, call } kind = Kind::sum;
  std::string name = {};             ///< of a symbol; of a call the function's
  Number constant = {};              ///< of a sum
  std::vector<Term> terms = {};      ///< of a sum, by `what`, each once; `what` is no number and no sum of one term
  std::vector<Factor> factors = {};  ///< of a product, by `base`, each once; not one alone with exponent 1
  std::vector<Id> operands = {};     ///< of a call
  OpPtr op = {};                     ///< of a call
  double cost = 0;                   ///< how long it prints, about
  bool is_polynomial = false;        ///< a symbol, or a product of whole powers of symbols

  bool is_number() const { return kind == Kind::sum && terms.empty(); }
  /// number * something
  bool is_scaled() const { return kind == Kind::sum && terms.size() == 1 && constant.is_zero(); }
  bool is_long_sum() const { return kind == Kind::sum && !is_number() && !is_scaled(); }
};

/// Mathematical expressions, simplified while they are built: like terms and equal factors are collected, numbers
/// folded, and of the forms multiplied out or with a common factor in front the shortest is kept. Equal ones are one.
/// An operand's id is smaller than its user's; nothing here recurs over the depth of a formula. This is algebra, not
/// floating point: x - x is 0, x/x is 1, exp(log(x)) is x.
class Expressions {
 public:
  Expressions();
  const Expression& operator[](Id id) const { return all_[id]; }
  std::size_t size() const { return all_.size(); }

  Id symbol(const std::string& name);
  Id number(const Number& value);
  Id add(const std::vector<Id>& summands);
  Id multiply(const std::vector<Id>& factors);
  Id scale(Id x, const Number& times);
  Id negative(Id x) { return scale(x, Number(-1)); }
  Id power(Id base, Id exponent);
  Id call(const OpPtr& op, std::vector<Id> operands);

  /// The order in which terms print: powers of the first symbol first, other functions behind polynomials.
  bool comes_before(Id a, Id b) const;
  /// The whole number that an expression is, if it is one.
  std::optional<std::int64_t> whole(Id x) const;
  Id one() const { return one_; }

 private:
  using Terms = std::map<Id, Number>;
  using Powers = std::map<Id, Id>;
  struct Sum {
    Terms terms = {};
    Number constant = {};
  };
  struct Product {
    Powers powers = {};
    Number times = Number(1);
  };

  Id intern(Expression made);
  void measure(Expression& made) const;
  void collect(Id x, const Number& times, Sum& to) const;
  void collect_term(Id what, const Number& times, Sum& to) const;
  Id sum_of(const Sum& sum);
  void collect_factor(Id base, Id exponent, Product& to);
  bool joined_with_negative(Id base, Id exponent, Product& to);
  void collect_number(const Number& base, Id exponent, Product& to);
  bool collect_parts(Id base, std::int64_t exponent, Product& to);
  Id product_of(const Product& product);
  Id plain_product(const std::vector<Id>& factors);
  Id plain_scale(Id x, const Number& times);
  /// A long sum's common number: whole numbers' divisor, with the sign of the term that prints first.
  Number content(const Expression& sum) const;

  Id expanded(Id x);
  std::optional<Id> expanded_sum(Id sum);
  std::optional<Id> expanded_product(Id product);
  std::vector<Factor> factors_of(Id what) const;
  Id chosen(Id plain);
  Id with_common_factor(Id sum);
  Id grouped(Id sum);
  Id factored(Id sum);
  std::optional<Factor> most_shared(const std::vector<Term>& terms) const;
  Id with_squares_joined(Id sum);
  Id with_cases_joined(Id x);
  std::vector<Factor> common_factors(const Expression& sum) const;
  Id divided(Id what, const std::vector<Factor>& by);
  bool is_composite(const Factor& f) const;

  std::optional<Id> folded(const OpPtr& op, const std::vector<Id>& operands);
  std::optional<Id> known_call(std::string_view name, const std::vector<Id>& operands);
  std::optional<Id> known_where(const std::vector<Id>& operands);
  Id assumed(Id x, Id condition, bool holds);
  Id rebuilt(const Expression& e, const std::unordered_map<Id, Id>& parts);
  std::optional<Id> mirrored(const OpPtr& op, const std::vector<Id>& operands);
  bool is_guard_of_power(Id condition, Id a, Id b);

  std::vector<Expression> all_;
  std::unordered_map<std::string, Id> known_;
  std::unordered_map<Id, Id> expanded_;  // what is known multiplied out
  std::unordered_map<Id, Id> chosen_;    // the shortest forms known
  std::map<std::tuple<Id, Id, bool>, Id> assumed_;
  Id zero_ = 0, one_ = 0;
  int depth_ = 0, factored_depth_ = 0, cases_depth_ = 0, assumed_depth_ = 0;  // of the functions of these names
};

}  // namespace xgrad::formula
