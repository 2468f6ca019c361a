#include <algorithm>
#include <complex>
#include <limits>
#include <xgrad/ops/blas_internal.hpp>

// Nobody else includes xtensor-blas: beside it no other declaration of cblas compiles. The configuration comes first:
// without it cxxblas silently takes its own loops, 20 times slower than OpenBLAS.
// clang-format off
#include <xtensor-blas/xblas_config.hpp>
#include <xflens/cxxblas/cxxblas.cxx>
// clang-format on
#ifndef HAVE_CBLAS
#error "xtensor-blas is configured without CBLAS"
#endif

extern "C" {
void openblas_set_num_threads(int);
char* openblas_get_config(void);
}

namespace xgrad::blas {
namespace {

using Index = xt::blas_index_t;

template <class T>
void multiply(const T* a, bool transpose_a, const T* b, bool transpose_b, T* c, std::int64_t m, std::int64_t n,
              std::int64_t k) {
  [[maybe_unused]] static const bool on_one_thread = (openblas_set_num_threads(1), true);
  const auto rows = static_cast<Index>(m), columns = static_cast<Index>(n), inner = static_cast<Index>(k);
  cxxblas::gemm<Index>(cxxblas::RowMajor, transpose_a ? cxxblas::Trans : cxxblas::NoTrans,
                       transpose_b ? cxxblas::Trans : cxxblas::NoTrans, rows, columns, inner, T(1), a,
                       transpose_a ? rows : inner, b, transpose_b ? inner : columns, T(0), c, columns);
}

}  // namespace

bool takes(std::int64_t m, std::int64_t n, std::int64_t k) {
  return std::max({m, n, k}) <= std::numeric_limits<Index>::max();
}

void gemm(const float* a, bool transpose_a, const float* b, bool transpose_b, float* c, std::int64_t m, std::int64_t n,
          std::int64_t k) {
  multiply(a, transpose_a, b, transpose_b, c, m, n, k);
}

void gemm(const double* a, bool transpose_a, const double* b, bool transpose_b, double* c, std::int64_t m,
          std::int64_t n, std::int64_t k) {
  multiply(a, transpose_a, b, transpose_b, c, m, n, k);
}

std::string_view description() { return openblas_get_config(); }

}  // namespace xgrad::blas
