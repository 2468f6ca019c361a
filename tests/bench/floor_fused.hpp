#pragma once
#include <cstdint>

namespace xgrad::bench {

/// sum(tanh(a x + b) sigmoid(x) + x x) and its gradient by x, float32, as one writes it by hand: one loop of AVX2
/// intrinsics (plain code on other processors). x and dx have 8 spare elements.
float fused_by_hand(const float* x, float a, float b, float* dx, std::int64_t n);

}  // namespace xgrad::bench
