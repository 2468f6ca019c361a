#pragma once
#include <concepts>
#include <cstdint>
#include <initializer_list>
#include <span>
#include <vector>

namespace xgrad {

/// The axes that an op works along: 1, or {0, 1}; negative ones count from the back. {} names none of them.
class Axes {
 public:
  Axes() = default;
  template <std::integral I>
  requires(!std::same_as<I, bool>) Axes(I axis) : axes_{static_cast<std::int64_t>(axis)} {}
  Axes(std::initializer_list<std::int64_t> axes) : axes_(axes) {}
  Axes(std::vector<std::int64_t> axes) : axes_(std::move(axes)) {}
  operator std::span<const std::int64_t>() const { return axes_; }

 private:
  std::vector<std::int64_t> axes_;
};

/// For the reductions' last argument: sum(x, {1}, keepdims). A reduced axis stays, with extent 1.
inline constexpr bool keepdims = true;

}  // namespace xgrad
