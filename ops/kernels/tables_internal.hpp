#pragma once
#include <xgrad/graph/lane_kernels.hpp>

/// The kernels of each instruction set, for the dispatcher and for tests. Those that this machine lacks must not run.
namespace xgrad::lanes {

#ifdef XGRAD_NO_X86_KERNELS
extern const KernelTable generic_kernels;
#else
extern const KernelTable sse2_kernels, avx2_kernels, avx512_kernels;
#endif

/// What this machine can run, best first, with a null at the end.
const KernelTable* const* available_kernels();

}  // namespace xgrad::lanes
