// The kernels for AVX-512 (F, BW, DQ, VL). Nothing but symbols named after the instruction set may come out of this
// file.
#define XGRAD_ISA avx512
#if defined(__GNUC__) && !defined(__clang__)
#pragma GCC diagnostic ignored "-Wuninitialized"  // in gcc 12's own avx512fintrin.h
#pragma GCC diagnostic ignored "-Wmaybe-uninitialized"
#endif
#include <xgrad/ops/kernels/primitives_avx512_internal.hpp>
// (the primitives come first: the rest builds on them)
#include <xgrad/ops/kernels/batch_internal.hpp>
// (and so do the lanes)
#include <xgrad/ops/kernels/kernels_internal.hpp>
#include <xgrad/ops/kernels/tables_internal.hpp>

namespace xgrad::lanes {

constinit const KernelTable avx512_kernels = make_table("avx512");

}  // namespace xgrad::lanes
