#pragma once
#include <xgrad/graph/lane_kernels.hpp>

namespace xgrad::lanes {

/// What a built-in op's kernel for that type does, down to the vocabulary: a trace without whole functions. Null if
/// there is no such op, or for int64.
const Trace* primitive_trace(const void* key, LaneType type);
/// The same of a whole function (LaneOp::exp and after).
const Trace* primitive_trace(LaneOp function, LaneType type);

}  // namespace xgrad::lanes
