#pragma once
#include <cstdint>
#include <xgrad/graph/dtype.hpp>
#include <xgrad/graph/var.hpp>

namespace xgrad {

/// one_hot(labels, classes), one_hot(labels, classes, dtype): along a new last axis 1 (true) at the label, else 0.
///   as torch.nn.functional.one_hot, jax.nn.one_hot
///   shapes      labels [n], classes 3 -> [n, 3]
///   dtypes      labels int64 -> any, float64 unless told otherwise
///   derivative  none: labels are whole numbers
///   throws      ShapeError, DTypeError; DataError, when the program runs, for a label that is not 0 ... classes - 1
Var one_hot(Var labels, std::int64_t classes);
Var one_hot(Var labels, std::int64_t classes, DType dtype);

}  // namespace xgrad
