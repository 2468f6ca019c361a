#pragma once
#include <cstdint>
#include <xgrad/graph/var.hpp>
#include <xgrad/ops/axes.hpp>

/// Exponentials over their sum, and the logarithm of that sum.
///   shapes      any but rank 0 -> the same
///   dtypes      float32, float64
///   throws      ShapeError for an axis that is not there, DTypeError
namespace xgrad {

/// softmax(x, axis): e^x, divided by its sum along the axis.       as scipy.special.softmax, torch.softmax
///   value       computed from x - max(x): no overflow
///   derivative  dx = y (dy - sum(dy y)), sharing the exponentials
///   edges       -inf -> 0; a row with NaN, with +inf, or of -inf only is NaN
Var softmax(Var x, std::int64_t axis);

/// log_softmax(x, axis) = x - logsumexp(x, axis), without cancellation.
///   as scipy.special.log_softmax, torch.log_softmax
///   derivative  dx = dy - softmax(x) sum(dy), sharing the exponentials
///   edges       -inf -> -inf; otherwise as softmax
Var log_softmax(Var x, std::int64_t axis);

/// logsumexp(x, axes) = log(sum(exp(x), axes)).                    as scipy.special.logsumexp, torch.logsumexp
///   value       computed from x - max(x): no overflow
///   shapes      as sum: logsumexp(x), logsumexp(x, 1), logsumexp(x, {0, 1}, keepdims)
///   derivative  dx = dy e^(x - y)
///   edges       of nothing, and of -inf only: -inf, with a derivative of 0; NaN if there is one
Var logsumexp(Var x);
Var logsumexp(Var x, Axes axes);
Var logsumexp(Var x, Axes axes, bool keep);

}  // namespace xgrad
