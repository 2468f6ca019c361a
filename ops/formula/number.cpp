#include <bit>
#include <charconv>
#include <cmath>
#include <cstdlib>
#include <string_view>
#include <xgrad/ops/formula/number_internal.hpp>

namespace xgrad::formula {
namespace {

constexpr std::int64_t largest = std::int64_t{1} << 53;
constexpr int most_digits = 15;

template <class T> T gcd_of(T a, T b) {
  while (b != 0) {
    const T rest = a % b;
    a = b;
    b = rest;
  }
  return a < 0 ? -a : a;
}

/// Whole number and power of ten of a shortest decimal, if it has few digits.
struct Decimal {
  std::int64_t digits = 0;
  int exponent = 0;
};
std::optional<Decimal> decimal(std::string_view text) {
  Decimal made;
  int count = 0;
  bool is_negative = false, after_point = false;
  std::size_t i = 0;
  for (; i < text.size() && text[i] != 'e'; ++i) {
    if (text[i] == '-')
      is_negative = true;
    else if (text[i] == '.')
      after_point = true;
    else {
      if (++count > most_digits) return std::nullopt;
      made.digits = made.digits * 10 + (text[i] - '0');
      made.exponent -= after_point ? 1 : 0;
    }
  }
  if (i < text.size()) {
    int exponent = 0;
    const char* start = text.data() + i + 1 + (text[i + 1] == '+' ? 1 : 0);
    std::from_chars(start, text.data() + text.size(), exponent);
    made.exponent += exponent;
  }
  if (is_negative) made.digits = -made.digits;
  return made;
}

Wide power_of_ten(int exponent) {
  Wide made = 1;
  while (exponent-- > 0) made *= 10;
  return made;
}

template <class F> std::string scientific(F value) {
  char text[64];
  const char* end = std::to_chars(text, text + sizeof text, value, std::chars_format::scientific).ptr;
  return std::string(text, static_cast<std::size_t>(end - text));
}

}  // namespace

std::string shortest(double value) {
  if (std::isnan(value)) return "nan";
  if (std::isinf(value)) return value > 0 ? "inf" : "-inf";
  char text[400];
  const double size = std::abs(value);
  const bool is_plain = size == 0 || (size >= 1e-4 && size < 1e17);
  const char* end = is_plain ? std::to_chars(text, text + sizeof text, value, std::chars_format::fixed).ptr
                             : std::to_chars(text, text + sizeof text, value, std::chars_format::scientific).ptr;
  return std::string(text, static_cast<std::size_t>(end - text));
}

Number Number::inexact(double value) {
  Number made;
  made.denominator_ = 0;
  made.inexact_ = value;
  return made;
}

Number Number::fraction(Wide numerator, Wide denominator) {
  if (denominator < 0) {
    numerator = -numerator;
    denominator = -denominator;
  }
  if (const Wide common = gcd_of(numerator, denominator); common > 1) {
    numerator /= common;
    denominator /= common;
  }
  if (numerator > largest || numerator < -largest || denominator > largest)
    return inexact(static_cast<double>(numerator) / static_cast<double>(denominator));
  Number made(static_cast<std::int64_t>(numerator));
  made.denominator_ = static_cast<std::int64_t>(denominator);
  return made;
}

namespace {

template <class F> std::optional<Decimal> few_digits(F value) {
  if (!std::isfinite(value) || (value == 0 && std::signbit(value))) return std::nullopt;
  const auto made = decimal(scientific(value));
  return made && std::abs(made->exponent) <= most_digits ? made : std::nullopt;
}

}  // namespace

Number Number::from(double value) {
  const auto few = few_digits(value);
  if (!few)
    return std::abs(value) <= static_cast<double>(largest) && value == std::floor(value) && value != 0
               ? Number(static_cast<std::int64_t>(value))
               : inexact(value);
  const Number made = few->exponent >= 0 ? fraction(few->digits * power_of_ten(few->exponent), 1)
                                         : fraction(few->digits, power_of_ten(-few->exponent));
  return made.value() == value ? made : inexact(value);
}

Number Number::from(float value) {
  const auto few = few_digits(value);
  if (!few) return inexact(static_cast<double>(value));
  return few->exponent >= 0 ? fraction(few->digits * power_of_ten(few->exponent), 1)
                            : fraction(few->digits, power_of_ten(-few->exponent));
}

double Number::value() const {
  return is_exact() ? static_cast<double>(numerator_) / static_cast<double>(denominator_) : inexact_;
}

bool Number::is_negative() const {
  return is_exact() ? numerator_ < 0 : std::signbit(inexact_) && inexact_ == inexact_;
}

Number Number::operator-() const {
  if (!is_exact()) return inexact(-inexact_);
  Number made(-numerator_);
  made.denominator_ = denominator_;
  return made;
}

Number operator+(const Number& a, const Number& b) {
  if (!a.is_exact() || !b.is_exact()) return Number::inexact(a.value() + b.value());
  return Number::fraction(
      static_cast<Wide>(a.numerator_) * b.denominator_ + static_cast<Wide>(b.numerator_) * a.denominator_,
      static_cast<Wide>(a.denominator_) * b.denominator_);
}

Number operator*(const Number& a, const Number& b) {
  if (!a.is_exact() || !b.is_exact()) return Number::inexact(a.value() * b.value());
  return Number::fraction(static_cast<Wide>(a.numerator_) * b.numerator_,
                          static_cast<Wide>(a.denominator_) * b.denominator_);
}

Number Number::inverse() const {
  if (!is_exact() || numerator_ == 0) return inexact(1.0 / value());
  return fraction(denominator_, numerator_);
}

Number Number::power(std::int64_t exponent) const {
  Number base = exponent < 0 ? inverse() : *this, made(std::int64_t{1});
  for (std::uint64_t left = static_cast<std::uint64_t>(std::abs(exponent)); left > 0; left /= 2) {
    if (left % 2 == 1) made = made * base;
    base = base * base;
  }
  return made;
}

std::optional<Number> Number::root() const {
  if (!is_exact() || numerator_ < 0) return std::nullopt;
  const auto a = static_cast<std::int64_t>(std::llround(std::sqrt(static_cast<double>(numerator_)))),
             b = static_cast<std::int64_t>(std::llround(std::sqrt(static_cast<double>(denominator_))));
  if (a * a != numerator_ || b * b != denominator_) return std::nullopt;
  return fraction(a, b);
}

bool Number::operator==(const Number& other) const {
  return numerator_ == other.numerator_ && denominator_ == other.denominator_ &&
         std::bit_cast<std::uint64_t>(inexact_) == std::bit_cast<std::uint64_t>(other.inexact_);
}

bool Number::is_fraction() const {
  if (!is_exact() || is_whole()) return false;
  const auto few = few_digits(value());
  if (!few || few->exponent >= 0) return true;
  const Number read = fraction(few->digits, power_of_ten(-few->exponent));
  return !(read == *this);
}

std::string Number::text() const {
  if (is_fraction()) return std::to_string(numerator_) + "/" + std::to_string(denominator_);
  return shortest(value());
}

}  // namespace xgrad::formula
