#pragma once
#include <xgrad/graph/var.hpp>

/// The ops that differentiation itself writes; with the rest of their family in ops/like.hpp.
namespace xgrad {

/// x summed over the axes along which ref's shape was broadcast to x's: x's elements added up, in ref's shape.
Var sum_like(Var x, Var ref);
/// x broadcast to ref's shape.
Var broadcast_like(Var x, Var ref);
/// Zeros of ref's dtype and shape.
Var zeros_like(Var ref);
/// Ones of ref's dtype and shape.
Var ones_like(Var ref);

}  // namespace xgrad
