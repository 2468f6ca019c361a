#pragma once
#include <array>
#include <cstdint>
#include <deque>
#include <functional>
#include <memory>
#include <span>
#include <string>
#include <unordered_map>
#include <unordered_set>
#include <vector>
#include <xgrad/graph/graph.hpp>
#include <xgrad/graph/op.hpp>

namespace xgrad {

/// A state variable's storage. The address of its elements never changes, so programs may keep it.
struct State {
  Type type;
  std::string name;
  Buffer storage;
};

/// A C++ number in the dtype that is asked for. Throws DTypeError for a fraction as int64 or bool.
Tensor converted_number(std::string_view what, const Tensor& number, DType wanted);

/// The leaves: nodes without operands.
struct InputOp final : Op {
  std::string_view name() const override { return "input"; }
  Type infer(Types) const override { return {}; }
  void forward(Views, View) const override {}
  Vars vjp(Vars, Var, Var) const override { return {}; }
};
struct ConstantOp final : Op {
  explicit ConstantOp(Tensor v) : value(std::move(v)) {}
  std::string_view name() const override { return "constant"; }
  Type infer(Types) const override { return {value.dtype(), value.shape()}; }
  void forward(Views, View) const override {}
  Vars vjp(Vars, Var, Var) const override { return {}; }
  Tensor value;
};
struct VariableOp final : Op {
  explicit VariableOp(std::shared_ptr<State> s) : state(std::move(s)) {}
  std::string_view name() const override { return "variable"; }
  Type infer(Types) const override { return state->type; }
  void forward(Views, View) const override {}
  Vars vjp(Vars, Var, Var) const override { return {}; }
  std::shared_ptr<State> state;
};

/// A node: 28 bytes. Its id is its place in the arena.
struct Node {
  std::uint32_t op;
  std::uint32_t type;
  std::uint32_t scope;
  std::uint32_t in_count;
  std::array<std::uint32_t, 3> in;  ///< operands; with more than three, in[0] is their place in the overflow list
};

/// Nodes [begin, end).
struct Segment {
  std::uint32_t begin, end;
};
/// The one of ascending segments that a node is in, or null.
const Segment* find_segment(const std::vector<Segment>& segments, std::uint32_t id);

/// The body of a Graph.
class Arena {
 public:
  enum class Kind : std::uint8_t { input, constant, variable, op };

  std::size_t size() const { return nodes_.size(); }
  Var var(std::uint32_t id) { return {this, id}; }
  std::span<const std::uint32_t> in(std::uint32_t id) const {
    const Node& n = nodes_[id];
    return n.in_count <= 3 ? std::span(n.in.data(), n.in_count) : std::span(overflow_.data() + n.in[0], n.in_count);
  }
  /// Operand i of a node becomes another, an earlier node of the same type.
  void set_in(std::uint32_t id, std::size_t i, std::uint32_t operand) { operands_of(nodes_[id])[i] = operand; }
  Vars in_vars(std::uint32_t id);
  std::vector<Operand> operands(std::uint32_t id);
  const Op& op(std::uint32_t id) const { return *ops_[nodes_[id].op]; }
  const OpPtr& op_ptr(std::uint32_t id) const { return ops_[nodes_[id].op]; }
  std::uint32_t op_number(std::uint32_t id) const { return nodes_[id].op; }
  const Type& type(std::uint32_t id) const { return types_[nodes_[id].type]; }
  std::uint32_t type_number(std::uint32_t id) const { return nodes_[id].type; }
  Kind kind(std::uint32_t id) const { return kinds_[nodes_[id].op]; }
  bool is_leaf(std::uint32_t id) const { return kind(id) != Kind::op; }
  const Tensor& constant_value(std::uint32_t id) const { return static_cast<const ConstantOp&>(op(id)).value; }
  const std::shared_ptr<State>& state(std::uint32_t id) const { return static_cast<const VariableOp&>(op(id)).state; }

  /// Makes room for so many nodes in all: no growing by doubling.
  void reserve(std::size_t nodes) { nodes_.reserve(nodes); }
  /// Appends; the type is the caller's business.
  Var append(const OpPtr& op, const Type& type, std::span<const std::uint32_t> in);
  /// The same, with numbers that intern_op and intern_type gave.
  Var append(std::uint32_t op, std::uint32_t type, std::span<const std::uint32_t> in);
  std::uint32_t intern_op(const OpPtr& op);
  std::uint32_t intern_type(const Type& type);
  std::size_t op_count() const { return ops_.size(); }
  std::size_t type_count() const { return types_.size(); }
  std::size_t scope_count() const { return scopes_.size(); }
  /// Infers the type, checks the operands' graph, appends.
  Var apply(const OpPtr& op, std::span<const Var> in);
  Var input(std::string_view name, const Type& type);
  /// A constant; one node for each number (rank 0): what expressions and passes make.
  Var constant(const Tensor& value);
  /// A constant that is a node of its own: the user may differentiate by it.
  Var own_constant(const Tensor& value);
  /// The constant of that dtype, rank 0; one node for each number.
  Var number(double value, DType dtype);
  Var variable(std::shared_ptr<State> state);
  /// A state variable that starts as `initial`; the name is free, which the caller has seen to.
  Var variable(std::string_view name, const Tensor& initial);

