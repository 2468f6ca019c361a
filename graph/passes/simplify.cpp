#include <cstring>
#include <map>
#include <memory>
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

/// Whether a constant is that number. -0 is not 0: a rule for 0 may be false for it.
bool is_number(const Arena& arena, std::uint32_t id, double number) {
  if (arena.kind(id) != Arena::Kind::constant || arena.type(id).shape.rank() != 0) return false;
  const double value = arena.constant_value(id).item();
  return std::memcmp(&value, &number, sizeof value) == 0;
}

/// One rule tried on one node: what the pattern's inputs stand for. Recursion is bounded by the rule's depth.
class Match {
 public:
  Match(const Rule& rule, Arena& graph) : rule_(rule), pattern_(*rule.written.arena()), graph_(graph) {}

  /// The rule's result for a root op on operands, or empty.
  Var apply(const Type& type, std::span<const Var> in) {
    if (!operands(rule_.written.id(), in)) return {};
    const std::size_t before = graph_.size();
    const Var made = instantiate(rule_.becomes.id());
    if (made && graph_.type(made.id()) == type) return made;
    graph_.cut(before);
    return {};
  }

 private:
  bool operands(std::uint32_t pattern, std::span<const Var> in) {
    const auto wanted = pattern_.in(pattern);
    if (wanted.size() != in.size()) return false;
    const auto bound = bound_;
    bool all = true;
    for (std::size_t i = 0; all && i < in.size(); ++i) all = node(wanted[i], in[i].id());
    if (all || in.size() != 2 || !pattern_.op(pattern).is_commutative()) return all;
    bound_ = bound;
    return node(wanted[0], in[1].id()) && node(wanted[1], in[0].id());
  }

  bool node(std::uint32_t pattern, std::uint32_t id) {
    if (pattern_.kind(pattern) == Arena::Kind::constant)
      return is_number(graph_, id, pattern_.constant_value(pattern).item());
    if (pattern_.kind(pattern) == Arena::Kind::input) {
      if (pattern_.type(pattern).shape.rank() == 2 && graph_.type(id).shape.rank() != 2) return false;
      return bound_.emplace(pattern, id).first->second == id;
    }
    return !graph_.is_leaf(id) && is_same_op(pattern_.op(pattern), graph_.op(id)) &&
           operands(pattern, graph_.in_vars(id));
  }

  Var instantiate(std::uint32_t pattern) {
    if (auto found = bound_.find(pattern); found != bound_.end()) return graph_.var(found->second);
    if (pattern_.kind(pattern) == Arena::Kind::constant)
      return graph_.number(pattern_.constant_value(pattern).item(), graph_.type(bound_.begin()->second).dtype);
    Vars in;
    for (std::uint32_t i : pattern_.in(pattern)) in.push_back(instantiate(i));
    return graph_.apply(pattern_.op_ptr(pattern), in);
  }

  const Rule& rule_;
  Arena& pattern_;
  Arena& graph_;
  std::map<std::uint32_t, std::uint32_t> bound_;
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

/// A product that reads transposed operands instead of the transposed copies; empty if there are none.
Var fold_transposes(Arena& to, const Arena& from, std::uint32_t id, std::span<const Var> in) {
  OpPtr op = from.op_ptr(id);
  Vars operands(in.begin(), in.end());
  bool changed = false;
  for (std::size_t i = 0; i < operands.size(); ++i) {
    const std::uint32_t operand = operands[i].id();
    if (to.is_leaf(operand) || !to.op(operand).is_matrix_transpose()) continue;
    OpPtr reads_transposed = op->with_transposed(i);
    if (!reads_transposed) continue;
    op = std::move(reads_transposed);
    operands[i] = to.var(to.in(operand)[0]);
    changed = true;
  }
  return changed ? to.apply(op, operands) : Var();
}

}  // namespace

Module simplify(Module&& in) {
  auto by_op = std::make_shared<RulesByOp>();
  return rewrite(std::move(in), [by_op](Copier& copier, std::uint32_t id, std::span<const Var> operands) -> Var {
    Arena& to = copier.to;
    const Arena& from = copier.from;
    if (from.is_leaf(id)) return {};
    for (const Rule* rule : by_op->of(from, id))
      if (Var made = Match(*rule, to).apply(from.type(id), operands)) return made;
    return fold_transposes(to, from, id, operands);
  });
}

}  // namespace xgrad
