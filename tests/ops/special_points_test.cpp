// The points where libraries disagree about derivatives: what xgrad gives, computed and compared with docs/ops.md.
#include <doctest/doctest.h>

#include <cmath>
#include <fstream>
#include <functional>
#include <sstream>
#include <string>
#include <vector>
#include <xgrad/graph/grad.hpp>
#include <xgrad/graph/gradient.hpp>
#include <xgrad/graph/graph.hpp>
#include <xgrad/graph/jacobian.hpp>
#include <xgrad/graph/program.hpp>
#include <xgrad/ops/ops.hpp>

namespace xgrad {
namespace {

std::string text(double x) {
  std::ostringstream out;
  out << x + 0.0;  // -0 reads as 0
  return out.str();
}
std::string unless_they_differ(double a, double b) { return a == b ? text(a) : text(a) + " and " + text(b); }

/// The derivative by each operand at numbers, of the graph's float64 scalars.
std::vector<double> slopes(const std::function<Var(Vars)>& f, const std::vector<double>& at) {
  Graph g;
  Vars xs;
  std::vector<Tensor> values;
  for (const double x : at) {
    xs.push_back(g.input("x" + std::to_string(values.size())));
    values.emplace_back(x);
  }
  std::vector<double> found;
  for (const Tensor& slope : compile(xs, grad(f(xs), xs))(values)) found.push_back(slope.item());
  return found;
}
double slope(const std::function<Var(Var)>& f, double at) {
  return slopes([&](Vars xs) { return f(xs[0]); }, {at})[0];
}

/// What all entries of a function's gradient by an array are, or that they are not equal.
std::string slope_by_array(const std::function<Var(Var)>& f, const std::vector<double>& at) {
  Graph g;
  const auto n = static_cast<std::int64_t>(at.size());
  const Var x = g.input("x", float64, {n});
  const std::vector<double> found = compile({x}, {grad(f(x), x)})({Tensor::from(at, {n})})[0].to_vector<double>();
  for (const double entry : found)
    if (entry != found[0]) return "entries that differ";
  return text(found[0]);
}

/// "2 I" for a Hessian of that form, at zeros.
std::string hessian_at_zero(const std::function<Var(Var)>& f) {
  Graph g;
  const Var x = g.input("x", float64, {3});
  const std::vector<double> h = compile({x}, {hessian(f(x), x)})({Tensor(float64, {3})})[0].to_vector<double>();
  for (std::size_t i = 0; i < 3; ++i)
    for (std::size_t j = 0; j < 3; ++j)
      if (h[3 * i + j] != (i == j ? h[0] : 0.0)) return "no multiple of I";
  return text(h[0]) + " I";
}

struct Row {
  std::string at, value;
};
std::vector<Row> rows() {
  const auto both = [](const std::vector<double>& d) { return unless_they_differ(d[0], d[1]); };
  const std::string huge = text(slope([](Var x) { return gelu(x, "tanh"); }, 1e300)),
                    negative = text(slope([](Var x) { return gelu(x, "tanh"); }, -1e300));
  return {
      {"norm(x), x = 0",
       slope_by_array([](Var x) { return norm(x); }, {0, 0, 0}) +
           "; second derivative of norm(x)^2: " + hessian_at_zero([](Var x) { return square(norm(x)); })},
      {"x^0 at 0, constant exponent", text(slope([](Var x) { return pow(x, 0.0); }, 0))},
      {"a^b by b at (0, 1)", text(slopes([](Vars x) { return pow(x[0], x[1]); }, {0, 1})[1])},
      {"hypot(0, 0); atan2(0, 0)", both(slopes([](Vars x) { return hypot(x[0], x[1]); }, {0, 0})) + "; " +
                                       both(slopes([](Vars x) { return atan2(x[0], x[1]); }, {0, 0}))},
      {"std of two equal numbers", slope_by_array([](Var x) { return xgrad::std(x); }, {3, 3})},
      {"gelu, tanh form, at huge x", huge + " (" + negative + " at -huge)"},
      {"maximum(1, 1), first operand", text(slopes([](Vars x) { return maximum(x[0], x[1]); }, {1, 1})[0])},
      {"where(x > 0, sqrt(x), 0) at -1", text(slope([](Var x) { return where(x > 0.0, sqrt(x), 0.0); }, -1))},
  };
}

/// The rows below "## Special points" in docs/ops.md: the first cell and the last.
std::vector<Row> of_page() {
  std::ifstream in(XGRAD_TEST_DATA "/../docs/ops.md");
  std::vector<Row> found;
  bool inside = false;
  for (std::string line; std::getline(in, line);) {
    if (line.starts_with("## ")) inside = line == "## Special points";
    if (!inside || !line.starts_with("| ") || line.starts_with("| --- ") || line.starts_with("| at |")) continue;
    const std::size_t last = line.rfind(" | ");
    found.push_back({line.substr(2, line.find(" | ") - 2), line.substr(last + 3, line.size() - last - 5)});
  }
  return found;
}

TEST_CASE("special points: the derivatives are what docs/ops.md prints") {
  const std::vector<Row> computed = rows(), printed = of_page();
  REQUIRE(printed.size() == computed.size());
  for (std::size_t i = 0; i < computed.size(); ++i) {
    CHECK(printed[i].at == computed[i].at);
    CHECK(printed[i].value == computed[i].value);
  }
}

TEST_CASE("special points: neighbours of the table's, in float32 too") {
  for (const DType dtype : {float32, float64}) {
    Graph g;
    const Var x = g.input("x", dtype, {2});
    const auto at = [&](Var y, const std::vector<double>& values) {
      return compile({x}, {grad(sum(y), x)})({Tensor::from(values, {2}).astype(dtype)})[0]
          .astype(float64)
          .to_vector<double>();
    };
    using Numbers = std::vector<double>;
    CHECK(at(norm(x), {0, 0}) == Numbers{0, 0});
    CHECK(at(xgrad::std(x), {5, 5}) == Numbers{0, 0});
    CHECK(at(pow(x, 0.0), {0, -1}) == Numbers{0, 0});
    CHECK(at(gelu(x, "tanh"), {1e30, -1e30}) == Numbers{1, 0});
    CHECK(at(gelu(x), {1e30, -1e30}) == Numbers{1, 0});
    CHECK(at(minimum(x, 1.0), {1, 1}) == Numbers{0.5, 0.5});
    CHECK(at(where(x > 0.0, log(x), 0.0), {-1, 0}) == Numbers{0, 0});
  }
}

}  // namespace
}  // namespace xgrad
