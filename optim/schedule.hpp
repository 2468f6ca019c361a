#pragma once
#include <concepts>
#include <functional>
#include <type_traits>
#include <utility>
#include <xgrad/graph/var.hpp>

namespace xgrad::optim {

/// The learning rate of an optimizer, step by step:
///     .lr = 1e-3                                               a number: a state variable of that value
///     (Optimizer::lr) .lr = rate                                               a scalar of the graph, such as a
///     variable of your own .lr = [](Var t) { return 0.1 / sqrt(t + 1.0); }          a function of the step, as torch's
///     LambdaLR
/// The function gets the number of steps taken before this one, t = 0, 1, 2, ..., a float64 scalar; it returns a
/// scalar. Throws DataError for a rate below 0 or NaN.
class Schedule {
 public:
  Schedule(double rate);
  Schedule(Var rate);
  template <class F>
  requires(!std::same_as<std::remove_cvref_t<F>, Schedule> && std::is_invocable_r_v<Var, F&, Var>)
      Schedule(F rate_of_step)
      : of_step_(std::move(rate_of_step)) {}

  bool is_number() const { return !of_step_ && !var_; }
  bool is_function() const { return static_cast<bool>(of_step_); }
  double number() const { return number_; }
  Var var() const { return var_; }
  Var operator()(Var t) const { return of_step_(t); }

 private:
  double number_ = 0;
  Var var_;
  std::function<Var(Var)> of_step_;
};

}  // namespace xgrad::optim
