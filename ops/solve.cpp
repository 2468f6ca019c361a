#include <fmt/format.h>
#include <algorithm>
#include <cstring>
#include <memory>
#include <vector>
#include <xgrad/ops/arithmetic.hpp>
#include <xgrad/ops/batch_internal.hpp>
#include <xgrad/ops/dense_internal.hpp>
#include <xgrad/ops/diagonal.hpp>
#include <xgrad/ops/expand_dims.hpp>
#include <xgrad/ops/linalg.hpp>
#include <xgrad/ops/linalg_internal.hpp>
#include <xgrad/ops/matmul_internal.hpp>

namespace xgrad {
namespace {

/// y [columns, rows] = x [rows, columns] transposed.
template <class T> void turn(const T* x, T* y, std::int64_t rows, std::int64_t columns) {
  for (std::int64_t i = 0; i < rows; ++i)
    for (std::int64_t j = 0; j < columns; ++j) y[j * rows + i] = x[i * columns + j];
}

/// What the two ops that solve a x = b have in common.
struct Solving : Op {
  Solving(const BatchAxes& batch, bool transpose) : batch_(batch), transpose_(transpose) {}
  Type infer(Types in) const override {
    const Operand &a = in[0], &b = in[1];
    check_same_float(name(), in);
    check_square(name(), a);
    const std::size_t a_rank = a.shape.rank(), b_rank = b.shape.rank();
    if (b_rank < 2) throw ShapeError(name(), "the right side is no matrix", describe(in), b.origin());
    if (!may_equal(a.shape[a_rank - 1], b.shape[b_rank - 2]))
      throw ShapeError(name(), "the right side has another number of rows",
                       fmt::format("{} ({} != {})", describe(in), a.shape[a_rank - 1], b.shape[b_rank - 2]),
                       b.origin());
    Type type{a.dtype, batch_.joined(name(), in, leading(a.shape, 2), leading(b.shape, 2))};
    check_result_rank(name(), type.shape.rank() + 2, in);
    type.shape.push_back(b.shape[b_rank - 2] == dynamic ? a.shape[a_rank - 1] : b.shape[b_rank - 2]);
    type.shape.push_back(b.shape[b_rank - 1]);
    return type;
  }
  void forward(Views in, View out) const override {
    solve_kernel(out.dtype, in[0].shape(), in[1].shape())(in.data(), out);
  }
  Kernel kernel(Types in, const Type& out) const override { return solve_kernel(out.dtype, in[0].shape, in[1].shape); }
  Vars vjp(Vars in, Var x, Var dx) const override {
    const Var db = solve_again(in[0], dx, !transpose_);
    return {-(transpose_ ? matmul(x, db, false, true) : matmul(db, x, false, true)), db};
  }
  std::string attributes() const override {
    const std::string text = batch_.text();
    return !transpose_ ? text : text.empty() ? "transpose" : "transpose, " + text;
  }

 protected:
  virtual Var solve_again(Var a, Var b, bool transpose) const = 0;
  virtual Kernel solve_kernel(DType dtype, const Shape& a, const Shape& b) const = 0;
  BatchAxes batch_;
  bool transpose_;
};

BatchAxes batch_of(std::string_view op, Var a, Var b) {
  const Shape &left = operand_of(op, a).shape, &right = operand_of(op, b).shape;
  return {leading(left, 2), leading(right, 2)};
}

struct Solve : Solving {
  using Solving::Solving;
  std::string_view name() const override { return "solve"; }
  /// The op; one object for the common form, so that equal nodes are found to be equal.
  static OpPtr op_for(const BatchAxes& batch, bool transpose) {
    static const OpPtr plain = make_op<Solve>(BatchAxes(), false);
    return transpose || !batch.text().empty() ? make_op<Solve>(batch, transpose) : plain;
  }

