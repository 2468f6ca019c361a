// The hand-written chain for AVX2, on a machine that has AVX-512.
#ifdef __AVX512F__
#undef __AVX512F__
#define chain_by_hand chain_by_hand_avx2
#define chain_by_hand_isa chain_by_hand_avx2_isa
#include "floor_chain.cpp"
#else
#include "floor_chain.hpp"

namespace xgrad::bench {

float chain_by_hand_avx2(const float*, float, float, float*, std::int64_t) { return 0; }
const char* chain_by_hand_avx2_isa() { return ""; }

}  // namespace xgrad::bench
#endif
