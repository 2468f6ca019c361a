#include <fmt/format.h>
#include <map>
#include <string>
#include <tuple>
#include <unordered_set>
#include <xgrad/graph/arena_internal.hpp>
#include <xgrad/graph/error.hpp>
#include <xgrad/graph/grad.hpp>
#include <xgrad/ops/arithmetic.hpp>
#include <xgrad/ops/cast.hpp>
#include <xgrad/optim/optimizer.hpp>

namespace xgrad::optim {
namespace {

constexpr std::uint32_t optimizer_wide = UINT32_MAX;  // the owner of a slot that belongs to no parameter

std::string describe(Var v) { return v ? to_string(Operand{v.arena()->type(v.id()), v}) : v.name(); }

Var as(Var x, DType dtype) { return x.dtype() == dtype ? x : cast(x, dtype); }

Arena& check_parameters(std::string_view what, const Vars& parameters) {
  if (parameters.empty()) throw GraphError(what, "there are no parameters to update");
  std::unordered_set<std::uint32_t> seen;
  for (Var p : parameters) {
    if (!p || p.arena() != parameters[0].arena())
      throw GraphError(what, "the parameters are not of one graph",
                       fmt::format("{}, {}", parameters[0].name(), p.name()));
    if (p.arena()->kind(p.id()) != Arena::Kind::variable)
      throw GraphError(what, "a parameter is no state variable", describe(p),
                       "parameters come from g.variable and layers");
    if (!is_float(p.dtype())) throw GraphError(what, "a parameter is of no float type", describe(p));
    if (!seen.insert(p.id()).second) throw GraphError(what, "a parameter is there twice", describe(p));
  }
  return *parameters[0].arena();
}

void check_gradients(std::string_view what, const Vars& parameters, const Vars& gradients) {
  if (gradients.size() != parameters.size())
    throw GraphError(what, fmt::format("{} gradients for {} parameters", gradients.size(), parameters.size()));
  for (std::size_t i = 0; i < parameters.size(); ++i) {
    const Var p = parameters[i], g = gradients[i];
    if (!g || g.arena() != p.arena())
      throw GraphError(what, "a gradient is not of the parameters' graph",
                       fmt::format("{} for {}", g.name(), p.name()));
    const std::string both = fmt::format("{} for {}", describe(g), describe(p));
    if (g.dtype() != p.dtype()) throw DTypeError(what, "a gradient has another dtype", both);
    if (!may_equal(g.shape(), p.shape())) throw ShapeError(what, "a gradient has another shape", both);
  }
}

void check_rate(std::string_view optimizer, Var rate, Arena& arena) {
  if (!rate || rate.arena() != &arena)
    throw GraphError(optimizer, "the learning rate is of another graph", rate.name());
  if (rate.rank() != 0) throw ShapeError(optimizer, "the learning rate is no scalar", describe(rate));
  if (!is_float(rate.dtype())) throw DTypeError(optimizer, "the learning rate is of no float type", describe(rate));
}

/// What is made while it lives prints under this name, within the scope that was.
class Scope {
 public:
  Scope(Arena& arena, std::string_view name) : arena_(arena), previous_(arena.scope()) {
    const std::string& outer = arena.scope_name(previous_);
    arena.set_scope(arena.intern_scope(outer.empty() ? std::string(name) : fmt::format("{}/{}", outer, name)));
  }
  ~Scope() { arena_.set_scope(previous_); }
  Scope(const Scope&) = delete;
  Scope& operator=(const Scope&) = delete;

 private:
  Arena& arena_;
  std::uint32_t previous_;
};

}  // namespace

/// The state variables that an optimizer has made. A graph may be cut back or go away behind its back, so an entry
/// counts only if its state is still where it was.
struct Optimizer::Slots {
  struct Entry {
    std::uint32_t id;
    std::weak_ptr<State> state;
  };
  using Key = std::tuple<Arena*, std::uint32_t, std::string>;

  Var find(Arena& arena, std::uint32_t owner, std::string_view name) const {
    const auto found = entries.find(Key(&arena, owner, name));
    if (found == entries.end()) return {};
    const auto& [id, state] = found->second;
    const bool is_there =
        id < arena.size() && arena.kind(id) == Arena::Kind::variable && arena.state(id) == state.lock();
    return is_there ? arena.var(id) : Var();
  }

