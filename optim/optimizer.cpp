#include <fmt/format.h>
#include <algorithm>
#include <map>
#include <string>
#include <tuple>
#include <vector>
#include <xgrad/graph/arena_internal.hpp>
#include <xgrad/graph/error.hpp>
#include <xgrad/graph/grad.hpp>
#include <xgrad/graph/registered_updates_internal.hpp>
#include <xgrad/ops/arithmetic.hpp>
#include <xgrad/optim/moments_internal.hpp>
#include <xgrad/optim/optimizer.hpp>
#include <xgrad/optim/parameters_internal.hpp>
#include <xgrad/optim/updates_internal.hpp>

namespace xgrad::optim {
namespace {

constexpr std::uint32_t optimizer_wide = UINT32_MAX;  // the owner of a slot that belongs to no parameter

void check_gradients(std::string_view what, const Vars& parameters, const Vars& gradients) {
  if (gradients.size() != parameters.size())
    throw GraphError(what, fmt::format("{} gradients for {} parameters", gradients.size(), parameters.size()));
  for (std::size_t i = 0; i < parameters.size(); ++i) {
    const Var p = parameters[i], g = gradients[i];
    if (!g || g.arena() != p.arena())
      throw GraphError(what, "a gradient is not of the parameters' graph",
                       fmt::format("{} for {}", g.name(), p.name()));
    const auto both = [&] { return fmt::format("{} for {}", describe(g), describe(p)); };
    if (g.dtype() != p.dtype()) throw DTypeError(what, "a gradient has another dtype", both());
    if (!may_equal(g.shape(), p.shape())) throw ShapeError(what, "a gradient has another shape", both());
  }
}

void check_rate(std::string_view optimizer, Var rate, Arena& arena) {
  if (!rate || rate.arena() != &arena)
    throw GraphError(optimizer, "the learning rate is of another graph", rate.name());
  if (rate.rank() != 0) throw ShapeError(optimizer, "the learning rate is no scalar", describe(rate));
  if (!is_float(rate.dtype())) throw DTypeError(optimizer, "the learning rate is of no float type", describe(rate));
}

[[noreturn]] void throw_graph_gone(std::string_view optimizer, std::string_view slot) {
  throw GraphError(optimizer, "the graph that it made updates for is gone", slot, "state lives on in the programs");
}

}  // namespace

/// The state variables that an optimizer has made. A graph may be cut back or go away behind its back, so an entry
/// counts only if the graph lives and the state is still where it was.
struct Optimizer::Slots {
  struct Entry {
    std::uint32_t id = 0;
    std::weak_ptr<State> state;
    std::weak_ptr<const void> graph;  // expires with the arena, whose address may be another's then
  };
  using Key = std::tuple<Arena*, std::uint32_t, std::string>;

  /// Looks at the arena only if it lives.
  Var find(Arena* arena, std::uint32_t owner, std::string_view name) const {
    const auto found = entries.find(Key(arena, owner, name));
    if (found == entries.end() || found->second.graph.expired()) return {};
    const std::uint32_t id = found->second.id;
    const bool is_there = id < arena->size() && arena->kind(id) == Arena::Kind::variable &&
                          arena->state(id) == found->second.state.lock();
    return is_there ? arena->var(id) : Var();
  }

  /// Whether entries of this owner speak of a graph that is gone.
  bool is_gone(Arena* arena, std::uint32_t owner) const {
    const auto first = entries.lower_bound(Key(arena, owner, std::string()));
    return first != entries.end() && std::get<0>(first->first) == arena && std::get<1>(first->first) == owner &&
           first->second.graph.expired();
  }
  bool is_last_gone() const { return last && last_graph.expired(); }

  Var find_or_make(Arena& arena, std::uint32_t owner, std::string_view name, std::string_view optimizer,
                   const Tensor& initial) {
    if (Var known = find(&arena, owner, name)) return known;
    const std::string tail =
        owner == optimizer_wide ? std::string(name) : fmt::format("{}/{}", *arena.find_name(owner), name);
    std::string full = fmt::format("{}/{}", optimizer, tail);
    for (int number = 2; arena.find_named(full); ++number) full = fmt::format("{}_{}/{}", optimizer, number, tail);
    const Var made = arena.variable(full, initial);
    entries[Key(&arena, owner, name)] = {made.id(), arena.state(made.id()), arena.lifetime()};
    return made;
  }

  std::weak_ptr<const void> last_graph;  // that of the last updates
  std::map<Key, Entry> entries;
  Arena* last = nullptr;
  /// The node of a new value, with its op and operands, by which it is known again.
  struct Running {
    Var node;
    std::string op;
    std::vector<std::uint32_t> in;

