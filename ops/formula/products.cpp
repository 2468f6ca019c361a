#include <algorithm>
#include <cstdlib>
#include <xgrad/ops/formula/expressions_internal.hpp>

// Products and powers, the forms multiplied out.
namespace xgrad::formula {
namespace {

constexpr std::size_t most_terms = 48;           // of what is multiplied out
constexpr int deepest_expanded = 16;             // of sums in products in sums ...
constexpr std::int64_t most_multiplied = 4;      // the largest power that is
constexpr std::int64_t largest_exponent = 1024;  // of a number's power that is computed

}  // namespace

void Expressions::collect_number(const Number& base, Id exponent, Product& to) {
  if (base.is_one()) return;
  if (const auto k = whole(exponent); k && std::abs(*k) <= largest_exponent && (*k > 0 || !base.is_zero())) {
    to.times = to.times * base.power(*k);
    return;
  }
  const Expression& e = all_[exponent];
  if (e.is_number() && (e.constant * Number(2)).is_one())
    if (const auto root = base.root()) {
      to.times = to.times * *root;
      return;
    }
  to.powers[number(base)] = exponent;
}

/// What a whole power goes into: number and rest, the factors of a product, number and sum.
bool Expressions::collect_parts(Id base, std::int64_t exponent, Product& to) {
  const Expression e = all_[base];
  if (e.is_scaled()) {
    to.times = to.times * e.terms[0].times.power(exponent);
    collect_factor(e.terms[0].what, number(Number(exponent)), to);
    return true;
  }
  if (e.kind == Expression::Kind::product) {
    for (const Factor& f : e.factors) collect_factor(f.base, plain_scale(f.exponent, Number(exponent)), to);
    return true;
  }
  if (!e.is_long_sum()) return false;
  const Number common = content(e);
  if (common.is_one()) return false;
  Sum inner;
  collect(base, common.inverse(), inner);
  to.times = to.times * common.power(exponent);
  collect_factor(sum_of(inner), number(Number(exponent)), to);
  return true;
}

/// Whether a sum's power went into that of its negative, which is there: (1 - x)^2/(x - 1)^0.5.
bool Expressions::joined_with_negative(Id base, Id exponent, Product& to) {
  if (!all_[base].is_long_sum()) return false;
  const Id negative = plain_scale(base, Number(-1));
  const auto at = to.powers.find(negative);
  if (at == to.powers.end()) return false;
  if (const auto k = whole(exponent)) {
    if (*k % 2 != 0) to.times = -to.times;
    collect_factor(negative, exponent, to);
    return true;
  }
  const Id other = at->second;
  const auto k = whole(other);
  if (!k) return false;
  if (*k % 2 != 0) to.times = -to.times;
  to.powers.erase(at);
  to.powers[base] = exponent;
  collect_factor(base, other, to);
  return true;
}

void Expressions::collect_factor(Id base, Id exponent, Product& to) {
  if (exponent == zero_) return;
  if (const auto at = to.powers.find(base); at != to.powers.end()) {
    Sum both;
    collect(at->second, Number(1), both);
    collect(exponent, Number(1), both);
    exponent = sum_of(both);
    to.powers.erase(at);
    if (exponent == zero_) return;
  }
  if (joined_with_negative(base, exponent, to)) return;
  if (all_[base].is_number()) return collect_number(all_[base].constant, exponent, to);
  if (const auto k = whole(exponent); k && collect_parts(base, *k, to)) return;
  to.powers[base] = exponent;
}

Id Expressions::product_of(const Product& product) {
  if (product.times.is_zero()) return zero_;
  Expression made{.kind = Expression::Kind::product};
  for (const auto& [base, exponent] : product.powers) made.factors.push_back({base, exponent});
  if (made.factors.empty()) return number(product.times);
  const bool is_alone = made.factors.size() == 1 && made.factors[0].exponent == one_;
  const Id what = is_alone ? made.factors[0].base : intern(std::move(made));
  return plain_scale(what, product.times);
}

Id Expressions::plain_product(const std::vector<Id>& factors) {
  Product product;
  for (Id x : factors) collect_factor(x, one_, product);
  return product_of(product);
}

Id Expressions::multiply(const std::vector<Id>& factors) {
  const Id plain = plain_product(factors);
  return chosen(plain);
}

Id Expressions::power(Id base, Id exponent) {
  Product product;
  collect_factor(base, exponent, product);
  const Id plain = product_of(product);
  return chosen(plain);
}

/// Multiplied out, or itself where that would be too long or too deep.
Id Expressions::expanded(Id x) {
  const Expression::Kind kind = all_[x].kind;
  if (kind == Expression::Kind::symbol || kind == Expression::Kind::call || depth_ >= deepest_expanded) return x;
  if (const auto at = expanded_.find(x); at != expanded_.end()) return at->second;
  ++depth_;
  const bool is_product = kind == Expression::Kind::product || all_[x].is_scaled();
  const Id made = (is_product ? expanded_product(x) : expanded_sum(x)).value_or(x);
  --depth_;
  expanded_[x] = made;
  return made;
}

std::optional<Id> Expressions::expanded_sum(Id sum) {
  const Expression e = all_[sum];
  if (e.kind != Expression::Kind::sum || e.is_scaled()) return expanded_product(sum);
  Sum made;
  made.constant = e.constant;
  for (const Term& t : e.terms) {
    const Id part = expanded(t.what);
    if (all_[part].kind == Expression::Kind::sum)
      collect(part, t.times, made);
    else
      collect_term(part, t.times, made);
    if (made.terms.size() > most_terms) return std::nullopt;
  }
  // A number times a sum is multiplied out too.
  Sum flat;
  flat.constant = made.constant;
  for (const auto& [what, times] : made.terms) {
    if (all_[what].kind == Expression::Kind::sum)
      collect(what, times, flat);
    else
      collect_term(what, times, flat);
  }
  return sum_of(flat);
}

std::vector<Factor> Expressions::factors_of(Id what) const {
  return all_[what].kind == Expression::Kind::product ? all_[what].factors : std::vector<Factor>{{what, one_}};
}

std::optional<Id> Expressions::expanded_product(Id product) {
  Number times(1);
  Id what = product;
  if (all_[product].is_scaled()) {
    times = all_[product].terms[0].times;
    what = all_[product].terms[0].what;
  }
  std::vector<Id> parts{number(times)};
  for (const Factor& f : factors_of(what)) {
    const auto k = whole(f.exponent);
    const Id base = expanded(f.base);
    if (!all_[base].is_long_sum() || !k || *k < 1 || *k > most_multiplied) {
      const Id factor = product_of({{{f.base, f.exponent}}, Number(1)});
      for (Id& part : parts) part = plain_product({part, factor});
      continue;
    }
    for (std::int64_t i = 0; i < *k; ++i) {
      const Expression sum = all_[base];
      if (parts.size() * (sum.terms.size() + 1) > most_terms) return std::nullopt;
      std::vector<Id> products;
      for (Id part : parts) {
        if (!sum.constant.is_zero()) products.push_back(plain_scale(part, sum.constant));
        for (const Term& t : sum.terms) products.push_back(plain_scale(plain_product({part, t.what}), t.times));
      }
      parts = std::move(products);
    }
  }
  Sum sum;
  for (Id part : parts) collect(part, Number(1), sum);
  return sum_of(sum);
}

}  // namespace xgrad::formula
