#pragma once
#include <cstddef>
#include <cstdint>
#include <deque>
#include <functional>
#include <map>
#include <memory>
#include <string>
#include <string_view>
#include <unordered_map>
#include <utility>
#include <xgrad/graph/graph.hpp>
#include <xgrad/graph/tensor.hpp>
#include <xgrad/graph/var.hpp>
#include <xgrad/optim/schedule.hpp>

/// Optimizers are graphs too: an optimizer returns updates, which `compile` makes a part of the step.
///     Program step = compile({x, y}, {loss}, optim::Adam{{.lr = 1e-3}}.minimize(loss, mlp.parameters()));
namespace xgrad::optim {

class Next;

/// The base of the optimizers. One of your own says what a step does to a parameter p with gradient g:
///     struct Momentum : optim::Optimizer {
///       void update(optim::Next& next, Var p, Var g) const override {
///         Var m = next.slot(p, "momentum");             // a state variable, zeros like p at first
///         next[m] = 0.9 * m + g;
///         next[p] = p - 0.01 * next[m];                 // m is the old value, next[m] the new one
///       }
///     };
/// A new parameter below 1e-31 (float32), 1e-292 (float64) becomes 0: with what lies beyond processors are slow.
/// What it remembers are state variables of the graph, owned by (optimizer, parameter, name) and saved with it. One
/// optimizer that updates a parameter in two programs uses the same state in both; a copy of it starts afresh.
class Optimizer {
 public:
  virtual ~Optimizer();

  /// The updates of a step against the gradient of the loss (rank 0), and those which the graph has registered (running
  /// statistics) and that need no other inputs than the loss. Two optimizers' concatenate with +. Throws GraphError: a
  /// parameter that is no state variable of a float type, or is there twice; loss and parameters of several graphs.
  Updates minimize(Var loss, const Vars& parameters);
  /// The same, along the gradient. Throws GraphError if the optimizer's own .maximize is set: the two undo each other.
  Updates maximize(Var objective, const Vars& parameters);
  /// The same from gradients that you have made: clipped ones, for example.
  Updates updates(const Vars& parameters, const Vars& gradients);

  /// A state variable of the optimizer: value(adam.slot(w, "mean")). In the last graph that it made updates for.
  /// Throws GraphError if there is none of that name.
  Var slot(Var p, std::string_view name) const;
  /// The same of what it keeps for all parameters: "lr" (if it is a number), "step" (if it counts).
  Var slot(std::string_view name) const;
  /// The learning rate in the last graph that it made updates for: a node to be an output of the step, or, if it was
  /// given as a number, to be set: g.set(adam.lr(), 1e-4). Throws GraphError if there is none.
  Var lr() const;
  /// Whether there is such a rate: not before updates were made, nor where each entry has its own (Rprop, SignFlipSGD).
  bool has_lr() const;

  /// How its state is called: "adam" gives "adam/w1/mean", or "adam_2/w1/mean" where that is taken.
  virtual std::string_view name() const { return "optimizer"; }
  /// Writes down the step of one parameter.
  virtual void update(Next& next, Var p, Var g) const = 0;
  /// Whether update goes along the gradient that it is given: options.maximize.
  virtual bool goes_along_gradient() const { return false; }
  /// The step of all parameters: of one after the other, unless something of a step needs them all.
  virtual void update_all(Next& next, const Vars& parameters, const Vars& gradients) const;

 protected:
  Optimizer();
  Optimizer(const Optimizer&);
  Optimizer& operator=(const Optimizer&);
  Optimizer(Optimizer&&) noexcept;
  Optimizer& operator=(Optimizer&&) noexcept;

 private:
  friend class Next;
  struct Slots;
  Updates own_updates(const Vars& parameters, const Vars& gradients);
  Slots& slots();
  std::unique_ptr<Slots> slots_;  // null until there are any
};

/// The state after a step, while it is being written down.
class Next {
 public:
  /// The new value of a state variable; assign it before it is read.
  Var& operator[](Var state);

  /// The state variable of that name for a parameter: of its dtype and shape, filled with `initial`.
  Var slot(Var p, std::string_view name, double initial = 0.0);
  /// The same with another value to begin with.
  Var slot(Var p, std::string_view name, const Tensor& initial);
  /// One for all parameters.
  Var slot(std::string_view name, const Tensor& initial);

  /// The learning rate of this step: a scalar of the dtype of the parameter that is being updated.
  Var lr(const Schedule&);
  /// The number of this step, 1, 2, 3, ...: the same.
  Var step();
  /// The same in float64.
  Var step_count();
  /// The new value of a number of the optimizer's own (float64), once a step: `make` builds it from the old one.
  /// Several calls of `minimize` whose updates are concatenated share it, as they share the step.
  ///     Var product = next.running("product", 1.0, [&](Var old) { return old * factor; });
  Var running(std::string_view name, double initial, const std::function<Var(Var old)>& make);
  /// What `make` builds, made once for all parameters of a dtype: the scalars of a step.
  ///     Var rate = next.once("rate", [&] { return next.lr(options.lr) / next.step(); });
  Var once(std::string_view name, const std::function<Var()>& make);

 private:
  friend class Optimizer;
  Next(Optimizer& optimizer, Arena& arena, DType dtype) : optimizer_(optimizer), arena_(arena), dtype_(dtype) {}
  Var counter();
  Updates finish() const;

  Optimizer& optimizer_;
  Arena& arena_;
  DType dtype_;  // of the parameter that is being updated
  Var lr_;       // as the schedule gives it
  std::map<std::string, Var, std::less<>> running_;
  std::deque<Update> updates_;
  std::unordered_map<std::uint32_t, std::size_t> places_;  // of updates, by state variable
  std::map<std::pair<std::string, DType>, Var> once_;
};

}  // namespace xgrad::optim
