#include <fmt/format.h>
#include <algorithm>
#include <cassert>
#include <complex>
#include <limits>
#include <xgrad/graph/error.hpp>
#include <xgrad/ops/dense_internal.hpp>
#include <xgrad/ops/lapack_internal.hpp>

// Nobody else includes xtensor-blas' LAPACK: beside it no other declaration of cblas compiles.
// clang-format off
#include <xtensor-blas/xblas_config.hpp>
#include <xflens/cxxblas/cxxblas.cxx>
#include <xflens/cxxlapack/cxxlapack.cxx>
// clang-format on

extern "C" void openblas_set_num_threads(int);

namespace xgrad::lapack {
namespace {

using Index = xt::blas_index_t;

/// One thread: more would change bits with their number, and make small problems slower.
void prepare(const char* what, std::int64_t rows, std::int64_t columns) {
  [[maybe_unused]] static const bool on_one_thread = (openblas_set_num_threads(1), true);
  if (rows > std::numeric_limits<Index>::max() / std::max<std::int64_t>(columns, 1))
    throw DataError(what, "the matrix is too large for LAPACK", fmt::format("[{}, {}]", rows, columns));
}

void check(const char* what, Index info) {
  if (info < 0) throw DataError(what, "LAPACK refuses the matrix", fmt::format("argument {}", -info));
  if (info > 0)
    throw DataError(what, "the singular value decomposition does not converge", {},
                    "are all numbers finite? scaled columns may help");
}

/// Calls a routine twice, LAPACK's way: for the size of its working memory, then with it.
template <class T = double, class F> void with_memory(F&& routine) {
  T best = 0;
  routine(&best, Index{-1});
  std::vector<T> work(static_cast<std::size_t>(best));
  routine(work.data(), static_cast<Index>(work.size()));
}

}  // namespace

void pivoted_qr(const char* what, std::int64_t m, std::int64_t n, double* a, double* scales,
                std::vector<std::size_t>& order) {
  prepare(what, m, n);
  const auto rows = static_cast<Index>(m), columns = static_cast<Index>(n);
  std::vector<Index> pivots(static_cast<std::size_t>(n), 0);  // 0: any column may come first
  with_memory([&](double* work, Index size) {
    check(what, cxxlapack::geqp3<Index>(rows, columns, a, rows, pivots.data(), scales, work, size));
  });
  order.clear();
  for (Index pivot : pivots) order.push_back(static_cast<std::size_t>(pivot - 1));
}

void multiply_q_transposed(const char* what, std::int64_t m, std::int64_t n, const double* a, const double* scales,
                           double* b) {
  prepare(what, m, n);
  const auto rows = static_cast<Index>(m), columns = static_cast<Index>(n);
  std::vector<double> factors(a, a + m * n), factor_scales(scales, scales + n);  // LAPACK's arguments are not const
  with_memory([&](double* work, Index size) {
    check(what, cxxlapack::ormqr<Index>('L', 'T', rows, 1, columns, factors.data(), rows, factor_scales.data(), b, rows,
                                        work, size));
  });
}

std::int64_t least_squares(const char* what, std::int64_t m, std::int64_t n, std::int64_t k, double* a, double* b,
                           double* singular, double tolerance) {
  prepare(what, std::max(m, n), std::max(n, k));
  Index rank = 0;
  std::vector<Index> integers(1);
  with_memory([&](double* work, Index size) {
    check(what, cxxlapack::gelsd<Index>(static_cast<Index>(m), static_cast<Index>(n), static_cast<Index>(k), a,
                                        static_cast<Index>(m), b, static_cast<Index>(std::max(m, n)), singular,
                                        tolerance, rank, work, size, integers.data()));
    if (size < 0) integers.resize(static_cast<std::size_t>(std::max<Index>(1, integers[0])));
  });
  return rank;
}

template <class T> bool factor_lu(const char* what, std::int64_t n, T* a, Pivots& pivots) {
  prepare(what, n, n);
  pivots.resize(static_cast<std::size_t>(n));
  const auto side = static_cast<Index>(n);
  return n == 0 || cxxlapack::getrf<Index>(side, side, a, side, pivots.data()) == 0;
}

template <class T>
void solve_lu(std::int64_t n, std::int64_t k, const T* lu, const Pivots& pivots, bool transpose, T* b) {
  const auto side = static_cast<Index>(n);
  if (n > 0 && k > 0)
    cxxlapack::getrs<Index>(transpose ? 'T' : 'N', side, static_cast<Index>(k), lu, side, pivots.data(), b, side);
}

template <class T> void invert_lu(std::int64_t n, T* lu, const Pivots& pivots, std::vector<T>& work) {
  const auto side = static_cast<Index>(n);
  if (n > 0) cxxlapack::getri<Index>(side, lu, side, pivots.data(), work.data(), static_cast<Index>(work.size()));
}

template <class T> bool factor_cholesky(const char* what, std::int64_t n, T* a) {
  prepare(what, n, n);
  const auto side = static_cast<Index>(n);
  return n == 0 || cxxlapack::potrf<Index>('U', side, a, side) == 0;  // upper, column by column: lower, row by row
}

template <class T>
void solve_triangle(const char* what, std::int64_t n, std::int64_t k, const T* t, bool upper, bool transpose, T* b) {
  prepare(what, n, std::max(n, k));
  const auto side = static_cast<Index>(n), columns = static_cast<Index>(k);
  if (n > 0 && k > 0)
    cxxblas::trsm<Index>(cxxblas::RowMajor, cxxblas::Left, upper ? cxxblas::Upper : cxxblas::Lower,
                         transpose ? cxxblas::Trans : cxxblas::NoTrans, cxxblas::NonUnit, side, columns, T(1), t, side,
                         b, columns);
}

template <class T> void factor_svd(const char* what, std::int64_t n, T* a, T* u, T* s, T* v_transposed) {
  prepare(what, n, n);
  if (n == 0) return;
  const auto side = static_cast<Index>(n);
  std::vector<Index> integers(static_cast<std::size_t>(8 * n));
  with_memory<T>([&](T* work, Index size) {
    check(what, cxxlapack::gesdd<Index>('A', side, side, a, side, s, u, side, v_transposed, side, work, size,
                                        integers.data()));
  });
}

#define XGRAD_FACTORS_OF(T)                                                                        \
  template bool factor_lu(const char*, std::int64_t, T*, Pivots&);                                 \
  template void solve_lu(std::int64_t, std::int64_t, const T*, const Pivots&, bool, T*);           \
  template void invert_lu(std::int64_t, T*, const Pivots&, std::vector<T>&);                       \
  template bool factor_cholesky(const char*, std::int64_t, T*);                                    \
  template void solve_triangle(const char*, std::int64_t, std::int64_t, const T*, bool, bool, T*); \
  template void factor_svd(const char*, std::int64_t, T*, T*, T*, T*);
XGRAD_FACTORS_OF(float)
XGRAD_FACTORS_OF(double)
#undef XGRAD_FACTORS_OF

}  // namespace xgrad::lapack
