#include <cstring>
#include <xgrad/graph/lane_kernels.hpp>
#include <xgrad/ops/blas_internal.hpp>
#include <xgrad/ops/build_internal.hpp>
#include <xgrad/ops/expand_dims.hpp>
#include <xgrad/ops/matmul.hpp>
#include <xgrad/ops/matmul_internal.hpp>
#include <xgrad/ops/transpose.hpp>

namespace xgrad {
namespace {

/// Whether the kernels' own loops beat the call of BLAS: measured, as long as the operands stay in the second-level
/// cache. With plain SSE2 they only save the call: BLAS has better kernels than that.
bool use_small_product(DType dtype, std::int64_t m, std::int64_t n, std::int64_t k, bool transpose_a,
                       bool transpose_b) {
  constexpr double cache = 512 * 1024, few = 8192;
  const auto rows = static_cast<double>(m), columns = static_cast<double>(n), inner = static_cast<double>(k);
  if (lanes::instruction_set() == "sse2") return rows * columns * inner <= few;
  if ((m == 1 && !transpose_b) || (n == 1 && !transpose_a)) return true;
  return (rows * inner + inner * columns + rows * columns) * static_cast<double>(size_of(dtype)) <= cache;
}

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
    if (use_small_product(dtype, m, n, k, ta, tb))
      return [multiply = lanes::kernels().small_product[dtype == float32 ? 0 : 1], ta, tb, m, n, k](
                 const View* from, const View& to) { multiply(from[0].data, ta, from[1].data, tb, to.data, m, n, k); };
    return dtype == float32 ? gemm<float>(ta, tb, m, n, k) : gemm<double>(ta, tb, m, n, k);
  }

  template <class T> static Kernel gemm(bool ta, bool tb, std::int64_t m, std::int64_t n, std::int64_t k) {
    return [ta, tb, m, n, k](const View* from, const View& to) {
      blas::gemm(from[0].as<const T>(), ta, from[1].as<const T>(), tb, to.as<T>(), m, n, k);
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

Product product_of(DType dtype, bool ta, bool tb, std::int64_t m, std::int64_t n, std::int64_t k) {
  if (use_small_product(dtype, m, n, k, ta, tb))
    return [multiply = lanes::kernels().small_product[dtype == float32 ? 0 : 1], ta, tb, m, n, k](
               const void* a, const void* b, void* c) { multiply(a, ta, b, tb, c, m, n, k); };
  return [is_float32 = dtype == float32, ta, tb, m, n, k](const void* a, const void* b, void* c) {
    if (is_float32)
      blas::gemm(static_cast<const float*>(a), ta, static_cast<const float*>(b), tb, static_cast<float*>(c), m, n, k);
    else
      blas::gemm(static_cast<const double*>(a), ta, static_cast<const double*>(b), tb, static_cast<double*>(c), m, n,
                 k);
  };
}

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
