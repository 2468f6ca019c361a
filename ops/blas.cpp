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
void multiply(const T* a, bool transpose_a, std::int64_t a_row, const T* b, bool transpose_b, std::int64_t b_row, T* c,
              std::int64_t c_row, std::int64_t m, std::int64_t n, std::int64_t k) {
  [[maybe_unused]] static const bool on_one_thread = (openblas_set_num_threads(1), true);
  const auto index = [](std::int64_t extent) { return static_cast<Index>(extent); };
  cxxblas::gemm<Index>(cxxblas::RowMajor, transpose_a ? cxxblas::Trans : cxxblas::NoTrans,
                       transpose_b ? cxxblas::Trans : cxxblas::NoTrans, index(m), index(n), index(k), T(1), a,
                       index(a_row), b, index(b_row), T(0), c, index(c_row));
}

}  // namespace

bool takes(std::int64_t m, std::int64_t n, std::int64_t k) {
  return std::max({m, n, k}) <= std::numeric_limits<Index>::max();
}

void gemm(const float* a, bool transpose_a, std::int64_t a_row, const float* b, bool transpose_b, std::int64_t b_row,
          float* c, std::int64_t c_row, std::int64_t m, std::int64_t n, std::int64_t k) {
  multiply(a, transpose_a, a_row, b, transpose_b, b_row, c, c_row, m, n, k);
}

void gemm(const double* a, bool transpose_a, std::int64_t a_row, const double* b, bool transpose_b, std::int64_t b_row,
          double* c, std::int64_t c_row, std::int64_t m, std::int64_t n, std::int64_t k) {
  multiply(a, transpose_a, a_row, b, transpose_b, b_row, c, c_row, m, n, k);
}

std::string_view description() { return openblas_get_config(); }

}  // namespace xgrad::blas
