#pragma once
#include <cstdint>
#include <optional>
#include <string>

namespace xgrad::formula {

__extension__ typedef __int128 Wide;  // products of whole numbers fit

/// A number of a formula: a fraction of whole numbers as long as these fit 53 bits (decimals such as 0.1 are 1/10), so
/// that 0.1 + 0.2 is 0.3 and x/3 + x/3 is 2*x/3; beyond that a float64.
class Number {
 public:
  Number() : Number(std::int64_t{0}) {}
  Number(std::int64_t whole) : numerator_(whole) {}
  /// The fraction that its shortest decimal is, if that has at most 15 digits.
  static Number from(double value);
  /// Likewise, by the shortest decimal that is this float32.
  static Number from(float value);

  double value() const;
  bool is_exact() const { return denominator_ != 0; }
  bool is_whole() const { return denominator_ == 1; }
  bool is_zero() const { return is_exact() && numerator_ == 0; }
  bool is_one() const { return is_whole() && numerator_ == 1; }
  bool is(std::int64_t whole) const { return is_whole() && numerator_ == whole; }
  bool is_negative() const;  ///< also -0; of NaN false
  /// Of an exact one.
  std::int64_t numerator() const { return numerator_; }
  std::int64_t denominator() const { return denominator_; }

  Number operator-() const;
  friend Number operator+(const Number& a, const Number& b);
  friend Number operator*(const Number& a, const Number& b);
  Number inverse() const;
  /// To a whole power.
  Number power(std::int64_t exponent) const;
  /// The exact square root, if there is one.
  std::optional<Number> root() const;
  /// Equal bits.
  bool operator==(const Number& other) const;

  /// The fewest digits that read back as the same; a fraction that no decimal of 15 digits is, such as 1/3, as "1/3".
  std::string text() const;
  /// Whether text() is a fraction.
  bool is_fraction() const;

 private:
  static Number fraction(Wide numerator, Wide denominator);
  static Number inexact(double value);
  std::int64_t numerator_ = 0, denominator_ = 1;  // denominator_ 0: inexact_ counts
  double inexact_ = 0;
};

/// The fewest digits that read back as the same float64: "0.1", "12000", "1.5e-07".
std::string shortest(double value);

}  // namespace xgrad::formula
