#pragma once
#include <xgrad/graph/lane_kernels.hpp>

// Reductions of [outer, axis, inner] over axis. The order of additions depends on the extents alone: along a row, 64
// bytes of partial sums (16 float32, 8 float64), added in blocks that are joined pairwise; down columns, two partial
// sums per column in blocks, joined pairwise. So the error grows with log(axis), on every instruction set alike.
namespace xgrad::lanes {
inline namespace XGRAD_ISA {

struct SumOf {
  template <class T> static T join(T a, T b) { return a + b; }
  template <class T> static T identity() { return T(0); }
};
struct ProductOf {
  template <class T> static T join(T a, T b) { return a * b; }
  template <class T> static T identity() { return T(1); }
};
struct MaximumOf {  // max(a, b) is b if one is NaN
  template <class T> static T join(T a, T b) { return select(a != a, a, max(a, b)); }
  template <class T> static T identity() { return T(-__builtin_inf()); }
};
struct MinimumOf {
  template <class T> static T join(T a, T b) { return select(a != a, a, min(a, b)); }
  template <class T> static T identity() { return T(__builtin_inf()); }
};

constexpr std::int64_t row_block = 32;      ///< steps of one block of a row
constexpr std::int64_t column_block = 64;   ///< rows of one block of columns

/// 64 bytes of partial results.
template <class F>
struct Partials {
  static constexpr std::size_t width = lane_count<Batch<F>>, lanes = 64 / sizeof(F), parts = lanes / width;
  Batch<F> part[parts];
};
template <class Join, class F>
Partials<F> join(const Partials<F>& a, const Partials<F>& b) {
  Partials<F> joined = a;
  for (std::size_t i = 0; i < Partials<F>::parts; ++i) joined.part[i] = Join::join(a.part[i], b.part[i]);
  return joined;
}

template <class F>
struct LaneNumbers {
  alignas(64) F value[64 / sizeof(F)];
  constexpr LaneNumbers() {
    for (std::size_t i = 0; i < 64 / sizeof(F); ++i) value[i] = static_cast<F>(i);
  }
};
template <class F>
inline constexpr LaneNumbers<F> lane_numbers;

/// The first `count` numbers at x, the identity in the other lanes. Reads past the end.
template <class Join, class F, std::size_t... I>
Partials<F> load_some(const F* x, std::int64_t count, std::index_sequence<I...>) {
  using T = Batch<F>;
  constexpr std::size_t width = Partials<F>::width;
  const T limit(static_cast<F>(count)), identity = Join::template identity<T>();
  return {{(I * width < static_cast<std::size_t>(count)
                ? select(load(lane_numbers<F>.value + I * width) < limit, load(x + I * width), identity)
                : identity)...}};
}
template <class F, std::size_t... I>
Partials<F> load_all(const F* x, std::index_sequence<I...>) {
  return {{load(x + I * Partials<F>::width)...}};
}

/// A block of a row: up to row_block steps of 64 bytes.
template <class Join, class F>
Partials<F> reduce_block(const F* x, std::int64_t count) {
  constexpr std::int64_t lanes = Partials<F>::lanes;
  constexpr auto parts = std::make_index_sequence<Partials<F>::parts>();
  if (count < lanes) return load_some<Join>(x, count, parts);
  Partials<F> sum = load_all(x, parts);
  std::int64_t i = lanes;
  for (; i + lanes <= count; i += lanes) sum = join<Join>(sum, load_all(x + i, parts));
  return i < count ? join<Join>(sum, load_some<Join>(x + i, count - i, parts)) : sum;
}

/// The partial results of a row, halved down to one.
template <class Join, class F>
F fold(const Partials<F>& sum) {
  using T = Batch<F>;
  constexpr std::size_t width = Partials<F>::width;
  if constexpr (width == 1) {
    Partials<F> s = sum;
    for (std::size_t half = Partials<F>::parts / 2; half > 0; half /= 2)
      for (std::size_t i = 0; i < half; ++i) s.part[i] = Join::join(s.part[i], s.part[i + half]);
    alignas(64) F one[1];
    store(one, s.part[0]);
    return one[0];
  } else {
    return fold_register<Join>(fold_parts<Join>(sum));
  }
}

}  // namespace XGRAD_ISA
}  // namespace xgrad::lanes
