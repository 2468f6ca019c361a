#include <math.h>
#include <array>
#include <cmath>
#include <limits>
#include <xgrad/graph/lanes_math_gamma.hpp>

// lgamma, digamma and polygamma of one number: in long double, so that the rounded result is right to about one unit of
// float64's last place where it is 64 bits wide or more.
namespace xgrad::lanes::detail {
namespace {

using Real = long double;

constexpr Real pi = 3.14159265358979323846264338327950288L;
constexpr Real infinity = std::numeric_limits<Real>::infinity(), not_a_number = std::numeric_limits<Real>::quiet_NaN();
constexpr int highest_order = 100;

Real log_gamma(Real x) {
#ifdef __GLIBC__
  int sign = 0;
  return ::lgammal_r(x, &sign);  // std::lgamma writes a global variable
#else
  return std::lgamma(x);
#endif
}

/// cot(pi x), x no whole number.
Real cotangent(Real x) {
  const Real r = x - std::nearbyint(x);  // exact
  return 1 / std::tan(pi * r);
}

/// digamma around its root, 1.4616..., which is root + root_low: Taylor's series.
Real digamma_near_root(Real distance) {
  constexpr Real series[] = {
      0.967672245447621170427445L,    -0.442763168983592106092865L,   0.258499760955651010624401L,
      -0.163942705442406527504251L,   0.107824050691262365757183L,    -0.0721995612564547109261218L,
      0.0488042881641431072250925L,   -0.0331611264748473592922584L,  0.0225976482322181046596248L,
      -0.0154247659049489591388003L,  0.010538791616612175388124L,    -0.00720453438635686824097047L,
      0.00492678139572985344635427L,  -0.00336980165543932808279286L, 0.00230512632673492783693838L,
      -0.00157693677143019725927093L, 0.00107882520191629658069192L,  -0.000738070938996005129566047L};
  Real sum = 0;
  for (std::size_t i = std::size(series); i-- > 0;) sum = sum * distance + series[i];
  return sum * distance;
}

/// digamma(x) for x > 0: up to 20 by the recurrence, beyond by Stirling's series.
Real digamma_above_zero(Real x) {
  constexpr Real root = 0x1.762d86356be3fp+0L, root_low = 9.549995429965697715184199e-17L;
  const Real distance = (x - root) - root_low;
  if (std::fabs(distance) < 0.1L) return digamma_near_root(distance);
  constexpr Real series[] = {
      0.0833333333333333333333333L,   -0.00833333333333333333333333L, 0.00396825396825396825396825L,
      -0.00416666666666666666666667L, 0.00757575757575757575757576L,  -0.0210927960927960927960928L,
      0.0833333333333333333333333L,   -0.44325980392156862745098L,    3.05395433027011974380395L};
  Real sum = 0;
  for (; x < 20; x += 1) sum += 1 / x;
  const Real z = 1 / (x * x);
  Real tail = 0;
  for (std::size_t i = std::size(series); i-- > 0;) tail = (tail + series[i]) * z;
  return (std::log(x) - 0.5L / x - tail) - sum;
}

Real digamma_of_any(Real x) {
  if (x == 0) return std::signbit(x) ? infinity : -infinity;
  if (x > 0) return x == infinity ? infinity : digamma_above_zero(x);
  if (x == std::floor(x) || std::isnan(x)) return not_a_number;  // -infinity is whole, too
  return digamma_above_zero(1 - x) - pi * cotangent(x);
}

/// The sum of (x + k)^-s over k >= 0 for x > 0, whole s > 1: terms up to where the Euler-Maclaurin series is short.
Real hurwitz_zeta(int s, Real x) {
  constexpr Real series[] = {
      0.0833333333333333333333333L,      -0.00138888888888888888888889L, 0.0000330687830687830687830688L,
      -0.00000082671957671957671957672L, 2.08767569878680989792101e-8L,  -5.28419013868749318484768e-10L,
      1.3382536530684678832827e-11L,     -3.3896802963225828668302e-13L, 8.58606205627784456413591e-15L,
      -2.17486869855806187304152e-16L,   5.50900282836022951520265e-18L, -1.39544646858125233407077e-19L};
  Real sum = 0;
  for (; x < s + 15; x += 1) {
    const Real term = std::pow(x, static_cast<Real>(-s));
    sum += term;
    if (term < sum * 0x1p-70L && s > 30) return sum;  // the rest is a small part of this term
  }
  const Real power = std::pow(x, static_cast<Real>(-s));
  Real tail = 0, factor = s * power / x;
  for (std::size_t i = 0; i < std::size(series); ++i) {
    tail += series[i] * factor;
    const Real k = s + 2 * static_cast<Real>(i);
    factor *= (k + 1) * (k + 2) / (x * x);
  }
  return sum + (power * x / (s - 1) + 0.5L * power + tail);
}

/// d^n/dx^n cot(pi x) = pi^n P(cot(pi x)), P_0 = c, P_(n+1) = -(1 + c^2) P_n'. All terms of P have one sign.
Real derivative_of_cotangent(int n, Real x) {
  std::array<Real, highest_order + 2> p{}, next{};
  p[1] = 1;
  for (int order = 0; order < n; ++order) {
    next.fill(0);
    for (std::size_t i = 1; i <= static_cast<std::size_t>(order) + 1; ++i) {
      const Real slope = static_cast<Real>(i) * p[i];
      next[i - 1] -= slope;
      next[i + 1] -= slope;
    }
    p = next;
  }
  const Real c = cotangent(x);
  Real sum = 0;
  for (std::size_t i = static_cast<std::size_t>(n) + 2; i-- > 0;) sum = sum * c + p[i];
  return sum * std::pow(pi, static_cast<Real>(n));
}

Real polygamma_of_any(Real order, Real x) {
  if (!(order >= 0 && order <= highest_order) || order != std::floor(order)) return not_a_number;
  const int n = static_cast<int>(order);
  if (n == 0 || std::isnan(x)) return n == 0 ? digamma_of_any(x) : x;
  const bool is_odd = n % 2 == 1;
  if (x > 0) {
    if (x == infinity) return is_odd ? Real(0) : -Real(0);
    const Real y = std::tgamma(order + 1) * hurwitz_zeta(n + 1, x);
    return is_odd ? y : -y;
  }
  if (x == 0) return is_odd || std::signbit(x) ? infinity : -infinity;
  if (x == std::floor(x)) return is_odd && x != -infinity ? infinity : not_a_number;
  const Real reflected = polygamma_of_any(order, 1 - x);
  return (is_odd ? -reflected : reflected) - pi * derivative_of_cotangent(n, x);
}

}  // namespace

float lgamma_of(float x) { return static_cast<float>(log_gamma(x)); }
double lgamma_of(double x) { return static_cast<double>(log_gamma(x)); }
float digamma_of(float x) { return static_cast<float>(digamma_of_any(x)); }
double digamma_of(double x) { return static_cast<double>(digamma_of_any(x)); }
float polygamma_of(float n, float x) { return static_cast<float>(polygamma_of_any(n, x)); }
double polygamma_of(double n, double x) { return static_cast<double>(polygamma_of_any(n, x)); }

}  // namespace xgrad::lanes::detail
