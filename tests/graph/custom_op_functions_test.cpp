#include <doctest/doctest.h>
#include <vector>
#include <xgrad/graph/elementwise.hpp>
#include <xgrad/graph/graph.hpp>
#include <xgrad/graph/program.hpp>
#include <xgrad/ops/ops.hpp>

// Functions in a user's own forward: its trace gives the bits of the built-in ops.
namespace xgrad {
namespace {

struct OfOne : Elementwise<OfOne> {
  static constexpr std::string_view name = "of_one";
  template <class T> static T forward(T x) {
    T sum = exp2(x) + log2(x) + log10(x) + tan(x) + asin(x) + acos(x) + atan(x) + sinh(x) + cosh(x) + asinh(x);
    sum = sum + acosh(T(1) + x) + atanh(x) + erf(x) + erfc(x) + lgamma(x) + digamma(x) + cbrt(x) + rsqrt(x);
    return sum + gelu(x) + gelu_tanh(x) + silu(x) + mish(x);
  }
  static Var vjp(Var, Var, Var) { return no_gradient; }
};
Var composed_of_one(Var x) {
  Var sum = exp2(x) + log2(x) + log10(x) + tan(x) + asin(x) + acos(x) + atan(x) + sinh(x) + cosh(x) + asinh(x);
  sum = sum + acosh(1.0 + x) + atanh(x) + erf(x) + erfc(x) + lgamma(x) + digamma(x) + cbrt(x) + rsqrt(x);
  return sum + gelu(x) + gelu(x, "tanh") + silu(x) + mish(x);
}

struct OfTwo : Elementwise<OfTwo> {
  static constexpr std::string_view name = "of_two";
  template <class T> static T forward(T a, T b) {
    return atan2(a, b) + hypot(a, b) + fmod(b, a) + logaddexp(a, b) + polygamma(T(2), a);
  }
  static Vars vjp(Var, Var, Var, Var) { return no_gradient; }
};
Var composed_of_two(Var a, Var b) { return atan2(a, b) + hypot(a, b) + fmod(b, a) + logaddexp(a, b) + polygamma(2, a); }

template <class F> F difference(F a, F b) { return a - b; }
struct DifferenceOrProduct : Elementwise<DifferenceOrProduct> {
  static constexpr std::string_view name = "difference_or_product";
  template <class T> static T forward(T a, T b) {
    using F = typename T::element;
    return call_where(a > b, static_cast<F (*)(F, F)>(&difference), a, b, a * b);
  }
  static Vars vjp(Var, Var, Var, Var) { return no_gradient; }
};

std::vector<double> ramp(double first, double step) {
  std::vector<double> values;
  for (int i = 0; i < 37; ++i) values.push_back(first + step * i);
  return values;
}

}  // namespace

TEST_CASE("custom elementwise: every function gives the built-in op's bits") {
  for (DType dtype : {float32, float64}) {
    Graph g;
    const Var a = g.input("a", dtype, {37}), b = g.input("b", dtype, {37});
    const Tensor first = Tensor::from(ramp(0.01, 0.026), {37}).astype(dtype);
    const Tensor second = Tensor::from(ramp(5.0, -0.31), {37}).astype(dtype);
    const auto r = compile(
        {a, b}, {apply<OfOne>(a), composed_of_one(a), apply<OfTwo>(a, b), composed_of_two(a, b)})({first, second});
    CHECK(r[0].is_identical(r[1]));
    CHECK(r[2].is_identical(r[3]));
  }
}

TEST_CASE("custom elementwise: a plain function of two numbers where a mask holds") {
  for (DType dtype : {float32, float64}) {
    Graph g;
    const Var a = g.input("a", dtype, {37}), b = g.input("b", dtype, {37});
    const Tensor first = Tensor::from(ramp(-3, 0.5), {37}).astype(dtype);
    const Tensor second = Tensor::from(ramp(5, -0.25), {37}).astype(dtype);
    const auto r = compile({a, b}, {apply<DifferenceOrProduct>(a, b), where(a > b, a - b, a * b)})({first, second});
    CHECK(r[0].is_identical(r[1]));
  }
}

}  // namespace xgrad