  Var find_or_make(Arena& arena, std::uint32_t owner, std::string_view name, std::string_view optimizer,
                   const Tensor& initial) {
    if (Var known = find(arena, owner, name)) return known;
    const std::string tail =
        owner == optimizer_wide ? std::string(name) : fmt::format("{}/{}", *arena.find_name(owner), name);
    std::string full = fmt::format("{}/{}", optimizer, tail);
    for (int number = 2; arena.find_named(full); ++number) full = fmt::format("{}_{}/{}", optimizer, number, tail);
    const Var made = arena.variable(full, initial);
    entries[Key(&arena, owner, name)] = {made.id(), arena.state(made.id())};
    return made;
  }

  std::map<Key, Entry> entries;
  Arena* last = nullptr;
  Var lr, steps;  // of the last updates: the node of the rate, and that of the counter's new value
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

Updates Optimizer::updates(const Vars& parameters, const Vars& gradients) {
  Arena& arena = check_parameters(name(), parameters);
  check_gradients(name(), parameters, gradients);
  Undo undo(arena);
  Scope scope(arena, name());
  Next next(*this, arena, parameters[0].dtype());
  update_all(next, parameters, gradients);
  Updates made = next.finish();
  undo.keep();
  slots().last = &arena;
  slots().lr = next.lr_;
  slots().steps = next.steps_;
  return made + arena.updates;
}

Updates Optimizer::minimize(Var loss, const Vars& parameters) {
  Undo undo(check_parameters(name(), parameters));
  Updates made = updates(parameters, grad(loss, parameters));
  undo.keep();
  return made;
}

Updates Optimizer::maximize(Var objective, const Vars& parameters) {
  Undo undo(check_parameters(name(), parameters));
  Vars gradients = grad(objective, parameters);
  for (Var& g : gradients) g = -g;
  Updates made = updates(parameters, gradients);
  undo.keep();
  return made;
}

Var Optimizer::slot(Var p, std::string_view slot_name) const {
  const Var found = p && slots_ ? slots_->find(*p.arena(), p.id(), slot_name) : Var();
  if (!found) throw GraphError(name(), "no such slot", fmt::format("{} of {}", slot_name, p.name()));
  return found;
}

Var Optimizer::slot(std::string_view slot_name) const {
  const Var found = slots_ && slots_->last ? slots_->find(*slots_->last, optimizer_wide, slot_name) : Var();
  if (!found) throw GraphError(name(), "no such slot", slot_name);
  return found;
}

Var Optimizer::lr() const {
  if (!slots_ || !slots_->lr)
    throw GraphError(name(), "there is no learning rate", {},
                     "minimize makes it; rates of their own for parameters are slots");
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
            : schedule.is_function() ? (count_up(), schedule(counter()))
                                     : schedule.var();
      check_rate(optimizer_.name(), lr_, arena_);
    }
    return as(lr_, dtype_);
  });
}

Var Next::step() {
  return once("step", [&] { return as(count_up(), dtype_); });
}

// In float64, which counts to 2^53; float32 would stop at 2^24.
Var Next::counter() { return slot("step", Tensor(0.0)); }

Var Next::count_up() {
  if (steps_) return steps_;
  const Var steps = counter();
  // The node of an earlier call, if it is there still: updates of one counter by one node are no contradiction.
  const Var known = optimizer_.slots().steps;
  const bool is_there = known && known.arena() == &arena_ && known.id() < arena_.size() &&
                        !arena_.is_leaf(known.id()) && arena_.op(known.id()).name() == Add::name &&
                        arena_.in(known.id())[0] == steps.id();
  return steps_ = (*this)[steps] = is_there ? known : steps + 1.0;
}

Updates Next::finish() const {
  for (const Update& u : updates_)
    if (!u.value) throw GraphError(optimizer_.name(), "a new value is read before it is assigned", u.state.name());
  return {updates_.begin(), updates_.end()};
}

}  // namespace xgrad::optim
