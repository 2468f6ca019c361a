#include <doctest/doctest.h>
#include <algorithm>
#include <random>
#include <utility>
#include "kernel_tables.hpp"

namespace xgrad::lanes {
namespace {

struct Extents {
  std::int64_t outer, axis, inner;
};
const Extents extents[] = {{1, 1, 1},     {3, 1, 1},   {200, 10, 1}, {7, 16, 1},   {5, 17, 1},
                           {4, 33, 1},    {2, 511, 1}, {2, 513, 1},  {1, 2048, 1}, {1, 5000, 1},
                           {1, 70001, 1}, {1, 4, 4},   {1, 200, 50}, {3, 5, 7},    {2, 130, 9},
                           {1, 1000, 3},  {2, 1, 5},   {1, 65, 33},  {4, 3, 2}};

template <class F> Tile<F> random_tile(std::int64_t count, unsigned seed, double low, double high) {
  std::mt19937 generator(seed);
  std::uniform_real_distribution<double> uniform(low, high);
  Tile<F> x(static_cast<std::size_t>(count));
  for (std::size_t i = 0; i < x.size(); ++i) x[i] = static_cast<F>(uniform(generator));
  return x;
}
template <class F> Tile<F> reduce(const KernelTable& table, Reduction how, const Tile<F>& x, Extents e) {
  Tile<F> y(static_cast<std::size_t>(e.outer * e.inner));
  table.reduce[type_index<F>()][static_cast<std::size_t>(how)](x.data(), y.data(), e.outer, e.axis, e.inner);
  return y;
}
/// The column (or row) that reduces to output i.
template <class F> std::vector<F> column(const Tile<F>& x, Extents e, std::int64_t i) {
  std::vector<F> values;
  for (std::int64_t a = 0; a < e.axis; ++a)
    values.push_back(x[static_cast<std::size_t>((i / e.inner * e.axis + a) * e.inner + i % e.inner)]);
  return values;
}

}  // namespace

TEST_CASE_TEMPLATE("reduce: sums and products against long double", F, float, double) {
  const long double epsilon = std::numeric_limits<F>::epsilon();
  for (const KernelTable* table : tables())
    for (Extents e : extents) {
      const Tile<F> x = random_tile<F>(e.outer * e.axis * e.inner, 1, -1, 1),
                    near_one = random_tile<F>(e.outer * e.axis * e.inner, 2, 0.99, 1.01);
      const Tile<F> sums = reduce(*table, Reduction::sum, x, e),
                    products = reduce(*table, Reduction::product, near_one, e);
      for (std::int64_t i = 0; i < e.outer * e.inner; ++i) {
        long double sum = 0, size = 0, product = 1;
        for (F v : column(x, e, i)) sum += v, size += std::fabs(v);
        for (F v : column(near_one, e, i)) product *= v;
        CAPTURE(table->name);
        CAPTURE(e.axis);
        CAPTURE(e.inner);
        CAPTURE(i);
        const auto at = static_cast<std::size_t>(i);
        REQUIRE(std::fabs(sums[at] - sum) <= 24 * epsilon * size);  // 64 steps of a block at most, then log2
        REQUIRE(std::fabs(products[at] - product) <= (static_cast<long double>(e.axis) + 2) * epsilon * product);
      }
    }
}

TEST_CASE_TEMPLATE("reduce: the same bits on every instruction set", F, float, double) {
  for (Extents e : extents) {
    const Tile<F> x = random_tile<F>(e.outer * e.axis * e.inner, 3, -1, 1);
    const Tile<F> wanted = reduce(*tables().back(), Reduction::sum, x, e);
    for (const KernelTable* table : tables()) {
      const Tile<F> y = reduce(*table, Reduction::sum, x, e);
      for (std::size_t i = 0; i < y.size(); ++i) REQUIRE(same_bits(y[i], wanted[i]));
    }
  }
}

TEST_CASE_TEMPLATE("reduce: max and min, NaN from any place", F, float, double) {
  const F nan = std::numeric_limits<F>::quiet_NaN();
  for (const KernelTable* table : tables())
    for (Extents e : extents) {
      Tile<F> x = random_tile<F>(e.outer * e.axis * e.inner, 4, -9, 9);
      const Tile<F> high = reduce(*table, Reduction::maximum, x, e), low = reduce(*table, Reduction::minimum, x, e);
      for (std::int64_t i = 0; i < e.outer * e.inner; ++i) {
        const std::vector<F> values = column(x, e, i);
        REQUIRE(high[static_cast<std::size_t>(i)] == *std::max_element(values.begin(), values.end()));
        REQUIRE(low[static_cast<std::size_t>(i)] == *std::min_element(values.begin(), values.end()));
      }
      for (std::int64_t at : {std::int64_t(0), e.axis / 2, e.axis - 1}) {  // of the last output
        F& place = x[static_cast<std::size_t>(((e.outer - 1) * e.axis + at) * e.inner + e.inner - 1)];
        const F kept = std::exchange(place, nan);
        for (Reduction how : {Reduction::maximum, Reduction::minimum, Reduction::sum, Reduction::product}) {
          const Tile<F> y = reduce(*table, how, x, e);
          REQUIRE(std::isnan(y[y.size() - 1]));
          if (y.size() > 1) REQUIRE(!std::isnan(y[y.size() - 2]));
        }
        place = kept;
      }
    }
}

TEST_CASE("reduce: infinities, and an empty axis") {
  const float inf = std::numeric_limits<float>::infinity();
  for (const KernelTable* table : tables()) {
    CHECK(reduce(*table, Reduction::maximum, Tile<float>(std::vector<float>{-inf, -inf, -inf}), {1, 3, 1})[0] == -inf);
    CHECK(reduce(*table, Reduction::minimum, Tile<float>(std::vector<float>{inf, 3, inf}), {1, 3, 1})[0] == 3);
    CHECK(std::isnan(reduce(*table, Reduction::sum, Tile<float>(std::vector<float>{inf, 1, -inf}), {1, 3, 1})[0]));
    const Tile<float> nothing(0);
    for (float y :
         {reduce(*table, Reduction::sum, nothing, {1, 0, 3})[2], reduce(*table, Reduction::sum, nothing, {2, 0, 1})[1]})
      CHECK(y == 0);
    CHECK(reduce(*table, Reduction::product, nothing, {1, 0, 2})[1] == 1);
  }
}

TEST_CASE("reduce: ten million times 0.1 in float32") {
  const Tile<float> x(std::vector<float>(10000000, 0.1f));
  for (const KernelTable* table : tables()) {
    CHECK(reduce(*table, Reduction::sum, x, {1, 10000000, 1})[0] == doctest::Approx(1e6).epsilon(1e-6));
    for (float y :
         {reduce(*table, Reduction::sum, x, {1, 5000000, 2})[0], reduce(*table, Reduction::sum, x, {1, 5000000, 2})[1]})
      CHECK(y == doctest::Approx(5e5).epsilon(1e-6));
  }
}

TEST_CASE("reduce: int64 is exact and wraps") {
  using I = std::int64_t;
  const I high = std::numeric_limits<I>::max(), low = std::numeric_limits<I>::min();
  const Tile<I> x(std::vector<I>{3, -5, high, 1, low, 7});
  for (const KernelTable* table : tables()) {
    CHECK(reduce(*table, Reduction::sum, x, {1, 6, 1})[0] == 5);  // high + 1 + low = 0
    CHECK(reduce(*table, Reduction::maximum, x, {1, 3, 2})[0] == high);
    CHECK(reduce(*table, Reduction::minimum, x, {2, 3, 1})[0] == -5);
    CHECK(reduce(*table, Reduction::product, x, {3, 2, 1})[0] == -15);
  }
}

}  // namespace xgrad::lanes
