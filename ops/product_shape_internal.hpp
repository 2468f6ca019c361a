#pragma once
#include <cstdint>
#include <xgrad/graph/dtype.hpp>

namespace xgrad {

/// c [m, n] = op(a) op(b), row-major; a is [m, k] or, transposed, [k, m]; b is [k, n] or [n, k].
struct ProductShape {
  DType dtype;
  bool transpose_a, transpose_b;
  std::int64_t m, n, k;
  double operations() const { return 2.0 * static_cast<double>(m) * static_cast<double>(n) * static_cast<double>(k); }
};

}  // namespace xgrad
