#pragma once
#include <utility>
#include <xgrad/graph/lane_kernels.hpp>

// Reductions of [outer, axis, inner] over axis. The order of additions depends on the extents alone: along a row, 64
// bytes of partial sums (16 float32, 8 float64), in blocks that are joined pairwise; down columns, four partial sums
// per column, in blocks that are joined pairwise. So the error grows with log(axis), on every instruction set alike.
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
struct MaximumOf {  // NaN stays: max(a, b) is b if one is NaN
  template <class T> static T join(T a, T b) { return select(a != a, a, max(a, b)); }
  template <class T> static T identity() {
    return T(std::is_integral_v<typename T::element> ? double(INT64_MIN) : -__builtin_inf());
  }
};
struct MinimumOf {
  template <class T> static T join(T a, T b) { return select(a != a, a, min(a, b)); }
  template <class T> static T identity() { return T(std::is_integral_v<typename T::element> ? 0.0 : __builtin_inf()); }
};

/// 64 bytes of partial results.
template <class F> struct Partials {
  static constexpr std::size_t width = lane_count<Batch<F>>;
  static constexpr std::int64_t lanes = 64 / sizeof(F);
  static constexpr std::size_t parts = static_cast<std::size_t>(lanes) / width;
  using Parts = std::make_index_sequence<parts>;
  static constexpr std::int64_t block = 32 * lanes;
  Batch<F> part[parts];
};
template <class Join, class F> Partials<F> join(const Partials<F>& a, const Partials<F>& b) {
  return [&]<std::size_t... I>(std::index_sequence<I...>)->Partials<F> {
    return {{Join::join(a.part[I], b.part[I])...}};
  }
  (typename Partials<F>::Parts());
}
template <class F> Partials<F> load_all(const F* x) {
  return [&]<std::size_t... I>(std::index_sequence<I...>)->Partials<F> {
    return {{load(x + I * Partials<F>::width)...}};
  }
  (typename Partials<F>::Parts());
}

template <class F> struct LaneNumbers { F value[64 / sizeof(F)]; };
template <class F>
inline constexpr LaneNumbers<F> lane_numbers = [] {
  LaneNumbers<F> numbers{};
  for (std::size_t i = 0; i < 64 / sizeof(F); ++i) numbers.value[i] = static_cast<F>(i);
  return numbers;
}();
/// The first count > 0 numbers at x, the identity in the other lanes. Reads all 64 bytes.
template <class Join, class F> Partials<F> load_some(const F* x, std::int64_t count) {
  using T = Batch<F>;
  const T limit(count), identity = Join::template identity<T>();
  return [&]<std::size_t... I>(std::index_sequence<I...>)->Partials<F> {
    constexpr std::size_t width = Partials<F>::width;
    return {{select(load(lane_numbers<F>.value + I * width) < limit, load(x + I * width), identity)...}};
  }
  (typename Partials<F>::Parts());
}

/// One block of a row, or the rest of it; count > 0.
template <class Join, class F> Partials<F> reduce_block(const F* x, std::int64_t count) {
  constexpr std::int64_t lanes = Partials<F>::lanes;
  if (count < lanes) return load_some<Join>(x, count);
  Partials<F> sum = load_all(x);
  std::int64_t i = lanes;
  for (; i + lanes <= count; i += lanes) sum = join<Join>(sum, load_all(x + i));
  return i < count ? join<Join>(sum, load_some<Join>(x + i, count - i)) : sum;
}
/// Four blocks side by side, each as reduce_block does it.
template <class Join, class F> Partials<F> reduce_four_blocks(const F* x) {
  constexpr std::int64_t block = Partials<F>::block;
  Partials<F> a = load_all(x), b = load_all(x + block), c = load_all(x + 2 * block), d = load_all(x + 3 * block);
  for (std::int64_t i = Partials<F>::lanes; i < block; i += Partials<F>::lanes) {
    a = join<Join>(a, load_all(x + i));
    b = join<Join>(b, load_all(x + i + block));
    c = join<Join>(c, load_all(x + i + 2 * block));
    d = join<Join>(d, load_all(x + i + 3 * block));
  }
  return join<Join>(join<Join>(a, b), join<Join>(c, d));
}
/// A row of any length: its blocks as the leaves of a binary tree, as even as powers of two allow.
template <class Join, class F> Partials<F> reduce_blocks(const F* x, std::int64_t count) {
  constexpr std::int64_t block = Partials<F>::block;
  if (count <= block) return reduce_block<Join>(x, count);
  if (count == 4 * block) return reduce_four_blocks<Join>(x);
  std::int64_t half = block;
  while (2 * half < count) half *= 2;
  return join<Join>(reduce_blocks<Join>(x, half), reduce_blocks<Join>(x + half, count - half));
}

