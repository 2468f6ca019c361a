#include <algorithm>
#include <cmath>
#include <limits>
#include <map>
#include <numeric>
#include <xgrad/graph/elementwise.hpp>
#include <xgrad/ops/activation.hpp>
#include <xgrad/ops/activation_smooth.hpp>
#include <xgrad/ops/arithmetic.hpp>
#include <xgrad/ops/comparison.hpp>
#include <xgrad/ops/exponential.hpp>
#include <xgrad/ops/formula/functions_internal.hpp>
#include <xgrad/ops/hyperbolic.hpp>
#include <xgrad/ops/inverse_trigonometric.hpp>
#include <xgrad/ops/power.hpp>
#include <xgrad/ops/rounding.hpp>
#include <xgrad/ops/special.hpp>
#include <xgrad/ops/trigonometric.hpp>

namespace xgrad::formula {
namespace {

using Functions = std::map<std::string_view, Function, std::less<>>;

template <class... Ops> void add_family(Functions& to, OpList<Ops...>) {
  (to.emplace(Ops::name, Function{Ops::name, lanes::detail::code_of<Ops>().arity, make_op<ElementwiseNode<Ops>>()}),
   ...);
}

/// Every op of these families is a function under its name.
Functions made_functions() {
  Functions all;
  add_family(all, ArithmeticList{});
  add_family(all, ComparisonList{});
  add_family(all, ExponentialList{});
  add_family(all, TrigonometricList{});
  add_family(all, PowerList{});
  add_family(all, ActivationList{});
  add_family(all, SmoothActivationList{});
  add_family(all, InverseTrigonometricList{});
  add_family(all, HyperbolicList{});
  add_family(all, RoundingList{});
  add_family(all, SpecialList{});
  return all;
}

const Functions& functions() {
  static const Functions all = made_functions();
  return all;
}

struct OtherName {
  std::string_view other, name;
};
constexpr OtherName other_names[] = {
    {"ln", "log"},        {"max", "maximum"},    {"min", "minimum"},   {"absolute", "abs"},
    {"power", "pow"},     {"arcsin", "asin"},    {"arccos", "acos"},   {"arctan", "atan"},
    {"arctan2", "atan2"}, {"arcsinh", "asinh"},  {"arccosh", "acosh"}, {"arctanh", "atanh"},
    {"expit", "sigmoid"}, {"gammaln", "lgamma"}, {"psi", "digamma"},   {"swish", "silu"},
};

struct Default {
  std::string_view name;
  double value;
};
constexpr Default defaults[] = {{"leaky_relu", 0.01}, {"elu", 1.0}};

/// How many letters must be put in, left out or changed to make b of a.
std::size_t edits(std::string_view a, std::string_view b) {
  std::vector<std::size_t> row(b.size() + 1);
  std::iota(row.begin(), row.end(), std::size_t{0});
  for (std::size_t i = 1; i <= a.size(); ++i) {
    std::size_t diagonal = row[0];
    row[0] = i;
    for (std::size_t j = 1; j <= b.size(); ++j) {
      const std::size_t changed = diagonal + (a[i - 1] == b[j - 1] ? 0 : 1);
      diagonal = row[j];
      row[j] = std::min({changed, row[j] + 1, row[j - 1] + 1});
    }
  }
  return row[b.size()];
}

}  // namespace

const Function* find_function(std::string_view name) {
  for (const OtherName& row : other_names)
    if (row.other == name) name = row.name;
  const auto at = functions().find(name);
  return at == functions().end() ? nullptr : &at->second;
}

std::optional<double> default_operand(std::string_view function) {
  for (const Default& row : defaults)
    if (row.name == function) return row.value;
  return std::nullopt;
}

std::optional<double> find_constant(std::string_view name) {
  if (name == "pi") return 3.141592653589793;
  if (name == "e") return 2.718281828459045;
  if (name == "inf") return std::numeric_limits<double>::infinity();
  if (name == "nan") return std::numeric_limits<double>::quiet_NaN();
  return std::nullopt;
}

std::vector<std::string> function_names() {
  std::vector<std::string> names;
  for (const auto& [name, function] : functions()) names.emplace_back(name);
  for (const OtherName& row : other_names)
    if (find_function(row.other)) names.emplace_back(row.other);
  return names;
}

std::string nearest(std::string_view word, const std::vector<std::string>& words) {
  constexpr std::size_t longest = 40;
  auto agreeing = [&](std::string_view other) {  // letters at the start
    return static_cast<std::size_t>(std::mismatch(word.begin(), word.end(), other.begin(), other.end()).first -
                                    word.begin());
  };
  std::string best;
  std::size_t least = word.size() / 3 + 2;
  if (word.size() > longest) return best;
  for (const std::string& candidate : words) {
    if (candidate.size() > longest) continue;
    const std::size_t count = edits(word, candidate);
    const bool is_like = count < std::max(word.size(), candidate.size()) && count <= word.size() / 3 + 1;
    if (!is_like || count > least || (count == least && agreeing(candidate) <= agreeing(best))) continue;
    best = candidate;
    least = count;
  }
  return best;
}

}  // namespace xgrad::formula
