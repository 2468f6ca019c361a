#include <algorithm>
#include <typeindex>
#include <unordered_map>
#include <xgrad/graph/arena_internal.hpp>
#include <xgrad/graph/elementwise.hpp>
#include <xgrad/graph/program.hpp>
#include <xgrad/models/twofold_internal.hpp>
#include <xgrad/ops/arithmetic.hpp>
#include <xgrad/ops/power.hpp>

namespace xgrad::models::detail {
namespace {

using Operation = Twofold (*)(Twofold a, Twofold b);
template <class D> std::type_index type_of() { return typeid(ElementwiseNode<D>); }

const std::unordered_map<std::type_index, Operation>& operations() {
  static const std::unordered_map<std::type_index, Operation> all = {
      {type_of<Add>(), [](Twofold a, Twofold b) { return a + b; }},
      {type_of<Sub>(), [](Twofold a, Twofold b) { return a - b; }},
      {type_of<Mul>(), [](Twofold a, Twofold b) { return a * b; }},
      {type_of<MulStrongZero>(), [](Twofold a, Twofold b) { return a * b; }},
      {type_of<Div>(), [](Twofold a, Twofold b) { return a / b; }},
      {type_of<Neg>(), [](Twofold a, Twofold) { return -a; }},
      {type_of<Square>(), [](Twofold a, Twofold) { return a * a; }},
      {type_of<Sqrt>(), [](Twofold a, Twofold) { return sqrt(a); }},
  };
  return all;
}

/// To a whole power.
Twofold power(Twofold base, std::int64_t exponent) {
  Twofold made(1.0);
  for (std::int64_t left = std::abs(exponent); left > 0; left /= 2) {
    if (left % 2 == 1) made = made * base;
    base = base * base;
  }
  return exponent < 0 ? Twofold(1.0) / made : made;
}

/// One walk over the nodes that another needs.
class Evaluation {
 public:
  Evaluation(Arena& arena, const NodeValues& leaves, std::size_t count)
      : arena_(arena), values_(leaves), count_(count) {}

  std::optional<Twofolds> run(Var node) {
    const std::vector<bool> needed = arena_.ancestors({&node, 1});
    for (std::uint32_t id = 0; id <= node.id(); ++id)
      if (needed[id] && !evaluate(id)) return std::nullopt;
    return values_[node.id()];
  }

 private:
  bool evaluate(std::uint32_t id) {
    if (values_.count(id) > 0) return true;
    if (arena_.kind(id) == Arena::Kind::constant) return keep(id, arena_.constant_value(id));
    if (arena_.is_leaf(id)) return false;
    const Op& op = arena_.op(id);
    if (const auto known = operations().find(typeid(op)); known != operations().end()) return apply(id, known->second);
    if (typeid(op) == typeid(ElementwiseNode<Pow>) && to_whole_power(id)) return true;
    if (op.is_broadcast() || op.name() == "broadcast_like" || op.name() == "stop_gradient") {
      values_[id] = values_[arena_.in(id)[0]];
      return true;
    }
    return of_float64(id);
  }

  bool keep(std::uint32_t id, const Tensor& value) {
    if (value.size() != 1 && static_cast<std::size_t>(value.size()) != count_) return false;
    Twofolds& to = values_[id];
    for (double v : value.astype(float64).to_vector<double>()) to.emplace_back(v);
    return true;
  }

  bool apply(std::uint32_t id, Operation operation) {
    const auto in = arena_.in(id);
    const Twofolds &a = values_[in[0]], &b = in.size() > 1 ? values_[in[1]] : a;
    Twofolds made(std::max(a.size(), b.size()));
    for (std::size_t i = 0; i < made.size(); ++i)
      made[i] = operation(a[a.size() == 1 ? 0 : i], b[b.size() == 1 ? 0 : i]);
    values_[id] = std::move(made);
    return true;
  }

  bool to_whole_power(std::uint32_t id) {
    const auto in = arena_.in(id);
    const Twofolds &base = values_[in[0]], &exponent = values_[in[1]];
    constexpr double largest = 1024;
    const double k = exponent[0].value();
    if (exponent.size() != 1 || k != std::floor(k) || std::abs(k) > largest) return false;
    Twofolds made;
    for (Twofold b : base) made.push_back(power(b, static_cast<std::int64_t>(k)));
    values_[id] = std::move(made);
    return true;
  }

