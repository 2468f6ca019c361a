#pragma once
#include <xgrad/graph/var.hpp>
#include <xgrad/ops/axes.hpp>

/// Spread and length of arrays, over all axes or some, as sum takes them.
///   shapes      the axes leave, or stay with extent 1 if keepdims is said: [2, 3], {1} -> [2]
///   dtypes      float32, float64
///   throws      ShapeError for an axis that is not there or named twice, DTypeError
namespace xgrad {

/// var(x), var(x, axes), var(x, axes, keepdims), var(x, axes, keepdims, ddof): the variance.   as numpy.var, torch.var
///   value       sum((x - mean(x))^2) / (n - ddof); ddof is 0 unless given (1: the sample's, torch.var's default)
///   derivative  dx = 2 dy (x - mean(x)) / (n - ddof)
///   edges       of nothing: NaN; n - ddof below 0 counts as 0, and divides
Var var(Var x);
Var var(Var x, Axes axes);
Var var(Var x, Axes axes, bool keep);
Var var(Var x, Axes axes, bool keep, double ddof);

/// std(x, ...) = sqrt(var(x, ...)), the standard deviation.                as numpy.std, torch.std
///   derivative  dx = dy (x - mean(x)) / ((n - ddof) y)
///   edges       of equal numbers: 0, with a derivative of 0
/// Below `using namespace xgrad;` it is called xgrad::std(x): std alone is the standard library.
Var std(Var x);
Var std(Var x, Axes axes);
Var std(Var x, Axes axes, bool keep);
Var std(Var x, Axes axes, bool keep, double ddof);

/// norm(x), norm(x, axes), norm(x, axes, keepdims): sqrt(sum(x^2)), the Euclidean (Frobenius) norm.
///   as numpy.linalg.norm, torch.linalg.vector_norm
///   derivative  dx = dy x / y
///   edges       of 0: 0, with a derivative of 0. Squares of norms are as smooth as the sum of squares: where dy is a
///               product with y, that factor is taken for the y below, so norm(x)^2 has second derivatives 2 I at 0 too
Var norm(Var x);
Var norm(Var x, Axes axes);
Var norm(Var x, Axes axes, bool keep);

}  // namespace xgrad