/// The lanes of a register, halved down to one: lane 0 of the result.
template <class Join, std::size_t Step, class F> Batch<F> fold_lanes(Batch<F> x) {
  if constexpr (Step == 0)
    return x;
  else
    return fold_lanes<Join, Step / 2>(Join::join(x, swap_lanes<static_cast<int>(Step)>(x)));
}
/// Registers From, From + Stride, ... halved down to one: first those furthest apart, as the halves of wider registers.
template <class Join, std::size_t From, std::size_t Stride, class F> Batch<F> fold_parts(const Partials<F>& sum) {
  if constexpr (Stride == Partials<F>::parts)
    return sum.part[From];
  else
    return Join::join(fold_parts<Join, From, 2 * Stride>(sum), fold_parts<Join, From + Stride, 2 * Stride>(sum));
}
template <class Join, class F> F fold(const Partials<F>& sum) {
  return first_lane(fold_lanes<Join, Partials<F>::width / 2>(fold_parts<Join, 0, 1>(sum)));
}

template <class Join, class F> void reduce_rows(const F* x, F* y, std::int64_t rows, std::int64_t count) {
  if (count <= Partials<F>::lanes) {
    for (std::int64_t i = 0; i < rows; ++i) y[i] = fold<Join>(load_some<Join>(x + i * count, count));
  } else if (count <= Partials<F>::block) {
    for (std::int64_t i = 0; i < rows; ++i) y[i] = fold<Join>(reduce_block<Join>(x + i * count, count));
  } else {
    for (std::int64_t i = 0; i < rows; ++i) y[i] = fold<Join>(reduce_blocks<Join>(x + i * count, count));
  }
}

/// Some registers' width of columns.
template <class F, int Count> struct Columns { Batch<F> column[Count]; };
inline constexpr std::int64_t column_block = 64;
static_assert(column_block == part_block(xgrad::float32, 2) &&
              Partials<float>::block == part_block(xgrad::float32, 1) &&
              Partials<double>::block == part_block(xgrad::float64, 1));
template <class Join, class F> Columns<F, 1> join(const Columns<F, 1>& a, const Columns<F, 1>& b) {
  return {{Join::join(a.column[0], b.column[0])}};
}
template <class Join, class F> Columns<F, 2> join(const Columns<F, 2>& a, const Columns<F, 2>& b) {
  return {{Join::join(a.column[0], b.column[0]), Join::join(a.column[1], b.column[1])}};
}
template <int Count, class F> Columns<F, Count> load_columns(const F* x) {
  if constexpr (Count == 1)
    return {{load(x)}};
  else
    return {{load(x), load(x + lane_count<Batch<F>>)}};
}

