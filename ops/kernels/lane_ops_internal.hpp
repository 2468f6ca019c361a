#pragma once
#include <array>
#include <cstring>
#include <type_traits>
#include <xgrad/graph/elementwise.hpp>
#include <xgrad/graph/lane_kernels.hpp>
#include <xgrad/graph/lanes_math.hpp>

// Tile functions: of every LaneOp, and of the ops of an OpList, from the same few lines. `Batch` is a batch or, in the
// generic table, a scalar lane; it comes with load, store, load_mask, load_integer, load_bools, store_bools.
namespace xgrad::lanes {
inline namespace XGRAD_ISA {

/// A place in a tile that becomes what forward asks for: numbers, a mask or integers.
template <class T> struct Operand {
  const typename T::element* place;
  operator T() const { return load(place); }
  operator typename T::mask() const { return load_mask(place); }
  operator typename T::integer() const { return load_integer(place); }
};

template <class D, class T>
concept TakesOne = requires(Operand<T> x) {
  D::template forward<T>(x);
};
template <class D, class T>
concept TakesTwo = requires(Operand<T> x) {
  D::template forward<T>(x, x);
};
template <class D, class T>
concept TakesThree = requires(Operand<T> x) {
  D::template forward<T>(x, x, x);
};

template <class D, class F> void tile(void* const* registers, const Instruction& in, std::size_t count) {
  using T = Batch<F>;
  F* const to = static_cast<F*>(registers[in.to]);
  const F* const a = static_cast<const F*>(registers[in.a]);
  if constexpr (TakesOne<D, T>) {
    for (std::size_t i = 0; i < count; i += lane_count<T>) store(to + i, D::template forward<T>(Operand<T>{a + i}));
  } else {
    const F* const b = static_cast<const F*>(registers[in.b]);
    if constexpr (TakesTwo<D, T>) {
      for (std::size_t i = 0; i < count; i += lane_count<T>)
        store(to + i, D::template forward<T>(Operand<T>{a + i}, Operand<T>{b + i}));
    } else {
      static_assert(TakesThree<D, T>, "forward takes one to three lanes or masks");
      const F* const c = static_cast<const F*>(registers[in.c]);
      for (std::size_t i = 0; i < count; i += lane_count<T>)
        store(to + i, D::template forward<T>(Operand<T>{a + i}, Operand<T>{b + i}, Operand<T>{c + i}));
    }
  }
}

/// An op's kernels for the lane types that it takes.
template <class D> constexpr OpKernels op_kernels() {
  OpKernels kernels{&op_key<D>, {&tile<D, float>, &tile<D, double>, nullptr}};
  if constexpr (D::takes_integers) kernels.tile[static_cast<std::size_t>(LaneType::int64)] = &tile<D, std::int64_t>;
  return kernels;
}
template <class... Lists> struct AllOps;
template <class... Ops> struct AllOps<OpList<Ops...>> {
  static constexpr std::size_t count = sizeof...(Ops);
  static constexpr std::array<OpKernels, count> kernels{op_kernels<Ops>()...};
};
template <> struct AllOps<OpList<>> {
  static constexpr std::size_t count = 0;
  static constexpr std::array<OpKernels, 1> kernels{};
};
template <class... A, class... B, class... Rest>
struct AllOps<OpList<A...>, OpList<B...>, Rest...> : AllOps<OpList<A..., B...>, Rest...> {};

// The vocabulary as such ops.
#define XGRAD_LANE_OP(Name, Result, Parameters, Expression)                    \
  struct Name {                                                                \
    template <class T> static Result forward Parameters { return Expression; } \
  };
#define XGRAD_MASK typename T::mask
#define XGRAD_INTEGER typename T::integer
XGRAD_LANE_OP(LaneAdd, T, (T a, T b), a + b)
XGRAD_LANE_OP(LaneSub, T, (T a, T b), a - b)
XGRAD_LANE_OP(LaneMul, T, (T a, T b), a* b)
XGRAD_LANE_OP(LaneDiv, T, (T a, T b), a / b)
XGRAD_LANE_OP(LaneNegative, T, (T a), -a)
XGRAD_LANE_OP(LaneFused, T, (T a, T b, T c), fma(a, b, c))
XGRAD_LANE_OP(LaneSquareRoot, T, (T a), sqrt(a))
XGRAD_LANE_OP(LaneMinimum, T, (T a, T b), min(a, b))
XGRAD_LANE_OP(LaneMaximum, T, (T a, T b), max(a, b))
XGRAD_LANE_OP(LaneAbsolute, T, (T a), abs(a))
XGRAD_LANE_OP(LaneNearest, T, (T a), round(a))
XGRAD_LANE_OP(LaneFloor, T, (T a), floor(a))
XGRAD_LANE_OP(LaneLess, XGRAD_MASK, (T a, T b), a < b)
XGRAD_LANE_OP(LaneLessEqual, XGRAD_MASK, (T a, T b), a <= b)
XGRAD_LANE_OP(LaneEqual, XGRAD_MASK, (T a, T b), a == b)
XGRAD_LANE_OP(LaneNotEqual, XGRAD_MASK, (T a, T b), a != b)
XGRAD_LANE_OP(LaneBoth, XGRAD_MASK, (XGRAD_MASK a, XGRAD_MASK b), a& b)
XGRAD_LANE_OP(LaneEither, XGRAD_MASK, (XGRAD_MASK a, XGRAD_MASK b), a | b)
XGRAD_LANE_OP(LaneNeither, XGRAD_MASK, (XGRAD_MASK a), !a)
XGRAD_LANE_OP(LaneChoose, T, (XGRAD_MASK m, T a, T b), select(m, a, b))
XGRAD_LANE_OP(LaneIntegerAdd, XGRAD_INTEGER, (XGRAD_INTEGER a, XGRAD_INTEGER b), a + b)
XGRAD_LANE_OP(LaneIntegerSub, XGRAD_INTEGER, (XGRAD_INTEGER a, XGRAD_INTEGER b), a - b)
XGRAD_LANE_OP(LaneIntegerAnd, XGRAD_INTEGER, (XGRAD_INTEGER a, XGRAD_INTEGER b), a& b)
XGRAD_LANE_OP(LaneIntegerOr, XGRAD_INTEGER, (XGRAD_INTEGER a, XGRAD_INTEGER b), a | b)
XGRAD_LANE_OP(LaneIntegerXor, XGRAD_INTEGER, (XGRAD_INTEGER a, XGRAD_INTEGER b), a ^ b)
XGRAD_LANE_OP(LaneIntegerEqual, XGRAD_MASK, (XGRAD_INTEGER a, XGRAD_INTEGER b), a == b)
XGRAD_LANE_OP(LaneIntegerGreater, XGRAD_MASK, (XGRAD_INTEGER a, XGRAD_INTEGER b), a > b)
#undef XGRAD_LANE_OP
#undef XGRAD_MASK
#undef XGRAD_INTEGER

// The steps that use the immediate, or move between memory and tiles.

template <class F> void copy_tile(void* const* registers, const Instruction& in, std::size_t count) {
  const F* const from = static_cast<const F*>(registers[in.a]);
  for (std::size_t i = 0; i < count; i += lane_count<Batch<F>>)
    store(static_cast<F*>(registers[in.to]) + i, load(from + i));
}
template <class F> void constant_tile(void* const* registers, const Instruction& in, std::size_t count) {
  F value;
  __builtin_memcpy(&value, &in.immediate, sizeof value);
  const Batch<F> lanes(value);
  for (std::size_t i = 0; i < count; i += lane_count<Batch<F>>) store(static_cast<F*>(registers[in.to]) + i, lanes);
}
enum class Shift { left, right, right_sign };
template <class F, Shift S> void shift_tile(void* const* registers, const Instruction& in, std::size_t count) {
  const F* const from = static_cast<const F*>(registers[in.a]);
  F* const to = static_cast<F*>(registers[in.to]);
  const int n = static_cast<int>(in.immediate);
  for (std::size_t i = 0; i < count; i += lane_count<Batch<F>>) {
    const auto x = load_integer(from + i);
    if constexpr (S == Shift::left)
      store(to + i, shift_bits_left(x, n));
    else if constexpr (S == Shift::right)
      store(to + i, shift_bits_right(x, n));
    else
      store(to + i, shift_bits_right_sign(x, n));
  }
}
template <class F> void call_tile(void* const* registers, const Instruction& in, std::size_t count) {
  const auto f = reinterpret_cast<F (*)(F)>(static_cast<std::uintptr_t>(in.immediate));
  const F *const mask = static_cast<const F*>(registers[in.a]), *const x = static_cast<const F*>(registers[in.b]),
                 *const other = static_cast<const F*>(registers[in.c]);
  F* const to = static_cast<F*>(registers[in.to]);
  for (std::size_t i = 0; i < count; i += lane_count<Batch<F>>)
    store(to + i, call_where(load_mask(mask + i), f, load(x + i), load(other + i)));
}
template <class F> void call_two_tile(void* const* registers, const Instruction& in, std::size_t count) {
  const auto f = reinterpret_cast<F (*)(F, F)>(static_cast<std::uintptr_t>(in.immediate));
  const F *const mask = static_cast<const F*>(registers[in.a]), *const a = static_cast<const F*>(registers[in.b]),
                 *const b = static_cast<const F*>(registers[in.c]);
  F* const to = static_cast<F*>(registers[in.to]);
  for (std::size_t i = 0; i < count; i += lane_count<Batch<F>>)
    store(to + i, call_where(load_mask(mask + i), f, load(a + i), load(b + i), load(a + i)));
}
template <class F> void load_mask_tile(void* const* registers, const Instruction& in, std::size_t count) {
  const auto* const bytes = static_cast<const unsigned char*>(registers[in.a]);
  F* const to = static_cast<F*>(registers[in.to]);
  for (std::size_t i = 0; i < count; i += lane_count<Batch<F>>) {
    if constexpr (std::is_integral_v<F>)
      to[i] = bytes[i] ? -1 : 0;
    else
      store(to + i, load_bools<F>(bytes + i));
  }
}
template <class F> void store_mask_tile(void* const* registers, const Instruction& in, std::size_t count) {
  const F* const from = static_cast<const F*>(registers[in.a]);
  auto* const bytes = static_cast<unsigned char*>(registers[in.to]);
  for (std::size_t i = 0; i < count; i += lane_count<Batch<F>>) {
    if constexpr (std::is_integral_v<F>)
      bytes[i] = from[i] != 0;
    else
      store_bools(bytes + i, load_mask(from + i));
  }
}

/// The vocabulary's tile functions, by LaneOp; those of whole functions come in functions_internal.hpp.
using LaneOpTiles = std::array<TileFunction, static_cast<std::size_t>(LaneOp::count)>;

template <class D, class F> constexpr void set_tile(LaneOpTiles& tiles, LaneOp op) {
  tiles[static_cast<std::size_t>(op)] = &tile<D, F>;
}
/// What every type has.
template <class F> constexpr void set_common_tiles(LaneOpTiles& tiles) {
  tiles[static_cast<std::size_t>(LaneOp::load)] = &copy_tile<F>;
  tiles[static_cast<std::size_t>(LaneOp::constant)] = &constant_tile<F>;
  set_tile<LaneAdd, F>(tiles, LaneOp::add);
  set_tile<LaneSub, F>(tiles, LaneOp::sub);
  set_tile<LaneMul, F>(tiles, LaneOp::mul);
  set_tile<LaneNegative, F>(tiles, LaneOp::negative);
  set_tile<LaneMinimum, F>(tiles, LaneOp::minimum);
  set_tile<LaneMaximum, F>(tiles, LaneOp::maximum);
  set_tile<LaneAbsolute, F>(tiles, LaneOp::absolute);
  set_tile<LaneLess, F>(tiles, LaneOp::less);
  set_tile<LaneLessEqual, F>(tiles, LaneOp::less_equal);
  set_tile<LaneEqual, F>(tiles, LaneOp::equal);
  set_tile<LaneNotEqual, F>(tiles, LaneOp::not_equal);
  set_tile<LaneBoth, F>(tiles, LaneOp::both);
  set_tile<LaneEither, F>(tiles, LaneOp::either);
  set_tile<LaneNeither, F>(tiles, LaneOp::neither);
  set_tile<LaneChoose, F>(tiles, LaneOp::choose);
}
template <class F> constexpr void set_float_tiles(LaneOpTiles& tiles) {
  set_tile<LaneDiv, F>(tiles, LaneOp::div);
  set_tile<LaneFused, F>(tiles, LaneOp::fused);
  set_tile<LaneSquareRoot, F>(tiles, LaneOp::square_root);
  set_tile<LaneNearest, F>(tiles, LaneOp::nearest);
  set_tile<LaneFloor, F>(tiles, LaneOp::floor_);
}
/// Work on the bits of floats.
template <class F> constexpr void set_integer_tiles(LaneOpTiles& tiles) {
  set_tile<LaneIntegerAdd, F>(tiles, LaneOp::integer_add);
  set_tile<LaneIntegerSub, F>(tiles, LaneOp::integer_sub);
  set_tile<LaneIntegerAnd, F>(tiles, LaneOp::integer_and);
  set_tile<LaneIntegerOr, F>(tiles, LaneOp::integer_or);
  set_tile<LaneIntegerXor, F>(tiles, LaneOp::integer_xor);
  set_tile<LaneIntegerEqual, F>(tiles, LaneOp::integer_equal);
  set_tile<LaneIntegerGreater, F>(tiles, LaneOp::integer_greater);
  tiles[static_cast<std::size_t>(LaneOp::left)] = &shift_tile<F, Shift::left>;
  tiles[static_cast<std::size_t>(LaneOp::right)] = &shift_tile<F, Shift::right>;
  tiles[static_cast<std::size_t>(LaneOp::right_sign)] = &shift_tile<F, Shift::right_sign>;
  tiles[static_cast<std::size_t>(LaneOp::call)] = &call_tile<F>;
  tiles[static_cast<std::size_t>(LaneOp::call_two)] = &call_two_tile<F>;
}
template <class F> constexpr LaneOpTiles lane_op_tiles() {
  LaneOpTiles tiles{};
  set_common_tiles<F>(tiles);
  if constexpr (!std::is_integral_v<F>) {
    set_float_tiles<F>(tiles);
    set_integer_tiles<F>(tiles);
  }
  return tiles;
}

}  // namespace XGRAD_ISA
}  // namespace xgrad::lanes
