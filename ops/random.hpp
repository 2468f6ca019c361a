#pragma once
#include <xgrad/graph/var.hpp>

/// Random numbers as pure functions: of a key, which is the seed, and of a step, which counts the runs. Equal operands
/// give equal numbers, on every machine; so a program may share, recompute or repeat them.
///   dtypes      float32, float64; key and step int64
///   throws      ShapeError, DTypeError
namespace xgrad {

/// random_uniform_like(ref, key, step): numbers from [0, 1), by Philox 4x32-10 (Salmon et al. 2011).
///   as torch.rand_like, jax.random.uniform
///   shapes      ref's; key and step of rank 0
///   derivative  none: ref is read for its shape and dtype only
Var random_uniform_like(Var ref, Term key, Term step);

/// dropout(x, rate, key, step): each element is 0 with probability `rate`, else divided by 1 - rate, so that the
/// expectation stays.                                             as torch.nn.functional.dropout
///   shapes      any -> the same; key and step of rank 0
///   derivative  dx = dy / (1 - rate) where x was kept
///   throws      DataError for a rate outside [0, 1], ShapeError, DTypeError
Var dropout(Var x, double rate, Term key, Term step);

}  // namespace xgrad
