#pragma once
#include <concepts>
#include <functional>
#include <string>
#include <type_traits>
#include <utility>
#include <xgrad/graph/var.hpp>

namespace xgrad {

class UnaryFunction;
class BinaryFunction;
class TernaryFunction;

namespace detail {
template <class F>
concept GraphFunction = std::same_as<std::remove_cvref_t<F>, UnaryFunction> ||
    std::same_as<std::remove_cvref_t<F>, BinaryFunction> || std::same_as<std::remove_cvref_t<F>, TernaryFunction>;
[[noreturn]] void throw_empty_function();
}  // namespace detail

/// A function from a Var to a Var: a builder like relu, or any callable. It picks the builder out of overloads, so that
/// check_gradients(tanh) and .activation = tanh compile where <cmath> has put others of that name. Never empty: the
/// identity is [](Var x) { return x; }.
///     UnaryFunction f = tanh, g = [](Var x) { return x * sigmoid(x); };
class UnaryFunction {
 public:
  /// Throws GraphError for a null pointer.
  UnaryFunction(Var (*f)(Var)) : call_(f), is_builder_(true) {
    if (!f) detail::throw_empty_function();
  }
  template <class F>
  requires(!detail::GraphFunction<F> && std::is_invocable_r_v<Var, F&, Var> && !std::is_invocable_v<F&, Var, Var>)
      UnaryFunction(F f)
      : call_(std::move(f)) {}
  /// The same function under a name.
  UnaryFunction(std::string name, UnaryFunction f) : call_(std::move(f.call_)), name_(std::move(name)) {}

  Var operator()(Var x) const { return call_(x); }
  /// The given name; else, for a builder that applies one op to x, that op's ("relu"); else empty.
  std::string name() const;

 private:
  std::function<Var(Var)> call_;
  std::string name_;
  bool is_builder_ = false;
};

/// The same for two operands: maximum, pow, matmul, or any callable.
class BinaryFunction {
 public:
  /// Throws GraphError for a null pointer.
  BinaryFunction(Var (*f)(Var, Var)) : call_(f) {
    if (!f) detail::throw_empty_function();
  }
  BinaryFunction(Var (*f)(Term, Term)) : call_(f) {
    if (!f) detail::throw_empty_function();
  }
  template <class F>
  requires(!detail::GraphFunction<F> && std::is_invocable_r_v<Var, F&, Var, Var> && !std::is_invocable_v<F&, Var> &&
           !std::is_invocable_v<F&, Var, Var, Var>) BinaryFunction(F f)
      : call_(std::move(f)) {}

  Var operator()(Var a, Var b) const { return call_(a, b); }

 private:
  std::function<Var(Var, Var)> call_;
};

/// The same for three operands.
class TernaryFunction {
 public:
  /// Throws GraphError for a null pointer.
  TernaryFunction(Var (*f)(Var, Var, Var)) : call_(f) {
    if (!f) detail::throw_empty_function();
  }
  TernaryFunction(Var (*f)(Var, Term, Term)) : call_(f) {
    if (!f) detail::throw_empty_function();
  }
  template <class F>
  requires(!detail::GraphFunction<F> && std::is_invocable_r_v<Var, F&, Var, Var, Var> &&
           !std::is_invocable_v<F&, Var> && !std::is_invocable_v<F&, Var, Var>) TernaryFunction(F f)
      : call_(std::move(f)) {}

  Var operator()(Var a, Var b, Var c) const { return call_(a, b, c); }

 private:
  std::function<Var(Var, Var, Var)> call_;
};

}  // namespace xgrad
