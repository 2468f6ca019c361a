#include <xsimd/xsimd.hpp>
#include "functions.hpp"

namespace xgrad::bench {
namespace {

template <class T, class F> void each(const T* a, const T* b, T* y, std::int64_t n, F f) {
  using V = xsimd::batch<T>;
  for (std::int64_t i = 0; i < n; i += static_cast<std::int64_t>(V::size))
    f(V::load_unaligned(a + i), V::load_unaligned(b + i)).store_unaligned(y + i);
}

template <class T> ArrayFunction<T> find(std::string_view name) {
  using V = xsimd::batch<T>;
  using P = const T*;
  using N = std::int64_t;
  if (name == "exp") return [](P a, P b, T* y, N n) { each(a, b, y, n, [](V x, V) { return xsimd::exp(x); }); };
  if (name == "log") return [](P a, P b, T* y, N n) { each(a, b, y, n, [](V x, V) { return xsimd::log(x); }); };
  if (name == "tanh") return [](P a, P b, T* y, N n) { each(a, b, y, n, [](V x, V) { return xsimd::tanh(x); }); };
  if (name == "sigmoid")
    return [](P a, P b, T* y, N n) { each(a, b, y, n, [](V x, V) { return V(1) / (V(1) + xsimd::exp(-x)); }); };
  if (name == "erf") return [](P a, P b, T* y, N n) { each(a, b, y, n, [](V x, V) { return xsimd::erf(x); }); };
  if (name == "sin") return [](P a, P b, T* y, N n) { each(a, b, y, n, [](V x, V) { return xsimd::sin(x); }); };
  if (name == "cos") return [](P a, P b, T* y, N n) { each(a, b, y, n, [](V x, V) { return xsimd::cos(x); }); };
  if (name == "pow") return [](P a, P b, T* y, N n) { each(a, b, y, n, [](V x, V z) { return xsimd::pow(x, z); }); };
  return nullptr;
}

}  // namespace

template <> ArrayFunction<float> xsimd_function<float>(std::string_view name) { return find<float>(name); }
template <> ArrayFunction<double> xsimd_function<double>(std::string_view name) { return find<double>(name); }

}  // namespace xgrad::bench
