#include <fmt/format.h>
#include <algorithm>
#include <bit>
#include <cstring>
#include <xgrad/graph/arena_internal.hpp>

namespace xgrad {
namespace {

std::size_t hash_of(const Type& type) {
  std::size_t h = static_cast<std::size_t>(type.dtype) + 1;
  for (std::int64_t extent : type.shape) h = (h ^ static_cast<std::size_t>(extent)) * 0x9E3779B97F4A7C15ull;
  return h;
}

Arena::Kind kind_of(const Op& op) {
  if (dynamic_cast<const InputOp*>(&op)) return Arena::Kind::input;
  if (dynamic_cast<const ConstantOp*>(&op)) return Arena::Kind::constant;
  if (dynamic_cast<const VariableOp*>(&op)) return Arena::Kind::variable;
  return Arena::Kind::op;
}

std::uint64_t bits_of(const Tensor& scalar) {
  std::uint64_t bits = 0;
  std::memcpy(&bits, scalar.data(), scalar.bytes());
  return bits;
}

[[noreturn]] void throw_mixed(const Op& op, std::span<const Var> in) {
  std::string names;
  for (Var v : in) names += (names.empty() ? "" : ", ") + (v ? v.name() : std::string("an empty Var"));
  for (Var v : in)
    if (!v) throw GraphError(op.name(), "an operand is empty", names, "a Var comes from g.input, g.variable or an op");
  throw GraphError(op.name(), "the operands belong to different graphs", names,
                   "build both in one graph, or give the other graph's result as an input");
}

}  // namespace

const Segment* find_segment(const std::vector<Segment>& segments, std::uint32_t id) {
  const auto after = std::upper_bound(segments.begin(), segments.end(), id,
                                      [](std::uint32_t node, const Segment& s) { return node < s.begin; });
  return after != segments.begin() && id < std::prev(after)->end ? &*std::prev(after) : nullptr;
}

Arena& arena_of_operands(const Op& op, std::span<const Var> in) {
  for (Var v : in)
    if (v) return *v.arena();
  throw GraphError(op.name(), "no operand belongs to a graph");
}

Vars Arena::in_vars(std::uint32_t id) {
  Vars vars;
  vars.reserve(in(id).size());
  for (std::uint32_t i : in(id)) vars.push_back(var(i));
  return vars;
}

std::vector<Operand> Arena::operands(std::uint32_t id) {
  std::vector<Operand> operands;
  operands.reserve(in(id).size());
  for (std::uint32_t i : in(id)) operands.push_back({type(i), var(i)});
  return operands;
}

Var Arena::append(const OpPtr& op, const Type& type, std::span<const std::uint32_t> in) {
  return append(intern_op(op), intern_type(type), in);
}

Var Arena::append(std::uint32_t op, std::uint32_t type, std::span<const std::uint32_t> in) {
  if (nodes_.size() >= UINT32_MAX) throw GraphError(ops_[op]->name(), "the graph is full: 2^32 nodes");
  Node node{op, type, scope_, static_cast<std::uint32_t>(in.size()), {}};
  if (in.size() <= 3) {
    std::copy(in.begin(), in.end(), node.in.begin());
  } else {
    node.in[0] = static_cast<std::uint32_t>(overflow_.size());
    overflow_.insert(overflow_.end(), in.begin(), in.end());
  }
  nodes_.push_back(node);
  return var(static_cast<std::uint32_t>(nodes_.size() - 1));
}

Var Arena::apply(const OpPtr& op, std::span<const Var> in) {
  constexpr std::size_t few = 4;
  std::array<std::uint32_t, few> few_ids;
  std::vector<std::uint32_t> many_ids(in.size() > few ? in.size() : 0);
  const std::span<std::uint32_t> ids(in.size() > few ? many_ids.data() : few_ids.data(), in.size());
  for (std::size_t i = 0; i < in.size(); ++i) {
    if (in[i].arena() != this) throw_mixed(*op, in);
    ids[i] = in[i].id();
  }
  if (!op->lane_code() || ids.size() > 3) return append(op, infer(*op, ids), ids);
  Inference wanted{intern_op(op), {}, 0};
  for (std::size_t i = 0; i < ids.size(); ++i) wanted.in[i] = type_number(ids[i]);
  Inference& known =
      inferences_[(wanted.op * 7 + wanted.in[0] + wanted.in[1] * 3 + wanted.in[2] * 5) % inferences_.size()];
  if (known.op != wanted.op || known.in != wanted.in) {
    wanted.type = intern_type(infer(*op, ids));
    known = wanted;
  }
  return append(known.op, known.type, ids);
}

Type Arena::infer(const Op& op, std::span<const std::uint32_t> in) {
  constexpr std::size_t few = 4;
  std::array<Operand, few> few_operands;
  std::vector<Operand> many_operands(in.size() > few ? in.size() : 0);
  const std::span<Operand> operands(in.size() > few ? many_operands.data() : few_operands.data(), in.size());
  for (std::size_t i = 0; i < in.size(); ++i) operands[i] = {type(in[i]), var(in[i])};
  return op.infer(Types(operands));
}

Var Arena::input(std::string_view name, const Type& type) {
  static const OpPtr op = std::make_shared<InputOp>();
  const Var v = append(op, type, {});
  set_name(v.id(), name);
  return v;
}

Var Arena::constant(const Tensor& value) {
  const bool scalar = value.rank() == 0;
  auto& known = numbers_[static_cast<std::size_t>(value.dtype())];
  if (scalar)
    if (auto found = known.find(bits_of(value)); found != known.end()) return var(found->second);
  const Var v = own_constant(value);
  if (scalar) known.emplace(bits_of(value), v.id());
  return v;
}

Var Arena::own_constant(const Tensor& value) {
  return append(std::make_shared<ConstantOp>(value), {value.dtype(), value.shape()}, {});
}

/// Whether `constant` gives this node for its number.
bool Arena::is_shared_number(std::uint32_t id) const {
  if (kind(id) != Kind::constant || type(id).shape.rank() != 0) return false;
  const Tensor& value = constant_value(id);
  const auto& known = numbers_[static_cast<std::size_t>(value.dtype())];
  const auto found = known.find(bits_of(value));
  return found != known.end() && found->second == id;
}

Var Arena::number(double value, DType dtype) {
  if (is_float(dtype)) {  // without a Tensor: expressions are full of numbers
    const std::uint64_t bits = dtype == float64 ? std::bit_cast<std::uint64_t>(value)
                                                : std::bit_cast<std::uint32_t>(static_cast<float>(value));
    const auto& known = numbers_[static_cast<std::size_t>(dtype)];
    if (const auto found = known.find(bits); found != known.end()) return var(found->second);
  }
  return constant(Tensor(value).astype(dtype));
}

Var Arena::variable(std::shared_ptr<State> state) {
  const Var v = append(std::make_shared<VariableOp>(state), state->type, {});
  set_name(v.id(), state->name);
  return v;
}

Var Arena::variable(std::string_view name, const Tensor& initial) {
  auto state = std::make_shared<State>();
  state->type = {initial.dtype(), initial.shape()};
  state->name = name;
  state->storage = Buffer::allocate(initial.bytes());
  if (initial.size() > 0) std::memcpy(state->storage.data(), initial.data(), initial.bytes());
  return variable(std::move(state));
}

const std::string* Arena::find_name(std::uint32_t id) const {
  auto found = names_.find(id);
  return found == names_.end() ? nullptr : &found->second;
}

void Arena::set_name(std::uint32_t id, std::string_view name) {
  names_[id] = name;
  named_.emplace(name, id);
}

Var Arena::find_named(std::string_view name) {
  auto found = named_.find(std::string(name));
  return found == named_.end() ? Var() : var(found->second);
}

std::string Arena::free_name(std::string_view name) {
  std::string free(name);
  for (int number = 2; find_named(free); ++number) free = fmt::format("{}_{}", name, number);
  return free;
}

std::vector<bool> Arena::ancestors(std::span<const Var> of) const {
  std::vector<bool> reached(size(), false);
  for (Var v : of) reached[v.id()] = true;
  for (std::size_t id = size(); id-- > 0;)
    if (reached[id])
      for (std::uint32_t i : in(static_cast<std::uint32_t>(id))) reached[i] = true;
  return reached;
}

const SourceLine* Arena::find_line(std::uint32_t id) const {
  auto found = lines_.find(id);
  return found == lines_.end() ? nullptr : &found->second;
}

std::vector<std::uint32_t> Arena::nearest(std::uint32_t id, std::size_t most,
                                          const std::function<bool(std::uint32_t)>& is_wanted) const {
  std::vector<std::uint32_t> walk(in(id).begin(), in(id).end()), found;
  for (std::size_t i = 0; i < walk.size() && i < 64 && found.size() < most; ++i) {
    if (std::find(walk.begin(), walk.begin() + static_cast<std::ptrdiff_t>(i), walk[i]) !=
        walk.begin() + static_cast<std::ptrdiff_t>(i))
      continue;
    if (is_wanted(walk[i]))
      found.push_back(walk[i]);
    else
      walk.insert(walk.end(), in(walk[i]).begin(), in(walk[i]).end());
  }
  return found;
}

std::string Arena::display_name(std::uint32_t id) const {
  if (const std::string* name = find_name(id)) return *name;
  if (kind(id) == Kind::constant) {
    const Tensor& value = constant_value(id);
    return value.rank() == 0 ? fmt::format("{:g}", value.item())
                             : fmt::format("a constant {}", to_string(value.shape()));
  }
  std::vector<std::string> named;
  for (std::uint32_t from : nearest(id, 3, [&](std::uint32_t i) { return find_name(i) != nullptr; }))
    named.push_back(*find_name(from));
  std::string text = fmt::format("{}({})", op(id).name(), fmt::join(named, ", "));
  const std::string& scope = scope_name(scope_of(id));
  return scope.empty() ? text : fmt::format("{} in {}", text, scope);
}

std::uint32_t Arena::intern_scope(std::string_view name) {
  auto found = std::find(scopes_.begin(), scopes_.end(), name);
  if (found == scopes_.end()) found = scopes_.emplace(scopes_.end(), name);
  return static_cast<std::uint32_t>(found - scopes_.begin());
}

std::uint32_t Arena::intern_op(const OpPtr& op) {
  if (auto found = op_numbers_.find(op.get()); found != op_numbers_.end()) return found->second;
  const auto number = static_cast<std::uint32_t>(ops_.size());
  if (std::string text = op->attributes(); !text.empty()) {
    const Op& one = *op;
    text = fmt::format("{}({})", typeid(one).name(), text);
    auto [found, is_new] = op_texts_.emplace(std::move(text), number);
    // Classes of two anonymous namespaces may have one name: they stay apart.
    if (!is_new) {
      const Op& known = *ops_[found->second];
      if (typeid(known) == typeid(one)) return found->second;
    }
  }
  ops_.push_back(op);
  kinds_.push_back(kind_of(*op));
  op_numbers_.emplace(op.get(), number);
  return number;
}

std::uint32_t Arena::intern_type(const Type& type) {
  if (!nodes_.empty() && types_[nodes_.back().type] == type) return nodes_.back().type;
  const std::size_t hash = hash_of(type);
  auto [first, last] = type_numbers_.equal_range(hash);
  for (auto it = first; it != last; ++it)
    if (types_[it->second] == type) return it->second;
  const auto number = static_cast<std::uint32_t>(types_.size());
  types_.push_back(type);
  type_numbers_.emplace(hash, number);
  return number;
}

/// Of a node that goes away: its name, its line, its place among the numbers.
void Arena::forget(std::uint32_t id) {
  if (auto named = names_.find(id); named != names_.end()) {
    if (auto found = named_.find(named->second); found != named_.end() && found->second == id) named_.erase(found);
    names_.erase(named);
  }
  lines_.erase(id);
  if (!is_shared_number(id)) return;
  const Tensor& value = constant_value(id);
  numbers_[static_cast<std::size_t>(value.dtype())].erase(bits_of(value));
}

void Arena::cut_segments(std::size_t size) {
  while (!segments.empty() && segments.back().end > size) segments.pop_back();
  while (!derivatives.empty() && derivatives.back().end > size) derivatives.pop_back();
}

void Arena::cut(std::size_t size) {
  if (size == nodes_.size()) return;
  cut_segments(size);
  for (std::size_t id = nodes_.size(); id-- > size;) {
    if (nodes_[id].in_count > 3) overflow_.resize(nodes_[id].in[0]);
    forget(static_cast<std::uint32_t>(id));
  }
  nodes_.resize(size);
}

/// Gives node `from` the id `to`, a smaller one that no node has any more; `overflow` is the end of the list of those
/// that moved.
void Arena::move_down(std::uint32_t from, std::uint32_t to, std::size_t& overflow) {
  Node& node = nodes_[to] = nodes_[from];
  if (node.in_count > 3) {
    const auto begin = overflow_.begin() + node.in[0];
    std::copy(begin, begin + node.in_count, overflow_.begin() + static_cast<std::ptrdiff_t>(overflow));
    node.in[0] = static_cast<std::uint32_t>(overflow);
    overflow += node.in_count;
  }
  if (from == to) return;
  if (auto name = names_.extract(from)) {
    const auto [found, is_new] = named_.emplace(name.mapped(), to);
    if (!is_new && found->second == from) found->second = to;
    name.key() = to;
    names_.insert(std::move(name));
  }
  if (auto line = lines_.extract(from)) {
    line.key() = to;
    lines_.insert(std::move(line));
  }
  if (!is_shared_number(from)) return;
  const Tensor& value = constant_value(from);
  numbers_[static_cast<std::size_t>(value.dtype())][bits_of(value)] = to;
}

void Arena::prune_tail(std::size_t first, std::span<Var> keep) {
  cut_segments(first);
  const std::vector<bool> needed = needed_tail(first, keep);
  if (std::find(needed.begin(), needed.end(), false) == needed.end()) return;
  std::vector<std::uint32_t> renumbered(needed.size(), 0);
  std::size_t overflow = overflow_.size();
  for (std::size_t id = nodes_.size(); id-- > first;)
    if (nodes_[id].in_count > 3) overflow = nodes_[id].in[0];
  auto next = static_cast<std::uint32_t>(first);
  for (std::size_t t = 0; t < needed.size(); ++t) {
    const auto id = static_cast<std::uint32_t>(first + t);
    if (!needed[t]) {
      forget(id);
      continue;
    }
    move_down(id, next, overflow);
    for (std::uint32_t& i : operands_of(nodes_[next]))
      if (i >= first) i = renumbered[i - first];
    renumbered[t] = next++;
  }
  nodes_.resize(next);
  overflow_.resize(overflow);
  for (Var& v : keep)
    if (v && v.id() >= first) v = var(renumbered[v.id() - first]);
}

std::vector<bool> Arena::needed_tail(std::size_t first, std::span<const Var> keep) const {
  std::vector<bool> needed(nodes_.size() - first, false);
  auto need = [&](std::uint32_t id) {
    if (id >= first) needed[id - first] = true;
  };
  for (Var v : keep)
    if (v) need(v.id());
  for (std::size_t id = nodes_.size(); id-- > first;)
    if (needed[id - first])
      for (std::uint32_t i : in(static_cast<std::uint32_t>(id))) need(i);
  return needed;
}

}  // namespace xgrad
