#pragma once
#include <algorithm>
#include <array>
#include <concepts>
#include <functional>
#include <span>
#include <vector>
#include <xgrad/graph/tensor.hpp>
#include <xgrad/graph/unary_function.hpp>

namespace xgrad {

// Derivatives for who has a function and a point, and wants numbers: a graph is built, compiled, run and forgotten. For
// many points, build the graph once: grad() and compile(). Points are float64, float32 or C++ numbers (float64).
// They throw what the function throws when it builds, and GraphError unless its result is of rank 0 (jacobian: any).

/// The gradient of f at x0, of its shape.                           as jax.grad(f)(x0)
///     gradient([](Var x) { return sum(square(x)); }, Tensor::from(std::vector{1.0, 2.0}, {2}));      // [2, 4]
///     gradient([](Var x) { return sin(x); }, 0.0);                                                   // 1
Tensor gradient(const UnaryFunction& f, const Tensor& x0);
/// All second derivatives, of shape x0.shape + x0.shape: one Hessian-vector product compiled, run for each element.
///                                                                  as jax.hessian(f)(x0)
Tensor hessian(const UnaryFunction& f, const Tensor& x0);
/// All first derivatives of f(x0), of shape f(x0).shape + x0.shape.  as jax.jacobian(f)(x0)
Tensor jacobian(const UnaryFunction& f, const Tensor& x0);

namespace detail {
using ManyFunction = std::function<Var(const Vars&)>;
std::vector<Tensor> gradient(const ManyFunction& f, std::span<const Tensor> x0);
Tensor hessian(const ManyFunction& f, std::span<const Tensor> x0);

template <class F, std::size_t... I> ManyFunction many(F& f, std::index_sequence<I...>) {
  return [&f](const Vars& x) { return f(x[I]...); };
}
template <class F, std::size_t N>
concept FunctionOf = N >= 2 &&[]<std::size_t... I>(std::index_sequence<I...>) {
  return std::is_invocable_r_v<Var, F&, decltype((void)I, Var())...>;
}
(std::make_index_sequence<N>());
}  // namespace detail

/// The gradients by several operands.
///     auto [fx, fy] = gradient([](Var x, Var y) { return x * x * y; }, 3.0, 2.0);                    // 12, 9
template <class F, std::convertible_to<Tensor>... X>
requires(detail::FunctionOf<F, sizeof...(X)>) std::array<Tensor, sizeof...(X)> gradient(F f, const X&... x0) {
  const std::array<Tensor, sizeof...(X)> point{Tensor(x0)...};
  const std::vector<Tensor> found = detail::gradient(detail::many(f, std::make_index_sequence<sizeof...(X)>()), point);
  std::array<Tensor, sizeof...(X)> result;
  std::copy(found.begin(), found.end(), result.begin());
  return result;
}
/// The matrix of second derivatives by n scalars, [n, n]. Throws ShapeError for an operand that is no scalar.
///     hessian([](Var x, Var y) { return x * x * y; }, 3.0, 2.0);                                     // [[4, 6], [6,
///     0]]
template <class F, std::convertible_to<Tensor>... X>
requires(detail::FunctionOf<F, sizeof...(X)>) Tensor hessian(F f, const X&... x0) {
  const std::array<Tensor, sizeof...(X)> point{Tensor(x0)...};
  return detail::hessian(detail::many(f, std::make_index_sequence<sizeof...(X)>()), point);
}

}  // namespace xgrad
