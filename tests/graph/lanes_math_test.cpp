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
  static const std::map<std::string, Function<T>> all = {
      {"exp", [](T x, T) { return exp(x); }},           {"expm1", [](T x, T) { return expm1(x); }},
      {"log", [](T x, T) { return log(x); }},           {"log1p", [](T x, T) { return log1p(x); }},
      {"sin", [](T x, T) { return sin(x); }},           {"cos", [](T x, T) { return cos(x); }},
      {"tanh", [](T x, T) { return tanh(x); }},         {"sigmoid", [](T x, T) { return sigmoid(x); }},
      {"softplus", [](T x, T) { return softplus(x); }}, {"pow", [](T a, T b) { return pow(a, b); }}};
  return all;
}
/// What the headers promise, in units in the last place, measured and rounded up.
const std::map<std::string, double> promised = {{"exp", 1.15},     {"expm1", 1.3}, {"log", 0.9},  {"log1p", 0.9},
                                                {"sin", 0.9},      {"cos", 0.9},   {"tanh", 1.4}, {"sigmoid", 1.6},
                                                {"softplus", 1.3}, {"pow", 1.1}};

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
  const double inf = std::numeric_limits<double>::infinity(), nan = std::numeric_limits<double>::quiet_NaN();
  const double least = std::numeric_limits<F>::denorm_min(), most = std::numeric_limits<F>::max();
  const struct {
    const char* name;
    double a, y;
  } rows[] = {{"exp", 0, 1},          {"exp", -0.0, 1},        {"exp", inf, inf},       {"exp", -inf, 0},
              {"exp", 1e30, inf},     {"exp", -1e30, 0},       {"expm1", -0.0, -0.0},   {"expm1", 0, 0},
              {"expm1", inf, inf},    {"expm1", -inf, -1},     {"expm1", least, least}, {"expm1", -100, -1},
              {"log", 0, -inf},       {"log", -0.0, -inf},     {"log", 1, 0},           {"log", -1, nan},
              {"log", inf, inf},      {"log", -inf, nan},      {"log1p", -0.0, -0.0},   {"log1p", -1, -inf},
              {"log1p", -2, nan},     {"log1p", inf, inf},     {"log1p", -inf, nan},    {"log1p", least, least},
              {"sin", -0.0, -0.0},    {"sin", inf, nan},       {"sin", least, least},   {"cos", 0, 1},
              {"cos", -inf, nan},     {"cos", least, 1},       {"tanh", -0.0, -0.0},    {"tanh", inf, 1},
              {"tanh", -inf, -1},     {"tanh", 1e-9, F(1e-9)}, {"tanh", least, least},  {"tanh", most, 1},
              {"sigmoid", 0, 0.5},    {"sigmoid", inf, 1},     {"sigmoid", -inf, 0},    {"sigmoid", most, 1},
              {"sigmoid", -most, 0},  {"softplus", inf, inf},  {"softplus", -inf, 0},   {"softplus", most, most},
              {"softplus", -most, 0}, {"softplus", 1000, 1000}};
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
