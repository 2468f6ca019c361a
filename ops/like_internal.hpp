#pragma once
#include <xgrad/graph/vocabulary_internal.hpp>
#include <xgrad/ops/build_internal.hpp>

namespace xgrad {

/// one_hot(labels, classes) with as many classes as ref has columns, as a mask; `user` is named if a label is out of
/// range.
Var one_hot_like(std::string_view user, Var labels, Var ref);

}  // namespace xgrad
