#include "python_text.hpp"

#include <fmt/format.h>
#include <algorithm>
#include <cctype>
#include <charconv>
#include <span>
#include <stdexcept>

#include "judge.hpp"

namespace conformance {
namespace {

using nlohmann::json;

/// f(x) for each number of a nested list.
template <class F> json for_each_number(const json& value, F f) {
  if (!value.is_array()) return f(number(value));
  json mapped = json::array();
  for (const json& entry : value) mapped.push_back(for_each_number(entry, f));
  return mapped;
}

json reshape(const std::vector<json>& flat, std::span<const std::int64_t> dims, std::size_t& next) {
  if (dims.empty()) return flat.at(next++);
  json rows = json::array();
  for (std::int64_t i = 0; i < dims[0]; ++i) rows.push_back(reshape(flat, dims.subspan(1), next));
  return rows;
}

class Parser {
 public:
  explicit Parser(std::string_view text) : text_(text) {}

  PythonCall call() {
    PythonCall made;
    made.name = identifier();
    expect('(');
    while (!accept(')')) {
      if (const std::string name = argument_name(); !name.empty())
        made.named.emplace_back(name, expression());
      else
        made.positional.push_back(expression());
      if (!accept(',') && peek() != ')') fail("a comma");
    }
    if (accept('[')) {
      expect(':');
      made.kept = expression().get<std::size_t>();
      expect(']');
    }
    end();
    return made;
  }

  std::vector<std::pair<std::string, json>> arguments() {
    std::vector<std::pair<std::string, json>> made;
    do {
      const std::string name = argument_name();
      if (!name.empty())
        made.emplace_back(name, expression());
      else
        made.emplace_back(identifier(), true);
      if (peek() == '(') at_ = text_.size();  // a remark
    } while (accept(','));
    end();
    return made;
  }

 private:
  [[noreturn]] void fail(std::string_view wanted) const {
    throw std::runtime_error(fmt::format("cannot read '{}': {} is expected at '{}'", text_, wanted, text_.substr(at_)));
  }
  char peek() {
    while (at_ < text_.size() && text_[at_] == ' ') ++at_;
    return at_ < text_.size() ? text_[at_] : '\0';
  }
  bool accept(char c) {
    if (peek() != c) return false;
    ++at_;
    return true;
  }
  void expect(char c) {
    if (!accept(c)) fail(std::string_view(&c, 1));
  }
  void end() {
    if (peek() != '\0') fail("the end");
  }

  std::string identifier() {
    peek();
    const std::size_t begin = at_;
    while (at_ < text_.size() && (std::isalnum(static_cast<unsigned char>(text_[at_])) || text_[at_] == '_')) ++at_;
    if (at_ == begin) fail("a name");
    return std::string(text_.substr(begin, at_ - begin));
  }

  /// The name in front of an '=', or nothing.
  std::string argument_name() {
    const std::size_t begin = at_;
    if (std::isalpha(static_cast<unsigned char>(peek()))) {
      std::string name = identifier();
      if (accept('=')) return name;
    }
    at_ = begin;
    return {};
  }

  json expression() {
    json value = operand();
    while (true) {
      if (accept('/'))
        value = with(value, operand(), [](double a, double b) { return a / b; });
      else if (accept('*'))
        value = with(value, operand(), [](double a, double b) { return a * b; });
      else if (accept('+'))
        value = with(value, operand(), [](double a, double b) { return a + b; });
      else if (accept('-'))
        value = with(value, operand(), [](double a, double b) { return a - b; });
      else
        return value;
    }
  }

  template <class F> static json with(const json& value, const json& other, F f) {
    const double b = number(other);
    return for_each_number(value, [&](double a) { return json(f(a, b)); });
  }

