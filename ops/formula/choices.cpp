#include <algorithm>
#include <cstdlib>
#include <xgrad/ops/formula/expressions_internal.hpp>

// Other forms of an expression, of which the shortest is kept.
namespace xgrad::formula {
namespace {

constexpr std::size_t most_tried = 6000;  // expressions: in longer formulas no other forms are tried
constexpr int deepest_factored = 5;       // of factors in front within factors

constexpr int deepest_cases = 4;  // of cases joined while others are

}  // namespace

/// The shortest form, the first of those.
Id Expressions::chosen(Id plain) {
  if (all_.size() > most_tried) return plain;
  if (const auto at = chosen_.find(plain); at != chosen_.end()) return at->second;
  chosen_[plain] = plain;  // while it is being found
  std::vector<Id> forms{plain};
  const Id multiplied_out = expanded(plain);
  if (multiplied_out != plain) forms.push_back(multiplied_out);
  for (std::size_t i = 0, count = forms.size(); i < count; ++i)
    for (Id other :
         {with_common_factor(forms[i]), grouped(forms[i]), with_squares_joined(forms[i]), with_cases_joined(forms[i])})
      if (other != forms[i]) forms.push_back(other);
  const Id best =
      *std::min_element(forms.begin(), forms.end(), [&](Id a, Id b) { return all_[a].cost < all_[b].cost; });
  expanded_[best] = multiplied_out;
  chosen_[plain] = best;
  return best;
}

/// No power of a symbol that polynomials have.
bool Expressions::is_composite(const Factor& f) const {
  return all_[f.base].kind != Expression::Kind::symbol || !whole(f.exponent) || *whole(f.exponent) < 0;
}

/// What all terms have: the smallest power of a function or sum, or of what stands below a line; equal ones of others.
std::vector<Factor> Expressions::common_factors(const Expression& sum) const {
  std::vector<Factor> common = factors_of(sum.terms[0].what);
  for (const Term& t : sum.terms) {
    const std::vector<Factor> factors = factors_of(t.what);
    std::vector<Factor> kept;
    for (const Factor& c : common) {
      const auto f = std::find_if(factors.begin(), factors.end(), [&](const Factor& x) { return x.base == c.base; });
      if (f == factors.end()) continue;
      if (f->exponent == c.exponent) {
        kept.push_back(c);
      } else if (all_[f->exponent].is_number() && all_[c.exponent].is_number() &&
                 (is_composite(*f) || is_composite(c))) {
        const bool is_less = all_[f->exponent].constant.value() < all_[c.exponent].constant.value();
        kept.push_back(is_less ? *f : c);
      }
    }
    common = std::move(kept);
    if (common.empty()) break;
  }
  return common;
}

/// A term without these factors of it.
Id Expressions::divided(Id what, const std::vector<Factor>& by) {
  Product left;
  for (const Factor& f : factors_of(what)) collect_factor(f.base, f.exponent, left);
  for (const Factor& f : by) collect_factor(f.base, plain_scale(f.exponent, Number(-1)), left);
  return product_of(left);
}

Id Expressions::with_common_factor(Id sum) {
  const Expression e = all_[sum];
  if (e.kind != Expression::Kind::sum || e.terms.size() < 2 || !e.constant.is_zero()) return sum;
  const std::vector<Factor> common = common_factors(e);
  if (common.empty()) return sum;
  Sum rest;
  for (const Term& t : e.terms) collect(divided(t.what, common), t.times, rest);
  Product made;
  for (const Factor& c : common) collect_factor(c.base, c.exponent, made);
  collect_factor(factored(sum_of(rest)), one_, made);
  return product_of(made);
}

/// The shortest of the forms with factors in front; in them again, but not without end.
Id Expressions::factored(Id sum) {
  if (factored_depth_ >= deepest_factored) return sum;
  ++factored_depth_;
  Id best = sum;
  for (Id other : {with_common_factor(sum), grouped(sum)})
    if (all_[other].cost < all_[best].cost) best = other;
  --factored_depth_;
  return best;
}

/// Terms with a function, sum or divisor in common as one, the longest first: (3*x^2 + 2)/d + x*sin(x).
Id Expressions::grouped(Id sum) {
  const Expression e = all_[sum];
  if (e.kind != Expression::Kind::sum || e.terms.size() < 3) return sum;
  std::vector<Term> left = e.terms;
  Sum made{{}, e.constant};
  while (const auto shared = most_shared(left)) {
    Sum rest;
    std::erase_if(left, [&](const Term& t) {
      const std::vector<Factor> factors = factors_of(t.what);
      const bool has_it = std::any_of(factors.begin(), factors.end(), [&](const Factor& f) {
        return f.base == shared->base && f.exponent == shared->exponent;
      });
      if (has_it) collect(divided(t.what, {*shared}), t.times, rest);
      return has_it;
    });
    Product product;
    collect_factor(factored(sum_of(rest)), one_, product);
    collect_factor(shared->base, shared->exponent, product);
    collect(product_of(product), Number(1), made);
  }
  for (const Term& t : left) collect_term(t.what, t.times, made);
  return sum_of(made);
}

/// The factor of several terms that is longest to repeat.
std::optional<Factor> Expressions::most_shared(const std::vector<Term>& terms) const {
  std::map<std::pair<Id, Id>, std::size_t> counts;
  for (const Term& t : terms)
    for (const Factor& f : factors_of(t.what))
      if (is_composite(f)) ++counts[{f.base, f.exponent}];
  std::optional<Factor> best;
  double most = 0;
  for (const auto& [factor, count] : counts) {
    const double saved = static_cast<double>(count - 1) * all_[factor.first].cost;
    if (saved <= most) continue;
    most = saved;
    best = Factor{factor.first, factor.second};
  }
  return best;
}

/// a*sin(x)^2 + a*cos(x)^2 as a.
Id Expressions::with_squares_joined(Id sum) {
  const Expression e = all_[sum];
  if (e.kind != Expression::Kind::sum || e.terms.size() < 2) return sum;
  auto square_of = [&](Id what, std::string_view name) -> std::optional<Factor> {
    for (const Factor& f : factors_of(what))
      if (all_[f.base].kind == Expression::Kind::call && all_[f.base].name == name && whole(f.exponent) == 2) return f;
    return std::nullopt;
  };
  for (const Term& a : e.terms) {
    const auto sine = square_of(a.what, "sin");
    if (!sine) continue;
    for (const Term& b : e.terms) {
      const auto cosine = square_of(b.what, "cos");
      if (!cosine || !(a.times == b.times) || all_[sine->base].operands != all_[cosine->base].operands) continue;
      const Id rest = divided(a.what, {*sine});
      if (rest != divided(b.what, {*cosine})) continue;
      Sum made;
      collect(sum, Number(1), made);
      made.terms.erase(a.what);
      made.terms.erase(b.what);
      collect(rest, a.times, made);
      return with_squares_joined(sum_of(made));
    }
  }
  return sum;
}

/// 2*x*where(c, 1, 0) + where(c, 0, 3) as where(c, 2*x, 3).
Id Expressions::with_cases_joined(Id x) {
  const Expression e = all_[x];
  if (cases_depth_ >= deepest_cases) return x;
  if (!(e.kind == Expression::Kind::sum && e.constant.is_zero() && !e.terms.empty()) &&
      e.kind != Expression::Kind::product)
    return x;
  const std::vector<Term> terms = e.kind == Expression::Kind::sum ? e.terms : std::vector<Term>{{x, Number(1)}};
  std::optional<Id> condition;
  OpPtr op;
  Sum taken, other;
  for (const Term& t : terms) {
    Product yes, no;
    bool has_cases = false;
    for (const Factor& f : factors_of(t.what)) {
      const Expression& base = all_[f.base];
      const bool is_case = base.kind == Expression::Kind::call && base.name == "where" && f.exponent == one_ &&
                           (!condition || *condition == base.operands[0]);
      if (is_case) {
        condition = base.operands[0];
        op = base.op;
      }
      const std::vector<Id> arms =
          is_case ? std::vector<Id>{base.operands[1], base.operands[2]} : std::vector<Id>{f.base, f.base};
      has_cases = has_cases || is_case;
      collect_factor(arms[0], f.exponent, yes);
      collect_factor(arms[1], f.exponent, no);
    }
    if (!has_cases) return x;
    collect(product_of(yes), t.times, taken);
    collect(product_of(no), t.times, other);
  }
  ++cases_depth_;
  const Id made = call(op, {*condition, sum_of(taken), sum_of(other)});
  --cases_depth_;
  return made;
}

}  // namespace xgrad::formula
