#pragma once
#include <cstddef>
#include <cstdint>
#include <xgrad/graph/var.hpp>

namespace xgrad {

/// Which way along an axis; `backward` begins at the end.
enum class Direction { forward, backward };
constexpr Direction opposite(Direction d) { return d == Direction::forward ? Direction::backward : Direction::forward; }

/// y_i = x_first ... x_i, where x_first is the axis' first entry, or the last one if it runs backward.
Var running_product(Var x, std::size_t axis, Direction direction);

/// y_i = x_{i-1}, or x_{i+1} if it runs backward; `filling` (of x's shape) where there is none.
Var shifted(Var x, Var filling, std::size_t axis, Direction direction);

}  // namespace xgrad
