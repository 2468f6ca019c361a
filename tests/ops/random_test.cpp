#include <algorithm>
#include <cmath>
#include <xgrad/graph/error.hpp>
#include <xgrad/graph/grad.hpp>
#include <xgrad/graph/graph.hpp>
#include <xgrad/graph/program.hpp>
#include <xgrad/ops/random.hpp>
#include <xgrad/ops/reduce.hpp>

#include "array_checks.hpp"

namespace xgrad {
namespace {

/// The numbers of a key and a step, for a shape that is known or dynamic.
std::vector<double> uniform(std::int64_t key, std::int64_t step, std::int64_t n, DType dtype, bool is_open = false) {
  Graph g;
  const Var ref = g.input("ref", dtype, {is_open ? dynamic : n});
  const Var k = g.input("key", int64, {}), s = g.input("step", int64, {});
  Program p = compile({ref, k, s}, {random_uniform_like(ref, k, s)});
  return numbers(p({zeros({n}, dtype), Tensor(key), Tensor(step)})[0]);
}

}  // namespace

TEST_CASE("random_uniform_like: Philox 4x32-10, as its authors' known answers say") {
  // Random123's kat_vectors: counter 0, key 0 gives 6627e8d5 e169c58d bc57ac4c 9b00dbd8.
  const std::vector<double> singles = uniform(0, 0, 4, float32);
  const std::uint32_t words[] = {0x6627e8d5, 0xe169c58d, 0xbc57ac4c, 0x9b00dbd8};
  for (std::size_t i = 0; i < 4; ++i) CHECK(singles[i] == (words[i] >> 8) * 0x1p-24);
  const std::vector<double> doubles = uniform(0, 0, 2, float64);
  CHECK(doubles[0] == static_cast<double>(0x6627e8d5e169c58du >> 11) * 0x1p-53);
  CHECK(doubles[1] == static_cast<double>(0xbc57ac4c9b00dbd8u >> 11) * 0x1p-53);
}

TEST_CASE("random_uniform_like: a pure function of key, step and place") {
  for (DType dtype : {float32, float64}) {
    const auto a = uniform(5, 7, 1001, dtype);
    CHECK(a == uniform(5, 7, 1001, dtype, true));
    CHECK(a != uniform(5, 8, 1001, dtype));
    CHECK(a != uniform(6, 7, 1001, dtype));
    const auto prefix = uniform(5, 7, 10, dtype);
    CHECK(std::equal(prefix.begin(), prefix.end(), a.begin()));
    CHECK(uniform(5, 7, 0, dtype).empty());
    double sum = 0, squares = 0;
    for (double u : uniform(1, 2, 100000, dtype)) {
      CHECK_UNARY(u >= 0.0 && u < 1.0);
      sum += u, squares += u * u;
    }
    CHECK(std::abs(sum / 1e5 - 0.5) < 5 * std::sqrt(1.0 / 12 / 1e5));
    CHECK(std::abs(squares / 1e5 - 1.0 / 3) < 5 * std::sqrt(4.0 / 45 / 1e5));
  }
}

TEST_CASE("dropout: drops the share it is told to, and keeps the expectation") {
  Graph g;
  const Var x = g.input("x", float64, {dynamic}), step = g.input("step", int64, {});
  const Var y = dropout(x, 0.25, 3, step);
  Program p = compile({x, step}, {y, grad(sum(y), x), dropout(x, 0.0, 3, step), dropout(x, 1.0, 3, step)});
  const Outputs r = p({full({100000}, 3.0), Tensor(1)});
  const auto values = numbers(r[0]), slopes = numbers(r[1]);
  std::size_t dropped = 0;
  for (std::size_t i = 0; i < values.size(); ++i) {
    CHECK_UNARY(values[i] == 0.0 ? slopes[i] == 0.0 : (values[i] == 4.0 && slopes[i] == 1.0 / 0.75));
    dropped += values[i] == 0.0;
  }
  CHECK(std::abs(static_cast<double>(dropped) / 1e5 - 0.25) < 5 * std::sqrt(0.25 * 0.75 / 1e5));
  CHECK(r[2].is_identical(full({100000}, 3.0)));
  CHECK(r[3].is_identical(zeros({100000})));
  CHECK(!p({full({100000}, 3.0), Tensor(2)})[0].is_identical(r[0]));
  CHECK(p({full({100000}, 3.0), Tensor(1)})[0].is_identical(r[0]));
}

TEST_CASE("random ops: errors") {
  Graph g;
  const Var x = g.input("x"), whole = g.input("n", int64, {3});
  const std::size_t before = g.size();
  CHECK_THROWS_WITH_AS(dropout(x, 1.5, 0, 0), doctest::Contains("dropout: the rate is no probability: 1.5"), DataError);
  CHECK_THROWS_WITH_AS(dropout(x, nan, 0, 0), doctest::Contains("the rate is no probability"), DataError);
  CHECK_THROWS_WITH_AS(dropout(whole, 0.5, 0, 0), doctest::Contains("dropout: int64 is not taken"), DTypeError);
  CHECK_THROWS_WITH_AS(random_uniform_like(x, whole, 0), doctest::Contains("key and step are scalars"), ShapeError);
  CHECK_THROWS_WITH_AS(random_uniform_like(x, x, 0), doctest::Contains("random_uniform_like"), DTypeError);
  CHECK_THROWS_WITH_AS(dropout(x, 0.5, 1.5, 0), doctest::Contains("key and step are whole numbers below 2^53: 1.5"),
                       DTypeError);
  CHECK_THROWS_WITH_AS(dropout(x, 0.5, 0, nan), doctest::Contains("whole numbers"), DTypeError);
  CHECK_THROWS_WITH_AS(dropout(x, 0.5, 1e300, 0), doctest::Contains("whole numbers"), DTypeError);
  CHECK(g.size() == before);
}

}  // namespace xgrad
