#pragma once
#include <array>
#include <cstddef>
#include <cstdint>
#include <xgrad/graph/op.hpp>

namespace xgrad {

using Strides = std::array<std::int64_t, Shape::max_rank>;

/// Of a contiguous, row-major array, in elements.
Strides row_major_strides(const Shape& shape);

/// Copies elements between two layouts of one shape, everything decided beforehand: axes that run on are joined, and
/// the last one is a block move, a fill or a loop.
class StridedCopy {
 public:
  /// Strides in elements; 0 repeats, negative ones run backwards.
  StridedCopy(std::size_t item_size, const Shape& shape, const Strides& from, const Strides& to);
  /// From and to are the addresses of the first elements.
  void operator()(const void* from, void* to) const;

 private:
  struct Axis {
    std::int64_t extent, from, to;  // strides in bytes
  };
  using Row = void (*)(const std::byte* from, std::byte* to, const Axis&);
  std::array<Axis, Shape::max_rank> axes_{};
  std::size_t rank_ = 0;  // of the outer axes
  Axis last_{};
  Row row_ = nullptr;  // null: there is nothing to copy
};

/// The copy that broadcasts an array of shape `small` to shape `large`, and the same at once.
StridedCopy broadcast_copy(DType dtype, const Shape& small, const Shape& large);
void copy_broadcast(const View& from, const View& to);

/// Copies all elements as they lie, where the number of elements is the same.
void copy_elements(const View& from, const View& to);

}  // namespace xgrad
