#pragma once
#include <xgrad/graph/var.hpp>

/// Losses: a scalar, the mean over all rows or elements. They broadcast nothing: [n, 1] against [n] is an error.
///   dtypes      float32, float64
///   throws      ShapeError, DTypeError
namespace xgrad {

/// softmax_cross_entropy(logits, labels): -log(softmax(logits)) at the label, mean over rows.
///   as torch.nn.functional.cross_entropy
///   shapes      logits [n, classes], labels [n] -> []
///   dtypes      logits float32, float64; labels int64
///   derivative  dlogits = dy (softmax(logits) - one_hot(labels)) / n, sharing the exponentials; labels none
///   edges       logits of any size; -inf counts nothing; n = 0 gives NaN
///   throws      ShapeError, DTypeError; DataError, when the program runs, for a label that is not 0 ... classes - 1
Var softmax_cross_entropy(Var logits, Var labels);
/// With label_smoothing, labels are smoothed (Szegedy et al. 2016): 1 - smoothing at the label, and smoothing / classes
/// more at every class; DataError for a smoothing outside [0, 1].
Var softmax_cross_entropy(Var logits, Var labels, double label_smoothing);

/// sigmoid_binary_cross_entropy(logits, targets): -t log(s) - (1 - t) log(1 - s), s = sigmoid(logits), mean over all.
///   as torch.nn.functional.binary_cross_entropy_with_logits
///   value       t softplus(-x) + (1 - t) softplus(x): every digit kept, also of tiny losses
///   shapes      equal ones, any -> []
///   derivative  dlogits = dy (sigmoid(x) - t) / n,  dtargets = -dy x / n
Var sigmoid_binary_cross_entropy(Var logits, Var targets);

/// mse(a, b): (a - b)^2, mean over all.                            as torch.nn.functional.mse_loss
///   shapes      equal ones, any -> []
///   derivative  da = 2 dy (a - b) / n,  db = -da
Var mse(Var a, Var b);

/// mae(a, b): |a - b|, mean over all.                              as torch.nn.functional.l1_loss
///   shapes      equal ones, any -> []
///   derivative  da = dy sign(a - b) / n,  db = -da; 0 where a = b
Var mae(Var a, Var b);

/// huber(a, b, delta): e^2 / 2 for |e| <= delta, else delta (|e| - delta / 2), with e = a - b, mean over all.
///   as torch.nn.functional.huber_loss; delta 1 if not given
///   shapes      equal ones, any -> []
///   derivative  da = dy clamp(e, -delta, delta) / n,  db = -da
///   throws      ShapeError, DTypeError; DataError for a delta that is not above 0
Var huber(Var a, Var b);
Var huber(Var a, Var b, double delta);

/// hinge(scores, targets): max(0, 1 - t s) with targets of -1 and 1, mean over all.   as sklearn.metrics.hinge_loss
///   shapes      equal ones, any -> []
///   derivative  dscores = -dy t / n where t s < 1, half of it where t s = 1
Var hinge(Var scores, Var targets);

}  // namespace xgrad
