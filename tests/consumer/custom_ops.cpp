// A user's program with three ops of its own: an elementwise one of two operands, one that computes with an xtensor
// expression, and one of two results. Exit status 0: derivatives to second order are right, and the plan treats them
// like built-in ones.
#include <cmath>
#include <iostream>
#include <string>
#include <string_view>

#include <xgrad/graph/xtensor.hpp>
#include <xgrad/xgrad.hpp>

using namespace xgrad;

/// The Morse potential between two atoms at distance r: (1 - e^(-a r))^2.
struct Morse : Elementwise<Morse> {
  static constexpr std::string_view name = "morse";
  template <class T> static T forward(T r, T a) {
    const T rest = T(1) - exp(-a * r);
    return rest * rest;
  }
  static Vars vjp(Var r, Var a, Var, Var dy) {
    const Var e = exp(-a * r), slope = 2.0 * dy * (1.0 - e) * e;
    return {slope * a, slope * r};
  }
};
Var morse(Var r, Term a) { return apply<Morse>(r, a); }

/// Squared distances of all rows of a [m, d] from all rows of b [n, d]: [m, n].
struct SquaredDistances : Op {
  std::string_view name() const override { return "squared_distances"; }
  Type infer(Types in) const override {
    auto [a, b] = in.take<2>();
    check_rank(name(), 2, in);
    check_dtype(name(), a, float64);
    check_dtype(name(), b, float64);
    if (!may_equal(a.shape[1], b.shape[1])) throw ShapeError(name(), "the rows have other lengths", describe(in));
    return {float64, {a.shape[0], b.shape[0]}};
  }
  void forward(Views in, View out) const override {
    const auto a = as_xtensor<const double, 2>(in[0]), b = as_xtensor<const double, 2>(in[1]);
    auto y = as_xtensor<double, 2>(out);
    xt::noalias(y) = xt::sum(xt::square(xt::expand_dims(a, 1) - xt::expand_dims(b, 0)), {2});
  }
  Vars vjp(Vars in, Var, Var dy) const override {
    auto [a, b] = in.take<2>();
    const Var to_a = 2.0 * (a * sum(dy, {1}, keepdims) - matmul(dy, b));
    const Var to_b = 2.0 * (b * transpose(sum(dy, {0}, keepdims)) - matmul(transpose(dy), a));
    return {to_a, to_b};
  }
};
Var squared_distances(Var a, Var b) { return make_node<SquaredDistances>(a, b); }

/// A point's distance from the origin and its angle.
struct Polar : MultiOp {
  std::string_view name() const override { return "polar"; }
  std::vector<Type> infer(Types in) const override {
    auto [x, y] = in.take<2>();
    check_same_shape(name(), x, y);
    check_dtype(name(), x, float64);
    check_dtype(name(), y, float64);
    return {x, y};
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
    const Var dr = dout[0] / out[0], turn = dout[1] / square(out[0]);
    return {dr * x - turn * y, dr * y + turn * x};
  }
};

int failures = 0;
void check(bool holds, std::string_view what) {
  std::cout << (holds ? "ok      " : "FAILED  ") << what << '\n';
  failures += !holds;
}

void derivatives() {
  check(bool(check_gradients([](Var r, Var a) { return morse(r, a); }, {.low = 0.2, .high = 2})), "morse, numbers");
  check(bool(check_gradients([](Var r, Var a) { return morse(r, a); }, {.shapes = {{{2, 3}, {3}}, {{4}, {}}}})),
        "morse, arrays that broadcast");
  check(bool(check_gradients(squared_distances, {.shapes = {{{3, 2}, {4, 2}}, {{1, 2}, {0, 2}}}})),
        "squared_distances");
  const auto spiral = [](Var x, Var y) {
    auto [r, angle] = make_nodes<Polar>({x, y}).take<2>();
    return r * sin(angle + r);
  };
  check(bool(check_gradients(spiral, {.shapes = {{{2, 3}, {2, 3}}}})), "polar");
}

/// All three in one function of a model: its energy, gradient and a Hessian-vector product.
void program() {
  Graph g;
  const Var a = g.input("a", float64, {dynamic, 2}), b = g.input("b", float64, {dynamic, 2});
  auto [r, angle] = make_nodes<Polar>({sqrt(squared_distances(a, b)), ones_like(squared_distances(a, b))}).take<2>();
  const Var y = tanh(2.0 * morse(r, 1.5) + 1.0), energy = sum(y * square(angle));
  const Var slope = grad(energy, a);
  Program p = compile({a, b}, {energy, slope, hvp(energy, a, ones_like(a)), y});

  const Tensor rows = tensor({{0.0, 0.5}, {1.0, 2.0}, {-1.0, 0.25}}), others = tensor({{2.0, 1.0}, {0.5, -1.0}});
  const Outputs out = p({rows, others});
  // The gradient against differences of the energy, the product against differences of the gradient.
  const double step = 1e-5;
  const auto moved = [&](double by) {
    return p({Tensor(tensor({{by, 0.5 + by}, {1 + by, 2 + by}, {by - 1, 0.25 + by}})), others});
  };
  const Outputs forth = moved(step), back = moved(-step);
  double total = 0, worst = 0;
  for (int i = 0; i < 6; ++i) {
    total += out[1].data<double>()[i];
    const double numeric = (forth[1].data<double>()[i] - back[1].data<double>()[i]) / (2 * step);
    worst = std::max(worst, std::abs(numeric - out[2].data<double>()[i]));
  }
  check(std::abs((forth[0].item() - back[0].item()) / (2 * step) - total) < 1e-8, "the energy's gradient");
  check(worst < 1e-8, "its Hessian times a vector");
  check(p({rows, tensor({{2.0, 1.0}})})[3].shape() == Shape{3, 1}, "other numbers of rows");
}

/// The elementwise op is joined with its neighbours; equal nodes are computed once.
void plan() {
  Graph g;
  const Var a = g.input("a", float64, {5, 2}), b = g.input("b", float64, {7, 2});
  const Var r = sqrt(squared_distances(a, b) + 1.0);
  auto [length, angle] = make_nodes<Polar>({r, squared_distances(a, b)}).take<2>();
  Program p = compile({a, b}, {tanh(2.0 * morse(length * angle, 1.5) + 1.0)});
  p({ones({5, 2}), ones({7, 2})});
  const std::string table = p.explain();
  std::cout << table;
  check(table.find("mul, morse, mul, add, tanh") != std::string::npos, "morse is one kernel with its neighbours");
  check(table.find("squared_distances") == table.rfind("squared_distances"), "squared_distances runs once");
  check(p.report().lane_programs == 2, "elementwise ops on both sides of polar are joined");
}

void errors() {
  Graph g;
  const Var a = g.input("a", float64, {5, 2}), b = g.input("b", float64, {7, 3});
  std::string text;
  try {
    squared_distances(a, b);
  } catch (const ShapeError& error) { text = error.what(); }
  check(text == "squared_distances: the rows have other lengths: a float64 [5, 2], b float64 [7, 3]",
        "an error's text");
}

int main() {
  derivatives();
  program();
  plan();
  errors();
  return failures == 0 ? 0 : 1;
}
