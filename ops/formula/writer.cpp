#include <algorithm>
#include <iterator>
#include <unordered_set>
#include <xgrad/ops/formula/writer_internal.hpp>

namespace xgrad::formula {
namespace {

constexpr double longest = 600, least_named = 6;  // costs: of a formula without parts, of a part

std::vector<Id> children(const Expression& e) {
  std::vector<Id> made = e.operands;
  for (const Term& t : e.terms) made.push_back(t.what);
  for (const Factor& f : e.factors) made.insert(made.end(), {f.base, f.exponent});
  return made;
}

void append(Pieces& to, Pieces from) { std::move(from.begin(), from.end(), std::back_inserter(to)); }

}  // namespace

Pieces text_piece(std::string text) { return {Piece{std::move(text)}}; }

Pieces joined(const std::vector<Pieces>& parts, const std::string& between) {
  Pieces made;
  for (std::size_t i = 0; i < parts.size(); ++i) {
    if (i > 0) made.push_back(Piece{between});
    append(made, parts[i]);
  }
  return made;
}

Pieces enclosed(std::string before, Pieces inner, std::string behind) {
  Pieces made = text_piece(std::move(before));
  append(made, std::move(inner));
  made.push_back(Piece{std::move(behind)});
  return made;
}

std::string Writer::write(Id x) {
  if (all_[x].cost > longest) name_shared(x);
  std::string made;
  for (Id part : shared_) made += style_.symbol(names_[part]) + " = " + written(part) + style_.separator();
  return made + written(x);
}

void Writer::name_shared(Id x) {
  std::vector<std::size_t> uses(x + 1);
  std::unordered_set<std::string> taken;
  uses[x] = 1;
  for (Id id = x + 1; id-- > 0;) {
    if (uses[id] == 0) continue;
    if (all_[id].kind == Expression::Kind::symbol) taken.insert(all_[id].name);
    for (Id child : children(all_[id])) ++uses[child];
  }
  std::size_t count = 0;
  for (Id id = 0; id < x; ++id) {
    if (uses[id] < 2 || all_[id].cost < least_named) continue;
    std::string name;
    do name = "t" + std::to_string(++count);
    while (taken.count(name) > 0);
    names_.emplace(id, name);
    shared_.push_back(id);
  }
}

std::string Writer::written(Id x) {
  defined_ = x;
  std::string made;
  Pieces stack{piece(x, 0)};
  while (!stack.empty()) {
    const Piece top = std::move(stack.back());
    stack.pop_back();
    if (!top.is_expression) {
      made += top.text;
      continue;
    }
    Pieces inner = opened(top);
    std::move(inner.rbegin(), inner.rend(), std::back_inserter(stack));
  }
  return made;
}

Pieces Writer::opened(const Piece& p) const {
  if (has_name(p.what)) return text_piece(style_.symbol(names_.at(p.what)));
  Pieces inner = content(p.what, p.is_negated);
  return precedence_of(p.what) < p.precedence ? style_.brackets(std::move(inner)) : inner;
}

int Writer::precedence_of(Id x) const {
  const Expression& e = all_[x];
  if (e.kind == Expression::Kind::symbol) return atomic;
  if (e.kind == Expression::Kind::call) return style_.precedence_of_call(e.name);
  if (e.is_number()) return style_.precedence_of_number(e.constant.text());
  if (e.kind == Expression::Kind::sum) return e.is_scaled() && !e.terms[0].times.is_negative() ? multiplying : adding;
  if (e.factors.size() > 1 || is_below(e.factors[0])) return multiplying;
  const Expression& exponent = all_[e.factors[0].exponent];
  return exponent.is_number() && (exponent.constant * Number(2)).is_one() ? atomic : raising;
}

Pieces Writer::content(Id x, bool is_negated) const {
  const Expression& e = all_[x];
  if (e.kind == Expression::Kind::symbol) return text_piece(style_.symbol(e.name));
  if (e.is_number()) return number(e.constant, 0);
  if (e.kind == Expression::Kind::sum) return sum(e, is_negated);
  if (e.kind == Expression::Kind::product) return scaled(Number(1), x, false);
  std::vector<Pieces> operands;
  const int needed = sign_of(e.name).empty() ? 0 : adding;
  for (Id operand : e.operands) operands.push_back({piece(operand, needed)});
  return style_.call(e.name, operands);
}

Pieces Writer::number(const Number& n, int precedence) const {
  if (n.is_fraction() && !n.is_negative()) {
    Pieces made =
        style_.quotient({text_piece(std::to_string(n.numerator()))}, {text_piece(std::to_string(n.denominator()))});
    return precedence > multiplying ? style_.brackets(std::move(made)) : made;
  }
  Pieces made = text_piece(style_.number(n.text()));
  return style_.precedence_of_number(n.text()) < precedence ? style_.brackets(std::move(made)) : made;
}

Pieces Writer::sum(const Expression& e, bool is_negated) const {
  std::vector<Term> terms = e.terms;
  std::sort(terms.begin(), terms.end(),
            [&](const Term& a, const Term& b) { return all_.comes_before(a.what, b.what); });
  if (!e.constant.is_zero()) terms.push_back({all_.one(), e.constant});
  if (is_negated)
    for (Term& t : terms) t.times = -t.times;
  // A sum starts with what is not negative, if there is such.
  auto first = std::find_if(terms.begin(), terms.end(), [](const Term& t) { return !t.times.is_negative(); });
  if (first != terms.end()) std::rotate(terms.begin(), first, first + 1);
  Pieces made;
  for (std::size_t i = 0; i < terms.size(); ++i) {
    const Term& t = terms[i];
    const bool is_negative = t.times.is_negative();
    const auto factors = factors_of(t.what);
    const bool turns = i == 0 && is_negative &&
                       std::any_of(factors.begin(), factors.end(), [&](const Factor& f) { return can_turn(f); });
    if (i > 0)
      made.push_back(Piece{is_negative ? " - " : " + "});
    else if (is_negative && !turns)
      made.push_back(Piece{"-"});
    const Number size = is_negative ? -t.times : t.times;
    append(made, t.what == all_.one() ? number(size, multiplying) : scaled(size, t.what, turns));
  }
  return made;
}

std::vector<Factor> Writer::factors_of(Id what) const {
  if (all_[what].kind == Expression::Kind::product && !has_name(what)) return all_[what].factors;
  return {{what, all_.one()}};
}

/// A sum whose signs may be turned to take in a minus.
bool Writer::can_turn(const Factor& f) const {
  const Expression& base = all_[f.base];
  return base.is_long_sum() && !has_name(f.base) && all_.whole(f.exponent) && *all_.whole(f.exponent) % 2 != 0 &&
         (base.constant.is_negative() ||
          std::any_of(base.terms.begin(), base.terms.end(), [](const Term& t) { return t.times.is_negative(); }));
}

bool Writer::is_below(const Factor& f) const {
  const Expression& exponent = all_[f.exponent];
  if (exponent.is_number()) return exponent.constant.is_negative();
  if (exponent.kind != Expression::Kind::sum || all_[f.base].is_number() || has_name(f.exponent)) return false;
  return (exponent.constant.is_zero() || exponent.constant.is_negative()) &&
         std::all_of(exponent.terms.begin(), exponent.terms.end(), [](const Term& t) { return t.times.is_negative(); });
}

Pieces Writer::scaled(Number times, Id what, bool turns) const {
  std::vector<Factor> factors = factors_of(what);
  auto place = [&](const Factor& f) {  // numbers, symbols, their powers, sums, functions
    const Expression& base = all_[f.base];
    if (base.kind == Expression::Kind::symbol) return all_[f.exponent].is_number() ? 1 : 2;
    if (base.kind != Expression::Kind::call) return base.is_number() ? 0 : 3;
    const bool is_known =
        std::all_of(base.operands.begin(), base.operands.end(), [&](Id x) { return all_[x].is_number(); });
    return is_known ? 2 : 4;
  };
  std::stable_sort(factors.begin(), factors.end(),
                   [&](const Factor& a, const Factor& b) { return place(a) < place(b); });
  const auto below_count = std::count_if(factors.begin(), factors.end(), [&](const Factor& f) { return is_below(f); }) +
                           (times.is_fraction() ? 1 : 0);
  const bool has_number_above = times.is_fraction() ? times.numerator() != 1 : !times.is_one();
  const auto above_count = static_cast<std::ptrdiff_t>(factors.size()) + (times.is_fraction() ? 1 : 0) - below_count +
                           (has_number_above ? 1 : 0);
  const int above_precedence = above_count > 1 ? raising : below_count > 0 ? style_.precedence_above() : multiplying;
  const int below_precedence = below_count > 1 ? raising : style_.precedence_below();

  std::vector<Pieces> above, below;
  if (has_number_above)
    above.push_back(times.is_fraction() ? text_piece(std::to_string(times.numerator())) : number(times, multiplying));
  if (times.is_fraction()) below.push_back(text_piece(std::to_string(times.denominator())));
  for (const Factor& f : factors) {
    const bool turned = turns && can_turn(f);
    turns = turns && !turned;
    const bool goes_below = is_below(f);
    (goes_below ? below : above)
        .push_back(factor(f, goes_below, goes_below ? below_precedence : above_precedence, turned));
  }
  if (below.empty()) return above.size() == 1 ? above[0] : style_.product(above);
  if (above.empty()) above.push_back(text_piece("1"));
  return style_.quotient(above, below);
}

/// base ^ exponent, or below a line base ^ -exponent.
Pieces Writer::factor(const Factor& f, bool is_below, int precedence, bool is_negated) const {
  const Expression& exponent = all_[f.exponent];
  Number power = exponent.constant;
  if (is_below) power = -power;
  if (exponent.is_number() && power.is_one()) return {piece(f.base, precedence, is_negated)};
  if (exponent.is_number() && (power * Number(2)).is_one()) return style_.root({piece(f.base, 0)});
  Pieces base =
      all_[f.base].is_number() ? number(all_[f.base].constant, atomic) : Pieces{piece(f.base, atomic, is_negated)};
  const int needed = style_.precedence_of_exponent();
  Pieces above;
  if (exponent.is_number())
    above = number(power, needed);
  else if (is_below && exponent.is_scaled() && exponent.terms[0].times.is(-1))
    above = {piece(exponent.terms[0].what, needed)};
  else
    above = {piece(f.exponent, needed, is_below)};
  return style_.power(std::move(base), std::move(above));
}

}  // namespace xgrad::formula
