#pragma once
#include <xgrad/graph/var.hpp>

/// Losses: a scalar, the mean over all rows or elements. They broadcast nothing: [n, 1] against [n] is an error.
namespace xgrad {

/// softmax_cross_entropy(logits, labels): -log(softmax(logits)) at the label, mean over rows.
///   as torch.nn.functional.cross_entropy
///   shapes      logits [n, classes] float32 or float64, labels int64 [n] -> []
///   derivative  dlogits = dy (softmax(logits) - one_hot(labels)) / n, sharing the exponentials; labels none
///   edges       logits of any size; -inf counts nothing; n = 0 gives NaN;  throws ShapeError, DTypeError; DataError
///   when
///               the program runs for a label that is not 0 ... classes - 1
Var softmax_cross_entropy(Var logits, Var labels);

/// sigmoid_binary_cross_entropy(logits, targets): -t log(s) - (1 - t) log(1 - s) with s = sigmoid(logits), mean over
/// all.
///   as torch.nn.functional.binary_cross_entropy_with_logits
///   value       t softplus(-x) + (1 - t) softplus(x): every digit kept, also of tiny losses
///   shapes      equal ones, any -> []; float32, float64
///   derivative  dlogits = dy (sigmoid(x) - t) / n,  dtargets = -dy x / n;   throws ShapeError, DTypeError
Var sigmoid_binary_cross_entropy(Var logits, Var targets);

/// mse(a, b): (a - b)^2, mean over all.                            as torch.nn.functional.mse_loss
///   shapes      equal ones, any -> []; float32, float64
///   derivative  da = 2 dy (a - b) / n,  db = -da;   throws ShapeError, DTypeError
Var mse(Var a, Var b);

}  // namespace xgrad
