#include <new>
#include <xgrad/graph/lane_kernels.hpp>
#include <xgrad/graph/plan/parallel_internal.hpp>
#include <xgrad/ops/blas_internal.hpp>
#include <xgrad/ops/product_internal.hpp>

namespace xgrad {
namespace {

using LargeProduct = std::function<void(const void* a, const void* b, void* c)>;

std::int64_t parts_of(std::int64_t whole, std::int64_t part) { return (whole + part - 1) / part; }
/// A part of `whole` in `count` nearly equal ones, all but the last a multiple of `unit`.
std::int64_t part_of(std::int64_t whole, std::int64_t count, std::int64_t unit) {
  return parts_of(parts_of(whole, unit), count) * unit;
}

static_assert(lanes::product_scratch_bytes <= part_scratch_bytes);

std::size_t type_number(DType dtype) { return dtype == float32 ? 0 : 1; }

struct Rectangle {
  std::int64_t row, rows, column, columns;
};
Rectangle rectangle(const ProductShape& s, const ProductGrid& grid, std::size_t number) {
  const auto i = static_cast<std::int64_t>(number);
  const std::int64_t row = i / grid.across * grid.rows, column = i % grid.across * grid.columns;
  return {row, std::min(grid.rows, s.m - row), column, std::min(grid.columns, s.n - column)};
}

template <class T> void blas_part(const ProductShape& s, const Rectangle& r, const void* a_, const void* b_, void* c_) {
  const T* const a = static_cast<const T*>(a_) + (s.transpose_a ? r.row : r.row * s.k);
  const T* const b = static_cast<const T*>(b_) + (s.transpose_b ? r.column * s.k : r.column);
  T* const c = static_cast<T*>(c_) + r.row * s.n + r.column;
  blas::gemm(a, s.transpose_a, s.transpose_a ? s.m : s.k, b, s.transpose_b, s.transpose_b ? s.k : s.n, c, s.n, r.rows,
             r.columns, s.k);
}

/// The kernels' loops for small products, some rows of c a part: c has few columns, so that packing would not pay.
LargeProduct narrow_product(const ProductShape& s) {
  const auto row_bytes_of = [&](std::int64_t columns) { return columns * static_cast<std::int64_t>(size_of(s.dtype)); };
  const auto parts = static_cast<std::int64_t>(parts_of_products(s.operations()));
  const std::int64_t rows = part_of(s.m, parts, 24);
  return [multiply = lanes::kernels().small_product[type_number(s.dtype)], s, rows, a_bytes = row_bytes_of(s.k),
          c_bytes = row_bytes_of(s.n)](const void* a, const void* b, void* c) {
    for_each_part(static_cast<std::size_t>(parts_of(s.m, rows)), [&](std::size_t part) {
      const std::int64_t row = static_cast<std::int64_t>(part) * rows;
      multiply(static_cast<const std::byte*>(a) + row * a_bytes, false, b, s.transpose_b,
               static_cast<std::byte*>(c) + row * c_bytes, std::min(rows, s.m - row), s.n, s.k);
    });
  };
}

LargeProduct blas_product(const ProductShape& s) {
  const ProductGrid grid = product_grid(s, parts_of_products(s.operations()));
  return [s, grid, multiply = s.dtype == float32 ? &blas_part<float> : &blas_part<double>](const void* a, const void* b,
                                                                                           void* c) {
    for_each_part(grid.count, [&](std::size_t part) { multiply(s, rectangle(s, grid, part), a, b, c); });
  };
}

LargeProduct packed_product(const ProductShape& s) {
  const ProductGrid grid = product_grid(s, parts_of_products(s.operations()));
  return
      [s, grid, multiply = lanes::kernels().product_part[type_number(s.dtype)]](const void* a, const void* b, void* c) {
        for_each_part(grid.count, [&](std::size_t part) {
          const auto [row, rows, column, columns] = rectangle(s, grid, part);
          multiply({a, b, c, s.transpose_a, s.transpose_b, s.m, s.n, s.k, row, rows, column, columns, part_scratch()});
        });
      };
}

/// With plain SSE2, and on other processors, BLAS has better kernels than ours.
bool has_own_kernels() {
  const std::string_view name = lanes::instruction_set();
  return name == "avx2" || name == "avx512";
}

}  // namespace

// Measured. Our loops reach 80 to 95 % of the processor's peak, as OpenBLAS does where it knows the processor (0.3.21
// takes its kernels for SSE3 on one that is newer than itself: a fifth of ours).
bool is_small_product(const ProductShape& s) {
  constexpr double cache = 512 * 1024, few = 2 * 8192;
  if (!has_own_kernels()) return s.operations() <= few;
  if ((s.m == 1 && !s.transpose_b) || (s.n == 1 && !s.transpose_a)) return true;
  const auto m = static_cast<double>(s.m), n = static_cast<double>(s.n), k = static_cast<double>(s.k);
  return parts_of_products(s.operations()) == 1 &&
         (m * k + k * n + m * n) * static_cast<double>(size_of(s.dtype)) <= cache;
}

ProductGrid product_grid(const ProductShape& s, std::size_t parts) {
  constexpr std::int64_t row_unit = 8, few_rows = 32, rows_at_once = 256, most_columns = 512;  // what the caches hold
  const auto wanted = static_cast<std::int64_t>(parts), unit = static_cast<std::int64_t>(64 / size_of(s.dtype));
  ProductGrid best{s.m, s.n, 1, 1};
  double least = 0;
  for (std::int64_t down = 1; down <= wanted; ++down) {
    const std::int64_t across = std::max(parts_of(wanted, down), parts_of(s.n, most_columns));
    const std::int64_t rows = part_of(s.m, down, row_unit), columns = part_of(s.n, across, unit);
    if ((down > 1 && rows < few_rows) || (across > 1 && columns < 3 * unit)) continue;
    const std::int64_t rows_of_parts = parts_of(s.m, rows), columns_of_parts = parts_of(s.n, columns);
    double packs = static_cast<double>(rows_of_parts * parts_of(rows, rows_at_once)) * static_cast<double>(s.n);
    if (s.transpose_a) packs += static_cast<double>(columns_of_parts) * static_cast<double>(s.m);
    if (best.count > 1 && packs >= least) continue;
    least = packs;
    best = {rows, columns, columns_of_parts, static_cast<std::size_t>(rows_of_parts * columns_of_parts)};
  }
  return best;
}

Product::Product(const ProductShape& s) : shape_(s) {
  const bool is_narrow = s.n * static_cast<std::int64_t>(size_of(s.dtype)) <= 128;
  if (!is_small_product(s)) {
    large_ = !has_own_kernels() ? blas_product(s) : is_narrow && !s.transpose_a ? narrow_product(s) : packed_product(s);
    return;
  }
  small_ = lanes::kernels().small_product[type_number(s.dtype)];
  if (jit::mode() != jit::Mode::off && CompiledProduct::takes(s))
    runs_to_compile_ = jit::mode() == jit::Mode::always ? 1 : 2;
}

/// Without memory for it the kernels' loops go on: a run must not fail for that.
void Product::compile() noexcept {
  try {
    compiled_ = CompiledProduct::make(shape_);
  } catch (const std::bad_alloc&) {}
}

}  // namespace xgrad
