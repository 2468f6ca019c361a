#include <fmt/format.h>
#include <algorithm>
#include <atomic>
#include <xgrad/graph/plan/plan_internal.hpp>
#include <xgrad/graph/program.hpp>
#include <xgrad/graph/tensor_internal.hpp>

namespace xgrad {

const Tensor& Outputs::operator[](std::size_t i) const {
  if (i >= size_) throw GraphError("outputs", "no such output", fmt::format("{} of {}", i, size_));
  return begin()[i];
}

void Outputs::push_back(Tensor&& t) {
  if (size_ == few) many_.assign(std::make_move_iterator(few_.begin()), std::make_move_iterator(few_.end()));
  if (size_ >= few)
    many_.push_back(std::move(t));
  else
    few_[size_] = std::move(t);
  ++size_;
}

struct Program::Body {
  std::shared_ptr<Module> module;  // optimized, extents as declared; a plan's own if they are all known
  CompileOptions options;
  std::vector<std::unique_ptr<Plan>> plans;  // the one that ran last comes first
  std::atomic<bool> is_running{false};

  void check(std::span<const Tensor> inputs);
  Plan& plan_for(std::span<const Tensor> inputs);
  std::shared_ptr<Module> concrete_module(std::span<const Tensor> inputs);
};

namespace {

/// Sets a program's flag for one run.
class Running {
 public:
  explicit Running(std::atomic<bool>& flag) : flag_(flag) {
    if (flag_.exchange(true, std::memory_order_acquire))
      throw GraphError("program", "it runs already", {},
                       "one program is run by one thread at a time; compile one for each thread");
  }
  ~Running() { flag_.store(false, std::memory_order_release); }
  Running(const Running&) = delete;
  Running& operator=(const Running&) = delete;

