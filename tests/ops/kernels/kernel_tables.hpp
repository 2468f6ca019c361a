#pragma once
#include <cmath>
#include <cstddef>
#include <cstdint>
#include <cstring>
#include <limits>
#include <string>
#include <vector>
#include <xgrad/graph/lane_kernels.hpp>
#include <xgrad/graph/lanes.hpp>
#include <xgrad/ops/kernels/tables_internal.hpp>

/// What the tests of the kernels share: every table of this machine, tiles, awkward numbers, comparison of bits.
namespace xgrad::lanes {

/// The scalar kernels that machines without x86 have: generic_kernels_test.cpp compiles them for the tests.
const KernelTable& generic_kernels_for_tests();

inline std::vector<const KernelTable*> tables() {
  std::vector<const KernelTable*> result;
  for (const KernelTable* const* table = available_kernels(); *table != nullptr; ++table) result.push_back(*table);
  result.push_back(&generic_kernels_for_tests());
  return result;
}
/// Whether fma rounds once there.
inline bool has_fma(const KernelTable& table) { return table.name != "sse2" && table.name != "generic"; }

/// count elements and 64 spare bytes, as every buffer has, at a place `shift` elements behind a 64-byte border.
template <class F> class Tile {
 public:
  explicit Tile(std::size_t count, std::size_t shift = 0)
      : memory_((count + shift) * sizeof(F) + 128, 0), count_(count), shift_(shift) {}
  explicit Tile(const std::vector<F>& values, std::size_t shift = 0) : Tile(values.size(), shift) {
    for (std::size_t i = 0; i < values.size(); ++i) data()[i] = values[i];
  }
  F* data() {
    const auto start = reinterpret_cast<std::uintptr_t>(memory_.data());
    return reinterpret_cast<F*>(memory_.data() + (64 - start % 64) % 64) + shift_;
  }
  const F* data() const { return const_cast<Tile*>(this)->data(); }
  F& operator[](std::size_t i) { return data()[i]; }
  const F& operator[](std::size_t i) const { return data()[i]; }
  std::size_t size() const { return count_; }

 private:
  std::vector<unsigned char> memory_;
  std::size_t count_, shift_;
};

/// to = f(a, b, c) for count lanes.
template <class F>
void run_tile(TileFunction f, Tile<F>& to, const Tile<F>& a, const Tile<F>& b, const Tile<F>& c,
              std::uint64_t immediate = 0) {
  void* registers[] = {to.data(), const_cast<F*>(a.data()), const_cast<F*>(b.data()), const_cast<F*>(c.data())};
  f(registers, Instruction{f, 0, 1, 2, 3, immediate}, to.size());
}

template <class F> constexpr std::size_t type_index() {
  return static_cast<std::size_t>(std::is_same_v<F, float>    ? LaneType::float32
                                  : std::is_same_v<F, double> ? LaneType::float64
                                                              : LaneType::int64);
}
template <class F> TileFunction tile_of(const KernelTable& table, LaneOp op) {
  return table.lane_ops[type_index<F>()][static_cast<std::size_t>(op)];
}

/// Equal bits, or both NaN.
template <class F> bool same_bits(F a, F b) {
  if (a != a && b != b) return true;
  return std::memcmp(&a, &b, sizeof(F)) == 0;
}

/// Zeros, subnormals, halves, borders of whole numbers, huge ones, infinities, NaN, and ordinary numbers.
template <class F> std::vector<F> awkward_numbers() {
  using L = std::numeric_limits<F>;
  const F whole = sizeof(F) == 4 ? F(8388608) : F(4503599627370496.0);  // from here on no fractions
  std::vector<F> some = {F(0),
                         L::denorm_min(),
                         L::min() / 2,
                         L::min(),
                         F(1e-9),
                         F(0.25),
                         F(0.49999997),
                         F(0.5),
                         F(1),
                         F(1.5),
                         F(2.5),
                         F(3.5),
                         F(0.1),
                         F(0.7),
                         F(3),
                         F(100.25),
                         whole / 2 - F(0.5),
                         whole - F(0.5),
                         whole,
                         whole + 1,
                         2 * whole,
                         F(1e30),
                         L::max() / 2,
                         L::max(),
                         L::infinity(),
                         L::quiet_NaN()};
  const std::size_t positive = some.size();
  for (std::size_t i = 0; i < positive; ++i) some.push_back(-some[i]);
  return some;
}

}  // namespace xgrad::lanes
