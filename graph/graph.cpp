#include <fmt/format.h>
#include <cmath>
#include <cstring>
#include <ostream>
#include <set>
#include <tuple>
#include <xgrad/graph/arena_internal.hpp>
#include <xgrad/graph/graph.hpp>

namespace xgrad {

Updates operator+(Updates a, const Updates& b) {
  // What both say, running statistics that two optimizers took along, counts once.
  auto key = [](const Update& u) { return std::tuple(u.state.arena(), u.state.id(), u.value.arena(), u.value.id()); };
  std::set<std::tuple<Arena*, std::uint32_t, Arena*, std::uint32_t>> known;
  for (const Update& u : a) known.insert(key(u));
  for (const Update& u : b)
    if (known.insert(key(u)).second) a.push_back(u);
  return a;
}

Graph::Graph() : arena_(std::make_unique<Arena>()) {}
Graph::Graph(Graph&&) noexcept = default;
Graph& Graph::operator=(Graph&&) noexcept = default;
Graph::~Graph() = default;

namespace {

void check_name_is_free(Arena& arena, std::string_view what, std::string_view name) {
  if (name.empty()) throw GraphError(what, "the name is empty");
  if (Var taken = arena.find_named(name)) {
    const Operand operand{arena.type(taken.id()), taken};
    throw GraphError(what, "the name is taken", std::string(name), operand.origin());
  }
}

State& state_of(std::string_view what, Var v) {
  if (!v || v.arena()->kind(v.id()) != Arena::Kind::variable)
    throw GraphError(what, "not a state variable", v.name(), "state comes from g.variable, layers and optimizers");
  return *v.arena()->state(v.id());
}

void check_own(std::string_view what, const Arena& arena, Var v) {
  if (v && v.arena() != &arena)
    throw GraphError(what, "the node belongs to another graph", v.name(),
                     fmt::format("ask that graph, or call {}() without one", what));
}

}  // namespace

Var Graph::input(std::string_view name, DType dtype, const Shape& shape, SourceLine line) {
  check_name_is_free(arena(), "input", name);
  const Var v = arena_->input(name, {dtype, shape});
  arena_->set_line(v.id(), line);
  return v;
}

Var Graph::constant(const Tensor& value) { return arena().own_constant(value); }

Var Graph::variable(std::string_view name, const Tensor& initial, SourceLine line) {
  check_name_is_free(arena(), "variable", name);
  const Var v = arena_->variable(name, initial);
  arena_->set_line(v.id(), line);
  return v;
}

void Graph::update(Var state, Var value) {
  const Type& wanted = state_of("update", state).type;
  if (value.arena() != &arena() || state.arena() != &arena())
    throw GraphError("update", "state and value belong to different graphs",
                     fmt::format("{}, {}", state.name(), value.name()));
  const Operand from{arena_->type(value.id()), value};
  if (from.dtype != wanted.dtype)
    throw DTypeError("update", "the dtypes differ", fmt::format("{} <- {}", state.name(), to_string(from)));
  if (!may_equal(from.shape, wanted.shape))
    throw ShapeError("update", "the shapes differ",
                     fmt::format("{} {} <- {}", state.name(), to_string(wanted.shape), to_string(from)));
  arena_->updates.push_back({state, value});
}

const Updates& Graph::updates() const { return arena().updates; }

Tensor converted_number(std::string_view what, const Tensor& number, DType wanted) {
  const bool is_lost = !is_float(wanted) && !std::isfinite(number.item());
  Tensor made = is_lost ? Tensor(0.0).astype(wanted) : number.astype(wanted);
  if (!is_float(wanted) && made.item() != number.item())
    throw DTypeError(what, fmt::format("{} does not fit {}", number.item(), to_string(wanted)));
  return made;
}

Tensor Graph::value(Var v) const {
  check_own("value", arena(), v);
  return xgrad::value(v);
}

void Graph::set(Var state, const Tensor& value) {
  check_own("set", arena(), state);
  xgrad::set(state, value);
}

Tensor value(Var v) {
  if (v && v.arena()->kind(v.id()) == Arena::Kind::constant) return v.arena()->constant_value(v.id());
  const State& state = state_of("value", v);
  Tensor copy = Tensor::uninitialized(state.type.dtype, state.type.shape);
  void* to = copy.mutable_data();
  if (copy.size() > 0) std::memcpy(to, state.storage.data(), copy.bytes());
  return copy;
}

void set(Var v, const Tensor& value) {
  State& state = state_of("set", v);
  const Tensor given = value.is_number() ? converted_number("set", value, state.type.dtype) : value;
  const auto both = [&] {
    return fmt::format("{} {} {} <- {} {}", state.name, to_string(state.type.dtype), to_string(state.type.shape),
                       to_string(given.dtype()), to_string(given.shape()));
  };
  if (given.dtype() != state.type.dtype) throw DTypeError("set", "the dtypes differ", both(), "value.astype converts");
  if (given.shape() != state.type.shape) throw ShapeError("set", "the shapes differ", both());
  if (given.size() > 0) std::memcpy(state.storage.data(), given.data(), given.bytes());
}

Graph::Scope::Scope(Graph& g, std::string_view name) : Scope(g.arena(), name) {}
Graph::Scope::Scope(Arena& arena, std::string_view name) : arena_(&arena), previous_(arena_->scope()) {
  const std::string& outer = arena_->scope_name(previous_);
  arena_->set_scope(arena_->intern_scope(outer.empty() ? std::string(name) : fmt::format("{}/{}", outer, name)));
}
Graph::Scope::~Scope() { arena_->set_scope(previous_); }

Graph::Training::Training(Graph& g) : arena_(&g.arena()), previous_(arena_->is_training) { arena_->is_training = true; }
Graph::Training::~Training() { arena_->is_training = previous_; }
bool Graph::training() const { return arena().is_training; }

Arena& Graph::throw_moved_from() {
  throw GraphError("graph", "it was moved from", {}, "use the graph that it was moved to");
}

std::size_t Graph::size() const { return arena().size(); }
Var Graph::node(std::size_t id) const {
  if (id >= arena().size()) throw GraphError("node", "no such node", fmt::format("{} of {}", id, arena_->size()));
  return arena_->var(static_cast<std::uint32_t>(id));
}

namespace {

std::string short_name(const Arena& arena, std::uint32_t id) {
  if (const std::string* name = arena.find_name(id)) return *name;
  if (arena.kind(id) == Arena::Kind::constant && arena.type(id).shape.rank() == 0) {
    const Tensor& number = arena.constant_value(id);
    return number.dtype() == float32 ? fmt::format("{}", number.data<float>()[0]) : fmt::format("{}", number.item());
  }
  return fmt::format("%{}", id);
}

void print_line(std::string& text, Arena& arena, std::uint32_t id) {
  if (arena.kind(id) == Arena::Kind::constant && arena.type(id).shape.rank() == 0) return;  // stands where it is used
  text += fmt::format("{} = {}", short_name(arena, id), arena.op(id).name());
  if (!arena.is_leaf(id)) {
    std::vector<std::string> in;
    for (std::uint32_t i : arena.in(id)) in.push_back(short_name(arena, i));
    if (std::string attributes = arena.op(id).attributes(); !attributes.empty()) in.push_back(std::move(attributes));
    text += fmt::format("({})", fmt::join(in, ", "));
  }
  const Type& type = arena.type(id);
  const std::string& scope = arena.scope_name(arena.scope_of(id));
  text +=
      fmt::format("  {} {}{}{}\n", to_string(type.dtype), to_string(type.shape), scope.empty() ? "" : "  in ", scope);
}

}  // namespace

std::string listing(const Graph& g) {
  std::string text;
  auto& arena = const_cast<Graph&>(g).arena();
  for (std::uint32_t id = 0; id < arena.size(); ++id) print_line(text, arena, id);
  return text;
}

std::string listing(Var v) {
  if (!v) throw GraphError("listing", "the Var is empty", {}, "a Var comes from g.input, g.variable or an op");
  Arena& arena = *v.arena();
  const std::vector<bool> needed = arena.ancestors({&v, 1});
  std::string text;
  for (std::uint32_t id = 0; id <= v.id(); ++id)
    if (needed[id]) print_line(text, arena, id);
  return text;
}

std::ostream& operator<<(std::ostream& out, const Graph& g) { return out << listing(g); }

}  // namespace xgrad
