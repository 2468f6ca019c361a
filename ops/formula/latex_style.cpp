#include <algorithm>
#include <array>
#include <xgrad/ops/formula/writer_internal.hpp>

// Formulas in LaTeX.
namespace xgrad::formula {
namespace {

struct Word {
  std::string_view name, latex;
};
/// Functions with commands of their own; others become \operatorname{name}.
constexpr Word functions[] = {
    {"sin", "\\sin"},       {"cos", "\\cos"},          {"tan", "\\tan"},        {"sinh", "\\sinh"},
    {"cosh", "\\cosh"},     {"tanh", "\\tanh"},        {"asin", "\\arcsin"},    {"acos", "\\arccos"},
    {"atan", "\\arctan"},   {"log", "\\ln"},           {"maximum", "\\max"},    {"minimum", "\\min"},
    {"sigmoid", "\\sigma"}, {"log2", "\\log_{2}"},     {"log10", "\\log_{10}"}, {"lgamma", "\\ln\\Gamma"},
    {"digamma", "\\psi"},   {"logical_not", "\\lnot"},
};
constexpr Word between[] = {
    {"less", " < "},  {"less_equal", " \\le "}, {"greater", " > "},          {"greater_equal", " \\ge "},
    {"equal", " = "}, {"not_equal", " \\ne "},  {"logical_and", " \\land "}, {"logical_or", " \\lor "}};
constexpr Word around[] = {{"abs", "||"}, {"floor", "\\lfloor\\rfloor"}, {"ceil", "\\lceil\\rceil"}};
constexpr std::array<std::string_view, 30> greek = {
    "alpha",  "beta", "gamma", "delta", "epsilon", "zeta",  "eta",   "theta", "iota",    "kappa",
    "lambda", "mu",   "nu",    "xi",    "pi",      "rho",   "sigma", "tau",   "upsilon", "phi",
    "chi",    "psi",  "omega", "Gamma", "Delta",   "Theta", "Sigma", "Phi",   "Psi",     "Omega"};

template <std::size_t N> std::string_view find(const Word (&words)[N], std::string_view name) {
  for (const Word& row : words)
    if (row.name == name) return row.latex;
  return {};
}

std::string escaped(std::string_view name) {
  std::string made;
  for (char c : name) {
    if (std::string_view("#$%&_{}").find(c) != std::string_view::npos) made += '\\';
    made += c == '\\' || c == '^' || c == '~' ? ' ' : c;
  }
  return made;
}

/// A letter, a Greek one, or a word upright.
std::string word(std::string_view name) {
  if (std::find(greek.begin(), greek.end(), name) != greek.end()) return "\\" + std::string(name);
  return name.size() == 1 && escaped(name) == name ? std::string(name) : "\\mathrm{" + escaped(name) + "}";
}

/// b1 and x_max have an index.
std::string with_index(const std::string& name) {
  const std::size_t underscore = name.find('_');
  std::size_t end = underscore;
  if (underscore == std::string::npos) end = name.find_last_not_of("0123456789") + 1;
  if (end == 0 || end >= name.size()) return word(name);
  const std::string index = name.substr(underscore == std::string::npos ? end : end + 1);
  if (index.empty()) return word(name);
  const bool is_number = index.find_first_not_of("0123456789") == std::string::npos;
  return word(name.substr(0, end)) + "_{" + (is_number ? index : word(index)) + "}";
}

class LatexStyle final : public Style {
 public:
  std::string symbol(const std::string& name) const override { return with_index(name); }
  std::string number(const std::string& decimal) const override {
    if (decimal == "inf") return "\\infty";
    if (decimal == "-inf") return "-\\infty";
    if (decimal == "nan") return "\\mathrm{nan}";
    const std::size_t e = decimal.find('e');
    if (e == std::string::npos) return decimal;
    return decimal.substr(0, e) + " \\cdot 10^{" + std::to_string(std::stoi(decimal.substr(e + 1))) + "}";
  }
  Pieces brackets(Pieces inner) const override { return enclosed("\\left(", std::move(inner), "\\right)"); }
  Pieces product(const std::vector<Pieces>& factors) const override {
    Pieces made = factors[0];
    for (std::size_t i = 1; i < factors.size(); ++i) {
      const std::string& first = factors[i][0].text;
      const bool is_number = !first.empty() && first[0] >= '0' && first[0] <= '9';
      made.push_back(Piece{is_number ? " \\cdot " : " "});
      made.insert(made.end(), factors[i].begin(), factors[i].end());
    }
    return made;
  }
  Pieces quotient(const std::vector<Pieces>& above, const std::vector<Pieces>& below) const override {
    return enclosed("\\frac{", joined({product(above), product(below)}, "}{"), "}");
  }
  Pieces power(Pieces base, Pieces exponent) const override {
    base.push_back(Piece{"^{"});
    base.insert(base.end(), exponent.begin(), exponent.end());
    base.push_back(Piece{"}"});
    return base;
  }
  Pieces root(Pieces of) const override { return enclosed("\\sqrt{", std::move(of), "}"); }
  Pieces call(std::string_view name, const std::vector<Pieces>& operands) const override {
    if (name == "exp") return enclosed("e^{", operands[0], "}");
    if (const auto sign = find(between, name); !sign.empty()) return joined(operands, std::string(sign));
    if (const auto bars = find(around, name); !bars.empty())
      return enclosed("\\left" + std::string(bars.substr(0, bars.size() / 2)), operands[0],
                      "\\right" + std::string(bars.substr(bars.size() / 2)));
    if (name == "where") return cases(operands);
    const auto command = find(functions, name);
    const std::string head = command.empty() ? "\\operatorname{" + escaped(name) + "}" : std::string(command);
    return enclosed(head, brackets(joined(operands, ", ")), "");
  }
  int precedence_of_call(std::string_view name) const override {
    return name == "exp" ? raising : find(between, name).empty() ? atomic : comparing;
  }
  int precedence_of_number(const std::string& decimal) const override {
    return decimal[0] == '-' ? adding : decimal.find_first_of("/e") != std::string::npos ? multiplying : atomic;
  }
  int precedence_of_exponent() const override { return 0; }
  int precedence_above() const override { return 0; }
  int precedence_below() const override { return 0; }
  std::string separator() const override { return ",\\quad "; }

 private:
  static Pieces cases(const std::vector<Pieces>& operands) {
    const Pieces taken = joined({operands[1], operands[0]}, " & \\text{if } ");
    return enclosed("\\begin{cases} ", joined({taken, operands[2]}, " \\\\ "), " & \\text{otherwise} \\end{cases}");
  }
};

}  // namespace

const Style& latex_style() {
  static const LatexStyle style;
  return style;
}

}  // namespace xgrad::formula
