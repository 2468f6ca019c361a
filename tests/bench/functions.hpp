#pragma once
#include <cstdint>
#include <string_view>

namespace xgrad::bench {

/// y = f(a), or f(a, b), for n elements (a multiple of 16), as another library's vector functions do it.
template <class T> using ArrayFunction = void (*)(const T* a, const T* b, T* y, std::int64_t n);

/// SLEEF's of at most 1 ulp, for AVX-512 or AVX2 as this machine has; null without SLEEF, or for a name it lacks.
template <class T> ArrayFunction<T> sleef_function(std::string_view name);
/// xsimd's, for this machine.
template <class T> ArrayFunction<T> xsimd_function(std::string_view name);

}  // namespace xgrad::bench
