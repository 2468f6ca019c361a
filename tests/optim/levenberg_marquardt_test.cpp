#include <doctest/doctest.h>
#include <cmath>
#include <functional>
#include <limits>
#include <string>
#include <vector>
#include <xgrad/graph/error.hpp>
#include <xgrad/graph/grad.hpp>
#include <xgrad/graph/program.hpp>
#include <xgrad/ops/ops.hpp>
#include <xgrad/optim/levenberg_marquardt.hpp>

namespace xgrad {
namespace {

using optim::LevenbergMarquardt;

double at(const Tensor& t, std::int64_t i) { return t.at<double>({i}); }

/// A problem of More, Garbow and Hillstrom (1981): residuals of the parameters, and where they begin.
struct Problem {
  std::string name;
  Tensor start;
  Var (*residuals)(Graph& g, Var x);
  double cost;  // 0.5 |r|^2 at the minimum
};

Var entry(Var x, std::int64_t i) { return slice(x, {{i, i + 1}}); }

std::vector<Problem> problems() {
  return {
      {"Rosenbrock", tensor({-1.2, 1.0}),
       [](Graph&, Var x) {
         return concatenate({10.0 * (entry(x, 1) - square(entry(x, 0))), 1.0 - entry(x, 0)}, 0);
       },
       0.0},
      {"Powell singular", tensor({3.0, -1.0, 0.0, 1.0}),
       [](Graph&, Var x) {
         const Var a = entry(x, 0), b = entry(x, 1), c = entry(x, 2), d = entry(x, 3);
         return concatenate(
             {a + 10.0 * b, std::sqrt(5.0) * (c - d), square(b - 2.0 * c), std::sqrt(10.0) * square(a - d)}, 0);
       },
       0.0},
      {"Freudenstein and Roth", tensor({0.5, -2.0}),  // this start ends in the local minimum
       [](Graph&, Var x) {
         const Var a = entry(x, 0), b = entry(x, 1);
         return concatenate({-13.0 + a + ((5.0 - b) * b - 2.0) * b, -29.0 + a + ((b + 1.0) * b - 14.0) * b}, 0);
       },
       0.5 * 48.98425367924},
      {"Bard", ones({3}),
       [](Graph& g, Var x) {
         std::vector<double> u, v, w;
         for (int i = 1; i <= 15; ++i) u.push_back(i), v.push_back(16 - i), w.push_back(std::min(i, 16 - i));
         auto data = [&](const std::vector<double>& values) { return g.constant(Tensor::from(values, {15})); };
         const Var y = g.constant(
             tensor({0.14, 0.18, 0.22, 0.25, 0.29, 0.32, 0.35, 0.39, 0.37, 0.58, 0.73, 0.96, 1.34, 2.10, 4.39}));
         return y - (entry(x, 0) + data(u) / (data(v) * entry(x, 1) + data(w) * entry(x, 2)));
       },
       0.5 * 8.214877306578963e-3},
  };
}

/// y = a + b x^2 at x = 0 ... 5, with noise that is not along 1 or x^2.
struct Parabola {
  Graph g;
  Var x = g.input("x", float64, {dynamic}), y = g.input("y", float64, {dynamic});
  Var a = g.variable("a", 5.0), b = g.variable("b", 1.0);
  optim::ResidualProgram r{{x, y}, a + b* square(x) - y, {a, b}};
  Tensor X = tensor({0.0, 1.0, 2.0, 3.0, 4.0, 5.0});
};

}  // namespace

TEST_CASE("Levenberg-Marquardt finds the minima of the standard problems") {
  for (const Problem& problem : problems()) {
    INFO(problem.name);
    Graph g;
    const Var x = g.variable("x", problem.start);
    optim::ResidualProgram r({}, problem.residuals(g, x), x);
    const auto fit = LevenbergMarquardt({.ftol = 1e-12, .xtol = 1e-12, .gtol = 1e-12}).minimize(r, {});
    CHECK(fit.converged());
    CHECK(std::abs(fit.cost - problem.cost) <= 1e-9 * problem.cost + 1e-16);
    CHECK(value(x).is_identical(fit.x));
    CHECK(fit.iterations < 100);
  }
}

// scipy.optimize.least_squares 1.17 (method = "lm", x_scale = "jac") and curve_fit, with the same tolerances.
TEST_CASE("Levenberg-Marquardt goes the way of MINPACK") {
  Graph g;
  const Var x = g.input("x", float64, {dynamic}), y = g.input("y", float64, {dynamic});
  const Var a = g.variable("a", 1.0), b = g.variable("b", 0.1), c = g.variable("c", 0.0);
  std::vector<double> X, Y;
  for (int i = 0; i < 50; ++i) {
    X.push_back(0.2 * i);
    Y.push_back(2.5 * std::exp(-0.8 * 0.2 * i) + 0.3 + 0.05 * std::sin(12.9 * i));
  }
  optim::ResidualProgram r({x, y}, a * exp(-b * x) + c - y, {a, b, c});
  const auto fit = LevenbergMarquardt().minimize(r, {Tensor::from(X, {50}), Tensor::from(Y, {50})});
  CHECK(fit.evaluations == 9);
  CHECK(fit.stop == LevenbergMarquardt::Stop::ftol);
  CHECK(fit.cost == doctest::Approx(0.027935491618591546).epsilon(1e-12));
  const double wanted[] = {2.5347777, 0.80394625, 0.30189728}, errors[] = {0.02382618, 0.01405525, 0.00686628};
  for (std::int64_t i = 0; i < 3; ++i) {
    CHECK(at(fit.x, i) == doctest::Approx(wanted[i]).epsilon(1e-7));
    CHECK(at(fit.standard_errors, i) == doctest::Approx(errors[i]).epsilon(1e-5));
  }
}

// A case that other libraries get wrong: the covariance of a parameter that is 0 is finite.
TEST_CASE("Levenberg-Marquardt: standard errors where the best parameter is 0") {
  Parabola p;
  // 3 and noise that is orthogonal to 1 and to x^2: the best fit is a = 3, b = 0.
  const std::vector<double> squares = {0.0, 1.0, 4.0, 9.0, 16.0, 25.0}, noise = {1.0, -1.0, -1.0, 1.0, 0.0, 0.0};
  const double mean = 55.0 / 6.0;
  double along = 0.0, weight = 0.0, sum = 0.0;
  for (std::size_t i = 0; i < 6; ++i) {
    along += noise[i] * (squares[i] - mean);
    weight += (squares[i] - mean) * (squares[i] - mean);
  }
  std::vector<double> y(6);
  for (std::size_t i = 0; i < 6; ++i) {
    const double orthogonal = noise[i] - along / weight * (squares[i] - mean);
    y[i] = 3.0 + orthogonal;
    sum += orthogonal * orthogonal;
  }
  const auto fit = LevenbergMarquardt().minimize(p.r, {p.X, Tensor::from(y, {6})});
  CHECK(fit.converged());
  CHECK(at(fit.x, 0) == doctest::Approx(3.0).epsilon(1e-10));
  CHECK(std::abs(at(fit.x, 1)) < 1e-10);
  CHECK(fit.cost == doctest::Approx(0.5 * sum));
  // (J^T J)^-1 of [[6, 55], [55, 979]]
  const double s2 = sum / 4.0, determinant = 6.0 * 979.0 - 55.0 * 55.0;
  CHECK(fit.covariance.at<double>({0, 0}) == doctest::Approx(s2 * 979.0 / determinant));
  CHECK(fit.covariance.at<double>({0, 1}) == doctest::Approx(s2 * -55.0 / determinant));
  CHECK(fit.covariance.at<double>({1, 1}) == doctest::Approx(s2 * 6.0 / determinant));
  CHECK(at(fit.standard_errors, 1) == doctest::Approx(std::sqrt(s2 * 6.0 / determinant)));

  // With exact zeros for data: parameters 0, errors 0, nothing infinite or NaN.
  const auto zero = LevenbergMarquardt().minimize(p.r, {p.X, zeros({6})});
  for (double value : zero.covariance.to_vector<double>()) CHECK(std::abs(value) < 1e-20);
}

TEST_CASE("Levenberg-Marquardt: what is not determined has an infinite covariance") {
  Graph g;
  const Var a = g.variable("a", 1.0), b = g.variable("b", 1.0), y = g.input("y", float64, {dynamic});
  optim::ResidualProgram twice({y}, a + b - y, {a, b}), other({y}, a - y, {a, b});
  for (auto* r : {&twice, &other}) {
    const auto fit = LevenbergMarquardt().minimize(*r, {tensor({1.0, 2.0, 6.0})});
    CHECK(fit.converged());
    CHECK(fit.cost == doctest::Approx(7.0));
    for (double value : fit.covariance.to_vector<double>()) CHECK(std::isinf(value));
    for (double value : fit.standard_errors.to_vector<double>()) CHECK(std::isinf(value));
  }
  const auto exact = LevenbergMarquardt().minimize(other, {tensor({4.0})});  // fewer residuals than parameters
  CHECK(exact.cost < 1e-20);
  CHECK(std::isinf(at(exact.standard_errors, 0)));
}

TEST_CASE("the Jacobian is exact in forward and in reverse mode, and in float32") {
  for (DType dtype : {float32, float64}) {
    Graph g;
    const Var t = g.input("t", dtype, {dynamic}), w = g.variable("w", tensor({0.5, -1.0}).astype(dtype));
    const Var c = g.variable("c", full({}, 2.0, dtype));
    const std::size_t size = g.size() + 4;
    const Var r = c * exp(entry(w, 0) * t) + entry(w, 1);
    optim::ResidualProgram program({t}, r, {w, c});
    CHECK(g.size() <= size + 2);
    for (std::int64_t m : {2, 5}) {  // fewer residuals than parameters, and more
      std::vector<double> times;
      for (std::int64_t i = 0; i < m; ++i) times.push_back(0.1 * static_cast<double>(i));
      optim::Residuals residuals = program.at({Tensor::from(times, {m}).astype(dtype)});
      const Tensor x = tensor({0.5, -1.0, 2.0});
      residuals.values(x);
      const Tensor J = residuals.jacobian(x);
      CHECK(J.shape() == Shape{m, 3});
      for (std::int64_t i = 0; i < m; ++i) {
        const double time = times[static_cast<std::size_t>(i)], e = std::exp(0.5 * time),
                     near = dtype == float32 ? 1e-6 : 1e-14;
        CHECK(J.at<double>({i, 0}) == doctest::Approx(2.0 * time * e).epsilon(near));
        CHECK(J.at<double>({i, 1}) == 1.0);
        CHECK(J.at<double>({i, 2}) == doctest::Approx(e).epsilon(near));
      }
    }
  }
}

TEST_CASE("Levenberg-Marquardt: limits, and what is refused") {
  Parabola p;
  const Tensor y = tensor({1.0, 2.0, 5.0, 10.0, 17.0, 26.0});
  const auto stopped =
      LevenbergMarquardt({.ftol = 0.0, .xtol = 0.0, .gtol = 0.0, .max_nfev = 2}).minimize(p.r, {p.X, y});
  CHECK(stopped.evaluations == 2);
  CHECK(stopped.iterations == 1);

  const Tensor nan_first = tensor({std::nan(""), 2.0, 5.0, 10.0, 17.0, 26.0});
  p.g.set(p.a, 7.0);
  CHECK_THROWS_WITH_AS(LevenbergMarquardt().minimize(p.r, {p.X, nan_first}),
                       "Levenberg-Marquardt: the residuals at the start are not finite", DataError);
  CHECK(value(p.a).item() == 7.0);
  CHECK_THROWS_AS(LevenbergMarquardt().minimize(p.r, {p.X, ones({5})}), ShapeError);
  CHECK(value(p.a).item() == 7.0);

  optim::Residuals r{[](const Tensor& x) { return x; }, [](const Tensor&) { return ones({2, 2}); }};
  struct {
    std::function<void()> call;
    const char* text;
  } rows[] = {
      {[&] { LevenbergMarquardt().minimize(r, ones({3})); }, "Levenberg-Marquardt: the Jacobian is not [3, 3]: [2, 2]"},
      {[&] {
         LevenbergMarquardt().minimize(r, ones({2, 1}));
       },
       "Levenberg-Marquardt: x is no vector: float64 [2, 1]"},
      {[] { LevenbergMarquardt().minimize(optim::Residuals{}, ones({2})); },
       "Levenberg-Marquardt: a function of the residuals is empty: values\n  give both, or a ResidualProgram"},
      {[&] {
         LevenbergMarquardt().minimize({r.values, {}}, ones({2}));
       },
       "Levenberg-Marquardt: a function of the residuals is empty: jacobian\n  give both, or a ResidualProgram"},
      {[] { LevenbergMarquardt({.ftol = -1.0}); }, "LevenbergMarquardt: ftol must be at least 0: -1"},
      {[] { LevenbergMarquardt({.factor = 0.0}); }, "LevenbergMarquardt: factor must be above 0: 0"},
  };
  for (const auto& row : rows) CHECK_THROWS_WITH_AS(row.call(), row.text, Error);
}

// Where f is not finite a step is taken back: log of a negative number is NaN.
TEST_CASE("Levenberg-Marquardt steps back from where the residuals are not finite") {
  Graph g;
  const Var a = g.variable("a", 30.0);
  optim::ResidualProgram r({}, log(a), a);
  const auto fit = LevenbergMarquardt().minimize(r, {});
  CHECK(fit.converged());
  CHECK(at(fit.x, 0) == doctest::Approx(1.0));
}

TEST_CASE("a ResidualProgram's Jacobian is of its own inputs, whatever ran before") {
  Graph g;
  const Var x = g.input("x", float64, {dynamic}), a = g.variable("a", 1.0), b = g.variable("b", 0.0);
  optim::ResidualProgram r({x}, a * x + b, {a, b});
  const Tensor at = tensor({2.0, 3.0});
  const optim::Residuals one = r.at({tensor({7.0})}), three = r.at({tensor({1.0, 2.0, 4.0})}),
                         none = r.at({zeros({0})});
  const Tensor wide = tensor({{7.0, 1.0}}), tall = tensor({{1.0, 1.0}, {2.0, 1.0}, {4.0, 1.0}});
  CHECK(three.jacobian(at).is_identical(tall));  // before any values
  CHECK(one.jacobian(at).is_identical(wide));    // in reverse mode
  CHECK(three.values(at).is_identical(tensor({5.0, 7.0, 11.0})));
  CHECK(one.jacobian(at).is_identical(wide));
  CHECK(none.values(at).size() == 0);
  CHECK(three.jacobian(at).is_identical(tall));
  CHECK(none.jacobian(at).shape() == Shape{0, 2});
  CHECK(value(a).item() == 2.0);
}

TEST_CASE("Levenberg-Marquardt: bounds hold, and the best within them is found") {
  // (x - 3)^2 + (y + 1)^2 + (x y)^2 within x <= 2, y >= 0: (2, 0).
  optim::Residuals r{[](const Tensor& x) {
                       return tensor({at(x, 0) - 3.0, at(x, 1) + 1.0, at(x, 0) * at(x, 1)});
                     },
                     [](const Tensor& x) {
                       return tensor({{1.0, 0.0}, {0.0, 1.0}, {at(x, 1), at(x, 0)}});
                     }};
  bool is_outside = false;
  const auto values = r.values;
  r.values = [&](const Tensor& x) {
    is_outside = is_outside || at(x, 0) > 2.0 || at(x, 1) < 0.0;
    return values(x);
  };
  constexpr double infinity = std::numeric_limits<double>::infinity();
  LevenbergMarquardt::Options options{.lower = tensor({-infinity, 0.0}), .upper = tensor({2.0, infinity})};
  const auto report = LevenbergMarquardt(options).minimize(r, tensor({1.0, 5.0}));
  CHECK(report.converged());
  CHECK(at(report.x, 0) == 2.0);
  CHECK(at(report.x, 1) == 0.0);
  CHECK_FALSE(is_outside);
  CHECK_THROWS_WITH_AS(LevenbergMarquardt(options).minimize(r, tensor({1.0, -5.0})),
                       "Levenberg-Marquardt: the start is not within the bounds: x[1] = -5, bounds 0 and inf",
                       DataError);
  options.upper = tensor({1.0});
  CHECK_THROWS_AS(LevenbergMarquardt(options).minimize(r, tensor({1.0, 5.0})), ShapeError);
}

TEST_CASE("Levenberg-Marquardt: a step to where the Jacobian is not finite is taken back") {
  // x^2 - 4 from 1.3: the first step goes to 2.19, where there is no slope.
  bool was_there = false;
  const optim::Residuals r{
      [](const Tensor& x) { return tensor({at(x, 0) * at(x, 0) - 4.0}); },
      [&](const Tensor& x) {
        was_there = was_there || at(x, 0) > 2.1;
        return tensor({{at(x, 0) > 2.1 ? std::numeric_limits<double>::quiet_NaN() : 2.0 * at(x, 0)}});
      }};
  const auto report = LevenbergMarquardt().minimize(r, tensor({1.3}));
  CHECK(was_there);
  CHECK(report.converged());
  CHECK(at(report.x, 0) == doctest::Approx(2.0).epsilon(1e-7));
}

TEST_CASE("Levenberg-Marquardt: polish gives the last digits, also where Gauss-Newton would not") {
  // A large residual: y = exp(-b x) + 3 sin(5 x).
  Graph g;
  const Var b = g.variable("b", 1.0), x = g.input("x", float64, {dynamic}), y = g.input("y", float64, {dynamic});
  const Tensor X = tensor({0.1, 0.4, 0.7, 1.1, 1.6, 2.3}), Y = tensor({2.3, 3.1, -0.8, -1.9, 3.2, -2.5});
  auto found = [&](bool polish, bool curvature) {
    g.set(b, 1.0);
    optim::ResidualProgram r({x, y}, exp(-b * x) - y, {b}, {.curvature = curvature});
    return at(LevenbergMarquardt({.polish = polish}).minimize(r, {X, Y}).x, 0);
  };
  const double best = found(true, true);
  // The slope of the sum of squares there is rounding noise.
  g.set(b, best);
  const double slope = compile({x, y}, grad(sum(square(exp(-b * x) - y)), b))({X, Y})[0].item();
  CHECK(std::abs(slope) < 1e-14);
  CHECK(found(false, false) == doctest::Approx(best).epsilon(1e-3));
  CHECK(found(true, false) == doctest::Approx(best).epsilon(1e-3));
}

TEST_CASE("ResidualProgram: linear in its parameters or not") {
  Graph g;
  const Var a = g.variable("a", 1.0), b = g.variable("b", zeros({3})), x = g.input("x", float64, {3});
  CHECK(optim::ResidualProgram({x}, a * x + sum(b) - 2.0, {a, b}).is_linear());
  CHECK(optim::ResidualProgram({x}, exp(a) * x + b, {b}).is_linear());
  CHECK_FALSE(optim::ResidualProgram({x}, exp(a) * x + b, {a, b}).is_linear());
  CHECK_FALSE(optim::ResidualProgram({x}, a * b, {a, b}).is_linear());
}

}  // namespace xgrad
