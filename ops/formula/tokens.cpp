#include <fmt/format.h>
#include <algorithm>
#include <array>
#include <charconv>
#include <xgrad/graph/error.hpp>
#include <xgrad/ops/formula/tokens_internal.hpp>

namespace xgrad::formula {
namespace {

constexpr std::array<std::string_view, 19> signs = {"**", "<=", ">=", "==", "!=", "^", "*", "/", "+", "-",
                                                    "<",  ">",  "=",  "(",  ")",  "[", "]", ",", ";"};

bool is_digit(char c) { return c >= '0' && c <= '9'; }
bool is_blank(char c) { return c == ' ' || c == '\t' || c == '\n' || c == '\r'; }
/// Letters of other alphabets are bytes above 127.
bool starts_name(char c) {
  return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || c == '_' || static_cast<unsigned char>(c) > 127;
}
bool goes_on(char c) { return starts_name(c) || is_digit(c) || c == '.'; }
/// The first byte of a character.
bool starts_character(char c) { return (static_cast<unsigned char>(c) & 0xC0u) != 0x80u; }

std::size_t characters(std::string_view text) {
  return static_cast<std::size_t>(std::count_if(text.begin(), text.end(), starts_character));
}

/// Whole characters only, at most `most` of them, from the end or from the start.
std::string_view last(std::string_view text, std::size_t most) {
  while (characters(text) > most) {
    text.remove_prefix(1);
    while (!text.empty() && !starts_character(text.front())) text.remove_prefix(1);
  }
  return text;
}
std::string_view first(std::string_view text, std::size_t most) {
  std::size_t size = 0, count = 0;
  while (size < text.size() && (!starts_character(text[size]) || ++count <= most)) ++size;
  return text.substr(0, size);
}

class Lexer {
 public:
  explicit Lexer(std::string_view formula) : text_(formula) {}

  std::vector<Token> run() {
    std::vector<Token> made;
    while (true) {
      while (at_ < text_.size() && is_blank(text_[at_])) ++at_;
      made.push_back(next());
      if (made.back().kind == Token::Kind::end) return made;
    }
  }

 private:
  char peek(std::size_t ahead) const { return at_ + ahead < text_.size() ? text_[at_ + ahead] : '\0'; }

  Token next() {
    if (at_ == text_.size()) return {Token::Kind::end, {}, at_, 0};
    if (is_digit(peek(0)) || (peek(0) == '.' && is_digit(peek(1)))) return number();
    if (peek(0) == '`') return quoted();
    if (starts_name(peek(0))) {
      const std::size_t start = at_;
      while (goes_on(peek(0))) ++at_;
      return {Token::Kind::name, text_.substr(start, at_ - start), start, 0};
    }
    for (std::string_view sign : signs)
      if (text_.substr(at_, sign.size()) == sign) {
        at_ += sign.size();
        return {Token::Kind::sign, text_.substr(at_ - sign.size(), sign.size()), at_ - sign.size(), 0};
      }
    fail(text_, at_, fmt::format("'{}' means nothing here", first(text_.substr(at_), 1)),
         "a formula is made of numbers, names, + - * / ^ ( ) , and comparisons");
  }

  Token number() {
    Token made{Token::Kind::number, {}, at_, 0};
    const auto [end, error] = std::from_chars(text_.data() + at_, text_.data() + text_.size(), made.value);
    const std::size_t size = static_cast<std::size_t>(end - text_.data()) - at_;
    made.text = text_.substr(at_, size);
    if (error != std::errc())
      fail(text_, at_, fmt::format("{} is beyond float64", made.text), "numbers go from 5e-324 to 1.797e308");
    at_ += size;
    return made;
  }

  Token quoted() {
    const std::size_t start = at_, end = text_.find('`', at_ + 1);
    if (end == std::string_view::npos) fail(text_, at_, "this name has no end", "a second backquote ends it");
    if (end == start + 1) fail(text_, at_, "this name is empty");
    at_ = end + 1;
    return {Token::Kind::name, text_.substr(start + 1, end - start - 1), start, 0};
  }

  std::string_view text_;
  std::size_t at_ = 0;
};

}  // namespace

std::string pointed(std::string_view formula, std::size_t position) {
  constexpr std::size_t shown = 60;  // characters on each side of the place
  position = std::min(position, formula.size());
  const std::string_view before = last(formula.substr(0, position), shown),
                         after = first(formula.substr(position), shown);
  const bool cut_before = before.size() < position, cut_after = position + after.size() < formula.size();
  std::string line = fmt::format("{}{}{}{}", cut_before ? "..." : "", before, after, cut_after ? "..." : "");
  std::replace_if(line.begin(), line.end(), is_blank, ' ');
  return fmt::format("{}\n  {:>{}}", line, "^", characters(before) + (cut_before ? 4 : 1));
}

void fail(std::string_view formula, std::size_t position, const std::string& rule, const std::string& remedy) {
  throw DataError("formula", rule, fmt::format("column {}", characters(formula.substr(0, position)) + 1),
                  pointed(formula, position) + (remedy.empty() ? "" : "\n  " + remedy));
}

std::vector<Token> tokens(std::string_view formula) { return Lexer(formula).run(); }

}  // namespace xgrad::formula
