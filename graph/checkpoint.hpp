#pragma once
#include <functional>
#include <xgrad/graph/unary_function.hpp>

namespace xgrad {

/// checkpoint(f, x): f(x), whose inner values the backward pass computes again from x instead of keeping them. Memory
/// for time: a network of n layers in segments of sqrt(n) keeps about 2 sqrt(n) layers' values, and runs forward twice.
/// Gradients have the same bits. A segment within a segment is part of the outer one. Updates that f registers (running
/// statistics) are made once.                                       as torch.utils.checkpoint, jax.checkpoint
///     for (auto& block : blocks) h = checkpoint(block, h);
Var checkpoint(const UnaryFunction& f, Var x);
Vars checkpoint(const std::function<Vars(const Vars&)>& f, const Vars& xs);

}  // namespace xgrad
