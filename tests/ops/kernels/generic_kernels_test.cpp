// The kernels of machines that are not x86, compiled here so that the tests try them beside the others.
#include <doctest/doctest.h>
#include "kernel_tables.hpp"
#ifndef XGRAD_NO_X86_KERNELS
#define XGRAD_NO_X86_KERNELS
#include <xgrad/ops/kernels/generic.cpp>
#endif

namespace xgrad::lanes {

const KernelTable& generic_kernels_for_tests() { return generic_kernels; }

TEST_CASE("generic kernels: every op has its scalar tile") {
  CHECK(generic_kernels.name == "generic");
  CHECK(generic_kernels.op_count == kernels().op_count);
}

}  // namespace xgrad::lanes
