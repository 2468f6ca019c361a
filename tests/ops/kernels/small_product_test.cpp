#include <doctest/doctest.h>
#include "known_product.hpp"

namespace xgrad::lanes {
namespace {

template <class F> struct Product : KnownProduct<F> {
  using KnownProduct<F>::KnownProduct, KnownProduct<F>::size;
  using KnownProduct<F>::m, KnownProduct<F>::n, KnownProduct<F>::k, KnownProduct<F>::a, KnownProduct<F>::b;
  Tile<F> run(const KernelTable& table) {
    Tile<F> c(size(m, n) + 1, 1);  // and one number behind, that must stay
    for (std::size_t i = 0; i < c.size(); ++i) c[i] = F(12345);
    table.small_product[type_index<F>()](a.data(), this->transpose_a, b.data(), this->transpose_b, c.data(), m, n, k);
    return c;
  }
};

const std::int64_t shapes[][3] = {  // m, n, k
    {1, 1, 1},     {4, 4, 2},     {4, 1, 4},     {4, 4, 1},     {2, 4, 4},    {1, 50, 64},   {1, 10, 50},
    {2, 17, 3},    {3, 33, 5},    {30, 16, 4},   {30, 3, 16},   {16, 3, 30},  {5, 7, 9},     {8, 8, 8},
    {13, 31, 1},   {25, 1, 11},   {50, 10, 200}, {64, 50, 200}, {33, 65, 34}, {200, 10, 50}, {26, 129, 7},
    {200, 50, 64}, {40, 23, 700}, {5, 50, 1100}, {70, 70, 1},   {1, 300, 10}, {100, 2, 3}};

}  // namespace

TEST_CASE_TEMPLATE("small_product: every shape and transposition against a plain loop", F, float, double) {
  for (const KernelTable* table : tables())
    for (const auto& shape : shapes)
      for (int transposed : {0, 1, 2, 3}) {
        const std::int64_t m = shape[0], n = shape[1], k = shape[2];
        Product<F> product(m, n, k, transposed & 1, transposed & 2);
        Tile<F> c = product.run(*table);
        CAPTURE(table->name);
        CAPTURE(m);
        CAPTURE(n);
        CAPTURE(k);
        CAPTURE(transposed);
        for (std::int64_t i = 0; i < m; ++i)
          for (std::int64_t j = 0; j < n; ++j) REQUIRE(c[static_cast<std::size_t>(i * n + j)] == product.exact(i, j));
        REQUIRE(c[static_cast<std::size_t>(m * n)] == F(12345));
      }
}

TEST_CASE_TEMPLATE("small_product: empty extents", F, float, double) {
  for (const KernelTable* table : tables())
    for (const auto& [m, n, k] :
         {std::array<std::int64_t, 3>{3, 5, 0}, {30, 50, 0}, {0, 4, 3}, {4, 0, 3}, {3, 1, 0}, {0, 0, 0}})
      for (int transposed : {0, 1, 2, 3}) {
        Tile<F> c = Product<F>(m, n, k, transposed & 1, transposed & 2).run(*table);
        for (std::int64_t i = 0; i < m * n; ++i) CHECK(c[static_cast<std::size_t>(i)] == F(0));
        CHECK(c[static_cast<std::size_t>(m * n)] == F(12345));
      }
}

TEST_CASE_TEMPLATE("small_product: NaN spreads over its row or its column, and no further", F, float, double) {
  for (const KernelTable* table : tables())
    for (const auto& [m, n, k] : {std::array<std::int64_t, 3>{4, 4, 3}, {30, 17, 9}, {64, 50, 200}, {20, 1, 9}})
      for (int transposed : {0, 1, 2, 3}) {
        Product<F> product(m, n, k, transposed & 1, transposed & 2);
        product.a_at(1, k - 1) = std::numeric_limits<F>::quiet_NaN();
        product.b_at(0, n - 1) = std::numeric_limits<F>::infinity();
        const Tile<F> c = product.run(*table);
        for (std::int64_t i = 0; i < m; ++i)
          for (std::int64_t j = 0; j < n; ++j) {
            const F wanted = product.exact(i, j), got = c[static_cast<std::size_t>(i * n + j)];
            REQUIRE((std::isnan(wanted) ? std::isnan(got) : got == wanted));
          }
      }
}

TEST_CASE_TEMPLATE("small_product: a row's bits do not depend on the rows beside it", F, float, double) {
  for (const KernelTable* table : tables())
    for (int transposed : {0, 2}) {
      const std::int64_t m = 53, n = 21, k = 37;
      Product<F> product(m, n, k, false, transposed & 2);
      for (std::size_t i = 0; i < product.a.size(); ++i) product.a[i] = F(1) / (product.a[i] + F(20));
      const Tile<F> whole = product.run(*table);
      for (std::int64_t rows : {1, 2, 5, 30}) {  // the first rows alone
        Tile<F> part(static_cast<std::size_t>(rows * n));
        table->small_product[type_index<F>()](product.a.data(), false, product.b.data(), transposed & 2, part.data(),
                                              rows, n, k);
        for (std::size_t i = 0; i < part.size(); ++i) REQUIRE(same_bits(part[i], whole[i]));
      }
    }
}

TEST_CASE_TEMPLATE("transpose: every size, in exactly its place", F, float, double) {
  for (const KernelTable* table : tables())
    for (std::int64_t rows : {1, 2, 3, 4, 5, 16, 17, 50, 64})
      for (std::int64_t columns : {1, 2, 3, 4, 7, 16, 33, 65}) {
        Tile<F> x(static_cast<std::size_t>(rows * columns), 1), y(static_cast<std::size_t>(rows * columns + 1), 3);
        for (std::size_t i = 0; i < x.size(); ++i) x[i] = F(i);
        y[x.size()] = F(-1);
        table->transpose[sizeof(F) == 4 ? 0 : 1](x.data(), y.data(), rows, columns);
        for (std::int64_t i = 0; i < rows; ++i)
          for (std::int64_t j = 0; j < columns; ++j)
            REQUIRE(y[static_cast<std::size_t>(j * rows + i)] == x[static_cast<std::size_t>(i * columns + j)]);
        REQUIRE(y[x.size()] == F(-1));
      }
}

}  // namespace xgrad::lanes
