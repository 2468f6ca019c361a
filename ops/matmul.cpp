#include <cstring>
#include <xgrad/ops/blas_internal.hpp>
#include <xgrad/ops/build_internal.hpp>
#include <xgrad/ops/expand_dims.hpp>
#include <xgrad/ops/matmul.hpp>
#include <xgrad/ops/matmul_internal.hpp>
#include <xgrad/ops/product_internal.hpp>
#include <xgrad/ops/transpose.hpp>

namespace xgrad {
namespace {

/// The op's four forms, by which operands are read transposed; passes make them of transpose nodes.
const OpPtr& form(bool transpose_a, bool transpose_b);

Var product(Var a, Var b) {
  const Var operands[] = {a, b};
  return make_node(form(false, false), operands);
}

struct MatMul : Op {
  MatMul(bool a, bool b) : transposed_{a, b} {}
  std::string_view name() const override { return "matmul"; }

  Type infer(Types in) const override {
    check_rank(name(), 2, in);
    check_same_float(name(), in);
    Operand as_read[] = {in[0], in[1]};
    for (std::size_t i = 0; i < 2; ++i)
      if (transposed_[i]) as_read[i].shape = {in[i].shape[1], in[i].shape[0]};
    const auto& [a, b] = as_read;
    check_inner_dims(name(), a, b);
    for (std::int64_t extent : {a.shape[0], a.shape[1], b.shape[0], b.shape[1]})
      if (!blas::takes(extent, 1, 1)) throw ShapeError(name(), "an extent is beyond 2^31", describe(in));
    return {a.dtype, {a.shape[0], b.shape[1]}};
  }

  void forward(Views in, View out) const override {
    product_kernel(out.dtype, in[0].shape(), out.shape())(in.data(), out);
  }
  Kernel kernel(Types in, const Type& out) const override { return product_kernel(out.dtype, in[0].shape, out.shape); }

  Vars vjp(Vars in, Var, Var dy) const override {
    const auto [a, b] = in.take<2>();
    const auto flip = [](Var x, bool is_flipped) { return is_flipped ? x : transpose(x); };
    const auto read = [](Var x, bool is_flipped) { return is_flipped ? transpose(x) : x; };
    const Var da =
        transposed_[0] ? product(read(b, transposed_[1]), transpose(dy)) : product(dy, flip(b, transposed_[1]));
    const Var db =
        transposed_[1] ? product(transpose(dy), read(a, transposed_[0])) : product(flip(a, transposed_[0]), dy);
    return {da, db};
  }

  std::string attributes() const override {
    return transposed_[0] ? (transposed_[1] ? "transpose_a, transpose_b" : "transpose_a")
                          : (transposed_[1] ? "transpose_b" : "");
  }
  OpPtr with_transposed(std::size_t i) const override {
    return form(transposed_[0] != (i == 0), transposed_[1] != (i == 1));
  }
  bool may_fail() const override { return false; }

 private:
  Kernel product_kernel(DType dtype, const Shape& a, const Shape& out) const {
    const bool ta = transposed_[0], tb = transposed_[1];
    const std::int64_t m = out[0], n = out[1], k = a[ta ? 0 : 1];
    if (m == 0 || n == 0 || k == 0)
      return [bytes = static_cast<std::size_t>(m * n) * size_of(dtype)](const View*, const View& to) {
        if (bytes > 0) std::memset(to.data, 0, bytes);
      };
    return [multiply = Product({dtype, ta, tb, m, n, k})](const View* from, const View& to) mutable {
      multiply.begin_run();
      multiply(from[0].data, from[1].data, to.data);
    };
  }

  bool transposed_[2];
};

const OpPtr& form(bool transpose_a, bool transpose_b) {
  static const OpPtr forms[] = {make_op<MatMul>(false, false), make_op<MatMul>(false, true),
                                make_op<MatMul>(true, false), make_op<MatMul>(true, true)};
  return forms[2 * transpose_a + transpose_b];
}

}  // namespace

Var matmul(Var a, Var b) {
  constexpr std::string_view op = "matmul";
  const Operand operands[] = {operand_of(op, a), operand_of(op, b)};
  const std::size_t a_rank = a.rank(), b_rank = b.rank();
  if (a_rank == 2 && b_rank == 2) return product(a, b);
  if (a_rank == 0 || b_rank == 0)
    throw ShapeError(op, "an operand is a single number", describe(std::span<const Operand>(operands)), "a * b scales");
  Undo undo(*a.arena());
  const Var rows = a_rank == 1 ? expand_dims(a, 0) : a, columns = b_rank == 1 ? expand_dims(b, 1) : b;
  Var result = rows.rank() == 2 && columns.rank() == 2 ? product(rows, columns) : contract(op, rows, columns, {});
  if (b_rank == 1) result = squeeze(result, -1);
  if (a_rank == 1) result = squeeze(result, b_rank == 1 ? -1 : -2);
  undo.keep();
  return result;
}

}  // namespace xgrad
