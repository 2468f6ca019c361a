#pragma once
#include <functional>
#include <string>
#include <vector>
#include "cases.hpp"

namespace xgrad::bench {

/// What OPENBLAS_CORETYPE should say, where OpenBLAS computes with less than the processor has: 0.3.21 takes what is
/// newer than itself for a "Prescott" (SSE3), several times slower. Empty if there is nothing to mend, also where
/// xgrad has mended it.
const std::string& better_openblas_core();
/// The kernels that this process computes with.
std::string openblas_core();

/// The floor of a work that multiplies matrices. It has the kernels that fit the processor, in a process of its own if
/// need be; then there is one with OpenBLAS's own choice too, and an xgrad with the floor's.
void add_floor(std::vector<Case>& cases, const std::string& work, std::function<Prepared()> prepare);

}  // namespace xgrad::bench
