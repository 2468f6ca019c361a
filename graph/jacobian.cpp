#include <fmt/format.h>
#include <xgrad/graph/arena_internal.hpp>
#include <xgrad/graph/grad.hpp>
#include <xgrad/graph/jacobian.hpp>
#include <xgrad/graph/jacobian_internal.hpp>
#include <xgrad/graph/reverse_sweep_internal.hpp>
#include <xgrad/graph/vocabulary.hpp>

namespace xgrad {
namespace {

void check_is_static(std::string_view what, Var v) {
  if (v.shape().is_static()) return;
  const Operand operand{{v.dtype(), v.shape()}, v};
  throw ShapeError(what, "an extent is dynamic: the number of derivatives must be known when the graph is built",
                   to_string(operand), operand.origin());
}

Var unit(Var like, std::int64_t i) { return like.arena()->constant(unit(like.dtype(), like.shape(), i)); }

/// Rows of n elements each, one below the other.
Var stacked(const Vars& rows, std::int64_t n) {
  Vars matrices;
  for (Var row : rows) matrices.push_back(reshape(row, {1, n}));
  return concatenate(matrices, 0);
}

/// The matrix [y elements, x elements], a vjp a row.
Var by_rows(Var y, Var x) {
  Vars rows;
  for (std::int64_t i = 0; i < y.shape().size(); ++i) rows.push_back(vjp(Vars{y}, Vars{unit(y, i)}, Vars{x})[0]);
  return stacked(rows, x.shape().size());
}

/// The same matrix, a jvp a column.
Var by_columns(Var y, Var x) {
  Vars columns;
  for (std::int64_t i = 0; i < x.shape().size(); ++i) columns.push_back(jvp(y, x, unit(x, i)));
  return transpose(stacked(columns, y.shape().size()));
}

}  // namespace

Shape joined(const Shape& a, const Shape& b) {
  Shape both = a;
  for (std::int64_t extent : b) both.push_back(extent);
  return both;
}

Tensor unit(DType dtype, const Shape& shape, std::int64_t i) {
  Tensor direction(dtype, shape);
  if (dtype == float32)
    direction.mutable_data<float>()[i] = 1;
  else
    direction.mutable_data<double>()[i] = 1;
  return direction;
}

Var jacobian(Var y, Var x) {
  check_derivative("jacobian", "y", y, Vars{x});
  check_is_static("jacobian", y);
  check_is_static("jacobian", x);
  Undo undo(*y.arena());
  const std::int64_t rows = y.shape().size(), columns = x.shape().size();
  const Shape shape = joined(y.shape(), x.shape());
  Vars result{rows == 0 || columns == 0 ? y.arena()->constant(Tensor(x.dtype(), shape))
              : rows <= columns         ? by_rows(y, x)
                                        : by_columns(y, x)};
  if (!(result[0].shape() == shape)) result[0] = reshape(result[0], shape);
  keep_derivatives(*y.arena(), undo, result);
  return result[0];
}

Var hessian(Var f, Var x) {
  check_derivative("hessian", "f", f, Vars{x});
  if (f.rank() != 0)
    throw GraphError("hessian", "f is not a single number of rank 0", to_string(Operand{{f.dtype(), f.shape()}, f}),
                     "sum() it, or use jacobian() of a gradient");
  check_is_static("hessian", x);
  Undo undo(*f.arena());
  Vars result{jacobian(grad(f, x), x)};
  keep_derivatives(*f.arena(), undo, result);
  return result[0];
}

}  // namespace xgrad
