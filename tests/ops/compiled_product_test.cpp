#include <doctest/doctest.h>
#include <array>
#include <cstring>
#include <limits>
#include <random>
#include <xgrad/ops/product_internal.hpp>
#include <xgrad/xgrad.hpp>
#include "../support/threads.hpp"
#include "kernels/known_product.hpp"

namespace xgrad {
namespace {

using lanes::KnownProduct, lanes::Tile, lanes::type_index;

bool can_compile() { return lanes::instruction_set() == "avx2" || lanes::instruction_set() == "avx512"; }

template <class F> ProductShape shape_of(const KnownProduct<F>& p) {
  return {std::is_same_v<F, float> ? float32 : float64, p.transpose_a, p.transpose_b, p.m, p.n, p.k};
}

/// The compiled product against the kernels' loops, bit for bit, with numbers behind c that must stay.
/// False if such a product is not compiled.
template <class F> bool has_same_bits(const KnownProduct<F>& product) {
  const ProductShape shape = shape_of(product);
  if (!CompiledProduct::takes(shape)) return false;
  CAPTURE(shape.m);
  CAPTURE(shape.n);
  CAPTURE(shape.k);
  CAPTURE(shape.transpose_a);
  CAPTURE(shape.transpose_b);
  const std::optional<CompiledProduct> compiled = CompiledProduct::make(shape);
  REQUIRE(compiled.has_value() == can_compile());
  if (!compiled) return true;
  const std::size_t size = product.size(shape.m, shape.n), behind = 64 / sizeof(F);
  Tile<F> wanted(size, 1), got(size + behind, 1);
  for (std::size_t i = 0; i < got.size(); ++i) got[i] = F(12345);
  lanes::kernels().small_product[type_index<F>()](product.a.data(), shape.transpose_a, product.b.data(),
                                                  shape.transpose_b, wanted.data(), shape.m, shape.n, shape.k);
  (*compiled)(product.a.data(), product.b.data(), got.data());
  REQUIRE(std::memcmp(wanted.data(), got.data(), size * sizeof(F)) == 0);
  for (std::size_t i = size; i < got.size(); ++i) REQUIRE(got[i] == F(12345));
  return true;
}

}  // namespace

TEST_CASE_TEMPLATE("compiled_product: the bits of the kernels' loops, for shapes of every form", F, float, double) {
  const std::array<std::int64_t, 3> shapes[] = {
      // m, n, k
      {1, 1, 1},     {4, 4, 2},     {4, 1, 4},     {4, 4, 1},    {2, 4, 4},     {1, 50, 64},   {1, 10, 50},
      {2, 17, 3},    {3, 33, 5},    {30, 16, 4},   {30, 3, 16},  {16, 3, 30},   {5, 7, 9},     {8, 8, 8},
      {13, 31, 1},   {25, 1, 11},   {50, 10, 200}, {64, 50, 40}, {33, 65, 34},  {200, 10, 50}, {26, 129, 7},
      {200, 50, 64}, {40, 23, 300}, {5, 50, 300},  {70, 70, 1},  {1, 300, 10},  {100, 2, 3},   {1, 256, 3},
      {2, 140, 9},   {3, 120, 300}, {4, 100, 5},   {50, 1, 200}, {1000, 8, 8},  {7, 48, 300},  {64, 64, 16},
      {9, 96, 33},   {24, 16, 257}, {25, 15, 300}, {49, 1, 3},   {300, 24, 20}, {1, 1, 500},   {12, 80, 64}};
  for (const auto& shape : shapes)
    for (int transposed : {0, 1, 2}) {
      const std::int64_t m = shape[0], n = shape[1], k = shape[2];
      const bool is_compiled = has_same_bits(KnownProduct<F>(m, n, k, transposed == 1, transposed == 2, false));
      CAPTURE(m);
      CAPTURE(n);
      CAPTURE(k);
      if (transposed == 0 && n > 1 && n <= 32) CHECK(is_compiled);
    }
}

TEST_CASE_TEMPLATE("compiled_product: the bits of the kernels' loops, for random shapes", F, float, double) {
  std::mt19937 generator(17);
  const auto extent = [&](std::int64_t most) { return 1 + static_cast<std::int64_t>(generator()) % most; };
  int compiled = 0;
  for (int i = 0; i < 300; ++i) {
    const std::int64_t m = extent(i % 3 == 0 ? 6 : 90), n = extent(i % 5 == 0 ? 6 : 90), k = extent(i % 7 ? 40 : 400);
    compiled += has_same_bits(KnownProduct<F>(m, n, k, i % 4 == 1, i % 4 == 2, false));
  }
  CHECK(compiled > 150);
}

TEST_CASE_TEMPLATE("compiled_product: NaN and infinity as the kernels' loops have them", F, float, double) {
  for (const auto& [m, n, k] : {std::array<std::int64_t, 3>{4, 4, 3}, {30, 17, 9}, {64, 30, 40}, {20, 3, 9}})
    for (int transposed : {0, 1, 2}) {
      KnownProduct<F> product(m, n, k, transposed == 1, transposed == 2, false);
      product.a_at(1, k - 1) = std::numeric_limits<F>::infinity();
      product.a_at(2, 0) = -F(0);
      product.b_at(0, n - 1) = -std::numeric_limits<F>::infinity();
      product.b_at(1, 0) = F(0);
      CHECK(has_same_bits(product));
    }
}

TEST_CASE("compiled_product: which products are left to the kernels' loops") {
  CHECK(CompiledProduct::takes({float32, false, false, 200, 50, 64}));
  CHECK(CompiledProduct::takes({float32, true, false, 50, 1, 200}));
  CHECK(CompiledProduct::takes({float32, false, true, 200, 50, 10}));
  CHECK_FALSE(CompiledProduct::takes({float32, false, false, 50, 1, 200}));  // summed with lanes along k
  CHECK_FALSE(CompiledProduct::takes({float32, true, true, 20, 30, 40}));
  CHECK_FALSE(CompiledProduct::takes({float32, false, true, 2, 100, 200}));   // b turned for two rows
  CHECK_FALSE(CompiledProduct::takes({float32, false, false, 9, 100, 900}));  // b beyond the caches
  CHECK_FALSE(CompiledProduct::takes({float32, false, false, 9, 2000, 5}));   // much code, one panel after another
  CHECK_FALSE(CompiledProduct::takes({float32, false, true, 100, 1000, 3}));
}

TEST_CASE("product: a small one is compiled when it runs again, once for all of its shape, with the same bits") {
  const KnownProduct<float> known(23, 19, 11, false, false, false);
  const auto run = [&](Product& product) {
    std::vector<float> c(23 * 19 + 16);
    product.begin_run();
    product(known.a.data(), known.b.data(), c.data());
    c.resize(23 * 19);
    return c;
  };
  Product product(shape_of(known)), twin(shape_of(known));
  const std::size_t before = jit::statistics().loops, found_before = jit::statistics().found_again;
  const std::vector<float> first = run(product);
  const bool is_automatic = can_compile() && jit::mode() == jit::Mode::automatic;
  if (is_automatic) CHECK(jit::statistics().loops == before);
  for (int i = 0; i < 3; ++i) {
    CHECK(run(product) == first);
    CHECK(run(twin) == first);
  }
  CHECK(jit::statistics().loops - before == (jit::mode() == jit::Mode::off ? 0 : 1));
  CHECK(jit::statistics().found_again - found_before == (jit::mode() == jit::Mode::off ? 0 : 1));
}

TEST_CASE("product: batches of small ones are the same on one thread and on four, before and after compiling") {
  Graph g;
  const Var a = g.input("a", float32, {400, 24, 20}), b = g.input("b", float32, {400, 20, 33});
  const Var da = grad(sum(square(matmul(a, b))), a);
  Program program = compile({a, b}, {matmul(a, b), da});
  std::mt19937 generator(5);
  const auto random = [&](const Shape& shape) {
    std::vector<float> numbers(static_cast<std::size_t>(shape.size()));
    for (float& x : numbers) x = static_cast<float>(generator() % 1000) / 997.0f - 0.5f;
    return Tensor::from(std::span<const float>(numbers), shape);
  };
  const Tensor x = random({400, 24, 20}), y = random({400, 20, 33});
  std::vector<std::vector<Tensor>> results;
  for (int count : {1, 4, 4, 1}) {
    const Threads threads(count);
    const Outputs outputs = program({x, y});
    results.push_back({outputs[0], outputs[1]});
  }
  for (const std::vector<Tensor>& result : results)
    for (std::size_t i = 0; i < 2; ++i)
      CHECK(std::memcmp(result[i].data(), results[0][i].data(), static_cast<std::size_t>(result[i].size()) * 4) == 0);
}

}  // namespace xgrad
