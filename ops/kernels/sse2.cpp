// The kernels for SSE2. Nothing but symbols named after the instruction set may come out of this file.
#define XGRAD_ISA sse2
#include <xgrad/ops/kernels/primitives_sse2_internal.hpp>
// (the primitives come first: the rest builds on them)
#include <xgrad/ops/kernels/batch_internal.hpp>
// (and so do the lanes)
#include <xgrad/ops/kernels/kernels_internal.hpp>
#include <xgrad/ops/kernels/tables_internal.hpp>

namespace xgrad::lanes {

constinit const KernelTable sse2_kernels = make_table("sse2");

}  // namespace xgrad::lanes
