#pragma once
#include <xgrad/graph/lanes_math_base.hpp>

namespace xgrad::lanes {
namespace detail {

// Plain code for one number (graph/gamma.cpp), in long double.
float lgamma_of(float x);
double lgamma_of(double x);
float digamma_of(float x);
double digamma_of(double x);
float polygamma_of(float n, float x);
double polygamma_of(double n, double x);

template <class T> typename T::mask all_lanes() { return T(0) == T(0); }

}  // namespace detail

/// log |gamma(x)|, lane by lane.                                                                  1 ulp
///   edges   inf at 0, -1, -2, ..., and at +-infinity
template <class T> T lgamma(T x) {
  using F = typename T::element;
  return call_where(detail::all_lanes<T>(), static_cast<F (*)(F)>(&detail::lgamma_of), x, x);
}
/// The derivative of log gamma(x), lane by lane.                 1 ulp; near its roots below 0 so many of one unit of 1
///   edges   +-0 -> -+inf, NaN at -1, -2, ... and -inf
template <class T> T digamma(T x) {
  using F = typename T::element;
  return call_where(detail::all_lanes<T>(), static_cast<F (*)(F)>(&detail::digamma_of), x, x);
}
/// The derivative of order n of digamma(x), for whole n from 0 to 100, lane by lane.              as digamma
///   edges   NaN for other n; at 0, -1, -2, ... inf for odd n
template <class T> T polygamma(T n, T x) {
  using F = typename T::element;
  return call_where(detail::all_lanes<T>(), static_cast<F (*)(F, F)>(&detail::polygamma_of), n, x, x);
}

}  // namespace xgrad::lanes
