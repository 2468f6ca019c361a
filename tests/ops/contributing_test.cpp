// The ops that CONTRIBUTING.md adds. tests/readme_snippets.sh compares the texts.
#include <doctest/doctest.h>

#include <cmath>
#include <xgrad/graph/check_gradients.hpp>
#include <xgrad/graph/checks.hpp>
#include <xgrad/graph/elementwise.hpp>
#include <xgrad/graph/graph.hpp>
#include <xgrad/graph/multi_op.hpp>
#include <xgrad/graph/xtensor.hpp>
#include <xgrad/ops/ops.hpp>

#include "../support/check_op.hpp"

namespace xgrad {
namespace {

// snippet: softsign
struct Softsign : Elementwise<Softsign> {
  static constexpr std::string_view name = "softsign";
  template <class T> static T forward(T x) { return x / (T(1) + abs(x)); }
  static Var vjp(Var, Var y, Var dy) { return dy * square(1.0 - abs(y)); }
};
inline Var softsign(Var x) { return apply<Softsign>(x); }
// end of snippet

// snippet: squared_distances
/// squared_distances(a, b): of all rows of a from all rows of b.   as sklearn.metrics.pairwise_distances, squared
///   shapes      a [m, d], b [n, d] -> [m, n], any may be dynamic
///   dtypes      float32, float64
///   derivative  da_i = 2 sum_j dy_ij (a_i - b_j),  db_j = 2 sum_i dy_ij (b_j - a_i)
///   throws      ShapeError, DTypeError
Var squared_distances(Var a, Var b);

struct SquaredDistances : Op {
  std::string_view name() const override { return "squared_distances"; }
  Type infer(Types in) const override {
    auto [a, b] = in.take<2>();
    check_rank(name(), 2, in);
    check_same_float(name(), in);
    if (!may_equal(a.shape[1], b.shape[1]))
      throw ShapeError(name(), "the rows have other lengths", describe(in), a.origin());
    return {a.dtype, {a.shape[0], b.shape[0]}};
  }
  template <class T> static void compute(Views in, View out) {
    const auto a = as_xtensor<const T, 2>(in[0]), b = as_xtensor<const T, 2>(in[1]);
    auto y = as_xtensor<T, 2>(out);
    xt::noalias(y) = xt::sum(xt::square(xt::expand_dims(a, 1) - xt::expand_dims(b, 0)), {2});
  }
  void forward(Views in, View out) const override {
    out.dtype == float32 ? compute<float>(in, out) : compute<double>(in, out);
  }
  Vars vjp(Vars in, Var, Var dy) const override {
    auto [a, b] = in.take<2>();
    return {2.0 * (a * sum(dy, {1}, keepdims) - matmul(dy, b)),
            2.0 * (b * transpose(sum(dy, {0}, keepdims)) - matmul(transpose(dy), a))};
  }
};
Var squared_distances(Var a, Var b) { return make_node<SquaredDistances>(a, b); }
// end of snippet

// snippet: polar
/// What polar gives.
struct LengthAndAngle {
  Var length, angle;
};

struct Polar : MultiOp {
  std::string_view name() const override { return "polar"; }
  std::vector<Type> infer(Types in) const override {
    auto [x, y] = in.take<2>();
    check_same_shape(name(), x, y);
    check_dtype(name(), x, float64);
    check_dtype(name(), y, float64);
    return {x, x};
  }
  void forward(Views in, Views out) const override {
    for (std::int64_t i = 0; i < out[0].size(); ++i) {
      const double x = in[0].as<double>()[i], y = in[1].as<double>()[i];
      out[0].as<double>()[i] = std::hypot(x, y);
      out[1].as<double>()[i] = std::atan2(y, x);
    }
  }
  Vars vjp(Vars in, Vars out, Vars dout) const override {
    auto [x, y] = in.take<2>();
    const Var outwards = dout[0] / out[0], around = dout[1] / square(out[0]);
    return {outwards * x - around * y, outwards * y + around * x};
  }
};
LengthAndAngle polar(Var x, Var y) {
  auto [length, angle] = make_nodes<Polar>({x, y}).take<2>();
  return {length, angle};
}
// end of snippet

}  // namespace

// snippet: softsign_test
TEST_CASE("softsign") { check_op(softsign, {.values = {{-0.0, -0.0}, {1.0, 0.5}, {-3.0, -0.75}, {nan, nan}}}); }
// end of snippet

// snippet: squared_distances_test
TEST_CASE("squared_distances") {
  check_op(squared_distances, {.shapes = {{{3, 2}, {4, 2}}, {{1, 3}, {1, 3}}, {{0, 2}, {4, 2}}, {{2, 0}, {3, 0}}}});
  Graph g;
  const Var a = g.input("a", float32, {dynamic, 2}), b = g.input("b", float32, {4, 3});
  CHECK_THROWS_WITH_AS(squared_distances(a, b),
                       doctest::Contains("squared_distances: the rows have other lengths: a float32 [?, 2], "
                                         "b float32 [4, 3]\n  a was made at contributing_test.cpp:"),
                       ShapeError);
}
// end of snippet

// snippet: polar_test
TEST_CASE("polar") {
  const auto f = [](Var x, Var y) {
    auto [length, angle] = polar(x, y);
    return length * sin(angle + length);
  };
  const GradientReport report = check_gradients(f, {.shapes = {{{2, 3}, {2, 3}}, {{0}, {0}}, {{}, {}}}});
  CHECK_MESSAGE(report.ok, report.text);
}
// end of snippet

}  // namespace xgrad
