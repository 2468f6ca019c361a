#include <doctest/doctest.h>
#include <xgrad/ops/product_internal.hpp>
#include "known_product.hpp"

namespace xgrad::lanes {
namespace {

/// A product computed in rectangles.
template <class F> struct Product : KnownProduct<F> {
  using KnownProduct<F>::KnownProduct, KnownProduct<F>::size;
  using KnownProduct<F>::m, KnownProduct<F>::n, KnownProduct<F>::k, KnownProduct<F>::a, KnownProduct<F>::b;
  Tile<std::byte> scratch{product_scratch_bytes};
  void compute(const KernelTable& table, Tile<F>& c, std::int64_t row, std::int64_t rows, std::int64_t column,
               std::int64_t columns) {
    table.product_part[type_index<F>()]({a.data(), b.data(), c.data(), this->transpose_a, this->transpose_b, m, n, k,
                                         row, rows, column, columns, scratch.data()});
  }
  Tile<F> whole(const KernelTable& table) {
    Tile<F> c(size(m, n));
    compute(table, c, 0, m, 0, n);
    return c;
  }
};

const std::int64_t shapes[][3] = {  // m, n, k
    {1, 1, 1}, {3, 5, 2}, {8, 48, 256}, {9, 49, 257}, {300, 17, 40}, {33, 130, 600}, {64, 64, 128}, {270, 100, 300}};

}  // namespace

TEST_CASE_TEMPLATE("product_part: whole products of every form against a plain loop", F, float, double) {
  for (const KernelTable* table : tables())
    for (const auto& shape : shapes)
      for (int transposed : {0, 1, 2, 3}) {
        const std::int64_t m = shape[0], n = shape[1], k = shape[2];
        Product<F> product(m, n, k, transposed & 1, transposed & 2, true);
        Tile<F> c = product.whole(*table);
        CAPTURE(table->name);
        CAPTURE(m);
        CAPTURE(n);
        CAPTURE(k);
        CAPTURE(transposed);
        std::int64_t wrong = 0;
        for (std::int64_t i = 0; i < m; ++i)
          for (std::int64_t j = 0; j < n; ++j) wrong += c[static_cast<std::size_t>(i * n + j)] != product.exact(i, j);
        REQUIRE(wrong == 0);
      }
}

TEST_CASE_TEMPLATE("product_part: the same bits in any rectangles, and nothing outside is written", F, float, double) {
  for (const KernelTable* table : tables())
    for (int transposed : {0, 1, 2, 3}) {
      const std::int64_t m = 101, n = 75, k = 331;
      Product<F> product(m, n, k, transposed & 1, transposed & 2, false);
      const Tile<F> whole = product.whole(*table);
      for (const auto& [row, rows, column, columns] :
           {std::array<std::int64_t, 4>{0, 8, 0, 16}, {8, 24, 16, 59}, {5, 1, 3, 1}, {96, 5, 0, 75}, {0, 101, 74, 1}}) {
        Tile<F> c(static_cast<std::size_t>(m * n));
        for (std::size_t i = 0; i < c.size(); ++i) c[i] = F(12345);
        product.compute(*table, c, row, rows, column, columns);
        std::int64_t wrong = 0;
        for (std::int64_t i = 0; i < m; ++i)
          for (std::int64_t j = 0; j < n; ++j) {
            const auto at = static_cast<std::size_t>(i * n + j);
            const bool is_inside = i >= row && i < row + rows && j >= column && j < column + columns;
            wrong += !same_bits(c[at], is_inside ? whole[at] : F(12345));
          }
        CHECK(wrong == 0);
      }
    }
}

TEST_CASE("product_grid: it covers the product, with parts enough where there is enough to do") {
  for (DType dtype : {float32, float64})
    for (std::int64_t m : {1, 7, 8, 100, 128, 1000, 4000})
      for (std::int64_t n : {1, 10, 48, 100, 256, 1000, 4000})
        for (std::size_t parts : {1u, 2u, 4u, 16u}) {
          const ProductGrid grid = product_grid({dtype, false, false, m, n, 100}, parts);
          const auto down = static_cast<std::int64_t>(grid.count) / grid.across;
          CAPTURE(m);
          CAPTURE(n);
          CAPTURE(parts);
          CHECK(down * grid.across == static_cast<std::int64_t>(grid.count));
          CHECK((down - 1) * grid.rows < m);
          CHECK(down * grid.rows >= m);
          CHECK((grid.across - 1) * grid.columns < n);
          CHECK(grid.across * grid.columns >= n);
          if (m >= 1000 && n >= 256) CHECK(grid.count >= parts);
        }
}

}  // namespace xgrad::lanes
