#include <doctest/doctest.h>

#include <cmath>
#include <xgrad/graph/check_gradients.hpp>
#include <xgrad/graph/error.hpp>
#include <xgrad/graph/find_non_finite.hpp>
#include <xgrad/graph/grad.hpp>
#include <xgrad/graph/graph.hpp>
#include <xgrad/graph/multi_op.hpp>
#include <xgrad/graph/program.hpp>
#include <xgrad/ops/ops.hpp>

namespace xgrad {
namespace {

/// (r, angle) of a point, and which half of the plane it is in.
struct Polar : MultiOp {
  std::string_view name() const override { return "polar"; }
  std::vector<Type> infer(Types in) const override {
    if (in.size() != 2 || !(in[0].shape == in[1].shape))
      throw ShapeError("polar", "the shapes differ", to_string(in[0]) + ", " + to_string(in[1]));
    return {in[0], in[0], {int64, in[0].shape}};
  }
  void forward(Views in, Views out) const override {
    for (std::int64_t i = 0; i < out[0].size(); ++i) {
      const double x = in[0].as<double>()[i], y = in[1].as<double>()[i];
      out[0].as<double>()[i] = std::hypot(x, y);
      out[1].as<double>()[i] = std::atan2(y, x);
      out[2].as<std::int64_t>()[i] = y < 0 ? -1 : 1;
    }
  }
  Vars vjp(Vars in, Vars out, Vars dout) const override {
    auto [x, y] = in.take<2>();
    CHECK(!dout[2]);  // of an integer result
    const Var r = out[0], dr = dout[0], da = dout[1];
    return {dr * x / r - da * y / square(r), dr * y / r + da * x / square(r)};
  }
};

/// All powers of x up to one that is given.
struct Powers : MultiOp {
  explicit Powers(std::size_t count) : count_(count) {}
  std::string_view name() const override { return "powers"; }
  std::string attributes() const override { return "count=" + std::to_string(count_); }
  std::vector<Type> infer(Types in) const override { return std::vector<Type>(count_, in[0]); }
  void forward(Views in, Views out) const override {
    for (std::int64_t i = 0; i < in[0].size(); ++i) {
      double power = 1;
      for (std::size_t k = 0; k < count_; ++k) out[k].as<double>()[i] = power *= in[0].as<double>()[i];
    }
  }

