#pragma once
#include <concepts>
#include <functional>
#include <memory>
#include <type_traits>
#include <utility>
#include <xgrad/graph/var.hpp>

namespace xgrad::optim {

/// The learning rate of an optimizer, step by step:
///     .lr = 1e-3                                               a number: a state variable (Optimizer::lr) to be set
///     .lr = rate                                               a scalar of the graph, such as a variable of your own
///     .lr = optim::cosine_annealing(0.1, {.T_max = 50})        a named schedule: optim/schedules.hpp
///     .lr = [](Var t) { return 0.1 / sqrt(t + 1.0); }          a function of the step, as torch's LambdaLR
/// The function gets the number of steps taken before this one, t = 0, 1, 2, ..., a float64 scalar; it returns a
/// scalar.
class Schedule {
 public:
  /// A number. Throws DataError if it is below 0 or not finite.
  Schedule(double rate);
  /// A scalar of the graph. Throws GraphError for an empty Var.
  Schedule(Var rate);
  /// A function of the step. Throws GraphError for an empty std::function.
  template <class F>
  requires(!std::same_as<std::remove_cvref_t<F>, Schedule> && std::is_invocable_r_v<Var, F&, Var>)
      Schedule(F rate_of_step)
      : of_step_(std::move(rate_of_step)) {
    check_function();
  }

  /// Whether it was given as a number.
  bool is_number() const { return !of_step_ && !var_; }
  /// Whether it was given as a function of the step, as named schedules are.
  bool is_function() const { return static_cast<bool>(of_step_); }
  /// The number that it was given as; 0 if it is none.
  double number() const { return number_; }
  /// The scalar of the graph that it was given as; empty if it is none.
  Var var() const { return var_; }

  /// The rate in the graph of t, the number of steps taken before.
  Var operator()(Var t) const;
  /// The same outside of a graph, to plot it or to print it:     optim::exponential(0.1, {.gamma = 0.5})(2)   // 0.025
  /// Of a Var it is the value that it has now; throws GraphError unless that is a state variable or a constant.
  double operator()(double t) const;
  double operator()(int t) const { return (*this)(static_cast<double>(t)); }

 private:
  struct Evaluator;
  void check_function() const;
  double number_ = 0;
  Var var_;
  std::function<Var(Var)> of_step_;
  mutable std::shared_ptr<Evaluator> evaluator_;  // a function's program, once it was asked for a number
};

}  // namespace xgrad::optim
