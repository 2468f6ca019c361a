#include <doctest/doctest.h>
#include <algorithm>
#include <cmath>
#include <limits>
#include <xgrad/graph/lanes_math.hpp>

// Functions of two numbers where C99 says what they are, and polygamma.
namespace xgrad::lanes {
namespace {

template <class F> using Unfused = Scalar<F, false>;

}  // namespace

TEST_CASE_TEMPLATE("atan2, hypot, fmod, logaddexp: C99's special cases", S, Scalar<float>, Unfused<float>,
                   Scalar<double>, Unfused<double>) {
  using F = typename S::element;
  using N = std::numeric_limits<F>;
  const F some[] = {F(0),     F(1),          F(0.3),         F(5.5),          F(1e30),
                    F(1e-30), N::infinity(), N::quiet_NaN(), N::denorm_min(), 3 * N::denorm_min(),
                    N::min(), N::max(),      F(16777215),    F(0.1)};
  const auto same = [](F y, F wanted, F ulp) {
    if (std::isnan(wanted)) return std::isnan(y);
    const F room = ulp * std::max(std::fabs(wanted) * N::epsilon(), N::denorm_min());
    return std::signbit(y) == std::signbit(wanted) && (y == wanted || std::fabs(y - wanted) <= room);
  };
  for (F a : some)
    for (F b : some)
      for (F sign_a : {F(1), F(-1)})
        for (F sign_b : {F(1), F(-1)}) {
          const F x = sign_a * a, y = sign_b * b;
          CHECK_MESSAGE(same(atan2(S(x), S(y)).value, std::atan2(x, y), 2), "atan2(", x, ", ", y, ")");
          CHECK_MESSAGE(same(hypot(S(x), S(y)).value, std::hypot(x, y), 2), "hypot(", x, ", ", y, ")");
          CHECK_MESSAGE(same(fmod(S(x), S(y)).value, std::fmod(x, y), 0), "fmod(", x, ", ", y, ")");
        }
  const F inf = N::infinity(),
          edges[][3] = {{inf, inf, inf},           {-inf, -inf, -inf},      {inf, -inf, inf}, {-inf, 2, 2},
                        {F(1e4), -F(1e4), F(1e4)}, {N::max(), 1, N::max()}, {3, inf, inf}};
  for (const auto& row : edges) {
    CHECK(logaddexp(S(row[0]), S(row[1])).value == row[2]);
    CHECK(logaddexp(S(row[1]), S(row[0])).value == row[2]);
  }
  CHECK(std::isnan(logaddexp(S(inf), S(N::quiet_NaN())).value));
}

TEST_CASE_TEMPLATE("fmod is exact for quotients of every size", S, Scalar<float>, Unfused<float>, Scalar<double>,
                   Unfused<double>) {
  using F = typename S::element;
  std::uint64_t state = 7;
  for (int i = 0; i < 20000; ++i) {
    const auto next = [&] { return state = state * 6364136223846793005u + 1442695040888963407u; };
    const F a = F(next() >> 40) * std::ldexp(F(1), static_cast<int>((next() >> 33) % 120) - 80), b = F(next() >> 40);
    CHECK(fmod(S(a), S(-b)).value == std::fmod(a, -b));
  }
}

TEST_CASE("polygamma: known values, poles, orders it does not have") {
  const double inf = std::numeric_limits<double>::infinity(), nan = std::numeric_limits<double>::quiet_NaN();
  const struct {
    double n, x, y;
  } rows[] = {{0, 1, -0.57721566490153286061},
              {1, 1, 1.6449340668482264365},
              {1, 0.5, 4.9348022005446793094},
              {1, -0.5, 8.9348022005446793094},
              {2, 1, -2.4041138063191885708},
              {2, -0.25, 122.69736678366236037},
              {3, 0.5, 97.409091034002437236},
              {3, -1.5, 194.59427621918762242},
              {4, 30, -7.9149413401810240419e-6},
              {1, 0, inf},
              {2, 0, -inf},
              {2, -0.0, inf},
              {1, -3, inf},
              {2, -3, nan},
              {1, inf, 0},
              {3, -inf, nan},
              {-1, 1, nan},
              {1.5, 1, nan},
              {101, 1, nan},
              {1, nan, nan}};
  for (const auto& row : rows) {
    const double y = polygamma(Scalar<double>(row.n), Scalar<double>(row.x)).value;
    const bool right = std::isnan(row.y)   ? std::isnan(y)
                       : std::isinf(row.y) ? y == row.y
                                           : std::fabs(y - row.y) <= 1e-13 * std::fabs(row.y);
    CHECK_MESSAGE(right, "polygamma(", row.n, ", ", row.x, ") = ", y, ", wanted ", row.y);
  }
}

}  // namespace xgrad::lanes
