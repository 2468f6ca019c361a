#pragma once
#include <string_view>
#include <xgrad/graph/vocabulary.hpp>

namespace xgrad {

/// x, checked to have ref's shape: now, and when the program knows the extents. `user`, a literal, is named if it has
/// not. Defined with the other `_like` ops, ops/like.cpp.
Var with_shape_of(std::string_view user, Var x, Var ref);

}  // namespace xgrad
