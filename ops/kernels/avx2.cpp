// The kernels for AVX2 and FMA. Nothing but symbols named after the instruction set may come out of this file.
#define XGRAD_ISA avx2
#include <xgrad/ops/kernels/primitives_avx2_internal.hpp>
// (the primitives come first: the rest builds on them)
#include <xgrad/ops/kernels/batch_internal.hpp>
// (and so do the lanes)
#include <xgrad/ops/kernels/kernels_internal.hpp>
#include <xgrad/ops/kernels/tables_internal.hpp>

namespace xgrad::lanes {

constinit const KernelTable avx2_kernels = make_table("avx2");

}  // namespace xgrad::lanes
