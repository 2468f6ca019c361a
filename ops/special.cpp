#include <fmt/format.h>
#include <numbers>
#include <xgrad/graph/error.hpp>
#include <xgrad/ops/arithmetic.hpp>
#include <xgrad/ops/exponential.hpp>
#include <xgrad/ops/special.hpp>

namespace xgrad {
namespace {

constexpr double two_by_root_pi = 2 * std::numbers::inv_sqrtpi;

}  // namespace

Var Erf::vjp(Var x, Var, Var dy) { return dy * (two_by_root_pi * exp(-square(x))); }
Var Erfc::vjp(Var x, Var, Var dy) { return dy * (-two_by_root_pi * exp(-square(x))); }
Var Lgamma::vjp(Var x, Var, Var dy) { return mul_strong_zero(digamma(x), dy); }
Var Digamma::vjp(Var x, Var, Var dy) { return mul_strong_zero(polygamma(1, x), dy); }
Vars Polygamma::vjp(Var n, Var x, Var, Var dy) {
  return {no_gradient, mul_strong_zero(apply<Polygamma>(n + 1.0, x), dy)};
}

Var erf(Var x) { return apply<Erf>(x); }
Var erfc(Var x) { return apply<Erfc>(x); }
Var lgamma(Var x) { return apply<Lgamma>(x); }
Var digamma(Var x) { return apply<Digamma>(x); }
Var polygamma(std::int64_t n, Var x) {
  if (n < 0 || n > 100)
    throw GraphError("polygamma", "the order must be from 0 to 100", fmt::format("n = {}", n),
                     "it counts how often digamma is differentiated: polygamma(1, x) is trigamma");
  return apply<Polygamma>(n, x);
}

}  // namespace xgrad
