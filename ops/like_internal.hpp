#pragma once
#include <xgrad/ops/build_internal.hpp>

namespace xgrad {

/// one_hot(labels, classes) with as many classes as ref has columns, as a mask; `user` is named if a label is out of
/// range.
Var one_hot_like(std::string_view user, Var labels, Var ref);

/// x, checked to have ref's shape: now, and when the program knows the extents. `user` is named if it has not.
Var with_shape_of(std::string_view user, Var x, Var ref);

}  // namespace xgrad
