#include <algorithm>
#include <cstring>
#include <xgrad/ops/formula/expressions_internal.hpp>

namespace xgrad::formula {
namespace {

constexpr std::size_t most_terms = 200;  // of a sum that is joined with another

template <class T> void put(std::string& key, const T& value) {
  key.append(reinterpret_cast<const char*>(&value), sizeof value);
}
void put(std::string& key, const Number& n) {
  put(key, n.is_exact() ? n.numerator() : std::int64_t{0});
  put(key, n.is_exact() ? n.denominator() : std::int64_t{0});
  put(key, n.value());
}

/// Says all that an expression is.
std::string key_of(const Expression& e) {
  std::string key;
  put(key, e.kind);
  key += e.name;
  key += '\0';
  put(key, e.constant);
  for (const Term& t : e.terms) {
    put(key, t.what);
    put(key, t.times);
  }
  for (const Factor& f : e.factors) {
    put(key, f.base);
    put(key, f.exponent);
  }
  for (Id operand : e.operands) put(key, operand);
  return key;
}

double cost_of(const Number& n) { return n.is_fraction() ? 1.5 : 1.0; }

}  // namespace

Expressions::Expressions() {
  zero_ = number(Number(0));
  one_ = number(Number(1));
}

void Expressions::measure(Expression& made) const {
  made.cost = made.kind == Expression::Kind::symbol || made.kind == Expression::Kind::call ? 1.0 : 0.0;
  made.is_polynomial = made.kind == Expression::Kind::symbol || made.kind == Expression::Kind::product;
  if (made.is_number() || (made.kind == Expression::Kind::sum && !made.constant.is_zero()))
    made.cost += cost_of(made.constant);
  for (const Term& t : made.terms)
    made.cost += all_[t.what].cost + (t.times.is_one() || t.times.is(-1) ? 0.0 : cost_of(t.times));
  for (const Factor& f : made.factors) {
    const auto k = whole(f.exponent);
    made.cost += all_[f.base].cost;
    if (f.exponent != one_) made.cost += k && *k == -1 ? 0.5 : all_[f.exponent].cost;
    if (all_[f.base].kind != Expression::Kind::symbol || !k || *k < 1) made.is_polynomial = false;
  }
  for (Id operand : made.operands) made.cost += all_[operand].cost;
}

Id Expressions::intern(Expression made) {
  const auto [at, is_new] = known_.try_emplace(key_of(made), static_cast<Id>(all_.size()));
  if (is_new) {
    measure(made);
    all_.push_back(std::move(made));
  }
  return at->second;
}

Id Expressions::symbol(const std::string& name) {
  Expression made{.kind = Expression::Kind::symbol};
  made.name = name;
  return intern(std::move(made));
}

Id Expressions::number(const Number& value) {
  Expression made{.kind = Expression::Kind::sum};
  made.constant = value;
  return intern(std::move(made));
}

std::optional<std::int64_t> Expressions::whole(Id x) const {
  if (!all_[x].is_number() || !all_[x].constant.is_whole()) return std::nullopt;
  return all_[x].constant.numerator();
}

void Expressions::collect_term(Id what, const Number& times, Sum& to) const {
  const auto [at, is_new] = to.terms.try_emplace(what, times);
  if (is_new) return;
  at->second = at->second + times;
  if (at->second.is_zero()) to.terms.erase(at);
}

void Expressions::collect(Id x, const Number& times, Sum& to) const {
  const Expression& e = all_[x];
  if (times.is_zero()) return;
  if (e.kind != Expression::Kind::sum || (e.terms.size() > most_terms)) return collect_term(x, times, to);
  to.constant = to.constant + e.constant * times;
  for (const Term& t : e.terms) {
    const Number product = t.times * times;
    const Expression& inner = all_[t.what];
    const bool joins = inner.is_long_sum() && (product.is_one() || product.is(-1)) && inner.terms.size() <= most_terms;
    if (!joins) {
      collect_term(t.what, product, to);
      continue;
    }
    to.constant = to.constant + inner.constant * product;
    for (const Term& u : inner.terms) collect_term(u.what, u.times * product, to);
  }
}

Id Expressions::sum_of(const Sum& sum) {
  auto joins = [&](const auto& term) {
    const Expression& inner = all_[term.first];
    return inner.is_long_sum() && inner.terms.size() <= most_terms && (term.second.is_one() || term.second.is(-1));
  };
  if (std::any_of(sum.terms.begin(), sum.terms.end(), joins) && sum.terms.size() <= most_terms) {
    Sum flat{{}, sum.constant};
    for (const auto& [what, times] : sum.terms)
      joins(std::pair(what, times)) ? collect(what, times, flat) : collect_term(what, times, flat);
    if (!(flat.terms == sum.terms)) return sum_of(flat);
  }
  Expression made{.kind = Expression::Kind::sum};
  made.constant = sum.constant;
  for (const auto& [what, times] : sum.terms) made.terms.push_back({what, times});
  if (made.is_scaled() && made.terms[0].times.is_one()) return made.terms[0].what;
  return intern(std::move(made));
}

Id Expressions::add(const std::vector<Id>& summands) {
  Sum sum;
  for (Id x : summands) collect(x, Number(1), sum);
  const Id plain = sum_of(sum);
  return chosen(plain);
}

Number Expressions::content(const Expression& sum) const {
  const Term* first = &sum.terms[0];
  for (const Term& t : sum.terms)
    if (comes_before(t.what, first->what)) first = &t;
  const Number sign(first->times.is_negative() ? -1 : 1);
  std::int64_t divisor = sum.constant.is_whole() ? std::abs(sum.constant.numerator()) : 1;
  bool are_whole = sum.constant.is_whole();
  for (const Term& t : sum.terms) {
    are_whole = are_whole && t.times.is_whole();
    if (!are_whole) return sign;
    std::int64_t a = divisor, b = std::abs(t.times.numerator());
    while (b != 0) a = std::exchange(b, a % b);
    divisor = a;
  }
  return sign * Number(divisor);
}

Id Expressions::plain_scale(Id x, const Number& times) {
  Sum sum;
  if (!all_[x].is_long_sum()) {
    collect(x, times, sum);
    return sum_of(sum);
  }
  const Number common = content(all_[x]), all = common * times;
  Sum inner;
  collect(x, common.inverse(), inner);
  collect(sum_of(inner), all, sum);  // with 1 or -1, term by term
  if (all.is_one() || all.is(-1)) return sum_of(sum);
  return sum_of({{{sum_of(inner), all}}, Number(0)});
}

Id Expressions::scale(Id x, const Number& times) {
  if (times.is_zero()) return zero_;
  const Id plain = plain_scale(x, times);
  return all_[x].is_long_sum() ? chosen(plain) : plain;
}

bool Expressions::comes_before(Id a, Id b) const {
  if (a == b) return false;
  if (all_[a].is_polynomial != all_[b].is_polynomial) return all_[a].is_polynomial;
  auto of_symbols = [&](Id x) {
    std::vector<Factor> made;
    for (const Factor& f : factors_of(x))
      if (all_[f.base].kind == Expression::Kind::symbol && whole(f.exponent)) made.push_back(f);
    return made;
  };
  const std::vector<Factor> of_a = of_symbols(a), of_b = of_symbols(b);
  for (std::size_t i = 0; i < std::min(of_a.size(), of_b.size()); ++i) {
    if (of_a[i].base != of_b[i].base) return of_a[i].base < of_b[i].base;
    if (of_a[i].exponent != of_b[i].exponent) return *whole(of_a[i].exponent) > *whole(of_b[i].exponent);
  }
  return of_a.size() != of_b.size() ? of_a.size() > of_b.size() : a < b;
}

}  // namespace xgrad::formula