 private:
  std::atomic<bool>& flag_;
};

constexpr std::size_t plans_kept = 32;

}  // namespace

void Program::Body::check(std::span<const Tensor> inputs) {
  if (inputs.size() != module->inputs.size())
    throw GraphError("program", fmt::format("{} inputs given, {} wanted", inputs.size(), module->inputs.size()));
  const Arena& arena = module->graph.arena();
  for (std::size_t i = 0; i < inputs.size(); ++i) {
    const Type& wanted = arena.type(module->inputs[i].id());
    const Operand input{wanted, module->inputs[i]};
    if (inputs[i].dtype() != wanted.dtype && !inputs[i].is_number()) {
      const std::string origin = input.origin();
      throw DTypeError(
          "program", "an input has another dtype", fmt::format("{} <- {}", to_string(input), describe(inputs[i])),
          fmt::format("{}{}astype({}) converts", origin, origin.empty() ? "" : "; ", to_string(wanted.dtype)));
    }
    if (!may_equal(inputs[i].shape(), wanted.shape))
      throw ShapeError("program", "an input has another shape",
                       fmt::format("{} <- {}", to_string(input), describe(inputs[i])), input.origin());
  }
}

/// What a plan for these inputs computes, optimized. No copy where all extents are declared: there will be one plan.
std::shared_ptr<Module> Program::Body::concrete_module(std::span<const Tensor> inputs) {
  if (is_concrete(*module)) {
    *module = compact(optimize(std::move(*module), options.without));
    return module;
  }
  std::vector<Shape> shapes;
  for (const Tensor& t : inputs) shapes.push_back(t.shape());
  return std::make_shared<Module>(compact(optimize(specialize(*module, shapes), options.without)));
}

Plan& Program::Body::plan_for(std::span<const Tensor> inputs) {
  for (std::size_t i = 0; i < plans.size(); ++i) {
    if (!plans[i]->serves(inputs)) continue;
    std::swap(plans[0], plans[i]);
    return *plans[0];
  }
  auto plan = std::make_unique<Plan>(concrete_module(inputs), options);
  if (plans.size() == plans_kept) plans.pop_back();
  plans.insert(plans.begin(), std::move(plan));
  return *plans[0];
}

Program::Program(std::unique_ptr<Body> body) : body_(std::move(body)) {}
Program::Program(Program&&) noexcept = default;
Program& Program::operator=(Program&&) noexcept = default;
Program::~Program() = default;

Outputs Program::run(std::span<const Tensor> inputs) {
  if (!body_) throw GraphError("program", "it was moved from", {}, "run the program that it was moved to");
  Running running(body_->is_running);
  Outputs outputs;
  if (!body_->plans.empty() && inputs.size() == body_->module->inputs.size() && body_->plans[0]->accepts(inputs)) {
    body_->plans[0]->run(inputs, outputs);
    return outputs;
  }
  body_->check(inputs);
  body_->plan_for(inputs).run(inputs, outputs);
  return outputs;
}

std::string Program::explain() const {
  return !body_ || body_->plans.empty() ? std::string() : body_->plans[0]->explain();
}

PlanReport Program::report() const { return !body_ || body_->plans.empty() ? PlanReport{} : body_->plans[0]->report(); }

namespace {

void check_inputs(Arena& arena, const Vars& inputs) {
  for (std::size_t i = 0; i < inputs.size(); ++i) {
    if (!inputs[i] || inputs[i].arena() != &arena)
      throw GraphError("compile", "an input is not of the same graph", inputs[i].name());
    if (arena.kind(inputs[i].id()) != Arena::Kind::input)
      throw GraphError("compile", "an input is no input node", inputs[i].name(), "inputs come from g.input");
    for (std::size_t j = 0; j < i; ++j)
      if (inputs[j].is_same(inputs[i])) throw GraphError("compile", "an input is given twice", inputs[i].name());
  }
}

/// "w <- mul(w) and x"; nodes of one name by their numbers too.
std::string two_values(Var state, Var first, Var second) {
  const std::string a = first.name(), b = second.name();
  if (a != b) return fmt::format("{} <- {} and {}", state.name(), a, b);
  return fmt::format("{} <- {} (node {}) and {} (node {})", state.name(), a, first.id(), b, second.id());
}

void check_updates(Arena& arena, const Updates& updates) {
  std::unordered_map<std::uint32_t, Var> seen;
  for (const Update& u : updates) {
    for (Var v : {u.state, u.value})
      if (!v || v.arena() != &arena) throw GraphError("compile", "an update is not of the same graph", v.name());
    if (arena.kind(u.state.id()) != Arena::Kind::variable)
      throw GraphError("compile", "an update's target is no state variable", u.state.name());
    auto [first, is_new] = seen.emplace(u.state.id(), u.value);
    if (!is_new)
      throw GraphError("compile", "two updates of one variable", two_values(u.state, first->second, u.value));
    const auto both = [&] {
      return fmt::format("{} <- {}", to_string(Operand{arena.type(u.state.id()), u.state}),
                         to_string(Operand{arena.type(u.value.id()), u.value}));
    };
    if (u.value.dtype() != u.state.dtype()) throw DTypeError("compile", "an update has another dtype", both());
    if (!may_equal(u.value.shape(), u.state.shape()))
      throw ShapeError("compile", "an update has another shape", both());
  }
}

void check_passes(std::span<const std::string> without) {
  const std::vector<std::string> names = pass_names();
  for (const std::string& name : without)
    if (std::find(names.begin(), names.end(), name) == names.end())
      throw GraphError("compile", "there is no such pass to leave out", name,
                       fmt::format("the passes are {}", fmt::join(names, ", ")));
}

Arena& arena_of(const Vars& inputs, const Vars& outputs, const Updates& updates) {
  for (const Vars* vars : {&outputs, &inputs})
    for (Var v : *vars)
      if (v) return *v.arena();
  if (!updates.empty() && updates[0].state) return *updates[0].state.arena();
  throw GraphError("compile", "there is nothing to compile");
}

}  // namespace

Program compile(const Vars& inputs, const Vars& outputs, const Updates& updates, const CompileOptions& options) {
  Arena& arena = arena_of(inputs, outputs, updates);
  check_passes(options.without);
  check_inputs(arena, inputs);
  for (Var v : outputs)
    if (!v || v.arena() != &arena) throw GraphError("compile", "an output is not of the same graph", v.name());
  check_updates(arena, updates);
  auto body = std::make_unique<Program::Body>();
  body->module = std::make_shared<Module>(prune(arena, inputs, outputs, updates));
  const Arena& pruned = body->module->graph.arena();
  std::vector<bool> given(pruned.size(), false);
  for (Var v : body->module->inputs) given[v.id()] = true;
  for (std::uint32_t id = 0; id < pruned.size(); ++id)
    if (pruned.kind(id) == Arena::Kind::input && !given[id])
      throw GraphError("compile", "a needed input is not given", pruned.display_name(id), "list it among the inputs");
  body->options = options;
  if (options.check_finite) body->options.without = pass_names();  // the ops as they were written
  *body->module = optimize(std::move(*body->module), body->options.without);
  Program program(std::move(body));
  return program;
}

}  // namespace xgrad
