#include <algorithm>
#include <iterator>
#include <xgrad/ops/formula/writer_internal.hpp>

// Formulas as text that parse_formula reads.
namespace xgrad::formula {
namespace {

struct Sign {
  std::string_view function, sign;
};
constexpr Sign signs[] = {{"less", "<"},           {"less_equal", "<="}, {"greater", ">"},
                          {"greater_equal", ">="}, {"equal", "=="},      {"not_equal", "!="}};

bool is_letter(char c) {
  return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || c == '_' || static_cast<unsigned char>(c) > 127;
}
bool is_plain(const std::string& name) {
  return !name.empty() && is_letter(name[0]) && std::all_of(name.begin(), name.end(), [](char c) {
    return is_letter(c) || c == '.' || (c >= '0' && c <= '9');
  });
}

class TextStyle final : public Style {
 public:
  std::string symbol(const std::string& name) const override { return is_plain(name) ? name : "`" + name + "`"; }
  std::string number(const std::string& decimal) const override { return decimal; }
  Pieces brackets(Pieces inner) const override { return enclosed("(", std::move(inner), ")"); }
  Pieces product(const std::vector<Pieces>& factors) const override { return joined(factors, "*"); }
  Pieces quotient(const std::vector<Pieces>& above, const std::vector<Pieces>& below) const override {
    Pieces divisor = joined(below, "*");
    if (below.size() > 1) divisor = brackets(std::move(divisor));
    return joined({joined(above, "*"), divisor}, "/");
  }
  Pieces power(Pieces base, Pieces exponent) const override {
    return joined({std::move(base), std::move(exponent)}, "^");
  }
  Pieces root(Pieces of) const override { return enclosed("sqrt(", std::move(of), ")"); }
  Pieces call(std::string_view name, const std::vector<Pieces>& operands) const override {
    if (!sign_of(name).empty()) return joined(operands, " " + std::string(sign_of(name)) + " ");
    return enclosed(std::string(name) + "(", joined(operands, ", "), ")");
  }
  int precedence_of_call(std::string_view name) const override { return sign_of(name).empty() ? atomic : comparing; }
  int precedence_of_number(const std::string& decimal) const override {
    return decimal[0] == '-' ? adding : decimal.find('/') != std::string::npos ? multiplying : atomic;
  }
  int precedence_of_exponent() const override { return atomic; }
  int precedence_above() const override { return multiplying; }
  int precedence_below() const override { return raising; }
  std::string separator() const override { return "; "; }
};

}  // namespace

std::string_view sign_of(std::string_view function) {
  for (const Sign& row : signs)
    if (row.function == function) return row.sign;
  return {};
}

const Style& text_style() {
  static const TextStyle style;
  return style;
}

}  // namespace xgrad::formula