 private:
  std::size_t count_;
};

TEST_CASE("an op of several results: values, gradients of any order, forward mode, static and dynamic") {
  const auto f = [](Var x, Var y) {
    auto [r, angle, half] = make_nodes<Polar>({x, y}).take<3>();
    return square(r) * sin(angle) + cast(half, float64) * r;
  };
  const GradientReport report = check_gradients(f, {.shapes = {{{2, 3}, {2, 3}}, {{0}, {0}}, {{}, {}}}});
  CHECK_MESSAGE(report.ok, report.text);

  Graph g;
  const Var x = g.input("x", float64, {dynamic}), y = g.input("y", float64, {dynamic});
  const Vars polar = make_nodes<Polar>({x, y});
  CHECK(polar.size() == 3);
  CHECK(polar[2].dtype() == int64);
  Program p = compile({x, y}, {polar[0], polar[1], polar[2], grad(sum(polar[1]), y)});
  for (std::int64_t n : {1, 2, 40}) {
    const std::vector<double> xs(static_cast<std::size_t>(n), 3.0), ys(static_cast<std::size_t>(n), -4.0);
    const Outputs out = p({Tensor::from(xs, {n}), Tensor::from(ys, {n})});
    for (std::size_t i = 0; i < xs.size(); ++i) {
      CHECK(out[0].to_vector<double>()[i] == 5);
      CHECK(out[1].to_vector<double>()[i] == std::atan2(-4.0, 3.0));
      CHECK(out[2].to_vector<std::int64_t>()[i] == -1);
      CHECK(out[3].to_vector<double>()[i] == doctest::Approx(3.0 / 25));
    }
  }
}

TEST_CASE("an op of several results: equal ones are computed once, results that nobody wants do not matter") {
  Graph g;
  const Var x = g.input("x", float64, {2});
  const Vars once = make_nodes<Powers>({x}, 3u), again = make_nodes<Powers>({x}, 3u),
             fewer = make_nodes<Powers>({x}, 2u);
  Program p = compile({x}, {once[2], again[2], fewer[1]});
  const Outputs out = p({Tensor::from(std::vector<double>{2, 3}, {2})});
  CHECK(out[0].to_vector<double>() == std::vector<double>{8, 27});
  CHECK(out[1].to_vector<double>() == std::vector<double>{8, 27});
  CHECK(out[2].to_vector<double>() == std::vector<double>{4, 9});
  CHECK(p.report().kernels == 4);  // two ops, two results: the copies of the third are one node
}

TEST_CASE("an op of several results: errors") {
  Graph g;
  const Var x = g.input("x", float64, {2}), y = g.input("y", float64, {3});
  const std::size_t before = g.size();
  CHECK_THROWS_WITH_AS(make_nodes<Polar>({x, y}), "polar: the shapes differ: x float64 [2], y float64 [3]", ShapeError);
  CHECK_THROWS_WITH_AS(make_nodes<Polar>({Var()}), "polar: no operand belongs to a graph", GraphError);
  CHECK(g.size() == before);
  CHECK_THROWS_WITH_AS(parts_of(x), "parts_of: the node has one result: x\n  make_nodes makes nodes of several",
                       GraphError);
  const Vars powers = make_nodes<Powers>({x}, 2u);
  CHECK_THROWS_WITH_AS(grad(sum(powers[1]), x),
                       "grad: powers has no derivative rule: part(x)\n  override vjp, or leave this path out with "
                       "stop_gradient",
                       GraphError);
}

/// a / b and a b.
struct Ratio : MultiOp {
  std::string_view name() const override { return "ratio"; }
  std::vector<Type> infer(Types in) const override { return {in[0], in[0]}; }
  void forward(Views in, Views out) const override {
    for (std::int64_t i = 0; i < out[0].size(); ++i) {
      const double a = in[0].as<double>()[i], b = in[1].as<double>()[i];
      out[0].as<double>()[i] = a / b;
      out[1].as<double>()[i] = a * b;
    }
  }
};

TEST_CASE("an op of several results: what is not finite is seen by result, and traced to its operands") {
  Graph g;
  const Var a = g.input("a", float64, {dynamic}), b = g.input("b", float64, {dynamic});
  const Vars out = make_nodes<Ratio>({a, b});
  Program p = compile({a, b}, {out[0] + out[1]}, {}, {.check_finite = true});
  const Tensor one = full({2}, 1.0), zero = zeros({2}), missing = full({2}, NAN);
  CHECK(p({one, one})[0].to_vector<double>() == std::vector<double>{2, 2});
  CHECK(std::isnan(p({missing, one})[0].to_vector<double>()[0]));  // as it came: nobody's fault here
  CHECK_THROWS_WITH_AS(p({one, zero}),
                       doctest::Contains("ratio: it made 2 infinite of 2 entries: result 0 of ratio(a, b) from "
                                         "a float64 [2], 1 to 1; b float64 [2], 0 to 0"),
                       DataError);
  const auto made = find_non_finite({a, b}, {out[0]}, std::vector<Tensor>{one, zero});
  REQUIRE(made);
  CHECK(made->node.is_same(out[0]));
  CHECK(made->text ==
        "ratio made 2 infinite of 2 entries: part(a, b) from a float64 [2], 1 to 1; b float64 [2], 0 to 0");
  const auto came = find_non_finite({a, b}, {out[1]}, std::vector<Tensor>{missing, one});
  REQUIRE(came);
  CHECK(came->node.is_same(a));
}

}  // namespace
}  // namespace xgrad
