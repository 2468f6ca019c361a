#pragma once
#include <xgrad/graph/tensor.hpp>

namespace xgrad {

/// The extents of a, then those of b.
Shape joined(const Shape& a, const Shape& b);
/// 1 at element i, 0 elsewhere; of a float type.
Tensor unit(DType dtype, const Shape& shape, std::int64_t i);

}  // namespace xgrad