/// A block of rows: row i goes to the partial sum i mod 4.
template <class Join, int Count, class F>
Columns<F, Count> reduce_column_block(const F* x, std::int64_t rows, std::int64_t stride) {
  const auto row = [&](std::int64_t i) { return load_columns<Count>(x + i * stride); };
  Columns<F, Count> a = row(0);
  if (rows < 4) {
    for (std::int64_t i = 1; i < rows; ++i) a = join<Join>(a, row(i));
    return a;
  }
  Columns<F, Count> b = row(1), c = row(2), d = row(3);
  std::int64_t i = 4;
  for (; i + 4 <= rows; i += 4) {
    a = join<Join>(a, row(i));
    b = join<Join>(b, row(i + 1));
    c = join<Join>(c, row(i + 2));
    d = join<Join>(d, row(i + 3));
  }
  if (i < rows) a = join<Join>(a, row(i));
  if (i + 1 < rows) b = join<Join>(b, row(i + 1));
  if (i + 2 < rows) c = join<Join>(c, row(i + 2));
  return join<Join>(join<Join>(a, b), join<Join>(c, d));
}
template <class Join, int Count, std::int64_t Block, class F>
Columns<F, Count> reduce_column_blocks(const F* x, std::int64_t rows, std::int64_t stride) {
  if (rows <= Block) return reduce_column_block<Join, Count>(x, rows, stride);
  std::int64_t half = Block;
  while (2 * half < rows) half *= 2;
  return join<Join>(reduce_column_blocks<Join, Count, Block>(x, half, stride),
                    reduce_column_blocks<Join, Count, Block>(x + half * stride, rows - half, stride));
}

/// At most `count` lanes to y.
template <class F> void store_some(F* y, Batch<F> x, std::int64_t count) {
  if (count >= static_cast<std::int64_t>(lane_count<Batch<F>>))
    store(y, x);
  else
    store_first(y, x, count);
}
template <class Join, std::int64_t Block, class F>
void reduce_columns(const F* x, F* y, std::int64_t rows, std::int64_t columns) {
  constexpr std::int64_t width = lane_count<Batch<F>>;
  for (std::int64_t j = 0; j < columns; j += 2 * width) {
    if (columns - j > width) {
      const Columns<F, 2> sums = reduce_column_blocks<Join, 2, Block>(x + j, rows, columns);
      store(y + j, sums.column[0]);
      store_some(y + j + width, sums.column[1], columns - j - width);
    } else {
      store_some(y + j, reduce_column_blocks<Join, 1, Block>(x + j, rows, columns).column[0], columns - j);
    }
  }
}

template <class Join, class F>
void reduce(const void* from, void* to, std::int64_t outer, std::int64_t axis, std::int64_t inner) {
  const F* x = static_cast<const F*>(from);
  F* y = static_cast<F*>(to);
  if (axis == 0) {
    alignas(64) F identity[lane_count<Batch<F>>];
    store(identity, Join::template identity<Batch<F>>());
    for (std::int64_t i = 0; i < outer * inner; ++i) y[i] = identity[0];
  } else if (inner == 1) {
    reduce_rows<Join>(x, y, outer, axis);
  } else {
    for (std::int64_t i = 0; i < outer; ++i)
      reduce_columns<Join, column_block>(x + i * axis * inner, y + i * inner, axis, inner);
  }
}

template <class Join, class F> void reduce_part(const void* x, void* y, std::int64_t count) {
  const Partials<F> part = reduce_blocks<Join>(static_cast<const F*>(x), count);
  [&]<std::size_t... I>(std::index_sequence<I...>) {
    (store(static_cast<F*>(y) + I * Partials<F>::width, part.part[I]), ...);
  }
  (typename Partials<F>::Parts());
}
template <class Join, class F> void join_rows(const void* x, void* y, std::int64_t rows, std::int64_t columns) {
  reduce_columns<Join, 1>(static_cast<const F*>(x), static_cast<F*>(y), rows, columns);
}

/// int64: exact (it wraps) in any order.
template <class Join>
void reduce_integers(const void* from, void* to, std::int64_t outer, std::int64_t axis, std::int64_t inner) {
  using T = Batch<std::int64_t>;
  const auto* x = static_cast<const std::int64_t*>(from);
  auto* y = static_cast<std::int64_t*>(to);
  for (std::int64_t i = 0; i < outer * inner; ++i) {
    const std::int64_t* const first = x + (i / inner) * axis * inner + i % inner;
    T result = axis > 0 ? T(first[0]) : Join::template identity<T>();
    for (std::int64_t k = 1; k < axis; ++k) result = Join::join(result, T(first[k * inner]));
    y[i] = result.value;
  }
}

}  // namespace XGRAD_ISA
}  // namespace xgrad::lanes