 private:
  Var solve_again(Var a, Var b, bool transpose) const override {
    const Var operands[] = {a, b};
    return make_node(op_for(batch_of(name(), a, b), transpose), operands);
  }
  Kernel solve_kernel(DType dtype, const Shape& a, const Shape& b) const override {
    return by_float(dtype, [&]<class T>(T*) { return kernel_of<T>(a, b); });
  }
  template <class T> Kernel kernel_of(const Shape& a, const Shape& b) const {
    struct Memory {
      std::vector<T> lu, columns;
      lapack::Pivots pivots;
      const void* factored = nullptr;
    };
    const std::int64_t n = a[a.rank() - 1], k = b[b.rank() - 1], item = sizeof(T);
    const BatchWalk walk(leading(a, 2), leading(b, 2), n * n * item, n * k * item);
    auto memory = std::make_shared<Memory>();
    memory->lu.resize(static_cast<std::size_t>(n * n));
    memory->columns.resize(static_cast<std::size_t>(n * k));
    memory->pivots.resize(static_cast<std::size_t>(n));
    return [=, transpose = transpose_](const View* in, const View& out) {
      Memory& m = *memory;
      m.factored = nullptr;
      walk(in[0].data, in[1].data, [&](const void* from_a, const void* from_b, std::int64_t i) {
        if (m.factored != from_a) {  // one matrix may serve many right sides
          std::copy_n(static_cast<const T*>(from_a), n * n, m.lu.data());
          if (!lapack::factor_lu("solve", n, m.lu.data(), m.pivots))
            throw_singular("solve", "the matrix is singular", i, walk.size());
          m.factored = from_a;
        }
        turn(static_cast<const T*>(from_b), m.columns.data(), n, k);
        lapack::solve_lu(n, k, m.lu.data(), m.pivots, !transpose, m.columns.data());  // row by row is transposed
        turn(m.columns.data(), out.as<T>() + i * n * k, k, n);
      });
    };
  }
};

struct TriangularSolve : Solving {
  TriangularSolve(const BatchAxes& batch, bool upper, bool transpose) : Solving(batch, transpose), upper_(upper) {}
  std::string_view name() const override { return "triangular_solve"; }
  Vars vjp(Vars in, Var x, Var dx) const override {
    const Vars full = Solving::vjp(in, x, dx);
    return {upper_ ? triu(full[0]) : tril(full[0]), full[1]};
  }
  std::string attributes() const override {
    const std::string text = Solving::attributes();
    return fmt::format("{}{}{}", upper_ ? "upper" : "lower", text.empty() ? "" : ", ", text);
  }

 private:
  Var solve_again(Var t, Var b, bool transpose) const override { return triangular_solve(t, b, {upper_, transpose}); }
  Kernel solve_kernel(DType dtype, const Shape& t, const Shape& b) const override {
    return by_float(dtype, [&]<class T>(T*) { return kernel_of<T>(t, b); });
  }
  template <class T> Kernel kernel_of(const Shape& t, const Shape& b) const {
    const std::int64_t n = t[t.rank() - 1], k = b[b.rank() - 1], item = sizeof(T);
    const BatchWalk walk(leading(t, 2), leading(b, 2), n * n * item, n * k * item);
    return [=, upper = upper_, transpose = transpose_](const View* in, const View& out) {
      walk(in[0].data, in[1].data, [&](const void* from_t, const void* from_b, std::int64_t i) {
        const T* const triangle = static_cast<const T*>(from_t);
        for (std::int64_t j = 0; j < n; ++j)
          if (triangle[j * (n + 1)] == T(0))
            throw_singular("triangular_solve", fmt::format("the diagonal has a 0, in row {}", j), i, walk.size());
        T* const x = out.as<T>() + i * n * k;
        std::copy_n(static_cast<const T*>(from_b), n * k, x);
        lapack::solve_triangle("triangular_solve", n, k, triangle, upper, transpose, x);
      });
    };
  }
  bool upper_;
};

struct Inv : Op {
  explicit Inv(std::string_view user) : user_(user) {}
  std::string_view name() const override { return "inv"; }
  Type infer(Types in) const override {
    check_square(user_, in[0]);
    return in[0];
  }
  void forward(Views in, View out) const override { inverse_kernel(out.dtype, out.shape())(in.data(), out); }
  Kernel kernel(Types, const Type& out) const override { return inverse_kernel(out.dtype, out.shape); }
  Vars vjp(Vars, Var y, Var dy) const override {
    const Var left = matmul(y, dy, true, false);
    return {-matmul(left, y, false, true)};
  }
  std::string attributes() const override { return user_ == name() ? "" : fmt::format("for {}", user_); }

