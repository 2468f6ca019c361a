#include <doctest/doctest.h>
#include <cstdlib>
#include <fstream>
#include <limits>
#include <map>
#include <sstream>
#include <string>
#include <vector>
#include <xgrad/graph/lanes_math.hpp>

// The elementary functions on the scalar lane, with FMA and without, against exact values (lanes_math_fixtures.py).
// tests/ops/kernels/lane_ops_test.cpp shows that every instruction set gives the same bits.
namespace xgrad::lanes {
namespace {

template <class T> using Function = T (*)(T, T);
template <class T> const std::map<std::string, Function<T>>& functions() {
  static const std::map<std::string, Function<T>> all = {{"exp", [](T x, T) { return exp(x); }},
                                                         {"expm1", [](T x, T) { return expm1(x); }},
                                                         {"log", [](T x, T) { return log(x); }},
                                                         {"log1p", [](T x, T) { return log1p(x); }},
                                                         {"sin", [](T x, T) { return sin(x); }},
                                                         {"cos", [](T x, T) { return cos(x); }},
                                                         {"tanh", [](T x, T) { return tanh(x); }},
                                                         {"sigmoid", [](T x, T) { return sigmoid(x); }},
                                                         {"softplus", [](T x, T) { return softplus(x); }},
                                                         {"pow", [](T a, T b) { return pow(a, b); }},
                                                         {"exp2", [](T x, T) { return exp2(x); }},
                                                         {"log2", [](T x, T) { return log2(x); }},
                                                         {"log10", [](T x, T) { return log10(x); }},
                                                         {"tan", [](T x, T) { return tan(x); }},
                                                         {"asin", [](T x, T) { return asin(x); }},
                                                         {"acos", [](T x, T) { return acos(x); }},
                                                         {"atan", [](T x, T) { return atan(x); }},
                                                         {"sinh", [](T x, T) { return sinh(x); }},
                                                         {"cosh", [](T x, T) { return cosh(x); }},
                                                         {"asinh", [](T x, T) { return asinh(x); }},
                                                         {"acosh", [](T x, T) { return acosh(x); }},
                                                         {"atanh", [](T x, T) { return atanh(x); }},
                                                         {"erf", [](T x, T) { return erf(x); }},
                                                         {"erfc", [](T x, T) { return erfc(x); }},
                                                         {"cbrt", [](T x, T) { return cbrt(x); }},
                                                         {"rsqrt", [](T x, T) { return rsqrt(x); }},
                                                         {"gelu", [](T x, T) { return gelu(x); }},
                                                         {"gelu_tanh", [](T x, T) { return gelu_tanh(x); }},
                                                         {"silu", [](T x, T) { return silu(x); }},
                                                         {"mish", [](T x, T) { return mish(x); }},
                                                         {"lgamma", [](T x, T) { return lgamma(x); }},
                                                         {"digamma", [](T x, T) { return digamma(x); }},
                                                         {"atan2", [](T y, T x) { return atan2(y, x); }},
                                                         {"hypot", [](T x, T y) { return hypot(x, y); }},
                                                         {"logaddexp", [](T a, T b) { return logaddexp(a, b); }}};
  return all;
}
/// What the headers promise, in units in the last place, measured and rounded up.
const std::map<std::string, double> promised = {
    {"exp", 1.15},    {"expm1", 1.3},    {"log", 0.9},      {"log1p", 0.9},     {"sin", 1.7},      {"cos", 1.8},
    {"tanh", 1.4},    {"sigmoid", 1.7},  {"softplus", 1.3}, {"pow", 1.1},       {"exp2", 0.75},    {"log2", 0.9},
    {"log10", 0.8},   {"tan", 1.2},      {"asin", 0.75},    {"acos", 0.7},      {"atan", 0.85},    {"sinh", 0.95},
    {"cosh", 0.9},    {"asinh", 0.95},   {"acosh", 0.9},    {"atanh", 0.9},     {"erf", 1.7},      {"erfc", 1.3},
    {"cbrt", 0.55},   {"rsqrt", 0.55},   {"gelu", 1.7},     {"gelu_tanh", 1.6}, {"silu", 1.6},     {"mish", 1.9},
    {"lgamma", 0.55}, {"digamma", 0.55}, {"atan2", 1.6},    {"hypot", 0.55},    {"logaddexp", 1.9}};

/// |y - (high + low)| in units in the last place of F.
template <class F> double ulps(F y, double high, double low) {
  using L = std::numeric_limits<F>;
  if (std::isinf(y) && std::fabs(high) >= L::max()) return 0;
  const int exponent = std::max(std::ilogb(high), L::min_exponent - 1);
  return std::fabs((static_cast<double>(y) - high) - low) / std::ldexp(1.0, exponent - (L::digits - 1));
}

struct Point {
  std::string function, type;
  double a, b, high, low;
};
const std::vector<Point>& points() {
  static const std::vector<Point> all = [] {
    std::vector<Point> read;
    std::ifstream file(XGRAD_TEST_DATA "/graph/lanes_math_fixtures.txt");
    for (std::string line; std::getline(file, line);) {
      std::istringstream words(line);
      Point p{};
      words >> p.function >> p.type;
      std::vector<double> numbers;
      for (std::string word; words >> word;) numbers.push_back(std::strtod(word.c_str(), nullptr));
      p.a = numbers.front();
      p.b = numbers.size() == 4 ? numbers[1] : 0;
      p.high = numbers[numbers.size() - 2];
      p.low = numbers.back();
      read.push_back(p);
    }
    return read;
  }();
  return all;
}

template <class F, bool Fused> struct Lane {
  using T = Scalar<F, Fused>;
  using element = F;
  static F of(const std::string& name, double a, double b) { return functions<T>().at(name)(T(a), T(b)).value; }
};

}  // namespace

TEST_CASE("elementary functions: the fixture is there") { CHECK(points().size() > 3000); }

TEST_CASE_TEMPLATE("elementary functions: hard points", L, Lane<float, true>, Lane<float, false>, Lane<double, true>,
                   Lane<double, false>) {
  using F = typename L::element;
  for (const Point& p : points()) {
    if (p.type != (sizeof(F) == 4 ? "float32" : "float64")) continue;
    const F y = L::of(p.function, p.a, p.b);
    CHECK_MESSAGE(ulps(y, p.high, p.low) <= promised.at(p.function), p.function, "(", p.a, ", ", p.b, ") = ", y, " in ",
                  p.type);
  }
}

TEST_CASE_TEMPLATE("elementary functions: float32 at every exponent against float64", L, Lane<float, true>,
                   Lane<float, false>) {
  using D = Scalar<double>;
  for (const auto& row : functions<D>()) {
    const std::string& name = row.first;
    if (name == "pow") continue;
    for (std::uint32_t bits = 0; bits < 0xff800000u - 40013u; bits += 40013u) {
      const float x = std::bit_cast<float>(bits);
      if (std::isnan(x)) continue;
      const double wanted = row.second(D(x), D(0)).value;
      const float y = L::of(name, x, 0);
      if (std::isnan(wanted))
        REQUIRE(std::isnan(y));
      else if (std::isinf(wanted) || wanted == 0)
        REQUIRE(y == wanted);
      else if (std::fabs(wanted) < 3.4e38)
        REQUIRE_MESSAGE(ulps(y, wanted, 0) <= promised.at(name), name, "(", x, ") = ", y);
    }
  }
}

TEST_CASE_TEMPLATE("elementary functions: edges", L, Lane<float, true>, Lane<float, false>, Lane<double, true>,
                   Lane<double, false>) {
  using F = typename L::element;
  const double inf = std::numeric_limits<double>::infinity(), nan = std::numeric_limits<double>::quiet_NaN(),
               pi = 3.14159265358979323846;
  const double least = std::numeric_limits<F>::denorm_min(), most = std::numeric_limits<F>::max();
  const struct {
    const char* name;
    double a, y;
  } rows[] = {{"exp", 0, 1},
              {"exp", -0.0, 1},
              {"exp", inf, inf},
              {"exp", -inf, 0},
              {"exp", 1e30, inf},
              {"exp", -1e30, 0},
              {"expm1", -0.0, -0.0},
              {"expm1", 0, 0},
              {"expm1", inf, inf},
              {"expm1", -inf, -1},
              {"expm1", least, least},
              {"expm1", -100, -1},
              {"log", 0, -inf},
              {"log", -0.0, -inf},
              {"log", 1, 0},
              {"log", -1, nan},
              {"log", inf, inf},
              {"log", -inf, nan},
              {"log1p", -0.0, -0.0},
              {"log1p", -1, -inf},
              {"log1p", -2, nan},
              {"log1p", inf, inf},
              {"log1p", -inf, nan},
              {"log1p", least, least},
              {"sin", -0.0, -0.0},
              {"sin", inf, nan},
              {"sin", least, least},
              {"cos", 0, 1},
              {"cos", -inf, nan},
              {"cos", least, 1},
              {"tanh", -0.0, -0.0},
              {"tanh", inf, 1},
              {"tanh", -inf, -1},
              {"tanh", 1e-9, F(1e-9)},
              {"tanh", least, least},
              {"tanh", most, 1},
              {"sigmoid", 0, 0.5},
              {"sigmoid", inf, 1},
              {"sigmoid", -inf, 0},
              {"sigmoid", most, 1},
              {"sigmoid", -most, 0},
              {"softplus", inf, inf},
              {"softplus", -inf, 0},
              {"softplus", most, most},
              {"softplus", -most, 0},
              {"softplus", 1000, 1000},
              {"exp2", 10, 1024},
              {"exp2", -1, 0.5},
              {"exp2", inf, inf},
              {"exp2", -inf, 0},
              {"exp2", least, 1},
              {"exp2", most, inf},
              {"log2", 1024, 10},
              {"log2", 1, 0},
              {"log2", -0.0, -inf},
              {"log2", -1, nan},
              {"log2", inf, inf},
              {"log2", 0.125, -3},
              {"log10", 1000, 3},
              {"log10", 1e10, 10},
              {"log10", 0, -inf},
              {"log10", -least, nan},
              {"log10", inf, inf},
              {"tan", -0.0, -0.0},
              {"tan", inf, nan},
              {"tan", least, least},
              {"tan", -least, -least},
              {"asin", -0.0, -0.0},
              {"asin", 1, pi / 2},
              {"asin", -1, -pi / 2},
              {"asin", 1.5, nan},
              {"asin", -inf, nan},
              {"asin", least, least},
              {"acos", 1, 0},
              {"acos", -1, pi},
              {"acos", 0, pi / 2},
              {"acos", -1.5, nan},
              {"acos", inf, nan},
              {"acos", least, pi / 2},
              {"atan", -0.0, -0.0},
              {"atan", inf, pi / 2},
              {"atan", -inf, -pi / 2},
              {"atan", 1, pi / 4},
              {"atan", least, least},
              {"atan", most, pi / 2},
              {"sinh", -0.0, -0.0},
              {"sinh", inf, inf},
              {"sinh", -inf, -inf},
              {"sinh", -least, -least},
              {"sinh", -most, -inf},
              {"cosh", -0.0, 1},
              {"cosh", -inf, inf},
              {"cosh", most, inf},
              {"cosh", least, 1},
              {"asinh", -0.0, -0.0},
              {"asinh", inf, inf},
              {"asinh", -inf, -inf},
              {"asinh", least, least},
              {"acosh", 1, 0},
              {"acosh", 0.5, nan},
              {"acosh", -2, nan},
              {"acosh", inf, inf},
              {"acosh", -inf, nan},
              {"atanh", -0.0, -0.0},
              {"atanh", 1, inf},
              {"atanh", -1, -inf},
              {"atanh", 2, nan},
              {"atanh", -inf, nan},
              {"atanh", least, least},
              {"erf", -0.0, -0.0},
              {"erf", inf, 1},
              {"erf", -inf, -1},
              {"erf", most, 1},
              {"erf", -30, -1},
              {"erfc", 0, 1},
              {"erfc", -0.0, 1},
              {"erfc", inf, 0},
              {"erfc", -inf, 2},
              {"erfc", most, 0},
              {"erfc", -most, 2},
              {"cbrt", -0.0, -0.0},
              {"cbrt", -inf, -inf},
              {"cbrt", 27, 3},
              {"cbrt", -8, -2},
              {"cbrt", inf, inf},
              {"rsqrt", 0, inf},
              {"rsqrt", -0.0, -inf},
              {"rsqrt", inf, 0},
              {"rsqrt", -1, nan},
              {"rsqrt", 0.25, 2},
              {"rsqrt", -inf, nan},
              {"gelu", -0.0, -0.0},
              {"gelu", 0, 0},
              {"gelu", inf, inf},
              {"gelu", -inf, -0.0},
              {"gelu", most, most},
              {"gelu", -most, -0.0},
              {"gelu", 100, 100},
              {"gelu_tanh", -0.0, -0.0},
              {"gelu_tanh", inf, inf},
              {"gelu_tanh", -inf, -0.0},
              {"gelu_tanh", most, most},
              {"gelu_tanh", -most, -0.0},
              {"silu", -0.0, -0.0},
              {"silu", inf, inf},
              {"silu", -inf, -0.0},
              {"silu", most, most},
              {"silu", -most, -0.0},
              {"mish", -0.0, -0.0},
              {"mish", inf, inf},
              {"mish", -inf, -0.0},
              {"mish", most, most},
              {"mish", -most, -0.0},
              {"lgamma", 0, inf},
              {"lgamma", -0.0, inf},
              {"lgamma", 1, 0},
              {"lgamma", 2, 0},
              {"lgamma", -3, inf},
              {"lgamma", inf, inf},
              {"lgamma", -inf, inf},
              {"digamma", 0, -inf},
              {"digamma", -0.0, inf},
              {"digamma", -1, nan},
              {"digamma", inf, inf},
              {"digamma", -inf, nan}};
  for (const auto& row : rows) {
    const F y = L::of(row.name, row.a, 0);
    const bool right = std::isnan(row.y) ? std::isnan(y) : y == F(row.y) && std::signbit(y) == std::signbit(row.y);
    CHECK_MESSAGE(right, row.name, "(", row.a, ") = ", y);
  }
  for (const auto& row : functions<Scalar<F>>()) CHECK_MESSAGE(std::isnan(L::of(row.first, nan, 2)), row.first);
}

TEST_CASE_TEMPLATE("pow: C99's special cases", L, Lane<float, true>, Lane<float, false>, Lane<double, true>,
                   Lane<double, false>) {
  using F = typename L::element;
  using N = std::numeric_limits<F>;
  const F whole = sizeof(F) == 4 ? F(16777215) : F(9007199254740991.0);  // the largest odd number
  const F some[] = {F(0),          F(1),           F(2),    F(0.5),    F(3),  F(1.5),
                    N::infinity(), N::quiet_NaN(), F(1e30), F(1e-30),  F(4),  N::denorm_min(),
                    N::min(),      N::max(),       whole,   whole + 1, F(0.1)};
  for (F a : some)
    for (F b : some)
      for (F sign_a : {F(1), F(-1)})
        for (F sign_b : {F(1), F(-1)}) {
          const F x = sign_a * a, e = sign_b * b, wanted = std::pow(x, e), y = L::of("pow", x, e);
          const bool right =
              std::isnan(wanted)
                  ? std::isnan(y)
                  : std::signbit(y) == std::signbit(wanted) &&
                        (y == wanted ||
                         std::fabs(y - wanted) <= 2 * std::max(std::fabs(wanted) * N::epsilon(), N::denorm_min()));
          CHECK_MESSAGE(right, "pow(", x, ", ", e, ") = ", y, ", C says ", wanted);
        }
}

}  // namespace xgrad::lanes
