#pragma once
#include <cstdint>

namespace xgrad::jit {

/// What a loop calls for call_where: in the lanes of the mask, result[i] = f(a[i]), or f(a[i], b[i]). An exception of f
/// is kept for rethrow_pending: there is no way through a loop for it.
using CallLanes = void (*)(std::uint64_t f, unsigned lanes, const void* a, const void* b, void* result);
CallLanes call_lanes(bool is_double);
CallLanes call_lanes_of_two(bool is_double);

}  // namespace xgrad::jit
