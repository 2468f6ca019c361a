#include <doctest/doctest.h>

#include <cmath>
#include <xgrad/graph/check_gradients.hpp>
#include <xgrad/graph/elementwise.hpp>
#include <xgrad/graph/grad.hpp>
#include <xgrad/graph/graph.hpp>
#include <xgrad/graph/program.hpp>
#include <xgrad/ops/ops.hpp>

#include "../support/swish.hpp"

namespace xgrad {
namespace {

// ---- elementwise ops, as a user writes them

struct LogRatio : Elementwise<LogRatio> {
  static constexpr std::string_view name = "log_ratio";
  template <class T> static T forward(T a, T b) { return log(a) - log(b); }
  static Vars vjp(Var a, Var b, Var, Var dy) { return {dy / a, -dy / b}; }
};
Var log_ratio(Var a, Var b) { return apply<LogRatio>(a, b); }

struct Lerp : Elementwise<Lerp> {
  static constexpr std::string_view name = "lerp";
  template <class T> static T forward(T a, T b, T t) { return fma(t, b - a, a); }
  static Vars vjp(Var a, Var b, Var t, Var, Var dy) { return {dy * (1.0 - t), dy * t, dy * (b - a)}; }
};
Var lerp(Var a, Var b, Var t) { return apply<Lerp>(a, b, t); }

struct Blend : Elementwise<Blend> {  // four operands, a mask among them
  static constexpr std::string_view name = "blend";
  template <class T> static T forward(T a, typename T::mask m, T b, T scale) { return scale * select(m, a, b); }
  static Vars vjp(Var a, Var m, Var b, Var scale, Var, Var dy) {
    const Var d = dy * scale;
    return {where(m, d, 0.0), no_gradient, where(m, 0.0, d), dy * where(m, a, b)};
  }
};

struct Between : Elementwise<Between> {  // a mask out
  static constexpr std::string_view name = "between";
  template <class T> static typename T::mask forward(T x, T low, T high) { return (low <= x) & (x < high); }
  static Vars vjp(Var, Var, Var, Var, Var) { return {no_gradient, no_gradient, no_gradient}; }
};

struct Majority : Elementwise<Majority> {  // masks in, a mask out
  static constexpr std::string_view name = "majority";
  template <class T> static typename T::mask forward(typename T::mask a, typename T::mask b, typename T::mask c) {
    return (a & b) | (a & c) | (b & c);
  }
  static Vars vjp(Var, Var, Var, Var, Var) { return no_gradient; }
};

TEST_CASE("custom elementwise: values in both float types, at every size") {
  for (DType dtype : {float32, float64})
    for (std::int64_t n : {0, 1, 5, 1000}) {
      Graph g;
      const Var x = g.input("x", dtype, {n});
      Tensor given(float64, {n});
      for (std::int64_t i = 0; i < n; ++i) given.mutable_data<double>()[i] = 0.01 * static_cast<double>(i) - 4;
      const Tensor y = compile({x}, {swish(x)})({given.astype(dtype)})[0].astype(float64);
      for (std::int64_t i = 0; i < n; ++i) {
        const double v = given.at<double>({i});
        REQUIRE(y.at<double>({i}) == doctest::Approx(v / (1 + std::exp(-v))).epsilon(dtype == float32 ? 1e-6 : 1e-14));
      }
    }
}

TEST_CASE("custom elementwise: first and second order, against finite differences") {
  CHECK(check_gradients(swish));
  CHECK(check_gradients(log_ratio, {.low = 0.5, .high = 3}));
  CHECK(check_gradients(lerp));
  CHECK(check_gradients(log_ratio, {.shapes = {{{2, 3}, {3}}, {{2, 1}, {2, 3}}, {{}, {4}}}, .low = 0.5}));
}

TEST_CASE("custom elementwise: a wrong rule is found") {
  const UnaryFunction wrong = [](Var x) { return swish(x) + stop_gradient(x); };
  CHECK_FALSE(check_gradients(wrong));
}

TEST_CASE("custom elementwise: third order by the same rule") {
  Graph g;
  const Var x = g.input("x");
  Var y = swish(x);
  for (int order = 0; order < 3; ++order) y = grad(y, x);
  CHECK(compile({x}, {y})({0.0})[0].item() == doctest::Approx(0.0));
  CHECK(compile({x}, {grad(y, x)})({0.0})[0].item() == doctest::Approx(-0.5));
}

TEST_CASE("custom elementwise: numbers, broadcasting, masks in and out") {
  Graph g;
  const Var x = g.input("x", float32, {4}), row = g.input("row", float32, {2, 1});
  const Var inside = apply<Between>(x, 1.0, 3.0), right = x >= 2.0;
  const auto r =
      compile({x, row}, {inside, apply<Majority>(inside, right, x > 10.0), apply<Blend>(x, inside, -1.0, row)})(
          {tensor({0.0f, 1.0f, 2.0f, 3.0f}), tensor({{1.0f}, {10.0f}})});
  CHECK(to_string(r[0]) == "[False  True  True False]");
  CHECK(to_string(r[1]) == "[False False  True False]");
  CHECK(to_string(r[2]) == "[[ -1.   1.   2.  -1.]\n [-10.  10.  20. -10.]]");
}

TEST_CASE("custom elementwise: what it refuses") {
  Graph g;
  const Var x = g.input("x"), f = g.input("f", float32), n = g.input("n", int64), m = g.input("m", boolean),
            v = g.input("v", float64, {2}), w = g.input("w", float64, {3});
  const std::size_t size = g.size();
  CHECK_THROWS_WITH_AS(swish(n), "swish: int64 is not taken: n int64 []\n  cast(x, float64) converts", DTypeError);
  CHECK_THROWS_WITH_AS(lerp(x, f, x),
                       "lerp: the dtypes differ: x float64 [], f float32 [], x float64 []\n  cast(f, float64) converts",
                       DTypeError);
  CHECK_THROWS_WITH_AS(log_ratio(v, w),
                       "log_ratio: shapes do not broadcast: v float64 [2], w float64 [3] (axis 0: 2 != 3)", ShapeError);
  CHECK_THROWS_WITH_AS(apply<Majority>(m, m, x),
                       "majority: operand 2 is a mask and must be bool: m bool [], m bool [], x float64 []\n"
                       "  a comparison makes one, or cast(x, boolean)",
                       DTypeError);
  CHECK_THROWS_WITH_AS(apply<LogRatio>(x), "log_ratio: takes 2 operands, not 1", GraphError);
  CHECK(g.size() == size);
}

// ---- other ops

/// Row i of the result is x's row i times weight^i; weight is a member, known to attributes or not.
struct Decay : Op {
  explicit Decay(double weight) : weight_(weight) {}
  std::string_view name() const override { return "decay"; }
  Type infer(Types in) const override { return in[0]; }
  void forward(Views in, View out) const override {
    if (weight_ < 0) throw DataError("decay", "the weight is negative");
    const std::int64_t rows = out.shape()[0], columns = rows == 0 ? 0 : out.size() / rows;
    double factor = 1;
    for (std::int64_t i = 0; i < rows; ++i, factor *= weight_)
      for (std::int64_t j = 0; j < columns; ++j)
        out.as<double>()[i * columns + j] = factor * in[0].as<double>()[i * columns + j];
  }
  Vars vjp(Vars, Var, Var dy) const override { return {make_node<Decay>({dy}, weight_)}; }
  double weight_;
};

TEST_CASE("custom op: two instances with different members stay apart, without attributes()") {
  Graph g;
  const Var x = g.input("x", float64, {3, 2});
  const auto r = compile(
      {x}, {make_node<Decay>({x}, 0.5), make_node<Decay>({x}, 2.0), make_node<Decay>({x}, 2.0)})({ones({3, 2})});
  CHECK(to_string(r[0]) == "[[1.   1.  ]\n [0.5  0.5 ]\n [0.25 0.25]]");
  CHECK(to_string(r[1]) == "[[1. 1.]\n [2. 2.]\n [4. 4.]]");
  CHECK(r[2].is_identical(r[1]));
}

TEST_CASE("custom op: its gradients, with dynamic extents and an empty batch") {
  const UnaryFunction decay = [](Var x) { return make_node<Decay>({x}, 0.5) * x; };
  CHECK(check_gradients(decay, {.shapes = {{{3, 2}}, {{1, 1}}}}));
  Graph g;
  const Var x = g.input("x", float64, {dynamic, 2});
  Program p = compile({x}, {make_node<Decay>({x}, 3.0)});
  CHECK(to_string(p({ones({2, 2})})[0]) == "[[1. 1.]\n [3. 3.]]");
  CHECK(p({zeros({0, 2})})[0].shape() == Shape{0, 2});
}

TEST_CASE("custom op: what its forward throws reaches the caller, and nothing is committed") {
  Graph g;
  const Var x = g.input("x", float64, {2, 2}), p = g.variable("p", zeros({2, 2}));
  Program step = compile({x}, {make_node<Decay>({x}, -1.0)}, {{p, p + 1.0}});
  CHECK_THROWS_WITH_AS(step({ones({2, 2})}), "decay: the weight is negative", DataError);
  CHECK(g.value(p).is_identical(zeros({2, 2})));
  CHECK_THROWS_AS(step({ones({2, 2})}), DataError);
}

TEST_CASE("custom op: constants are not folded through an op that may fail") {
  Graph g;
  const Var bad = make_node<Decay>({g.constant(ones({2, 2}))}, -1.0), x = g.input("x", float64, {2, 2});
  Program p = compile({x}, {bad + x});  // the error belongs to the run
  CHECK_THROWS_AS(p({ones({2, 2})}), DataError);
}

/// Says that it may work in place: the plan then gives it one memory for operand and result.
struct Double : Op {
  std::string_view name() const override { return "double"; }
  Type infer(Types in) const override { return in[0]; }
  void forward(Views in, View out) const override {
    for (std::int64_t i = 0; i < out.size(); ++i) out.as<double>()[i] = 2 * in[0].as<double>()[i];
  }
  bool works_in_place(std::size_t) const override { return true; }
  bool may_fail() const override { return false; }
};

TEST_CASE("custom op: one that works in place changes nothing that others need") {
  Graph g;
  const Var x = g.input("x", float64, {3}), p = g.variable("p", ones({3}));
  const Var e = x + 1.0, d = make_node<Double>(e), twice = make_node<Double>(d);
  Program all =
      compile({x}, {twice, e * 1.0, make_node<Double>(p), p, make_node<Double>(x)}, {{p, make_node<Double>(p)}});
  for (double old : {1.0, 2.0}) {
    const auto r = all({ones({3})});
    CHECK(r[0].is_identical(full({3}, 8.0)));
    CHECK(r[1].is_identical(full({3}, 2.0)));
    CHECK(r[2].is_identical(full({3}, 2 * old)));
    CHECK(r[3].is_identical(full({3}, old)));
    CHECK(r[4].is_identical(full({3}, 2.0)));
  }
}

// ---- elementwise ops on int64

struct TwicePlusOne : Elementwise<TwicePlusOne> {
  static constexpr std::string_view name = "twice_plus_one";
  static constexpr bool takes_integers = true;
  template <class T> static T forward(T x) { return select(x < T(0), T(-7), x * T(2) + T(1)); }
  static Var vjp(Var x, Var, Var dy) { return where(x < 0.0, 0.0, 2.0 * dy); }
};

struct IsUnit : Elementwise<IsUnit> {  // a mask out of integers
  static constexpr std::string_view name = "is_unit";
  static constexpr bool takes_integers = true;
  template <class T> static typename T::mask forward(T x) { return max(abs(x), T(1)) == min(abs(-x), T(1)); }
  static Var vjp(Var, Var, Var) { return no_gradient; }
};

/// What int64 cannot do, step by step.
template <int Step> struct NotForIntegers : Elementwise<NotForIntegers<Step>> {
  static constexpr std::string_view name = "odd";
  static constexpr bool takes_integers = true;
  template <class T> static T forward(T x) {
    if constexpr (Step == 0)
      return x / T(2);
    else if constexpr (Step == 1)
      return x * T(0.5);
    else if constexpr (Step == 2)
      return sqrt(x);
    else if constexpr (Step == 3)
      return fma(x, x, x);
    else if constexpr (Step == 4)
      return exp(x);
    else if constexpr (Step == 5)
      return x + T(1e300);
    else
      return from_bits<T>(shift_left<1>(to_bits(x)));
  }
  static Var vjp(Var, Var, Var dy) { return dy; }
};

TEST_CASE("custom elementwise: takes_integers computes in int64, wherever it runs") {
  for (std::int64_t n : {1, 3, 1000}) {
    Graph g;
    const Var x = g.input("x", int64, {n}), y = g.input("y", int64, {dynamic});
    Tensor given(int64, {n}), twice(int64, {n}), unit(boolean, {n});
    for (std::int64_t i = 0; i < n; ++i) {
      const std::int64_t v = i % 5 == 4 ? -i : (std::int64_t{1} << 53) * (i % 3) + i;  // beyond a double's digits
      given.mutable_data<std::int64_t>()[i] = v;
      twice.mutable_data<std::int64_t>()[i] = v < 0 ? -7 : 2 * v + 1;
      unit.mutable_data<bool>()[i] = v == 1 || v == -1;
    }
    const auto r =
        compile({x, y}, {apply<TwicePlusOne>(x), apply<IsUnit>(x), apply<TwicePlusOne>(y) + y * 3})({given, given});
    CHECK(r[0].is_identical(twice));
    CHECK(r[1].is_identical(unit));
    for (std::int64_t i = 0; i < n; ++i)
      REQUIRE(r[2].at<std::int64_t>({i}) == twice.at<std::int64_t>({i}) + 3 * given.at<std::int64_t>({i}));
    const Var folded = apply<TwicePlusOne>(g.constant(tensor({1, 2})));
    CHECK(to_string(compile({}, {folded})()[0]) == "[3 5]");
  }
  CHECK(check_gradients([](Var x) { return apply<TwicePlusOne>(x); }));
}

TEST_CASE("custom elementwise: what int64 cannot do is refused where it is applied") {
  Graph g;
  const Var n = g.input("n", int64, {3}), x = g.input("x", float64, {3});
  const struct {
    Var (*apply_to)(Var);
    const char* fault;
  } rows[] = {
      {[](Var v) { return apply<NotForIntegers<0>>(v); }, "int64 has no /, which its forward does"},
      {[](Var v) { return apply<NotForIntegers<1>>(v); }, "the constant 0.5 of its forward is no int64"},
      {[](Var v) { return apply<NotForIntegers<2>>(v); }, "int64 has no sqrt, which its forward does"},
      {[](Var v) { return apply<NotForIntegers<3>>(v); }, "int64 has no fma, which its forward does"},
      {[](Var v) { return apply<NotForIntegers<4>>(v); }, "int64 has no exp, which its forward does"},
      {[](Var v) { return apply<NotForIntegers<5>>(v); }, "the constant 1e+300 of its forward is no int64"},
      {[](Var v) { return apply<NotForIntegers<6>>(v); }, "int64 has no arithmetic on bits, which its forward does"},
  };
  for (const auto& row : rows) {
    const std::size_t size = g.size();
    const std::string wanted =
        std::string("odd: ") + row.fault + "\n  cast the operands to float64, or leave takes_integers out";
    CHECK_THROWS_WITH_AS(row.apply_to(n), wanted.c_str(), DTypeError);
    CHECK(g.size() == size);
    CHECK(compile({x}, {row.apply_to(x)})({ones({3})})[0].shape() == Shape{3});
  }
}

/// Forgets its extent.
struct Forgetful : Op {
  std::string_view name() const override { return "forgetful"; }
  Type infer(Types) const override { return {float64, {dynamic}}; }
  void forward(Views, View) const override {}
};

TEST_CASE("custom op: an extent that infer leaves dynamic is an error of the op") {
  Graph g;
  const Var x = g.input("x", float64, {2}), w = g.variable("w", ones({2}));
  Program p = compile({x}, {make_node<Forgetful>(x)}, {{w, w * 2.0}});
  CHECK_THROWS_WITH_AS(p({ones({2})}),
                       "forgetful: infer leaves an extent dynamic where those of the operands are known: "
                       "x float64 [2] -> [?]\n  an extent that the operands' shapes do not fix cannot be planned",
                       GraphError);
  CHECK(g.value(w).is_identical(ones({2})));
}

/// Its vjp gives a node of a graph of its own.
struct Foreign : Op {
  std::string_view name() const override { return "foreign"; }
  Type infer(Types in) const override { return in[0]; }
  void forward(Views, View) const override {}
  Vars vjp(Vars, Var, Var) const override {
    static Graph other;
    static const Var gradient = other.input("gradient");
    return {gradient};
  }
};

/// Takes more operands than it is given.
struct Greedy : Op {
  explicit Greedy(bool in_infer) : in_infer_(in_infer) {}
  std::string_view name() const override { return "greedy"; }
  Type infer(Types in) const override {
    if (in_infer_) return in.take<2>()[1];
    return in[0];
  }
  void forward(Views, View) const override {}
  Vars vjp(Vars in, Var, Var) const override { return {in.take<2>()[1]}; }
  bool in_infer_;
};

TEST_CASE("custom op: gradients of another graph, operands that are not there") {
  Graph g;
  const Var x = g.input("x"), y = make_node<Foreign>(x), z = make_node<Greedy>({x}, false);
  const std::size_t size = g.size();
  CHECK_THROWS_WITH_AS(grad(y, x),
                       "grad: the vjp of foreign gives a gradient of another graph: gradient float64 []\n"
                       "  a vjp builds with the operands that it is given",
                       GraphError);
  CHECK_THROWS_WITH_AS(grad(z, x), "operands: there are 1, not 2", GraphError);
  CHECK_THROWS_WITH_AS(make_node<Greedy>({x}, true), "operands: there are 1, not 2", GraphError);
  CHECK(g.size() == size);
}

}  // namespace
}  // namespace xgrad
