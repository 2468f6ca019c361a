#pragma once
#include <xgrad/graph/lane_kernels.hpp>

/// The kernels of each instruction set, for the dispatcher and for tests. Those that this machine lacks must not run.
namespace xgrad::lanes {

extern const KernelTable sse2_kernels, avx2_kernels, avx512_kernels;  // x86-64
extern const KernelTable generic_kernels;                             // elsewhere

/// What this machine can run, best first, with a null at the end.
const KernelTable* const* available_kernels();
/// Those of a name, the best for an empty one; throws DataError if this machine has none such.
const KernelTable& kernels_named(std::string_view name);

}  // namespace xgrad::lanes
