#pragma once
#include <cstddef>
#include <cstdint>
#include <type_traits>
#include <xgrad/ops/kernels/turn_x86_internal.hpp>

// The batch lane type (graph/lanes.hpp) of the instruction set that XGRAD_ISA names, one per translation unit:
// sse2.cpp, avx2.cpp, avx512.cpp define XGRAD_ISA and include their primitives_*_internal.hpp before this. Everything
// here and in the headers that build on it lives in an inline namespace of that name, so every symbol that leaves such
// an object says which processor it needs. No std:: or other templates with flag-independent names may be called.
namespace xgrad::lanes {
inline namespace XGRAD_ISA {

/// A mask: one truth value per lane.
template <class F> struct BatchMask {
  using Lanes = xsimd::batch_bool<F, Arch>;
  Lanes lanes;
  friend BatchMask operator&(BatchMask a, BatchMask b) { return {a.lanes & b.lanes}; }
  friend BatchMask operator|(BatchMask a, BatchMask b) { return {a.lanes | b.lanes}; }
  friend BatchMask operator!(BatchMask a) { return {~a.lanes}; }
  static BatchMask from_bits(Integers bits) {
    BatchMask m;
    mask_of_bits(bits, m.lanes);
    return m;
  }
};

/// Integer lanes of F's width.
template <class F> struct BatchInteger {
  using mask = BatchMask<F>;
  using element = std::conditional_t<sizeof(F) == 4, std::int32_t, std::int64_t>;
  Integers lanes;
  struct Lanes {
    Integers value;
  };
  explicit BatchInteger(Lanes l) : lanes(l.value) {}
  explicit BatchInteger(element v) : lanes(broadcast(v)) {}
  static BatchInteger of(Integers l) { return BatchInteger(Lanes{l}); }

  friend BatchInteger operator+(BatchInteger a, BatchInteger b) { return of(integer_add<F>(a.lanes, b.lanes)); }
  friend BatchInteger operator-(BatchInteger a, BatchInteger b) { return of(integer_sub<F>(a.lanes, b.lanes)); }
  friend BatchInteger operator&(BatchInteger a, BatchInteger b) { return of(integer_and(a.lanes, b.lanes)); }
  friend BatchInteger operator|(BatchInteger a, BatchInteger b) { return of(integer_or(a.lanes, b.lanes)); }
  friend BatchInteger operator^(BatchInteger a, BatchInteger b) { return of(integer_xor(a.lanes, b.lanes)); }
  friend mask operator==(BatchInteger a, BatchInteger b) { return mask::from_bits(integer_equal<F>(a.lanes, b.lanes)); }
  friend mask operator>(BatchInteger a, BatchInteger b) {
    return mask::from_bits(integer_greater<F>(a.lanes, b.lanes));
  }
};
template <class F> BatchInteger<F> shift_bits_left(BatchInteger<F> a, int n) {
  return BatchInteger<F>::of(shift_bits_left<F>(a.lanes, n));
}
template <class F> BatchInteger<F> shift_bits_right(BatchInteger<F> a, int n) {
  return BatchInteger<F>::of(shift_bits_right<F>(a.lanes, n));
}
template <class F> BatchInteger<F> shift_bits_right_sign(BatchInteger<F> a, int n) {
  return BatchInteger<F>::of(shift_bits_right_sign<F>(a.lanes, n));
}
template <int N, class F> BatchInteger<F> shift_left(BatchInteger<F> a) { return shift_bits_left(a, N); }
template <int N, class F> BatchInteger<F> shift_right(BatchInteger<F> a) { return shift_bits_right(a, N); }
template <int N, class F> BatchInteger<F> shift_right_sign(BatchInteger<F> a) { return shift_bits_right_sign(a, N); }

/// A register of floats.
template <class F> struct Batch {
  using element = F;
  using mask = BatchMask<F>;
  using integer = BatchInteger<F>;
  using Lanes = xsimd::batch<F, Arch>;
  using Register = typename Lanes::register_type;
  static constexpr bool has_fma = isa_has_fma;
  static constexpr std::size_t width = sizeof(Register) / sizeof(F);
  Lanes lanes;
  explicit Batch(Lanes l) : lanes(l) {}
  template <class N>
  requires std::is_arithmetic_v<N>
  explicit Batch(N v) : lanes(static_cast<F>(v)) {}
  static Batch of(Register r) { return Batch(Lanes(r)); }

  friend Batch operator+(Batch a, Batch b) { return Batch(a.lanes + b.lanes); }
  friend Batch operator-(Batch a, Batch b) { return Batch(a.lanes - b.lanes); }
  friend Batch operator*(Batch a, Batch b) { return Batch(a.lanes * b.lanes); }
  friend Batch operator/(Batch a, Batch b) { return Batch(a.lanes / b.lanes); }
  friend Batch operator-(Batch a) { return of(negative(Register(a.lanes))); }
  friend mask operator<(Batch a, Batch b) { return {a.lanes < b.lanes}; }
  friend mask operator<=(Batch a, Batch b) { return {a.lanes <= b.lanes}; }
  friend mask operator>(Batch a, Batch b) { return {a.lanes > b.lanes}; }
  friend mask operator>=(Batch a, Batch b) { return {a.lanes >= b.lanes}; }
  friend mask operator==(Batch a, Batch b) { return {a.lanes == b.lanes}; }
  friend mask operator!=(Batch a, Batch b) { return {differs(Register(a.lanes), Register(b.lanes))}; }

  friend Batch select(mask m, Batch a, Batch b) { return Batch(xsimd::select(m.lanes, a.lanes, b.lanes)); }
  friend Batch fma(Batch a, Batch b, Batch c) {
    return of(multiply_add(Register(a.lanes), Register(b.lanes), Register(c.lanes)));
  }
  friend Batch sqrt(Batch x) { return of(square_root(Register(x.lanes))); }
  friend Batch min(Batch a, Batch b) { return of(minimum(Register(a.lanes), Register(b.lanes))); }
  friend Batch max(Batch a, Batch b) { return of(maximum(Register(a.lanes), Register(b.lanes))); }
  friend Batch abs(Batch x) { return of(absolute(Register(x.lanes))); }
  friend Batch round(Batch x) { return of(nearest(Register(x.lanes))); }
  friend Batch floor(Batch x) { return of(round_down(Register(x.lanes))); }
  friend integer to_bits(Batch x) { return integer::of(as_integers(Register(x.lanes))); }
};

template <class T, class F> T from_bits(BatchInteger<F> x) {
  if constexpr (sizeof(F) == 4)
    return T::of(as_float(x.lanes));
  else
    return T::of(as_double(x.lanes));
}
template <class F> BatchInteger<F> select(BatchMask<F> m, BatchInteger<F> a, BatchInteger<F> b) {
  return to_bits(select(m, from_bits<Batch<F>>(a), from_bits<Batch<F>>(b)));
}
template <class F> Batch<F> call_where(BatchMask<F> m, F (*f)(F), Batch<F> x, Batch<F> other) {
  const unsigned lanes = mask_lanes(m.lanes);
  if (lanes == 0) return other;
  alignas(64) F in[Batch<F>::width], out[Batch<F>::width];
  x.lanes.store_aligned(in);
  other.lanes.store_aligned(out);
  for (std::size_t i = 0; i < Batch<F>::width; ++i)
    if ((lanes >> i) & 1u) out[i] = f(in[i]);
  return Batch<F>(Batch<F>::Lanes::load_aligned(out));
}

template <class F> Batch<F> call_where(BatchMask<F> m, F (*f)(F, F), Batch<F> a, Batch<F> b, Batch<F> other) {
  const unsigned lanes = mask_lanes(m.lanes);
  if (lanes == 0) return other;
  alignas(64) F first[Batch<F>::width], second[Batch<F>::width], out[Batch<F>::width];
  a.lanes.store_aligned(first);
  b.lanes.store_aligned(second);
  other.lanes.store_aligned(out);
  for (std::size_t i = 0; i < Batch<F>::width; ++i)
    if ((lanes >> i) & 1u) out[i] = f(first[i], second[i]);
  return Batch<F>(Batch<F>::Lanes::load_aligned(out));
}

/// One int64, and its mask: plain code; these lanes are for labels and indices.
struct IntegerMask {
  bool on;
  friend IntegerMask operator&(IntegerMask a, IntegerMask b) { return {a.on && b.on}; }
  friend IntegerMask operator|(IntegerMask a, IntegerMask b) { return {a.on || b.on}; }
  friend IntegerMask operator!(IntegerMask a) { return {!a.on}; }
};
template <> struct Batch<std::int64_t> {
  using element = std::int64_t;
  using mask = IntegerMask;
  struct integer {};  // none
  using bits = std::uint64_t;
  static constexpr std::size_t width = 1;
  element value;
  template <class N>
  requires std::is_arithmetic_v<N>
  explicit Batch(N v) : value(static_cast<element>(v)) {}

  friend Batch operator+(Batch a, Batch b) { return Batch(bits(a.value) + bits(b.value)); }
  friend Batch operator-(Batch a, Batch b) { return Batch(bits(a.value) - bits(b.value)); }
  friend Batch operator*(Batch a, Batch b) { return Batch(bits(a.value) * bits(b.value)); }
  friend Batch operator-(Batch a) { return Batch(bits(0) - bits(a.value)); }
  friend mask operator<(Batch a, Batch b) { return {a.value < b.value}; }
  friend mask operator<=(Batch a, Batch b) { return {a.value <= b.value}; }
  friend mask operator>(Batch a, Batch b) { return {a.value > b.value}; }
  friend mask operator>=(Batch a, Batch b) { return {a.value >= b.value}; }
  friend mask operator==(Batch a, Batch b) { return {a.value == b.value}; }
  friend mask operator!=(Batch a, Batch b) { return {a.value != b.value}; }
  friend Batch select(mask m, Batch a, Batch b) { return m.on ? a : b; }
  friend Batch min(Batch a, Batch b) { return a.value < b.value ? a : b; }
  friend Batch max(Batch a, Batch b) { return a.value > b.value ? a : b; }
  friend Batch abs(Batch a) { return a.value < 0 ? -a : a; }
};

template <class T> inline constexpr std::size_t lane_count = T::width;

// Between lanes and tiles. A tile of masks has all bits of a lane set or none; memory need not be aligned.
template <class F> Batch<F> load(const F* p) { return Batch<F>(Batch<F>::Lanes::load_unaligned(p)); }
template <class F> void store(F* p, Batch<F> x) { x.lanes.store_unaligned(p); }
template <class F> void store(F* p, BatchMask<F> m) { store_integers(p, mask_bits(m.lanes)); }
template <class F> void store(F* p, BatchInteger<F> x) { store_integers(p, x.lanes); }
template <class F> BatchMask<F> load_mask(const F* p) { return BatchMask<F>::from_bits(load_integers(p)); }
template <class F> BatchInteger<F> load_integer(const F* p) { return BatchInteger<F>::of(load_integers(p)); }
template <class F> BatchMask<F> load_bools(const void* bytes) {
  BatchMask<F> m;
  mask_of_bytes(bytes, m.lanes);
  return m;
}
template <class F> void store_bools(void* bytes, BatchMask<F> m) { store_bytes(bytes, m.lanes); }

template <class F> void store_first(F* p, Batch<F> x, std::int64_t count) {
  store_first(p, typename Batch<F>::Register(x.lanes), count);
}
template <int Step, class F> Batch<F> swap_lanes(Batch<F> x) {
  return Batch<F>::of(swap_lanes<Step>(typename Batch<F>::Register(x.lanes)));
}
template <class F> F first_lane(Batch<F> x) { return first_lane(typename Batch<F>::Register(x.lanes)); }

// The same for int64.
inline Batch<std::int64_t> load(const std::int64_t* p) { return Batch<std::int64_t>(*p); }
inline void store(std::int64_t* p, Batch<std::int64_t> x) { *p = x.value; }
inline void store(std::int64_t* p, IntegerMask m) { *p = m.on ? -1 : 0; }
inline IntegerMask load_mask(const std::int64_t* p) { return {*p != 0}; }

}  // namespace XGRAD_ISA
}  // namespace xgrad::lanes
