#include <algorithm>
#include <cstring>
#include <xgrad/ops/strided_internal.hpp>

namespace xgrad {

Strides row_major_strides(const Shape& shape) {
  Strides strides{};
  std::int64_t step = 1;
  for (std::size_t axis = shape.rank(); axis-- > 0;) {
    strides[axis] = step;
    step *= shape[axis];
  }
  return strides;
}

namespace {

template <class T, class Axis> void copy_items(const std::byte* from, std::byte* to, const Axis& axis) {
  for (std::int64_t i = 0; i < axis.extent; ++i, from += axis.from, to += axis.to) std::memcpy(to, from, sizeof(T));
}

template <class T, class Axis> void fill_items(const std::byte* from, std::byte* to, const Axis& axis) {
  T value;
  std::memcpy(&value, from, sizeof(T));
  std::fill_n(reinterpret_cast<T*>(to), axis.extent, value);
}

template <class T, class Axis> void move_block(const std::byte* from, std::byte* to, const Axis& axis) {
  std::memcpy(to, from, static_cast<std::size_t>(axis.extent) * sizeof(T));
}

template <class T, class Axis>
auto row_function(const Axis& axis) -> void (*)(const std::byte*, std::byte*, const Axis&) {
  constexpr auto step = static_cast<std::int64_t>(sizeof(T));
  if (axis.to == step && axis.from == step) return move_block<T, Axis>;
  if (axis.to == step && axis.from == 0) return fill_items<T, Axis>;
  return copy_items<T, Axis>;
}

}  // namespace

StridedCopy::StridedCopy(std::size_t item_size, const Shape& shape, const Strides& from, const Strides& to) {
  const auto bytes = static_cast<std::int64_t>(item_size);
  last_ = {1, bytes, bytes};
  bool is_first = true;
  for (std::size_t axis = shape.rank(); axis-- > 0;) {
    if (shape[axis] == 0) return;
    if (shape[axis] == 1) continue;
    const Axis next{shape[axis], from[axis] * bytes, to[axis] * bytes};
    Axis& inner = rank_ > 0 ? axes_[rank_ - 1] : last_;
    if (is_first)
      inner = next;
    else if (next.from == inner.from * inner.extent && next.to == inner.to * inner.extent)
      inner.extent *= next.extent;
    else
      axes_[rank_++] = next;
    is_first = false;
  }
  row_ = item_size == 8   ? row_function<std::uint64_t>(last_)
         : item_size == 4 ? row_function<std::uint32_t>(last_)
                          : row_function<std::uint8_t>(last_);
}

void StridedCopy::operator()(const void* from_address, void* to_address) const {
  if (!row_) return;
  const auto* from = static_cast<const std::byte*>(from_address);
  auto* to = static_cast<std::byte*>(to_address);
  std::array<std::int64_t, Shape::max_rank> index{};
  while (true) {
    row_(from, to, last_);
    std::size_t axis = 0;  // axes_ is ordered from the inside out
    for (; axis < rank_; ++axis) {
      from += axes_[axis].from;
      to += axes_[axis].to;
      if (++index[axis] < axes_[axis].extent) break;
      from -= axes_[axis].from * axes_[axis].extent;
      to -= axes_[axis].to * axes_[axis].extent;
      index[axis] = 0;
    }
    if (axis == rank_) return;
  }
}

StridedCopy broadcast_copy(DType dtype, const Shape& small, const Shape& large) {
  const Strides steps = row_major_strides(small);
  Strides from{};
  const std::size_t lacking = large.rank() - small.rank();
  for (std::size_t axis = 0; axis < small.rank(); ++axis) from[axis + lacking] = small[axis] == 1 ? 0 : steps[axis];
  return {size_of(dtype), large, from, row_major_strides(large)};
}

void copy_broadcast(const View& from, const View& to) {
  broadcast_copy(from.dtype, from.shape(), to.shape())(from.data, to.data);
}

void copy_elements(const View& from, const View& to) {
  const auto bytes = static_cast<std::size_t>(to.size()) * size_of(to.dtype);
  if (bytes > 0 && from.data != to.data) std::memcpy(to.data, from.data, bytes);
}

}  // namespace xgrad
