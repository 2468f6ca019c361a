#include "functions.hpp"
#include <cmath>

namespace xgrad::accuracy {
namespace {

template <class F> F sigmoid_of(F x) { return 1 / (1 + std::exp(-x)); }
/// max(x, 0) + log1p(e^-|x|): nothing overflows, nothing cancels.
template <class F> F softplus_of(F x) { return std::fmax(x, F(0)) + std::log1p(std::exp(-std::fabs(x))); }
template <class F> F rsqrt_of(F x) { return 1 / std::sqrt(x); }

}  // namespace

const std::vector<Function>& functions() {
  static const std::vector<Function> all = {
      {"exp", exp, std::exp, std::exp, {-745, 709.7}},
      {"log", log, std::log, std::log, {0, 4, 1022, 1023}},
      {"tanh", tanh, std::tanh, std::tanh, {-20, 20}},
      {"sigmoid", sigmoid, sigmoid_of<double>, sigmoid_of<long double>, {-708, 40}},
      {"erf", erf, std::erf, std::erf, {-6, 6}},
      {"sin", sin, std::sin, std::sin, {-1000, 1000, 60, 1023}},
      {"cos", cos, std::cos, std::cos, {-1000, 1000, 60, 1023}},
      {"exp2", exp2, std::exp2, std::exp2, {-1074, 1023}},
      {"expm1", expm1, std::expm1, std::expm1, {-40, 709.7}},
      {"log1p", log1p, std::log1p, std::log1p, {-0.999, 4}},
      {"log2", log2, std::log2, std::log2, {0, 4, 1022, 1023}},
      {"log10", log10, std::log10, std::log10, {0, 4, 1022, 1023}},
      {"softplus", softplus, softplus_of<double>, softplus_of<long double>, {-700, 40}},
      {"tan", tan, std::tan, std::tan, {-1000, 1000, 60, 1023}},
      {"asin", asin, std::asin, std::asin, {-1, 1, 60, 0}},
      {"acos", acos, std::acos, std::acos, {-1, 1, 60, 0}},
      {"atan", atan, std::atan, std::atan, {-10, 10}},
      {"sinh", sinh, std::sinh, std::sinh, {-710, 710}},
      {"cosh", cosh, std::cosh, std::cosh, {-710, 710}},
      {"asinh", asinh, std::asinh, std::asinh, {-10, 10, 60, 1023}},
      {"acosh", acosh, std::acosh, std::acosh, {1, 10, 0, 1023}},
      {"atanh", atanh, std::atanh, std::atanh, {-1, 1, 60, 0}},
      {"erfc", erfc, std::erfc, std::erfc, {-6, 26}},
      {"cbrt", cbrt, std::cbrt, std::cbrt, {-10, 10, 1022, 1023}},
      {"rsqrt", rsqrt, rsqrt_of<double>, rsqrt_of<long double>, {0, 10, 1022, 1023}},
  };
  return all;
}

}  // namespace xgrad::accuracy