  void set_name(std::uint32_t id, std::string_view name);
  const std::string* find_name(std::uint32_t id) const;
  Var find_named(std::string_view name);
  /// The name, or the first of name_2, name_3, ... that no node has.
  std::string free_name(std::string_view name);
  /// By id: the nodes that some of `of` depend on, and these themselves.
  std::vector<bool> ancestors(std::span<const Var> of) const;
  void set_line(std::uint32_t id, SourceLine line) { lines_[id] = line; }
  const SourceLine* find_line(std::uint32_t id) const;
  /// The nearest of the nodes that it comes from that are wanted, found within a bounded walk that ends at them.
  std::vector<std::uint32_t> nearest(std::uint32_t id, std::size_t most,
                                     const std::function<bool(std::uint32_t)>& is_wanted) const;
  std::string display_name(std::uint32_t id) const;

  std::uint32_t scope() const { return scope_; }
  void set_scope(std::uint32_t scope) { scope_ = scope; }
  std::uint32_t scope_of(std::uint32_t id) const { return nodes_[id].scope; }
  const std::string& scope_name(std::uint32_t scope) const { return scopes_[scope]; }
  std::uint32_t intern_scope(std::string_view name);

  /// Removes the nodes from `size` on, which nobody may use any more.
  void cut(std::size_t size);
  /// Removes the nodes from `first` on that `keep` does not need; renumbers `keep`.
  void prune_tail(std::size_t first, std::span<Var> keep);

  /// Expires with the arena: for who keeps its address longer.
  std::weak_ptr<const void> lifetime() const { return alive_; }

  Updates updates;
  std::vector<Segment> segments;     ///< computed again by a backward pass (graph/checkpoint.hpp); ascending, apart
  std::vector<Segment> derivatives;  ///< what grad, vjp and jvp appended; ascending
  bool is_derivative(std::uint32_t id) const { return find_segment(derivatives, id) != nullptr; }
  bool is_training = false;                     ///< Graph::Training
  std::unordered_set<std::string> layer_names;  ///< of the layers that there are

 private:
  std::span<std::uint32_t> operands_of(Node& n) {
    return n.in_count <= 3 ? std::span(n.in.data(), n.in_count) : std::span(overflow_.data() + n.in[0], n.in_count);
  }
  /// What an elementwise op gives for operands of these types: it depends on nothing else.
  struct Inference {
    std::uint32_t op = UINT32_MAX;
    std::array<std::uint32_t, 3> in{};
    std::uint32_t type = 0;
  };

  Type infer(const Op& op, std::span<const std::uint32_t> in);
  bool is_shared_number(std::uint32_t id) const;
  void forget(std::uint32_t id);
  void cut_segments(std::size_t size);
  void move_down(std::uint32_t from, std::uint32_t to, std::size_t& overflow);
  std::vector<bool> needed_tail(std::size_t first, std::span<const Var> keep) const;

  std::shared_ptr<const char> alive_ = std::make_shared<const char>('\0');
  std::vector<Node> nodes_;
  std::vector<std::uint32_t> overflow_;
  std::vector<OpPtr> ops_;
  std::vector<Kind> kinds_;
  std::deque<Type> types_;  // addresses stay: Var::shape() refers to them
  std::unordered_map<const Op*, std::uint32_t> op_numbers_;
  std::unordered_map<std::string, std::uint32_t> op_texts_;  // "class(attributes)" of ops that are not one object
  std::unordered_multimap<std::size_t, std::uint32_t> type_numbers_;
  std::array<Inference, 64> inferences_;                         // the latest, by a hash
  std::unordered_map<std::uint64_t, std::uint32_t> numbers_[4];  // a scalar constant's bits -> its node, by dtype
  std::unordered_map<std::uint32_t, std::string> names_;
  std::unordered_map<std::string, std::uint32_t> named_;  // the same the other way round
  std::unordered_map<std::uint32_t, SourceLine> lines_;
  std::vector<std::string> scopes_{""};
  std::uint32_t scope_ = 0;
};

/// The graph of an op's operands. Throws GraphError if none belongs to one.
Arena& arena_of_operands(const Op& op, std::span<const Var> in);

/// Cuts the arena back to where it was unless keep() is called: a builder of several nodes that throws leaves nothing.
class Undo {
 public:
  explicit Undo(Arena& arena) : arena_(&arena), size_(arena.size()), updates_(arena.updates.size()) {}
  ~Undo() {
    if (!arena_) return;
    arena_->cut(size_);
    arena_->updates.resize(updates_);
  }
  Undo(const Undo&) = delete;
  Undo& operator=(const Undo&) = delete;
  void keep() { arena_ = nullptr; }
  std::size_t size() const { return size_; }

 private:
  Arena* arena_;
  std::size_t size_, updates_;
};

}  // namespace xgrad
