#pragma once
#include <cstdint>
#include <xgrad/graph/shape.hpp>

namespace xgrad {

/// An array as [outer, extent, inner] around an axis.
struct Around {
  std::int64_t outer = 1, extent, inner = 1;
  Around(const Shape& shape, std::size_t axis) : extent(shape[axis]) {
    for (std::size_t a = 0; a < axis; ++a) outer *= shape[a];
    for (std::size_t a = axis + 1; a < shape.rank(); ++a) inner *= shape[a];
  }
};

}  // namespace xgrad