  /// By a program of its own, from the inputs.
  bool of_float64(std::uint32_t id) {
    const Var node = arena_.var(id);
    const std::vector<bool> needed = arena_.ancestors({&node, 1});
    Vars inputs;
    std::vector<Tensor> data;
    for (std::uint32_t leaf = 0; leaf < id; ++leaf) {
      if (!needed[leaf] || !arena_.is_leaf(leaf) || arena_.kind(leaf) == Arena::Kind::constant) continue;
      if (arena_.kind(leaf) == Arena::Kind::variable) return false;
      std::vector<double> column;
      for (Twofold v : values_.at(leaf)) column.push_back(v.value());
      inputs.push_back(arena_.var(leaf));
      data.push_back(
          Tensor::from(column, {static_cast<std::int64_t>(column.size())})
              .reshape(inputs.back().rank() == 0 ? Shape{} : Shape{static_cast<std::int64_t>(column.size())}));
    }
    return keep(id, compile(inputs, node)(data)[0]);
  }

  Arena& arena_;
  NodeValues values_;
  std::size_t count_;
};

Twofold dot_from(const Twofolds& a, const Twofolds& b, std::size_t first) {
  Twofold sum;
  for (std::size_t i = first; i < a.size(); ++i) sum = sum + a[i] * b[i];
  return sum;
}

/// Makes the entries of `column` below `k` zero by a reflection v, which takes its place; gives the entry k.
Twofold reflect(Twofolds& column, std::size_t k) {
  const Twofold length = sqrt(dot_from(column, column, k));
  const Twofold diagonal = column[k].high > 0.0 ? -length : length;
  column[k] = column[k] - diagonal;
  return diagonal;
}

void apply_reflection(const Twofolds& v, std::size_t k, Twofolds& to) {
  const Twofold size = dot_from(v, v, k);
  if (size.high == 0.0) return;
  const Twofold times = Twofold(2.0) * dot_from(v, to, k) / size;
  for (std::size_t i = k; i < to.size(); ++i) to[i] = to[i] - times * v[i];
}

}  // namespace

std::optional<Twofolds> twofold_values(Var node, const NodeValues& leaves, std::size_t count) {
  return Evaluation(*node.arena(), leaves, count).run(node);
}

std::optional<TwofoldFit> twofold_least_squares(std::vector<Twofolds> columns, Twofolds b) {
  const std::size_t n = columns.size();
  constexpr double smallest = 1e-26;  // of a column that does not depend on the others, by its length
  std::vector<double> scales;
  for (Twofolds& column : columns) {
    const double length = sqrt(dot_from(column, column, 0)).high;
    if (!(length > 0.0) || !std::isfinite(length)) return std::nullopt;
    scales.push_back(std::exp2(-std::round(std::log2(length))));  // exact
    for (Twofold& entry : column) entry = {entry.high * scales.back(), entry.low * scales.back()};
  }
  Twofolds diagonal;
  for (std::size_t k = 0; k < n; ++k) {
    diagonal.push_back(reflect(columns[k], k));
    if (!(std::abs(diagonal[k].high) > smallest)) return std::nullopt;
    for (std::size_t j = k + 1; j < n; ++j) apply_reflection(columns[k], k, columns[j]);
    apply_reflection(columns[k], k, b);
  }
  TwofoldFit made;
  made.x.resize(n);
  std::vector<Twofolds> inverse(n, Twofolds(n));  // of R
  for (std::size_t k = n; k-- > 0;) {
    Twofold rest = b[k];
    for (std::size_t j = k + 1; j < n; ++j) rest = rest - columns[j][k] * made.x[j];
    made.x[k] = rest / diagonal[k];
    for (std::size_t c = k; c < n; ++c) {
      Twofold sum = c == k ? Twofold(1.0) : Twofold();
      for (std::size_t j = k + 1; j <= c; ++j) sum = sum - columns[j][k] * inverse[j][c];
      inverse[k][c] = sum / diagonal[k];
    }
  }
  made.inverse.assign(n, std::vector<double>(n));
  for (std::size_t i = 0; i < n; ++i) {
    for (std::size_t j = 0; j < n; ++j)
      made.inverse[i][j] = dot_from(inverse[i], inverse[j], 0).value() * scales[i] * scales[j];
    made.x[i] = {made.x[i].high * scales[i], made.x[i].low * scales[i]};
  }
  return made;
}

}  // namespace xgrad::models::detail
