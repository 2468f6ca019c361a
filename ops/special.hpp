#pragma once
#include <cstdint>
#include <xgrad/graph/elementwise.hpp>

/// Special functions, elementwise. NaN -> NaN. erf and erfc are within 2 ulp, everywhere; lgamma, digamma and polygamma
/// too, but near a root below 0 within 2 ulp of the terms that cancel there. These three are computed number by number.
/// Where dy is 0, so is dx, even if the derivative there is infinite.
///   shapes      any -> the same
///   dtypes      float32, float64
namespace xgrad {

/// erf(x) = 2 / sqrt(pi) times the integral of e^(-t^2) from 0 to x.   as scipy.special.erf, torch.erf
///   derivative  dx = dy 2 / sqrt(pi) e^(-x^2)
///   edges       erf(-0) = -0, erf(+-inf) = +-1
struct Erf : Elementwise<Erf> {
  static constexpr std::string_view name = "erf";
  template <class T> static T forward(T x) { return erf(x); }
  static Var vjp(Var x, Var y, Var dy);
};
Var erf(Var x);

/// erfc(x) = 1 - erf(x), with all digits for large x.             as scipy.special.erfc, torch.erfc
///   derivative  dx = -dy 2 / sqrt(pi) e^(-x^2)
///   edges       erfc(-inf) = 2, erfc(inf) = 0; subnormal results are right
struct Erfc : Elementwise<Erfc> {
  static constexpr std::string_view name = "erfc";
  template <class T> static T forward(T x) { return erfc(x); }
  static Var vjp(Var x, Var y, Var dy);
};
Var erfc(Var x);

/// lgamma(x) = log |gamma(x)|.                                    as scipy.special.gammaln, torch.lgamma
///   derivative  dx = dy digamma(x)
///   edges       inf at 0, -1, -2, ... and at +-inf; lgamma(1) = lgamma(2) = 0
struct Lgamma : Elementwise<Lgamma> {
  static constexpr std::string_view name = "lgamma";
  template <class T> static T forward(T x) { return lgamma(x); }
  static Var vjp(Var x, Var y, Var dy);
};
Var lgamma(Var x);

/// digamma(x), the derivative of lgamma.                          as scipy.special.digamma, torch.digamma
///   derivative  dx = dy polygamma(1, x)
///   edges       digamma(0) = -inf, digamma(-0) = inf; NaN at -1, -2, ... and -inf
struct Digamma : Elementwise<Digamma> {
  static constexpr std::string_view name = "digamma";
  template <class T> static T forward(T x) { return digamma(x); }
  static Var vjp(Var x, Var y, Var dy);
};
Var digamma(Var x);

/// polygamma(n, x), the derivative of order n of digamma, n from 0 to 100.
///   as scipy.special.polygamma, torch.polygamma
///   derivative  dx = dy polygamma(n + 1, x), NaN beyond 100
///   edges       inf at 0, -1, -2, ... for odd n; for even n NaN, at +-0 -+inf
///   throws      GraphError for other n
struct Polygamma : Elementwise<Polygamma> {
  static constexpr std::string_view name = "polygamma";
  template <class T> static T forward(T n, T x) { return polygamma(n, x); }
  static Vars vjp(Var n, Var x, Var y, Var dy);
};
Var polygamma(std::int64_t n, Var x);

using SpecialList = OpList<Erf, Erfc, Lgamma, Digamma, Polygamma>;

}  // namespace xgrad
