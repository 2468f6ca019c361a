#pragma once
#include <array>
#include <string>
#include <string_view>
#include <utility>
#include <xgrad/ops/build_internal.hpp>
#include <xgrad/ops/strided_internal.hpp>

namespace xgrad {

/// How the leading axes of two operands broadcast. Which of them are stretched is decided when the node is made, for a
/// dynamic extent is not. Axes are counted from the back.
class BatchAxes {
 public:
  BatchAxes() = default;
  BatchAxes(const Shape& a, const Shape& b);
  /// The leading axes of the result. Throws the ShapeError of `user`.
  Shape joined(std::string_view user, Types in, const Shape& a, const Shape& b) const;
  /// Empty, or "stretch_a=[0], stretch_b=[1]".
  std::string text() const;

 private:
  AxisSet a_, b_;
};

/// Visits pairs of matrices, everything decided: each call of visit gets two places in memory, one after the other in
/// the result's order.
class BatchWalk {
 public:
  /// The leading axes, which are known and broadcast, and the bytes of one matrix of each.
  BatchWalk(const Shape& a, const Shape& b, std::int64_t a_bytes, std::int64_t b_bytes);
  std::int64_t size() const { return batch_.size(); }

  template <class Visit> void operator()(const void* a, const void* b, const Visit& visit) const {
    (*this)(a, b, 0, size(), visit);
  }
  /// The pairs from number `first` on, before number `end`.
  template <class Visit>
  void operator()(const void* a, const void* b, std::int64_t first, std::int64_t end, const Visit& visit) const {
    const auto *from_a = static_cast<const std::byte*>(a), *from_b = static_cast<const std::byte*>(b);
    std::array<std::int64_t, Shape::max_rank> at{};
    std::int64_t rest = first;
    for (std::size_t axis = batch_.rank(); axis-- > 0 && rest > 0; rest /= batch_[axis]) {
      at[axis] = rest % batch_[axis];
      from_a += a_steps_[axis] * at[axis];
      from_b += b_steps_[axis] * at[axis];
    }
    for (std::int64_t i = first; i < end; ++i) {
      visit(from_a, from_b, i);
      for (std::size_t axis = batch_.rank(); axis-- > 0;) {
        from_a += a_steps_[axis];
        from_b += b_steps_[axis];
        if (++at[axis] < batch_[axis]) break;
        from_a -= a_steps_[axis] * batch_[axis];
        from_b -= b_steps_[axis] * batch_[axis];
        at[axis] = 0;
      }
    }
  }

 private:
  Shape batch_;
  Strides a_steps_{}, b_steps_{};  // in bytes
};

/// A shape without its last `count` axes.
Shape leading(const Shape& shape, std::size_t count);

}  // namespace xgrad
