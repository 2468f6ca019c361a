#include <fmt/format.h>
#include <algorithm>
#include <cassert>
#include <complex>
#include <limits>
#include <xgrad/graph/error.hpp>
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
template <class F> void with_memory(F&& routine) {
  double best = 0.0;
  routine(&best, Index{-1});
  std::vector<double> work(static_cast<std::size_t>(best));
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

}  // namespace xgrad::lapack