  json operand() {
    const char c = peek();
    if (c == '-' || c == '+') {
      ++at_;
      const json value = operand();
      if (c == '+') return value;
      if (value == "inf") return "-inf";
      if (value.is_number_integer()) return -value.get<std::int64_t>();
      return for_each_number(value, [](double a) { return json(-a); });
    }
    if (c == '\'' || c == '"') return quoted();
    if (c == '(' || c == '[') return list(c == '(' ? ')' : ']');
    if (std::isdigit(static_cast<unsigned char>(c)) || c == '.') return literal();
    return named();
  }

  json quoted() {
    const char quote = text_[at_++];
    const std::size_t stop = text_.find(quote, at_);
    if (stop == std::string_view::npos) fail("a closing quote");
    json value = text_.substr(at_, stop - at_);
    at_ = stop + 1;
    return value;
  }

  /// A list or a tuple; one value in parentheses without a comma is the value.
  json list(char closing) {
    ++at_;
    json values = json::array();
    bool has_comma = closing == ']';
    while (!accept(closing)) {
      values.push_back(expression());
      if (accept(','))
        has_comma = true;
      else if (peek() != closing)
        fail("a comma");
    }
    return has_comma || values.empty() ? values : values[0];
  }

  json literal() {
    const std::size_t length = text_.substr(at_).find_first_not_of("0123456789.eE_");
    std::size_t stop = length == std::string_view::npos ? text_.size() : at_ + length;
    const bool has_exponent = stop > at_ && (text_[stop - 1] == 'e' || text_[stop - 1] == 'E');
    if (has_exponent && stop < text_.size())  // 1e-3
      stop = std::min(text_.find_first_not_of("0123456789", stop + 1), text_.size());
    std::string digits(text_.substr(at_, stop - at_));
    std::erase(digits, '_');
    at_ = stop;
    std::int64_t whole = 0;
    const char* last = digits.data() + digits.size();
    if (auto [to, error] = std::from_chars(digits.data(), last, whole); error == std::errc() && to == last)
      return whole;
    double value = 0;
    if (auto [to, error] = std::from_chars(digits.data(), last, value); error != std::errc() || to != last)
      fail("a number");
    return value;
  }

  json named() {
    std::string name = identifier();
    if ((name == "np" || name == "numpy") && accept('.')) name = identifier();
    if (name == "True") return true;
    if (name == "False") return false;
    if (name == "None") return nullptr;
    if (!accept('(')) return name;
    std::vector<json> values;
    while (!accept(')')) {
      values.push_back(expression());
      if (!accept(',') && peek() != ')') fail("a comma");
    }
    if (name == "float" && values.size() == 1) return values[0].is_string() ? values[0] : json(number(values[0]));
    if (name == "arange" && (values.size() == 1 || values.size() == 2)) return methods(arange(values));
    at_ = text_.size();
    fail("a known function instead of " + name);
  }

  static json arange(const std::vector<json>& bounds) {
    json made = json::array();
    const std::int64_t first = bounds.size() == 2 ? bounds[0].get<std::int64_t>() : 0;
    for (std::int64_t i = first; i < bounds.back().get<std::int64_t>(); ++i) made.push_back(i);
    return made;
  }

  json methods(json value) {
    if (!accept('.')) return value;
    if (identifier() != "reshape") fail("reshape");
    json dims = list(')');
    if (!dims.is_array()) dims = json::array({dims});
    const std::vector<std::int64_t> extents = dims.get<std::vector<std::int64_t>>();
    std::size_t next = 0;
    return reshape(value.get<std::vector<json>>(), extents, next);
  }

  std::string_view text_;
  std::size_t at_ = 0;
};

}  // namespace

const json* PythonCall::find(std::string_view argument) const {
  for (const auto& [key, value] : named)
    if (key == argument) return &value;
  return nullptr;
}

PythonCall parse_python_call(std::string_view text) { return Parser(text).call(); }

std::vector<std::pair<std::string, json>> parse_python_arguments(std::string_view text) {
  return Parser(text).arguments();
}

}  // namespace conformance
