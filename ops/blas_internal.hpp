#pragma once
#include <cstdint>
#include <string_view>

/// Matrix products by BLAS, always on one thread: threads stand above it (its own would change bits with their number).
namespace xgrad::blas {

/// Whether BLAS, whose sizes are 32-bit, takes this product.
bool takes(std::int64_t m, std::int64_t n, std::int64_t k);

/// c [m, n] = op(a) op(b), row-major; a is [m, k] or, transposed, [k, m]; b is [k, n] or [n, k]; a_row, b_row and c_row
/// are the distances of their rows in memory. m, n and k are at least 1 and `takes` them.
void gemm(const float* a, bool transpose_a, std::int64_t a_row, const float* b, bool transpose_b, std::int64_t b_row,
          float* c, std::int64_t c_row, std::int64_t m, std::int64_t n, std::int64_t k);
void gemm(const double* a, bool transpose_a, std::int64_t a_row, const double* b, bool transpose_b, std::int64_t b_row,
          double* c, std::int64_t c_row, std::int64_t m, std::int64_t n, std::int64_t k);

/// What OpenBLAS says of itself: its version and the processor that it chose its kernels for.
std::string_view description();

}  // namespace xgrad::blas