 private:
  Kernel inverse_kernel(DType dtype, const Shape& shape) const {
    return by_float(dtype, [&]<class T>(T*) { return kernel_of<T>(shape); });
  }
  template <class T> Kernel kernel_of(const Shape& shape) const {
    const std::int64_t n = shape[shape.rank() - 1], count = leading(shape, 2).size();
    auto pivots = std::make_shared<lapack::Pivots>(static_cast<std::size_t>(n));
    auto work = std::make_shared<std::vector<T>>(static_cast<std::size_t>(64 * n));
    return [=, user = user_](const View* in, const View& out) {
      for (std::int64_t i = 0; i < count; ++i) {
        T* const y = out.as<T>() + i * n * n;
        std::copy_n(in[0].as<const T>() + i * n * n, n * n, y);
        if (!lapack::factor_lu("inv", n, y, *pivots)) throw_singular(user, "the matrix is singular", i, count);
        lapack::invert_lu(n, y, *pivots, *work);
      }
    };
  }
  std::string_view user_;  // a literal
};

/// Runs solve(b) for a vector as for a matrix of one column.
template <class F> Var with_columns(std::string_view op, Var a, Var b, const F& solve) {
  const Operand operands[] = {operand_of(op, a), operand_of(op, b)};
  check_square(op, operands[0]);
  if (operands[1].shape.rank() == 0)
    throw ShapeError(op, "the right side is a single number", describe(std::span<const Operand>(operands)));
  if (operands[1].shape.rank() > 1) return solve(b);
  Undo undo(*b.arena());
  const Var result = squeeze(solve(expand_dims(b, 1)), -1);
  undo.keep();
  return result;
}

}  // namespace

void check_square(std::string_view op, const Operand& x) {
  check_same_float(op, std::span(&x, 1));
  const std::size_t rank = x.shape.rank();
  if (rank < 2) throw ShapeError(op, "that is no matrix", to_string(x), x.origin());
  if (!may_equal(x.shape[rank - 2], x.shape[rank - 1]))
    throw ShapeError(op, "the matrix is not square",
                     fmt::format("{} ({} != {})", to_string(x), x.shape[rank - 2], x.shape[rank - 1]), x.origin());
}

void throw_singular(std::string_view op, std::string_view rule, std::int64_t number, std::int64_t count) {
  throw DataError(op, rule, count == 1 ? std::string() : fmt::format("matrix {} of {}", number, count));
}

Var inverse_for(std::string_view user, Var a) { return make_node<Inv>({a}, user); }

Var solve(Var a, Var b) {
  return with_columns("solve", a, b, [a](Var columns) {
    const Var operands[] = {a, columns};
    return make_node(Solve::op_for(batch_of("solve", a, columns), false), operands);
  });
}

Var inv(Var a) {
  static const OpPtr op = make_op<Inv>("inv");
  return make_node(op, std::span<const Var>(&a, 1));
}

Var triangular_solve(Var t, Var b) { return triangular_solve(t, b, {}); }
Var triangular_solve(Var t, Var b, const TriangularSolveOptions& o) {
  constexpr std::string_view op = "triangular_solve";
  return with_columns(op, t, b, [t, o, op](Var columns) {
    return make_node<TriangularSolve>({t, columns}, batch_of(op, t, columns), o.upper, o.transpose);
  });
}

}  // namespace xgrad
