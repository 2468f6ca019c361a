#include <doctest/doctest.h>
#include "kernel_tables.hpp"

namespace xgrad::lanes {
namespace {

template <class F> using MaskBits = std::conditional_t<sizeof(F) == 4, std::int32_t, std::int64_t>;

/// A pattern of bools, as bytes and as a tile of masks.
template <class F> struct Masks {
  std::vector<unsigned char> bytes;
  Tile<F> tile;
  Masks(std::size_t count, unsigned pattern) : bytes(count + 64, 0xAB), tile(count, 1) {
    for (std::size_t i = 0; i < count; ++i) {
      const bool on = (pattern >> (i % 7)) & 1u;
      bytes[i] = on ? (i % 3 == 0 ? 255 : 1) : 0;  // any byte but 0 is true
      tile[i] = std::bit_cast<F>(on ? MaskBits<F>(-1) : MaskBits<F>(0));
    }
  }
};
template <class F> MaskBits<F> bits(F x) { return std::bit_cast<MaskBits<F>>(x); }

}  // namespace

TEST_CASE_TEMPLATE("masks: bools become lanes and bools again", F, float, double, std::int64_t) {
  for (const KernelTable* table : tables())
    for (std::size_t count : {1, 2, 3, 8, 17, 64, 101})
      for (unsigned pattern : {0u, 127u, 0x55u, 0x13u}) {
        Masks<F> masks(count, pattern);
        Tile<F> lanes(count);
        void* load[] = {lanes.data(), masks.bytes.data()};
        const TileFunction to_lanes = table->load_mask[type_index<F>()], to_bytes = table->store_mask[type_index<F>()];
        to_lanes(load, Instruction{to_lanes, 0, 1}, count);
        for (std::size_t i = 0; i < count; ++i) REQUIRE(bits(lanes[i]) == bits(masks.tile[i]));
        std::vector<unsigned char> back(count + 64, 7);
        void* store[] = {back.data(), lanes.data()};
        to_bytes(store, Instruction{to_bytes, 0, 1}, count);
        for (std::size_t i = 0; i < count; ++i) REQUIRE(back[i] == (masks.bytes[i] != 0 ? 1 : 0));
      }
}

TEST_CASE_TEMPLATE("masks: and, or, not, choose", F, float, double, std::int64_t) {
  const std::size_t count = 45;
  for (const KernelTable* table : tables()) {
    const Masks<F> a(count, 0x55), b(count, 0x33);
    Tile<F> both(count), either(count), neither(count), chosen(count), x(count), y(count);
    for (std::size_t i = 0; i < count; ++i) x[i] = F(i), y[i] = F(-1000 - static_cast<int>(i));
    run_tile(tile_of<F>(*table, LaneOp::both), both, a.tile, b.tile, b.tile);
    run_tile(tile_of<F>(*table, LaneOp::either), either, a.tile, b.tile, b.tile);
    run_tile(tile_of<F>(*table, LaneOp::neither), neither, a.tile, a.tile, a.tile);
    run_tile(tile_of<F>(*table, LaneOp::choose), chosen, a.tile, x, y);
    for (std::size_t i = 0; i < count; ++i) {
      const bool on = a.bytes[i] != 0, other = b.bytes[i] != 0;
      REQUIRE(bits(both[i]) == (on && other ? -1 : 0));
      REQUIRE(bits(either[i]) == (on || other ? -1 : 0));
      REQUIRE(bits(neither[i]) == (on ? 0 : -1));
      REQUIRE(chosen[i] == (on ? x[i] : y[i]));
    }
  }
}

TEST_CASE_TEMPLATE("masks: a function is called in the lanes that are on, and only there", F, float, double) {
  static int calls;
  F(*const f)
  (F) = [](F x) {
    ++calls;
    return x * F(10);
  };
  const std::size_t count = 21;
  for (const KernelTable* table : tables()) {
    Tile<F> x(count), other(count), to(count);
    for (std::size_t i = 0; i < count; ++i) x[i] = F(i), other[i] = F(-1);
    for (unsigned pattern : {0u, 0x13u, 127u}) {
      Masks<F> m(count, pattern);
      calls = 0;
      run_tile(tile_of<F>(*table, LaneOp::call), to, m.tile, x, other,
               static_cast<std::uint64_t>(reinterpret_cast<std::uintptr_t>(f)));
      int on = 0;
      for (std::size_t i = 0; i < count; ++i) {
        on += m.bytes[i] != 0;
        REQUIRE(to[i] == (m.bytes[i] != 0 ? F(10) * x[i] : F(-1)));
      }
      CHECK(calls == on);
    }
  }
}

TEST_CASE("masks: int64 lanes") {
  using I = std::int64_t;
  const I low = std::numeric_limits<I>::min(), high = std::numeric_limits<I>::max();
  const std::vector<I> numbers = {0, 1, -1, 7, -7, low, high, 1LL << 40};
  const struct {
    LaneOp op;
    Scalar<I> (*f)(Scalar<I>, Scalar<I>);
  } rows[] = {{LaneOp::add, [](Scalar<I> a, Scalar<I> b) { return a + b; }},
              {LaneOp::sub, [](Scalar<I> a, Scalar<I> b) { return a - b; }},
              {LaneOp::mul, [](Scalar<I> a, Scalar<I> b) { return a * b; }},
              {LaneOp::minimum, [](Scalar<I> a, Scalar<I> b) { return min(a, b); }},
              {LaneOp::maximum, [](Scalar<I> a, Scalar<I> b) { return max(a, b); }},
              {LaneOp::negative, [](Scalar<I> a, Scalar<I>) { return -a; }},
              {LaneOp::absolute, [](Scalar<I> a, Scalar<I>) { return abs(a); }},
              {LaneOp::less, [](Scalar<I> a, Scalar<I> b) { return Scalar<I>((a < b).on ? -1 : 0); }},
              {LaneOp::not_equal, [](Scalar<I> a, Scalar<I> b) { return Scalar<I>((a != b).on ? -1 : 0); }}};
  for (const KernelTable* table : tables())
    for (const auto& [op, f] : rows)
      for (I b : numbers) {
        const Tile<I> x(numbers), y(std::vector<I>(numbers.size(), b));
        Tile<I> to(numbers.size());
        run_tile(tile_of<I>(*table, op), to, x, y, y);
        for (std::size_t i = 0; i < numbers.size(); ++i) CHECK(to[i] == f(Scalar<I>(numbers[i]), Scalar<I>(b)).value);
      }
  CHECK(bool(tile_of<I>(kernels(), LaneOp::div) == nullptr));
  CHECK(bool(tile_of<I>(kernels(), LaneOp::exp) == nullptr));
}

}  // namespace xgrad::lanes
