#pragma once
#include <xgrad/graph/var.hpp>

/// The ops that differentiation itself writes; documented with their families: ops/like.hpp, arithmetic.hpp,
/// comparison.hpp, reshape.hpp, concatenate.hpp.
namespace xgrad {

/// x summed over the axes along which ref's shape was broadcast to x's: x's elements added up, in ref's shape.
Var sum_like(Var x, Var ref);
/// x broadcast to ref's shape.
Var broadcast_like(Var x, Var ref);
/// Zeros of ref's dtype and shape.
Var zeros_like(Var ref);
/// Ones of ref's dtype and shape.
Var ones_like(Var ref);

Var where(Var condition, Term a, Term b);
Var logical_and(Var a, Var b);
Var logical_or(Var a, Var b);
Var logical_not(Var mask);
Var reshape(Var x, const Shape& shape);
Var transpose(Var x);
Var concatenate(const Vars& operands, std::int64_t axis);

}  // namespace xgrad
