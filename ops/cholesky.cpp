#include <algorithm>
#include <xgrad/ops/arithmetic.hpp>
#include <xgrad/ops/batch_internal.hpp>
#include <xgrad/ops/dense_internal.hpp>
#include <xgrad/ops/diagonal.hpp>
#include <xgrad/ops/linalg.hpp>
#include <xgrad/ops/linalg_internal.hpp>
#include <xgrad/ops/matmul_internal.hpp>

namespace xgrad {
namespace {

struct Cholesky : Op {
  std::string_view name() const override { return "cholesky"; }
  Type infer(Types in) const override {
    check_square(name(), in[0]);
    return in[0];
  }
  void forward(Views in, View out) const override {
    by_float(out.dtype, [&]<class T>(T*) {
      const std::int64_t n = out.shape()[out.shape().rank() - 1], count = leading(out.shape(), 2).size();
      for (std::int64_t i = 0; i < count; ++i)
        factor(in[0].as<const T>() + i * n * n, out.as<T>() + i * n * n, n, i, count);
    });
  }
  Vars vjp(Vars, Var l, Var dl) const override {
    const Var product = matmul(l, dl, true, false);
    const Var lower = tril(product), half = 0.5 * (lower + tril(product, -1));  // half of the diagonal
    const Var left = triangular_solve(l, half, {.transpose = true});
    const Var both = triangular_solve(l, matrix_transpose(left), {.transpose = true});
    return {0.5 * (both + matrix_transpose(both))};
  }

 private:
  template <class T> void factor(const T* a, T* l, std::int64_t n, std::int64_t number, std::int64_t count) const {
    for (std::int64_t row = 0; row < n; ++row) {
      std::copy_n(a + row * n, row + 1, l + row * n);
      std::fill_n(l + row * n + row + 1, n - row - 1, T(0));
    }
    if (!lapack::factor_cholesky("cholesky", n, l))
      throw_singular(name(), "the matrix is not positive definite", number, count);
  }
};

}  // namespace

Var cholesky(Var a) { return make_node<Cholesky>(a); }

}  // namespace xgrad
