#include <doctest/doctest.h>
#include <cmath>
#include <functional>
#include <sstream>
#include <string>
#include <vector>
#include <xgrad/graph/error.hpp>
#include <xgrad/models/curve_fit.hpp>
#include <xgrad/models/linear_regression.hpp>
#include <xgrad/ops/ops.hpp>

namespace xgrad {
namespace {

using models::Columns;
using models::CurveFit;
using Status = CurveFit::Status;

double at(const Tensor& t, std::int64_t i) { return t.data<double>()[i]; }

/// A number to so many digits.
doctest::Approx near(double value, double tolerance = 1e-9) { return doctest::Approx(value).epsilon(tolerance); }

/// NIST's Misra1a (public domain), certified: 2.3894212918e2, 5.5015643181e-4.
Columns misra() {
  return {
      {"x", tensor({77.6, 114.9, 141.1, 190.8, 239.9, 289.0, 332.8, 378.4, 434.8, 477.3, 536.8, 593.1, 689.1, 760.0})},
      {"y",
       tensor({10.07, 14.73, 17.94, 23.93, 29.61, 35.18, 40.02, 44.82, 50.76, 55.05, 61.01, 66.40, 75.47, 81.78})}};
}

const Tensor decay_x = tensor({0.0, 1.0, 2.0, 3.0, 4.0, 5.0, 6.0, 7.0}),
             decay_y = tensor({2.1, 1.55, 1.2, 0.85, 0.7, 0.45, 0.4, 0.25}),
             decay_sigma = tensor({0.1, 0.1, 0.05, 0.05, 0.1, 0.05, 0.1, 0.05});

std::string message_of(const std::function<void()>& call) {
  try {
    call();
  } catch (const Error& e) { return e.what(); }
  return "no error";
}

}  // namespace

TEST_CASE("CurveFit: NIST's Misra1a as the header shows it") {
  CurveFit decay("b1*(1 - exp(-b2*x))", {{"b1", 500.0}, {"b2", 1e-4}});
  decay.fit(misra(), "y");
  const CurveFit::Result& r = decay.result();
  CHECK(r.converged());
  CHECK_FALSE(r.is_linear);
  CHECK(r.parameter("b1") == near(2.3894212918e+02, 1e-10));
  CHECK(r.parameter("b2") == near(5.5015643181e-04, 1e-10));
  CHECK(r.standard_error("b1") == near(2.7070075241e+00));
  CHECK(r.standard_error("b2") == near(7.2668688436e-06));
  CHECK(r.rss == near(1.2455138894e-01));
  CHECK(r.residual_standard_error == near(1.0187876330e-01));
  CHECK(r.dof == 12);
  CHECK(r.r_squared > 0.9999);
  CHECK(at(r.residuals, 0) == near(10.07 - at(decay.predict(misra()), 0)));
  CHECK(at(decay.predict({{"x", tensor({0.0})}}), 0) == 0.0);
  std::ostringstream out;
  out << r;
  CHECK(out.str().find("parameter               value      standard error\n"
                       "b1               238.94212918        2.7070075241\n"
                       "b2           0.00055015643181    7.2668688436e-06\n"
                       "R2 0.9999") == 0);
  CHECK(out.str().find("\nconverged after 21 iterations: no step makes the sum of squares smaller\n") !=
        std::string::npos);
}

TEST_CASE("CurveFit: sigma and covariance as scipy.optimize.curve_fit 1.17") {
  CurveFit relative("a*exp(-b*x)", {{"a", 1.0}, {"b", 1.0}}),
      absolute("a*exp(-b*x)", {{"a", 1.0}, {"b", 1.0}}, {.absolute_sigma = true});
  const Columns columns{{"x", decay_x}};
  relative.fit(columns, decay_y, decay_sigma);
  absolute.fit(columns, decay_y, decay_sigma);
  const double wanted[] = {0.001573134411845065, 0.0002350088315432429, 0.0002350088315432429, 6.078816500406809e-05},
               wanted_absolute[] = {0.006213425711261964, 0.0009282168804455792, 0.0009282168804455792,
                                    0.0002400956615866786};
  for (std::int64_t i = 0; i < 4; ++i) {
    CHECK(at(relative.result().covariance, i) == near(wanted[i], 1e-7));
    CHECK(at(absolute.result().covariance, i) == near(wanted_absolute[i], 1e-7));
  }
  CHECK(relative.result().parameter("a") == near(2.1221787509229513));
  CHECK(absolute.result().parameter("b") == near(0.29872000434897233));
}

TEST_CASE("CurveFit: bounds as scipy.optimize.curve_fit 1.17") {
  CurveFit fit("a*exp(-b*x)", {{"a", 1.0}, {"b", 0.2}}, {.bounds = {{"a", {0.0, 2.0}}, {"b", {0.0, 1.0}}}});
  fit.fit({{"x", decay_x}}, decay_y);
  CHECK(fit.result().converged());
  CHECK(fit.result().parameter("a") == near(2.0));
  CHECK(fit.result().parameter("b") == near(0.2753809750656807, 1e-8));
  CHECK(fit.result().standard_error("b") == near(std::sqrt(0.00014830025358223578), 1e-6));
  // A linear one: its solution in closed form, 1.9 x - 0.9, is outside.
  CurveFit line("a + b*x", {{"a", 0.0}, {"b", 0.0}}, {.bounds = {{"a", {.lower = 0.0}}}});
  line.fit({{"x", tensor({1.0, 2.0, 3.0, 4.0})}}, tensor({1.0, 3.0, 4.0, 7.0}));
  CHECK(line.result().converged());
  CHECK(line.result().parameter("a") == 0.0);
  CHECK(line.result().parameter("b") == near(47.0 / 30.0));  // sum x y / sum x^2
}

TEST_CASE("CurveFit: linear models are seen and solved in closed form") {
  struct {
    const char* formula;
    bool is_linear;
  } rows[] = {
      {"a + b*x", true},
      {"a + b*x^2", true},
      {"(a + b*x)/(1 + x^2)", true},
      {"a*exp(-x) + b", true},
      {"2*(a - b)*x + b", true},
      {"a*sin(x) + b*3^x", true},
      {"where(x > 2, a, b)", true},
      {"a*x/2 + b", true},
      {"a*exp(-b*x)", false},
      {"a*b*x", false},
      {"a^2 + b", false},
      {"a/(b + x)", false},
  };
  for (const auto& [formula, is_linear] : rows) {
    const std::string shown = formula;  // a structured binding cannot be captured
    CAPTURE(shown);
    CurveFit fit(formula, {{"a", 1.0}, {"b", 1.0}});
    fit.fit({{"x", decay_x}}, decay_y);
    CHECK(fit.result().is_linear == is_linear);
    if (is_linear) {
      CHECK(fit.result().converged());
      CHECK(fit.result().iterations == 1);
    }
  }
  CurveFit fit("1 + a + 2*b*x", {{"a", 9.0}, {"b", 9.0}});
  fit.fit({{"x", decay_x}}, decay_y);
  models::LinearRegression line;
  line.fit(decay_x.reshape({8, 1}), decay_y);
  CHECK(fit.result().parameter("a") + 1.0 == near(line.intercept().item(), 1e-13));
  CHECK(2.0 * fit.result().parameter("b") == near(at(line.coef(), 0), 1e-13));
  CHECK(fit.result().r_squared == near(line.score(decay_x.reshape({8, 1}), decay_y), 1e-13));
}

TEST_CASE("CurveFit: R2 of a line without intercept is that of y") {
  CurveFit fit("b*x", {{"b", 1.0}});
  fit.fit({{"x", tensor({1.0, 2.0})}}, tensor({3.0, 3.0}));  // b = 9/5
  CHECK(fit.result().r_squared == near(1.0 - (1.2 * 1.2 + 0.6 * 0.6) / 18.0));
}

TEST_CASE("CurveFit: a covariance is finite where a parameter is 0") {  // scipy issue 21995
  const Tensor x = tensor({0.0, 1.0, 2.0, 3.0, 4.0}), y = tensor({2.0, 2.1, 1.9, 2.0, 2.0});
  CurveFit flat("a + b*(x^2 - 6)", {{"a", 1.0}, {"b", 0.0}});
  // Orthogonal columns and y without their trend: b is 0.
  const Tensor even = tensor({2.0, 2.0, 2.0, 2.0, 2.0});
  flat.fit({{"x", x}}, even);
  CHECK(at(flat.result().parameters, 1) == doctest::Approx(0.0).scale(1.0).epsilon(1e-15));
  CHECK(std::isfinite(at(flat.result().covariance, 3)));
  CurveFit curved("a + b^3*x^2 + 0*exp(b)", {{"a", 1.0}, {"b", 1.0}});
  flat.fit({{"x", x}}, y);
  // (J^T J)^-1 s^2, J = [1, x^2 - 6]: sum (x^2 - 6)^2 = 174 and the columns are orthogonal.
  const double s2 = flat.result().rss / 3.0;
  CHECK(at(flat.result().covariance, 0) == near(s2 / 5.0, 1e-12));
  CHECK(at(flat.result().covariance, 3) == near(s2 / 174.0, 1e-12));
  // The same by Levenberg-Marquardt.
  CurveFit bent("a + b*(x^2 - 6)*exp(c*0) + 0*exp(c)", {{"a", 1.0}, {"b", 0.5}, {"c", 0.0}});
  bent.fit({{"x", x}}, y);
  CHECK(bent.result().status == Status::not_determined);
  CurveFit product("a + b*(x^2 - 6)*exp(b)", {{"a", 1.0}, {"b", 0.5}});
  product.fit({{"x", x}}, even);
  CHECK(product.result().converged());
  CHECK(std::abs(product.result().parameter("b")) < 1e-12);
  CHECK(std::isfinite(product.result().standard_error("b")));
}

TEST_CASE("CurveFit: parameters that data do not determine") {
  CurveFit twice("a*x + b*2*x", {{"a", 1.0}, {"b", 1.0}}), product("a*b*x", {{"a", 1.0}, {"b", 2.0}}),
      idle("a*x + 0*b^2", {{"a", 1.0}, {"b", 1.0}});
  const Columns columns{{"x", decay_x}};
  twice.fit(columns, decay_y);
  CHECK(twice.result().status == Status::not_determined);
  CHECK(twice.result().why == "the data do not determine all parameters: columns of the Jacobian depend on each other");
  CHECK(std::isinf(twice.result().standard_error("a")));
  CHECK(2.0 * twice.result().parameter("a") == near(twice.result().parameter("b")));  // the shortest
  product.fit(columns, decay_y);
  CHECK(product.result().status == Status::not_determined);
  idle.fit(columns, decay_y);
  CHECK(idle.result().why == "the data do not determine b: nothing changes with it");
  std::ostringstream out;
  out << idle.result();
  CHECK(out.str().find("\nNOT DETERMINED after ") != std::string::npos);
}

TEST_CASE("CurveFit: a flat op has a constant Jacobian, but is no line") {
  CurveFit fit("floor(a)*x + b", {{"a", 2.0}, {"b", 0.0}});
  fit.fit({{"x", tensor({0.0, 1.0, 2.0, 3.0})}}, tensor({1.0, 3.0, 5.0, 7.0}));
  CHECK(!fit.result().is_linear);
  CHECK(fit.result().status == CurveFit::Status::not_determined);
  CHECK(fit.result().parameter("a") == 2.0);
  CHECK(fit.result().parameter("b") == near(1.0));
}

TEST_CASE("CurveFit: R2 of a constant, and of what overflows when it is squared") {
  const Tensor x = tensor({0.0, 1.0, 2.0, 3.0});
  for (const char* formula : {"a + b*x", "a*exp(b*x)"}) {
    CurveFit fit(formula, {{"a", 1.0}, {"b", 1.0}});
    CHECK(fit.fit({{"x", x}}, full({4}, 0.1)).result().r_squared == 1.0);
  }
  CurveFit wrong("b*x", {{"b", 1.0}});
  CHECK(wrong.fit({{"x", x}}, full({4}, 0.1)).result().is_linear);
  CurveFit bent("exp(b*x)", {{"b", 1.0}});
  CHECK(bent.fit({{"x", x}}, full({4}, 0.1)).result().r_squared == 0.0);
  const Tensor y = tensor({1e200, 2e200, 3e200, 4.1e200}), small = tensor({1.0, 2.0, 3.0, 4.1});
  CurveFit line("a + b*x", {{"a", 1.0}, {"b", 1.0}});
  const auto of_small = line.fit({{"x", x}}, small).result(), of_large = line.fit({{"x", x}}, y).result();
  CHECK(of_large.r_squared == near(of_small.r_squared));
  CHECK(of_large.standard_error("b") / 1e200 == near(of_small.standard_error("b")));
}

TEST_CASE("CurveFit: what does not converge says so") {
  CurveFit fit("b1*(1 - exp(-b2*x))", {{"b1", 500.0}, {"b2", 1e-4}}, {.max_nfev = 4});
  fit.fit(misra(), "y");
  CHECK(fit.result().status == Status::not_converged);
  CHECK_FALSE(fit.result().converged());
  CHECK(fit.result().why == "4 evaluations did not lead to a minimum; try other start values, or a larger max_nfev");
  std::ostringstream out;
  out << fit.result();
  CHECK(out.str().find("\nNOT CONVERGED after ") != std::string::npos);
}

TEST_CASE("CurveFit: trial points that overflow are taken back") {
  // NIST's BoxBOD from its far start: exp of large numbers.
  CurveFit box("b1*(1 - exp(-b2*x))", {{"b1", 1.0}, {"b2", 1.0}});
  box.fit({{"x", tensor({1.0, 2.0, 3.0, 5.0, 7.0, 10.0})}}, tensor({109.0, 149.0, 149.0, 191.0, 213.0, 224.0}));
  CHECK(box.result().converged());
  CHECK(box.result().parameter("b1") == near(2.1380940889e+02));
  CHECK(box.result().parameter("b2") == near(5.4723748542e-01));
}

TEST_CASE("CurveFit: a graph as model, its variables as parameters") {
  Graph g;
  const Var x = g.input("x"), a = g.variable("a", 1.0), b = g.variable("b", 1.0), fixed = g.variable("fixed", 1.0);
  const Var f = fixed * a * exp(-b * x);
  const std::size_t before = g.size();
  CurveFit fit(f, {a, b});
  fit.fit({{"x", decay_x}}, decay_y, decay_sigma);
  CHECK(fit.result().names == std::vector<std::string>{"a", "b"});
  CHECK(value(a).item() == near(2.1221787509229513));
  CHECK(value(fixed).item() == 1.0);
  CHECK(g.size() == before);
  // Arrays.
  Graph h;
  const Var X = h.input("X", float64, {dynamic, 2}), w = h.variable("w", zeros({2}));
  CurveFit plane(sum(X * w, 1), {w});
  plane.fit({{"X", tensor({{1.0, 0.0}, {0.0, 1.0}, {1.0, 1.0}})}}, tensor({1.0, 2.0, 3.0}));
  CHECK(plane.result().names == std::vector<std::string>{"w[0]", "w[1]"});
  CHECK(plane.result().is_linear);
  CHECK(plane.result().parameter("w[1]") == near(2.0));
}

TEST_CASE("CurveFit: responses are formulas; tables; a single number for all rows") {
  CurveFit line("a - b*x", {{"a", 1.0}, {"b", 1.0}});
  line.fit({{"x", decay_x}, {"y", decay_y}}, "log(y)");
  CHECK(line.result().parameter("a") == near(0.7514031474110854));
  CurveFit mean("m", {{"m", 0.0}});
  mean.fit(Columns{}, decay_y);
  CHECK(mean.result().parameter("m") == near(0.9375));
  CHECK(mean.result().r_squared == doctest::Approx(0.0).scale(1.0));
  CurveFit named("a*`unit price` + b", {{"a", 1.0}, {"b", 0.0}});
  named.fit(Table{{"unit price", "sales"}, tensor({{1.0, 3.0}, {2.0, 5.0}, {3.0, 7.0}})}, "sales");
  CHECK(named.result().parameter("a") == near(2.0));
}

TEST_CASE("CurveFit: errors") {
  const CurveFit::Start start{{"a", 1.0}, {"b", 1.0}};
  const char* formula = "a*exp(-b*x)";
  struct {
    std::function<void()> call;
    const char* wanted;
  } rows[] = {
      {[&] {
         CurveFit(formula, {{"a", 1.0}, {"c", 1.0}});
       },
       "CurveFit: a start is given for 'c', which is not in the formula: a*exp(-b*x)\n  its names are a, b, x"},
      {[&] {
         CurveFit(formula, {{"a", 1.0}, {"a", 1.0}});
       },
       "CurveFit: the start of a is given twice"},
      {[&] {
         CurveFit(formula, {{"a", NAN}});
       },
       "CurveFit: the start of a is not finite"},
      {[&] { CurveFit(formula, {}); },
       "CurveFit: no parameter is given: a*exp(-b*x)\n  name those to be found, with a start: {{\"b1\", 1.0}}"},
      {[&] { CurveFit("a*", start); },
       "CurveFit: a start is given for 'b', which is not in the formula: a*\n  its names are a"},
      {[&] {
         CurveFit(formula, start, {.bounds = {{"c", {}}}});
       },
       "CurveFit: bounds are given for 'c', which is no parameter\n  the parameters are a, b"},
      {[&] {
         CurveFit(formula, start, {.bounds = {{"a", {2.0, 1.0}}}});
       },
       "CurveFit: the bounds of a are the wrong way round: 2 and 1"},
      {[&] {
         CurveFit(formula, start, {.bounds = {{"a", {2.0, 3.0}}}}).fit({{"x", decay_x}}, decay_y);
       },
       "CurveFit: the start of a is outside its bounds: 1, bounds 2 and 3"},
      {[&] { CurveFit(formula, start, {.max_nfev = 0}); },
       "CurveFit: max_nfev is not positive: 0\n  it is how often the formula may be evaluated"},
      {[&] { CurveFit("", start); }, "CurveFit: a start is given for 'a', which is not in the formula"},
      {[&] {
         CurveFit(formula, start).fit({{"x", zeros({8, 1})}}, decay_y);
       },
       "CurveFit: column 'x' has not the shape that the model reads: [8, 1], not [?]"},
      {[&] {
         CurveFit(formula, start).fit({{"xx", decay_x}}, decay_y);
       },
       "CurveFit: there is no column 'x'\n  did you mean xx?"},
      {[&] {
         CurveFit(formula, start).fit({{"time", decay_x}}, decay_y);
       },
       "CurveFit: there is no column 'x'\n  the columns are time"},
      {[&] {
         CurveFit(formula, start).fit({{"x", tensor({1.0, 2.0})}}, decay_y);
       },
       "CurveFit: y and the columns differ in length: 8 and 2 rows"},
      {[&] {
         CurveFit("a*x + b*z", start).fit({{"x", decay_x}, {"z", tensor({1.0, 2.0})}}, decay_y);
       },
       "CurveFit: columns differ in length: 'x' has 8 rows, 'z' 2"},
      {[&] {
         CurveFit(formula, start).fit({{"x", tensor({1.0})}}, tensor({1.0}));
       },
       "CurveFit: there are fewer rows than parameters: 1 rows, 2 parameters"},
      {[&] {
         CurveFit(formula, start).fit({{"x", decay_x}}, decay_y, zeros({8}));
       },
       "CurveFit: sigma is not positive: 0 in row 0"},
      {[&] {
         CurveFit(formula, start).fit({{"x", decay_x}}, decay_y, tensor({1.0}));
       },
       "CurveFit: sigma has not one number for each row: [1]"},
      {[&] {
         CurveFit("a*log(x) + b^2", start).fit({{"x", decay_x}}, decay_y);
       },
       "CurveFit: the model is not finite at the start: row 0\n  choose other start values; and is the formula defined "
       "for "
       "all rows?"},
      {[&] { CurveFit(formula, start).result(); }, "CurveFit: there has been no fit\n  call fit(columns, \"y\") first"},
  };
  for (const auto& [call, wanted] : rows) CHECK(message_of(call) == wanted);
  CHECK(message_of([&] { CurveFit("a*exp(b*x", start); }).find("formula: this bracket is not closed") == 0);
  Graph g;
  const Var a = g.variable("a", 1.0), x = g.input("x", float64, {dynamic, 2});
  CHECK(message_of([&] { CurveFit(a * x, {a}); }).find("CurveFit: the model has more than one number for each row") ==
        0);
  CHECK(message_of([&] { CurveFit(g.input("z") * 2.0, {a}); }) ==
        "CurveFit: the model does not depend on a parameter: a");
}

TEST_CASE("CurveFit: a fit that throws leaves everything as it was") {
  Graph g;
  const Var x = g.input("x"), a = g.variable("a", 3.0);
  CurveFit fit(exp(a * x), {a});
  CHECK_THROWS_AS(fit.fit({{"x", tensor({1e300, 1.0})}}, tensor({1.0, 1.0})), DataError);
  CHECK(value(a).item() == 3.0);
}

}  // namespace xgrad
