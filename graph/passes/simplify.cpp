#include <algorithm>
#include <cstring>
#include <xgrad/graph/passes/module_internal.hpp>
#include <xgrad/graph/passes/rules_internal.hpp>

namespace xgrad {

const RuleTable& simplify_table() {
  static const RuleTable table = [] {
    RuleTable made;
    const Var x = made.graph.input("x"), y = made.graph.input("y"),
              m = made.graph.input("m", float64, {dynamic, dynamic});
    made.rules = simplify_rules(x, y, m);
    return made;
  }();
  return table;
}

namespace {

bool is_same_op(const Op& a, const Op& b) {
  return &a == &b || (typeid(a) == typeid(b) && !a.attributes().empty() && a.attributes() == b.attributes());
}

/// Whether a node is a constant of the pattern's number. -0 is not 0: a rule for 0 may be false for it.
bool is_number(const Arena& arena, std::uint32_t id, const Tensor& pattern) {
  if (arena.kind(id) != Arena::Kind::constant || arena.type(id).shape.rank() != 0) return false;
  const double value = arena.constant_value(id).item(), number = pattern.item();
  return std::memcmp(&value, &number, sizeof value) == 0;
}

/// One rule tried on one node: what the pattern's inputs stand for. Recursion is bounded by the rule's depth.
class Match {
 public:
  Match(const Rule& rule, const Arena& graph) : rule_(rule), pattern_(*rule.written.arena()), graph_(graph) {}

  /// Whether a root op on these operands is what the rule says is written.
  bool fits(std::span<const std::uint32_t> in) { return operands(rule_.written.id(), in); }

  /// What the rule says it becomes, if it fits; empty if that has another type.
  Var apply(Arena& graph, const Type& type) const {
    const std::size_t before = graph.size();
    const Var made = instantiate(graph, rule_.becomes.id());
    if (made && graph.type(made.id()) == type) return made;
    graph.cut(before);
    return {};
  }

 private:
  bool operands(std::uint32_t pattern, std::span<const std::uint32_t> in) {
    const auto wanted = pattern_.in(pattern);
    if (wanted.size() != in.size()) return false;
    const std::size_t bound = bound_count_;
    bool all = true;
    for (std::size_t i = 0; all && i < in.size(); ++i) all = node(wanted[i], in[i]);
    if (all || in.size() != 2 || !pattern_.op(pattern).is_commutative()) return all;
    bound_count_ = bound;
    return node(wanted[0], in[1]) && node(wanted[1], in[0]);
  }

  bool node(std::uint32_t pattern, std::uint32_t id) {
    if (pattern_.kind(pattern) == Arena::Kind::constant) return is_number(graph_, id, pattern_.constant_value(pattern));
    if (pattern_.kind(pattern) == Arena::Kind::input) {
      if (pattern_.type(pattern).shape.rank() == 2 && graph_.type(id).shape.rank() != 2) return false;
      return bind(pattern, id);
    }
    return !graph_.is_leaf(id) && is_same_op(pattern_.op(pattern), graph_.op(id)) && operands(pattern, graph_.in(id));
  }

  /// What an input of the pattern stands for, or null.
  const std::uint32_t* find(std::uint32_t pattern) const {
    for (std::size_t i = 0; i < bound_count_; ++i)
      if (bound_[i].pattern == pattern) return &bound_[i].id;
    return nullptr;
  }

  bool bind(std::uint32_t pattern, std::uint32_t id) {
    if (const std::uint32_t* known = find(pattern)) return *known == id;
    bound_[bound_count_++] = {pattern, id};
    return true;
  }

  Var instantiate(Arena& graph, std::uint32_t pattern) const {
    if (const std::uint32_t* known = find(pattern)) return graph.var(*known);
    if (pattern_.kind(pattern) == Arena::Kind::constant)
      return graph.number(pattern_.constant_value(pattern).item(), graph.type(bound_[0].id).dtype);
    Vars in;
    for (std::uint32_t i : pattern_.in(pattern)) in.push_back(instantiate(graph, i));
    return graph.apply(pattern_.op_ptr(pattern), in);
  }

  const Rule& rule_;
  const Arena& pattern_;
  const Arena& graph_;
  struct Bound {
    std::uint32_t pattern, id;
  };
  std::array<Bound, 3> bound_;  // of x, y and m: a table's rules have no others
  std::size_t bound_count_ = 0;
};

/// The rules whose root is an op, found once for each op of the graph.
class RulesByOp {
 public:
  const std::vector<const Rule*>& of(const Arena& from, std::uint32_t id) {
    const std::uint32_t op = from.op_number(id);
    if (op >= known_.size()) known_.resize(op + 1), rules_.resize(op + 1);
    if (!known_[op]) {
      known_[op] = true;
      for (const Rule& rule : simplify_table().rules)
        if (is_same_op(rule.written.arena()->op(rule.written.id()), from.op(id))) rules_[op].push_back(&rule);
    }
    return rules_[op];
  }

 private:
  std::vector<bool> known_;
  std::vector<std::vector<const Rule*>> rules_;
};

/// The op that reads operand i transposed where that is a transposed copy; null where it is none.
OpPtr without_transpose(const Arena& arena, const Op& op, std::size_t i, std::uint32_t operand) {
  if (arena.is_leaf(operand) || !arena.op(operand).is_matrix_transpose()) return nullptr;
  return op.with_transposed(i);
}

/// A product that reads transposed operands instead of the transposed copies; empty if there are none.
Var fold_transposes(Arena& to, const OpPtr& product, std::span<const std::uint32_t> in) {
  OpPtr op;
  Vars operands;
  for (std::size_t i = 0; i < in.size(); ++i) {
    OpPtr reads_transposed = without_transpose(to, op ? *op : *product, i, in[i]);
    if (!reads_transposed) continue;
    op = std::move(reads_transposed);
    if (operands.empty())
      for (std::uint32_t id : in) operands.push_back(to.var(id));
    operands[i] = to.var(to.in(in[i])[0]);
  }
  return op ? to.apply(op, operands) : Var();
}

/// Whether a rule fits node `id`, or it reads a transposed copy.
bool is_to_be_simplified(const Arena& arena, RulesByOp& by_op, std::uint32_t id) {
  const auto in = arena.in(id);
  for (const Rule* rule : by_op.of(arena, id))
    if (Match(*rule, arena).fits(in)) return true;
  for (std::size_t i = 0; i < in.size(); ++i)
    if (without_transpose(arena, arena.op(id), i, in[i])) return true;
  return false;
}

}  // namespace

Module simplify(Module&& in) {
  const Arena& from = in.graph.arena();
  RulesByOp by_op;
  if (is_settled(in, [&](std::uint32_t id) { return is_to_be_simplified(from, by_op, id); })) return std::move(in);
  return rewrite(std::move(in), [&](Copier& copier, std::uint32_t id, std::span<const std::uint32_t> operands) -> Var {
    Arena& to = copier.to;
    if (from.is_leaf(id)) return {};
    for (const Rule* rule : by_op.of(from, id))
      if (Match match(*rule, to); match.fits(operands))
        if (Var made = match.apply(to, from.type(id))) return made;
    return fold_transposes(to, from.op_ptr(id), operands);
  });
}

}  // namespace xgrad
