// The kernels of machines that are not x86: scalar lanes, a number at a time.
#ifdef XGRAD_NO_X86_KERNELS
#define XGRAD_ISA generic
#include <xgrad/ops/kernels/batch_generic_internal.hpp>
// (the lanes come first: the rest builds on them)
#include <xgrad/ops/kernels/kernels_internal.hpp>
#include <xgrad/ops/kernels/tables_internal.hpp>

namespace xgrad::lanes {

constinit const KernelTable generic_kernels = make_table("generic");

}  // namespace xgrad::lanes
#endif
