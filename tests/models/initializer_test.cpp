#include <doctest/doctest.h>
#include <cmath>
#include <limits>
#include <vector>
#include <xgrad/graph/error.hpp>
#include <xgrad/models/initializer.hpp>

namespace xgrad {

TEST_CASE("fans") {
  struct {
    Shape shape;
    double in, out;
  } rows[] = {{{}, 1, 1}, {{7}, 7, 7}, {{3, 5}, 3, 5}, {{3, 3, 8, 16}, 72, 144}};
  for (const auto& row : rows) {
    CHECK(init::fans(row.shape).in == row.in);
    CHECK(init::fans(row.shape).out == row.out);
  }
}

TEST_CASE("initializers have the spread that their papers say") {
  const double in = 300, out = 500;
  struct {
    const char* name;
    Initializer initializer;
    double variance, bound;  // bound 0: normal
  } rows[] = {
      {"glorot_uniform", init::glorot_uniform, 2 / (in + out), std::sqrt(6 / (in + out))},
      {"glorot_normal", init::glorot_normal, 2 / (in + out), 0},
      {"he_uniform", init::he_uniform, 2 / in, std::sqrt(6 / in)},
      {"he_normal", init::he_normal, 2 / in, 0},
      {"lecun_uniform", init::lecun_uniform, 1 / in, std::sqrt(3 / in)},
      {"lecun_normal", init::lecun_normal, 1 / in, 0},
      {"uniform", init::uniform(-2, 2), 4.0 / 3, 2},
      {"normal", init::normal(0.5), 0.25, 0},
  };
  for (const auto& row : rows) {
    INFO(row.name);
    RandomState random(1);
    const auto values = row.initializer(random, {300, 500}, float64).to_vector<double>();
    double sum = 0, squares = 0, largest = 0;
    for (double v : values) sum += v, squares += v * v, largest = std::max(largest, std::abs(v));
    const auto n = static_cast<double>(values.size());
    CHECK(squares / n == doctest::Approx(row.variance).epsilon(0.02));
    CHECK(std::abs(sum / n) < 4 * std::sqrt(row.variance / n));
    if (row.bound > 0) CHECK(largest <= row.bound);
    if (row.bound > 0) CHECK(largest > 0.999 * row.bound);
  }
}

TEST_CASE("initializers draw float64 and round") {
  RandomState a(7), b(7);
  CHECK(init::he_normal(a, {3, 4}, float32).is_identical(init::he_normal(b, {3, 4}, float64).astype(float32)));
  CHECK(init::zeros(a, {2}, float32).is_identical(zeros({2}, float32)));
  CHECK(init::ones(a, {2}, float64).is_identical(ones({2}, float64)));
  CHECK(init::constant(0.5)(a, {2}, float32).is_identical(full({2}, 0.5, float32)));
  CHECK_THROWS_AS(init::uniform(1, -1), DataError);
  CHECK_THROWS_AS(init::normal(-1), DataError);
  CHECK_THROWS_AS(init::normal(std::numeric_limits<double>::infinity()), DataError);
}

TEST_CASE("random initializers refuse dtypes that are no float") {
  struct {
    const char* name;
    Initializer initializer;
  } table[] = {
      {"glorot_uniform", init::glorot_uniform}, {"glorot_normal", init::glorot_normal},
      {"he_uniform", init::he_uniform},         {"he_normal", init::he_normal},
      {"lecun_uniform", init::lecun_uniform},   {"lecun_normal", init::lecun_normal},
      {"uniform", init::uniform(-1, 1)},        {"normal", init::normal(1)},
  };
  RandomState random(1);
  const auto before = random.get_state();
  for (auto& row : table)
    for (DType dtype : {int64, boolean})
      CHECK_THROWS_WITH_AS(row.initializer(random, {2, 2}, dtype),
                           ("init::" + std::string(row.name) + ": random weights need a float type: dtype = " +
                            std::string(to_string(dtype)) + "\n  choose float32 or float64")
                               .c_str(),
                           DTypeError);
  CHECK(random.get_state() == before);
  CHECK(init::ones(random, {2}, int64).is_identical(ones({2}, int64)));
  CHECK(init::fans({3, 3, 16, 32}).in == 144);
  CHECK(init::fans({3, 3, 16, 32}).out == 288);
}

}  // namespace xgrad