    static Running of(Arena& arena, Var node) {
      const auto in = arena.in(node.id());
      return {node, std::string(arena.op(node.id()).name()), {in.begin(), in.end()}};
    }
    bool is_there(const Arena& arena) const {
      if (node.arena() != &arena || node.id() >= arena.size()) return false;
      return arena.op(node.id()).name() == op && std::ranges::equal(arena.in(node.id()), in);
    }
  };
  Var lr;                                               // of the last updates
  std::map<std::string, Running, std::less<>> running;  // of the last updates
};

Optimizer::Optimizer() = default;
Optimizer::Optimizer(const Optimizer&) {}
Optimizer& Optimizer::operator=(const Optimizer& other) {
  if (this != &other) slots_.reset();
  return *this;
}
Optimizer::Optimizer(Optimizer&&) noexcept = default;
Optimizer& Optimizer::operator=(Optimizer&&) noexcept = default;
Optimizer::~Optimizer() = default;

Optimizer::Slots& Optimizer::slots() {
  if (!slots_) slots_ = std::make_unique<Slots>();
  return *slots_;
}

void Optimizer::update_all(Next& next, const Vars& parameters, const Vars& gradients) const {
  for (std::size_t i = 0; i < parameters.size(); ++i) {
    next.dtype_ = parameters[i].dtype();
    update(next, parameters[i], gradients[i]);
  }
}

Updates Optimizer::own_updates(const Vars& parameters, const Vars& gradients) {
  Arena& arena = check_parameters(name(), parameters);
  check_gradients(name(), parameters, gradients);
  Undo undo(arena);
  Graph::Scope scope(arena, name());
  Next next(*this, arena, parameters[0].dtype());
  update_all(next, parameters, gradients);
  Updates made = next.finish();
  undo.keep();
  slots().last = &arena;
  slots().last_graph = arena.lifetime();
  slots().lr = next.lr_;
  slots().running.clear();
  for (const auto& [name, node] : next.running_) slots().running[name] = Slots::Running::of(arena, node);
  return made;
}

Updates Optimizer::updates(const Vars& parameters, const Vars& gradients) {
  Updates made = own_updates(parameters, gradients);
  return made + registered_updates(*parameters[0].arena(), gradients);
}

Updates Optimizer::minimize(Var loss, const Vars& parameters) {
  Undo undo(check_parameters(name(), parameters));
  const Updates own = own_updates(parameters, grad(loss, parameters));  // throws for a loss that is none
  Updates made = own + registered_updates(*loss.arena(), {loss});
  undo.keep();
  return made;
}

Updates Optimizer::maximize(Var objective, const Vars& parameters) {
  check_can_maximize(*this);
  Undo undo(check_parameters(name(), parameters));
  Vars gradients = grad(objective, parameters);
  for (Var& g : gradients) g = -g;
  const Updates own = own_updates(parameters, gradients);
  Updates made = own + registered_updates(*objective.arena(), {objective});
  undo.keep();
  return made;
}

Var Optimizer::slot(Var p, std::string_view slot_name) const {
  const Var found = p && slots_ ? slots_->find(p.arena(), p.id(), slot_name) : Var();
  if (found) return found;
  if (p && slots_ && slots_->is_gone(p.arena(), p.id())) throw_graph_gone(name(), slot_name);
  throw GraphError(name(), "no such slot", fmt::format("{} of {}", slot_name, p.name()));
}

Var Optimizer::slot(std::string_view slot_name) const {
  if (slots_ && slots_->is_last_gone()) throw_graph_gone(name(), slot_name);
  const Var found = slots_ && slots_->last ? slots_->find(slots_->last, optimizer_wide, slot_name) : Var();
  if (!found) throw GraphError(name(), "no such slot", slot_name);
  return found;
}

bool Optimizer::has_lr() const { return slots_ && slots_->lr && !slots_->is_last_gone(); }

Var Optimizer::lr() const {
  if (!slots_ || !slots_->lr)
    throw GraphError(name(), "there is no learning rate", {},
                     "minimize makes it; rates of their own for parameters are slots");
  if (slots_->is_last_gone()) throw_graph_gone(name(), "lr");
  return slots_->lr;
}

Var& Next::operator[](Var state) {
  if (!state || state.arena() != &arena_) throw GraphError(optimizer_.name(), "a state of another graph", state.name());
  const auto [found, is_new] = places_.emplace(state.id(), updates_.size());
  if (is_new) updates_.push_back({state, Var()});
  return updates_[found->second].value;
}

Var Next::slot(Var p, std::string_view name, double initial) {
  return slot(p, name, full(p.shape(), initial, p.dtype()));
}

Var Next::slot(Var p, std::string_view name, const Tensor& initial) {
  return optimizer_.slots().find_or_make(arena_, p.id(), name, optimizer_.name(), initial);
}

Var Next::slot(std::string_view name, const Tensor& initial) {
  return optimizer_.slots().find_or_make(arena_, optimizer_wide, name, optimizer_.name(), initial);
}

Var Next::once(std::string_view name, const std::function<Var()>& make) {
  const std::pair key(std::string(name), dtype_);
  if (const auto known = once_.find(key); known != once_.end()) return known->second;
  return once_[key] = make();
}

Var Next::lr(const Schedule& schedule) {
  return once("lr", [&] {
    if (!lr_) {
      lr_ = schedule.is_number()     ? slot("lr", Tensor(schedule.number()).astype(dtype_))
            : schedule.is_function() ? (step_count(), schedule(counter()))
                                     : schedule.var();
      check_rate(optimizer_.name(), lr_, arena_);
    }
    return as(lr_, dtype_);
  });
}

Var Next::step() {
  return once("step", [&] { return as(step_count(), dtype_); });
}

// In float64, which counts to 2^53; float32 would stop at 2^24.
Var Next::counter() { return slot("step", Tensor(0.0)); }

Var Next::step_count() {
  return running("step", 0.0, [](Var steps) { return steps + 1.0; });
}

Var Next::running(std::string_view name, double initial, const std::function<Var(Var)>& make) {
  if (const auto made = running_.find(name); made != running_.end()) return made->second;
  const Var state = slot(name, Tensor(initial));
  // The node of an earlier call, if it is there still: updates of one state by one node are no contradiction.
  const auto& known = optimizer_.slots().running;
  const auto found = known.find(name);
  const bool is_there = found != known.end() && found->second.is_there(arena_);
  return running_[std::string(name)] = (*this)[state] = is_there ? found->second.node : make(state);
}

Updates Next::finish() const {
  for (const Update& u : updates_)
    if (!u.value) throw GraphError(optimizer_.name(), "a new value is read before it is assigned", u.state.name());
  return {updates_.begin(), updates_.end()};
}

}  // namespace xgrad::optim
