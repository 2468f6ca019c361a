#include <algorithm>
#include <array>
#include <cmath>
#include <cstring>
#include <xgrad/graph/elementwise.hpp>
#include <xgrad/ops/formula/expressions_internal.hpp>
#include <xgrad/ops/formula/functions_internal.hpp>

// Functions of expressions: what they are of numbers, and what algebra knows of them.
namespace xgrad::formula {
namespace {

constexpr std::array<std::string_view, 12> odd = {"sin",   "tan",   "sinh", "tanh", "asin", "atan",
                                                  "asinh", "atanh", "erf",  "cbrt", "sign", "softsign"};
constexpr std::array<std::string_view, 3> even = {"cos", "cosh", "abs"};

template <std::size_t N> bool is_one_of(const std::array<std::string_view, N>& names, std::string_view name) {
  return std::find(names.begin(), names.end(), name) != names.end();
}

/// A number with the spare bytes behind it that kernels may touch.
struct Room {
  alignas(64) std::array<std::byte, 128> bytes{};
  template <class T> void set(T value) { std::memcpy(bytes.data(), &value, sizeof value); }
  template <class T> T get() const {
    T value;
    std::memcpy(&value, bytes.data(), sizeof value);
    return value;
  }
};

/// Numbers that are shorter to read than the function of which they are the value: sqrt(4), cos(0), not log(2).
constexpr std::int64_t largest_short = 1000000;

}  // namespace

std::optional<Id> Expressions::folded(const OpPtr& op, const std::vector<Id>& operands) {
  const lanes::LaneCode* code = op->lane_code();
  if (!code || operands.size() > 4) return std::nullopt;
  static const Shape scalar;
  std::array<Room, 4> rooms{};
  std::vector<View> in;
  for (std::size_t i = 0; i < operands.size(); ++i) {
    if (!all_[operands[i]].is_number()) return std::nullopt;
    const double value = all_[operands[i]].constant.value();
    const bool is_mask = ((code->mask_operands >> i) & 1u) != 0;
    if (is_mask)
      rooms[i].set(value != 0);
    else
      rooms[i].set(value);
    in.push_back({is_mask ? boolean : float64, &scalar, rooms[i].bytes.data()});
  }
  Room result;
  op->forward(in, {code->mask_result ? boolean : float64, &scalar, result.bytes.data()});
  if (code->mask_result) return number(Number(result.get<bool>() ? 1 : 0));
  const Number made = Number::from(result.get<double>());
  if (!made.is_exact() || std::abs(made.numerator()) > largest_short || made.denominator() > largest_short)
    return std::nullopt;
  return number(made);
}

/// f(-x) is -f(x), or f(x).
std::optional<Id> Expressions::mirrored(const OpPtr& op, const std::vector<Id>& operands) {
  const std::string_view name = op->name();
  const bool is_odd = is_one_of(odd, name);
  if (operands.size() != 1 || (!is_odd && !is_one_of(even, name))) return std::nullopt;
  const Expression& x = all_[operands[0]];
  const bool is_negative =
      (x.is_scaled() && x.terms[0].times.is_negative()) || (x.is_number() && x.constant.is_negative());
  if (!is_negative) return std::nullopt;
  const Id other = call(op, {plain_scale(operands[0], Number(-1))});
  return is_odd ? scale(other, Number(-1)) : other;
}

/// The slopes of x^p have log(where(x == 0 and p == 0, 1, x)), where(x == 0 and p == 0, 0, x^(p - 1)): algebra does
/// not need these guards.
bool Expressions::is_guard_of_power(Id condition, Id a, Id b) {
  auto zero_of = [&](Id x) -> std::optional<Id> {
    const Expression& e = all_[x];
    if (e.kind != Expression::Kind::call || e.name != "equal" || e.operands[1] != zero_) return std::nullopt;
    return e.operands[0];
  };
  const Expression& both = all_[condition];
  const bool are_two = both.kind == Expression::Kind::call && both.name == "logical_and";
  const auto x = zero_of(are_two ? both.operands[0] : condition), p = zero_of(are_two ? both.operands[1] : condition);
  if (!x || !p || (*x != *p) != are_two) return false;
  if (a == one_) return b == *x;
  if (a != zero_) return false;
  for (const Factor& f : factors_of(b)) {
    if (f.base != *x) continue;
    Sum difference;
    collect(f.exponent, Number(1), difference);
    collect(*p, Number(-1), difference);
    if (difference.terms.empty()) return true;
  }
  return false;
}

Id Expressions::rebuilt(const Expression& e, const std::unordered_map<Id, Id>& parts) {
  std::vector<Id> made;
  if (e.kind == Expression::Kind::call) {
    for (Id operand : e.operands) made.push_back(parts.at(operand));
    return call(e.op, made);
  }
  if (e.kind == Expression::Kind::product) {
    for (const Factor& f : e.factors) made.push_back(power(parts.at(f.base), parts.at(f.exponent)));
    return multiply(made);
  }
  made.push_back(number(e.constant));
  for (const Term& t : e.terms) made.push_back(scale(parts.at(t.what), t.times));
  return add(made);
}

/// x where a condition is known: other cases by the same condition in it are decided. A large x stays.
Id Expressions::assumed(Id x, Id condition, bool holds) {
  constexpr std::size_t most = 200;
  const auto [known, is_new] = assumed_.try_emplace({x, condition, holds}, x);
  if (!is_new) return known->second;
  std::map<Id, bool> parts{{x, false}};  // whether something in it is to be decided
  for (auto at = parts.rbegin(); at != parts.rend() && parts.size() < most; ++at) {
    const Expression& e = all_[at->first];
    if (e.kind == Expression::Kind::call && e.name == "where" && e.operands[0] == condition) at->second = true;
    for (Id operand : e.operands) parts.try_emplace(operand, false);
    for (const Term& t : e.terms) parts.try_emplace(t.what, false);
    for (const Factor& f : e.factors) {
      parts.try_emplace(f.base, false);
      parts.try_emplace(f.exponent, false);
    }
  }
  const bool is_decided = std::any_of(parts.begin(), parts.end(), [](const auto& part) { return part.second; });
  if (!is_decided || parts.size() >= most) return x;
  std::unordered_map<Id, Id> made;
  for (const auto& [id, decides] : parts) {
    const Expression e = all_[id];
    const bool is_leaf = e.kind == Expression::Kind::symbol || e.is_number() || id == condition;
    made[id] = decides ? made.at(e.operands[holds ? 1 : 2]) : is_leaf ? id : rebuilt(e, made);
  }
  return known->second = made.at(x);
}

std::optional<Id> Expressions::known_where(const std::vector<Id>& operands) {
  const Id condition = operands[0];
  if (all_[condition].is_number()) return all_[condition].constant.is_zero() ? operands[2] : operands[1];
  if (operands[1] == operands[2]) return operands[1];
  if (is_guard_of_power(condition, operands[1], operands[2])) return operands[2];
  constexpr int deepest = 4;  // of cases decided within others
  if (assumed_depth_ >= deepest) return std::nullopt;
  ++assumed_depth_;
  const Id a = assumed(operands[1], condition, true), b = assumed(operands[2], condition, false);
  --assumed_depth_;
  if (a == operands[1] && b == operands[2]) return std::nullopt;
  return call(find_function("where")->op, {condition, a, b});
}

std::optional<Id> Expressions::known_call(std::string_view name, const std::vector<Id>& operands) {
  if (name == "where") return known_where(operands);
  const Expression& x = all_[operands[0]];
  const bool of_call = operands.size() == 1 && x.kind == Expression::Kind::call;
  if (of_call && ((name == "exp" && x.name == "log") || (name == "log" && x.name == "exp"))) return x.operands[0];
  if (name != "logical_and" && name != "logical_or") return std::nullopt;
  if (operands[0] == operands[1]) return operands[0];
  for (std::size_t i : {0, 1}) {
    const Expression& condition = all_[operands[i]];
    if (!condition.is_number()) continue;
    const bool decides = condition.constant.is_zero() == (name == "logical_and");
    return decides ? operands[i] : operands[1 - i];
  }
  return std::nullopt;
}

Id Expressions::call(const OpPtr& op, std::vector<Id> operands) {
  if (const auto made = folded(op, operands)) return *made;
  if (const auto made = known_call(op->name(), operands)) return *made;
  if (const auto made = mirrored(op, operands)) return *made;
  Expression made{.kind = Expression::Kind::call};
  made.name = op->name();
  made.operands = std::move(operands);
  made.op = op;
  return intern(std::move(made));
}

}  // namespace xgrad::formula
