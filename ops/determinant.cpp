#include <fmt/format.h>
#include <algorithm>
#include <cmath>
#include <limits>
#include <memory>
#include <vector>
#include <xgrad/graph/grad.hpp>
#include <xgrad/ops/arithmetic.hpp>
#include <xgrad/ops/batch_internal.hpp>
#include <xgrad/ops/dense_internal.hpp>
#include <xgrad/ops/diagonal.hpp>
#include <xgrad/ops/expand_dims.hpp>
#include <xgrad/ops/like.hpp>
#include <xgrad/ops/linalg.hpp>
#include <xgrad/ops/linalg_internal.hpp>
#include <xgrad/ops/matmul_internal.hpp>
#include <xgrad/ops/reduce.hpp>
#include <xgrad/ops/transpose.hpp>

namespace xgrad {
namespace {

/// Matrices in, numbers out, from the LU factors. D has `template <class T> static T value(const Factors<T>&)`.
template <class T> struct Factors {
  std::int64_t n;
  const T* lu;
  const lapack::Pivots& pivots;
  T diagonal(std::int64_t i) const { return lu[i * (n + 1)]; }
  /// -1 if an odd number of rows changed places, and for each negative element of the diagonal.
  T sign() const {
    T sign = 1;
    for (std::int64_t i = 0; i < n; ++i) {
      if (pivots[static_cast<std::size_t>(i)] != i + 1) sign = -sign;
      if (diagonal(i) < T(0)) sign = -sign;
    }
    return sign;
  }
  bool is_singular() const {
    for (std::int64_t i = 0; i < n; ++i)
      if (diagonal(i) == T(0)) return true;
    return false;
  }
};

template <class D> struct OfFactors : Op {
  std::string_view name() const override { return D::op; }
  Type infer(Types in) const override {
    check_square(D::user, in[0]);
    return {in[0].dtype, leading(in[0].shape, 2)};
  }
  void forward(Views in, View out) const override { factor_kernel(out.dtype, in[0].shape())(in.data(), out); }
  Kernel kernel(Types in, const Type& out) const override { return factor_kernel(out.dtype, in[0].shape); }
  Vars vjp(Vars in, Var, Var dy) const override { return D::derivative(in[0], dy); }

 private:
  static Kernel factor_kernel(DType dtype, const Shape& shape) {
    return by_float(dtype, [&]<class T>(T*) { return kernel_of<T>(shape); });
  }
  template <class T> static Kernel kernel_of(const Shape& shape) {
    const std::int64_t n = shape[shape.rank() - 1];
    auto lu = std::make_shared<std::vector<T>>(static_cast<std::size_t>(n * n));
    auto pivots = std::make_shared<lapack::Pivots>(static_cast<std::size_t>(n));
    return [=](const View* in, const View& out) {
      for (std::int64_t i = 0; i < out.size(); ++i) {
        std::copy_n(in[0].as<const T>() + i * n * n, n * n, lu->data());
        lapack::factor_lu("det", n, lu->data(), *pivots);  // goes on where a pivot is 0
        out.as<T>()[i] = D::value(Factors<T>{n, lu->data(), *pivots});
      }
    };
  }
};

/// dy of each matrix, over the matrix.
Var over_matrix(Var dy) { return expand_dims(dy, {-2, -1}); }

struct Det : OfFactors<Det> {
  static constexpr std::string_view op = "det", user = "det";
  template <class T> static T value(const Factors<T>& f) {
    if (f.is_singular()) return T(0);
    T product = f.sign();
    std::int64_t exponent = 0;  // apart: what overflows on the way may be a number in the end
    for (std::int64_t i = 0; i < f.n; ++i) {
      int part = 0;
      product = std::frexp(product * std::abs(f.diagonal(i)), &part);
      exponent += part;
    }
    return std::ldexp(product, static_cast<int>(std::clamp<std::int64_t>(exponent, -100000, 100000)));
  }
  static Vars derivative(Var a, Var dy) { return {over_matrix(dy) * cofactor(a)}; }
};

struct LogAbsDet : OfFactors<LogAbsDet> {
  static constexpr std::string_view op = "slogdet", user = "slogdet";
  template <class T> static T value(const Factors<T>& f) {
    if (f.is_singular()) return -std::numeric_limits<T>::infinity();
    T total = 0;
    for (std::int64_t i = 0; i < f.n; ++i) total += std::log(std::abs(f.diagonal(i)));
    return total;
  }
  static Vars derivative(Var a, Var dy) { return {over_matrix(dy) * matrix_transpose(inverse_for(user, a))}; }
};

struct DetSign : OfFactors<DetSign> {
  static constexpr std::string_view op = "slogdet_sign", user = "slogdet";
  template <class T> static T value(const Factors<T>& f) {
    for (std::int64_t i = 0; i < f.n; ++i)
      if (std::isnan(f.diagonal(i))) return f.diagonal(i);
    return f.is_singular() ? T(0) : f.sign();
  }
  static Vars derivative(Var, Var) { return {no_gradient}; }
};

/// The working memory of cofactors: a = u diag(s) v^T, matrices column by column.
template <class T> struct Decomposition {
  std::int64_t n;
  std::vector<T> a, u, v_transposed, product, values, work;
  lapack::Pivots pivots;
  T sign = 1;  // det(u) det(v)

  explicit Decomposition(std::int64_t side) : n(side) {
    const auto size = static_cast<std::size_t>(n * n);
    for (auto* matrix : {&a, &u, &v_transposed, &product}) matrix->resize(size);
    values.resize(static_cast<std::size_t>(n));
    work.resize(static_cast<std::size_t>(64 * n));
    pivots.resize(static_cast<std::size_t>(n));
  }
  T sign_of(const std::vector<T>& orthogonal) {
    product = orthogonal;
    lapack::factor_lu("cofactor", n, product.data(), pivots);
    return Factors<T>{n, product.data(), pivots}.sign();
  }
  void make(const T* x) {
    std::copy_n(x, n * n, a.data());
    lapack::factor_svd("cofactor", n, a.data(), u.data(), values.data(), v_transposed.data());
    sign = sign_of(u) * sign_of(v_transposed);
  }
  /// The product of the singular values but i and j.
  T product_without(std::int64_t i, std::int64_t j) const {
    T result = 1;
    for (std::int64_t k = 0; k < n; ++k)
      if (k != i && k != j) result *= values[static_cast<std::size_t>(k)];
    return result;
  }
};

/// out = op(left) op(right), n x n, column by column: BLAS and our loops have rows, which are the transposed matrices.
template <class T>
void multiply(std::int64_t n, const T* left, bool transpose_left, const T* right, bool transpose_right, T* out) {
  for (std::int64_t j = 0; j < n; ++j)
    for (std::int64_t i = 0; i < n; ++i) {
      T total = 0;
      for (std::int64_t k = 0; k < n; ++k)
        total += left[transpose_left ? i * n + k : k * n + i] * right[transpose_right ? k * n + j : j * n + k];
      out[j * n + i] = total;
    }
}

/// det(a) inv(a)^T where that is exact enough; false where a is nearly singular. y is row by row what x is.
template <class T> bool cofactor_by_inverse(const T* x, T* y, Decomposition<T>& d) {
  const std::int64_t n = d.n;
  std::vector<T>& lu = d.a;
  std::copy_n(x, n * n, lu.data());
  if (!lapack::factor_lu("cofactor", n, lu.data(), d.pivots)) return false;
  const T det = Det::value(Factors<T>{n, lu.data(), d.pivots});
  lapack::invert_lu(n, lu.data(), d.pivots, d.work);
  T largest = 0, largest_inverse = 0;
  for (std::int64_t i = 0; i < n * n; ++i) {
    largest = std::max(largest, std::abs(x[i]));
    largest_inverse = std::max(largest_inverse, std::abs(lu[static_cast<std::size_t>(i)]));
  }
  const T condition = largest * largest_inverse * static_cast<T>(n), tolerable = std::is_same_v<T, float> ? 1e2 : 1e4;
  if (!(condition < tolerable) || det == T(0) || !std::isfinite(det)) return false;
  for (std::int64_t i = 0; i < n; ++i)
    for (std::int64_t j = 0; j < n; ++j) y[i * n + j] = det * lu[static_cast<std::size_t>(j * n + i)];
  return true;
}

/// det(u) det(v) u diag(products of the other singular values) v^T.
template <class T> void cofactor_of(const T* x, T* y, Decomposition<T>& d) {
  const std::int64_t n = d.n;
  if (std::any_of(x, x + n * n, [](T value) { return !std::isfinite(value); }))
    return void(std::fill_n(y, n * n, std::numeric_limits<T>::quiet_NaN()));
  if (cofactor_by_inverse(x, y, d)) return;
  d.make(x);
  for (std::int64_t j = 0; j < n; ++j) {
    const T others = d.sign * d.product_without(j, j);
    for (std::int64_t i = 0; i < n; ++i) d.u[static_cast<std::size_t>(j * n + i)] *= others;
  }
  multiply(n, d.u.data(), false, d.v_transposed.data(), false, y);
}

/// The derivative of cofactor(x) along v. With m = u^T v v', where x = u diag(s) v'^T, it is
/// det(u) det(v') u k v'^T with k_ii = sum_j m_jj p_ij and k_ij = -m_ji p_ij, p_ij the product of all s but i and j.
template <class T> void cofactor_slope_of(const T* x, const T* along, T* y, Decomposition<T>& d) {
  const std::int64_t n = d.n;
  const auto is_bad = [](T value) { return !std::isfinite(value); };
  if (std::any_of(x, x + n * n, is_bad)) return void(std::fill_n(y, n * n, std::numeric_limits<T>::quiet_NaN()));
  d.make(x);
  std::vector<T>&k = d.a, &m = d.product;
  multiply(n, d.u.data(), true, along, false, k.data());
  multiply(n, k.data(), false, d.v_transposed.data(), true, m.data());
  std::fill(k.begin(), k.end(), T(0));
  const auto at = [n](std::int64_t i, std::int64_t j) { return static_cast<std::size_t>(j * n + i); };
  for (std::int64_t i = 0; i < n; ++i)
    for (std::int64_t j = 0; j < n; ++j) {
      if (i == j) continue;
      const T others = d.sign * d.product_without(i, j);
      k[at(i, i)] += m[at(j, j)] * others;
      k[at(i, j)] -= m[at(j, i)] * others;
    }
  multiply(n, d.u.data(), false, k.data(), false, m.data());
  multiply(n, m.data(), false, d.v_transposed.data(), false, y);
}

/// Calls compute(in, i, out, memory) for each matrix, which begins at element i.
template <class Compute> Kernel matrix_kernel(const Type& out, const Compute& compute) {
  return by_float(out.dtype, [&]<class T>(T*) -> Kernel {
    const std::int64_t n = out.shape[out.shape.rank() - 1], size = out.shape.size();
    auto memory = std::make_shared<Decomposition<T>>(n);
    return [=](const View* in, const View& to) {
      for (std::int64_t i = 0; i < size; i += n * n) compute(in, i, to.as<T>() + i, *memory);
    };
  });
}

Var cofactor_slope(Var a, Var along);

struct Cofactor : Op {
  std::string_view name() const override { return "cofactor"; }
  Type infer(Types in) const override {
    check_square(name(), in[0]);
    return in[0];
  }
  void forward(Views in, View out) const override { kernel({{}}, {out.dtype, out.shape()})(in.data(), out); }
  Kernel kernel(Types, const Type& out) const override {
    return matrix_kernel(out, []<class T>(const View* in, std::int64_t i, T* y, Decomposition<T>& memory) {
      cofactor_of(in[0].as<const T>() + i, y, memory);
    });
  }
  Vars vjp(Vars in, Var, Var dy) const override { return {cofactor_slope(in[0], dy)}; }
};

/// cofactor's derivative at operand 0 along operand 1; it is linear in that, and its own transpose.
struct CofactorSlope : Op {
  std::string_view name() const override { return "cofactor_slope"; }
  Type infer(Types in) const override {
    check_same_float(name(), in);
    check_square(name(), in[0]);
    check_same_shape(name(), in[0], in[1]);
    return in[0];
  }
  void forward(Views in, View out) const override { kernel({{}}, {out.dtype, out.shape()})(in.data(), out); }
  Kernel kernel(Types, const Type& out) const override {
    return matrix_kernel(out, []<class T>(const View* in, std::int64_t i, T* y, Decomposition<T>& memory) {
      cofactor_slope_of(in[0].as<const T>() + i, in[1].as<const T>() + i, y, memory);
    });
  }
  /// By the formula that holds where a is not singular, differentiated.
  Vars vjp(Vars in, Var, Var dy) const override {
    const Var along = in[1], a = reshape_like(in[0], in[0]);  // a node of its own: `along` may depend on operand 0
    const Var inverse = inverse_for("det", a), inside = matmul(inverse, along, false, false);
    const Var trace_of_inside = sum(diagonal(inside, 0, -2, -1), -1);
    const Var first = over_matrix(trace_of_inside) * matrix_transpose(inverse);
    const Var second = matmul(inside, inverse, false, false);
    const Var slope = over_matrix(det(a)) * (first - matrix_transpose(second));
    return {xgrad::vjp(Vars{slope}, Vars{dy}, Vars{a})[0], cofactor_slope(in[0], dy)};
  }
};

Var cofactor_slope(Var a, Var along) { return make_node<CofactorSlope>(a, along); }

}  // namespace

Var matrix_transpose(Var x) {
  std::vector<std::int64_t> axes;
  for (std::size_t axis = 0; axis < x.rank(); ++axis) axes.push_back(static_cast<std::int64_t>(axis));
  std::swap(axes[axes.size() - 1], axes[axes.size() - 2]);
  return transpose(x, axes);
}

Var det(Var a) { return make_node<Det>(a); }
Var cofactor(Var a) { return make_node<Cofactor>(a); }

SignAndLog slogdet(Var a) {
  Undo undo(arena_of("slogdet", a));
  const Var sign = make_node<DetSign>(a);
  const SignAndLog result{sign, make_node<LogAbsDet>(a)};
  undo.keep();
  return result;
}

}  // namespace xgrad
