#pragma once
#include <cstddef>
#include <cstdint>
#include <xgrad/graph/lanes.hpp>

// Batches of one lane: the vocabulary's scalars, under the names that batch_internal.hpp gives to registers.
namespace xgrad::lanes {
inline namespace XGRAD_ISA {

#ifdef __FP_FAST_FMA
inline constexpr bool isa_has_fma = true;
#else
inline constexpr bool isa_has_fma = false;
#endif
inline constexpr int isa_registers = 16;

template <class F> using Batch = Scalar<F, isa_has_fma || std::is_integral_v<F>>;
template <class F> using BatchInteger = typename Scalar<F>::integer;
template <class T> inline constexpr std::size_t lane_count = 1;

template <class F> using LaneBits = std::conditional_t<sizeof(F) == 4, std::int32_t, std::int64_t>;

template <class F> Batch<F> load(const F* p) { return Batch<F>(*p); }
template <class F, bool Fused> void store(F* p, Scalar<F, Fused> x) { *p = x.value; }
template <class F> void store(F* p, ScalarMask m) { *p = std::bit_cast<F>(m.on ? LaneBits<F>(-1) : LaneBits<F>(0)); }
template <class F> void store(F* p, ScalarInteger<LaneBits<F>> x) { *p = std::bit_cast<F>(x.value); }
template <class F> ScalarMask load_mask(const F* p) { return {std::bit_cast<LaneBits<F>>(*p) != 0}; }
template <class F> ScalarInteger<LaneBits<F>> load_integer(const F* p) {
  return ScalarInteger<LaneBits<F>>(std::bit_cast<LaneBits<F>>(*p));
}
template <class F> ScalarMask load_bools(const void* bytes) { return {*static_cast<const unsigned char*>(bytes) != 0}; }
inline void store_bools(void* bytes, ScalarMask m) { *static_cast<unsigned char*>(bytes) = m.on; }
template <class F, bool Fused> void store_first(F*, Scalar<F, Fused>, std::int64_t) {}  // fewer than one lane
template <int Step, class T> T swap_lanes(T x) { return x; }
template <class F, bool Fused> F first_lane(Scalar<F, Fused> x) { return x.value; }

template <class F> inline constexpr std::ptrdiff_t turn_size = 1;
template <class F> void turn(const F* x, std::ptrdiff_t, F* y, std::ptrdiff_t) { *y = *x; }

// Shifts by a distance known when a program runs.
template <class I> I shift_bits_left(I a, int n) { return I::wrap(static_cast<typename I::bits>(a.value) << n); }
template <class I> I shift_bits_right(I a, int n) { return I::wrap(static_cast<typename I::bits>(a.value) >> n); }
template <class I> I shift_bits_right_sign(I a, int n) { return I(static_cast<typename I::element>(a.value >> n)); }

}  // namespace XGRAD_ISA
}  // namespace xgrad::lanes
