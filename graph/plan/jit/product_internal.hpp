#pragma once
#include <cstdint>
#include <memory>
#include <string>
#include <xgrad/graph/plan/jit/code_internal.hpp>

namespace xgrad::jit {

/// A product of one shape, as libxsmm compiles them: c(i, j) = sum over s of a(i, s) b(s, j), with elements
/// a[i * a_row + s * a_step], b[s * columns + j], c[i * columns + j]. The sum runs over s in ascending order, one fma a
/// step: the bits of the kernels' loops for small products.
struct ProductBody {
  LaneType type;  ///< float32 or float64
  std::int64_t rows, columns, steps;
  std::int64_t a_row, a_step;

  std::string key() const;
};

/// Nothing is written behind c's end; b may be read one vector beyond its own.
using CompiledFunction = void (*)(const void* a, const void* b, void* c);

/// Code of type CompiledFunction, compiled at most once in the process while it is in use. Null if it cannot be had.
std::shared_ptr<const Code> compiled(const ProductBody& body);

}  // namespace xgrad::jit
