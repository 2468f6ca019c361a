#pragma once
#include <cstdint>

namespace xgrad::bench {

/// sum(tanh(a x + b) sigmoid(x) + x x) and its gradient by x, float32, as one writes it by hand: one pass over x with
/// AVX-512 or AVX2 intrinsics, as the machine it is compiled for has (plain code on others). x and dx have 16 spare
/// elements.
float chain_by_hand(const float* x, float a, float b, float* dx, std::int64_t n);
/// "avx512", "avx2" or "plain".
const char* chain_by_hand_isa();
/// The same with AVX2 where the machine has more, "" otherwise.
float chain_by_hand_avx2(const float* x, float a, float b, float* dx, std::int64_t n);
const char* chain_by_hand_avx2_isa();

}  // namespace xgrad::bench
