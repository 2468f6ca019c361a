#include <doctest/doctest.h>

#include <cmath>
#include <limits>
#include <string>
#include <utility>
#include <xgrad/graph/error.hpp>
#include <xgrad/graph/graph.hpp>
#include <xgrad/graph/program.hpp>
#include <xgrad/graph/tensor.hpp>

namespace xgrad {
namespace {

constexpr double not_a_number = std::numeric_limits<double>::quiet_NaN();

TEST_CASE("tensor: what the constructors make") {
  const struct {
    Tensor made;
    DType dtype;
    Shape shape;
    std::string text;
  } rows[] = {
      {Tensor(), float64, {0}, "[]"},
      {2.5, float64, {}, "2.5"},
      {2.5f, float32, {}, "2.5"},
      {7, int64, {}, "7"},
      {std::size_t{7}, int64, {}, "7"},
      {true, boolean, {}, "True"},
      {Tensor(float32, {2, 2}), float32, {2, 2}, "[[0. 0.]\n [0. 0.]]"},
      {Tensor(int64, {}), int64, {}, "0"},
      {Tensor(boolean, {3}), boolean, {3}, "[False False False]"},
      {zeros({2}), float64, {2}, "[0. 0.]"},
      {ones({1, 2}, int64), int64, {1, 2}, "[[1 1]]"},
      {full({2}, 0.5, float32), float32, {2}, "[0.5 0.5]"},
      {arange(4), int64, {4}, "[0 1 2 3]"},
      {arange(0), int64, {0}, "[]"},
      {tensor({1.0, 2.0}), float64, {2}, "[1. 2.]"},
      {tensor({1.0f, 2.0f}), float32, {2}, "[1. 2.]"},
      {tensor({1, 2}), int64, {2}, "[1 2]"},
      {tensor({true, false}), boolean, {2}, "[ True False]"},
      {tensor({{1, 2}, {3, 4}}), int64, {2, 2}, "[[1 2]\n [3 4]]"},
      {tensor({{1.0, 2.0, 3.0}}), float64, {1, 3}, "[[1. 2. 3.]]"},
      {Tensor::from(std::vector<int>{1, 2, 3, 4}, {2, 2}), int64, {2, 2}, "[[1 2]\n [3 4]]"},
      {Tensor::from(std::vector<bool>{true, false}, {2}), boolean, {2}, "[ True False]"},
      {Tensor::from(std::vector<float>{}, {0, 3}), float32, {0, 3}, "[]"},
      {Tensor::from(std::vector<double>{5}, {}), float64, {}, "5.0"},
  };
  for (const auto& row : rows) {
    CAPTURE(row.text);
    CHECK(row.made.dtype() == row.dtype);
    CHECK(row.made.shape() == row.shape);
    CHECK(row.made.size() == row.shape.size());
    CHECK(row.made.bytes() == static_cast<std::size_t>(row.shape.size()) * size_of(row.dtype));
    CHECK(to_string(row.made) == row.text);
  }
}

TEST_CASE("tensor: only a C++ number leaves its dtype open") {
  Tensor number = 2.0;
  CHECK(number.is_number());
  CHECK(number.astype(float32).is_number());
  CHECK_FALSE(number.reshape({1}).is_number());
  CHECK_FALSE(zeros({}).is_number());
  CHECK_FALSE(tensor({1.0}).is_number());
  number.mutable_data();
  CHECK_FALSE(number.is_number());
}

TEST_CASE("tensor: memory is 64-byte aligned") {
  for (std::int64_t n : {2, 3, 17, 1000, 1 << 18, 1000000})
    CHECK(reinterpret_cast<std::uintptr_t>(zeros({n}).data()) % 64 == 0);
}

TEST_CASE("tensor: copies share memory until one is written") {
  for (const Shape& shape : {Shape{3}, Shape{}, Shape{0}, Shape{2, 2}}) {
    CAPTURE(shape);
    Tensor a = ones(shape);
    Tensor b = a;
    if (shape.size() > 1) CHECK(a.data() == b.data());
    for (std::int64_t i = 0; i < b.size(); ++i) b.mutable_data<double>()[i] = 2.0;
    CHECK(a.is_identical(ones(shape)));
    CHECK(b.is_identical(full(shape, 2.0)));
  }
}

TEST_CASE("tensor: who owns memory alone writes in place") {
  Tensor a = ones({4});
  const void* before = a.data();
  a.mutable_data<double>()[0] = 2.0;
  CHECK(a.data() == before);
  const Tensor b = std::move(a);
  CHECK(b.data() == before);
}

TEST_CASE("tensor: reshape shares memory too") {
  Tensor a = arange(6);
  Tensor b = a.reshape({2, 3});
  CHECK(b.data() == a.data());
  b.mutable_data<std::int64_t>()[0] = 9;
  CHECK(a.at<std::int64_t>({0}) == 0);
  CHECK(b.at<std::int64_t>({0, 0}) == 9);
  CHECK(Tensor(3.0).reshape({1, 1}).shape() == Shape{1, 1});
  CHECK(zeros({0, 4}).reshape({2, 0}).shape() == Shape{2, 0});
}

TEST_CASE("tensor: item, at, values, to_vector") {
  CHECK(Tensor(2.5f).item() == 2.5);
  CHECK(tensor({{7}}).item() == 7.0);
  CHECK(Tensor(true).item() == 1.0);
  static_assert(!std::is_constructible_v<Tensor, const char*> && !std::is_constructible_v<Tensor, double*>);
  const Tensor m = tensor({{1.0, 2.0}, {3.0, 4.0}});
  CHECK(m.at<double>({1, 0}) == 3.0);
  CHECK(m.values<double>()[3] == 4.0);
  CHECK(m.to_vector<double>() == std::vector<double>{1, 2, 3, 4});
  CHECK(Tensor().to_vector<double>().empty());
}

TEST_CASE("tensor: astype refuses what int64 does not hold") {
  CHECK_THROWS_WITH_AS(Tensor(1e19).astype(int64), "astype: 1e+19 does not fit int64\n  clip or replace it first",
                       DataError);
  CHECK_THROWS_WITH_AS(Tensor(not_a_number).astype(int64), "astype: nan does not fit int64\n  clip or replace it first",
                       DataError);
}

TEST_CASE("tensor: astype") {
  const Tensor x = tensor({-1.75, 0.0, 2.5});
  CHECK(to_string(x.astype(int64)) == "[-1  0  2]");
  CHECK(to_string(x.astype(boolean)) == "[ True False  True]");
  CHECK(to_string(x.astype(boolean).astype(float32)) == "[1. 0. 1.]");
  CHECK(x.astype(float64).data() == x.data());
  CHECK(tensor({0.1}).astype(float32).at<float>({0}) == 0.1f);
  CHECK(tensor({not_a_number}).astype(boolean).at<bool>({0}));
  CHECK(std::isnan(tensor({not_a_number}).astype(float32).at<float>({0})));
  for (double bad : {not_a_number, HUGE_VAL, 9.3e18, -9.3e18}) CHECK_THROWS_AS(tensor({bad}).astype(int64), DataError);
  CHECK(Tensor(-9223372036854775808.0).astype(int64).at<std::int64_t>({}) == std::numeric_limits<std::int64_t>::min());
}

TEST_CASE("tensor: is_identical asks for bits") {
  const Tensor zero = tensor({0.0}), minus = tensor({-0.0}), none = tensor({not_a_number});
  CHECK(none.is_identical(none.reshape({1})));
  CHECK_FALSE(zero.is_identical(minus));
  CHECK_FALSE(zero.is_identical(zero.astype(float32)));
  CHECK_FALSE(zeros({2, 3}).is_identical(zeros({3, 2})));
  CHECK(zeros({0}).is_identical(Tensor()));
}

TEST_CASE("tensor: take and rows") {
  const Tensor m = arange(6).reshape({3, 2});
  const std::vector<std::int64_t> picked{2, 0, 2}, none, bad{0, 3}, negative{-1};
  CHECK(to_string(take(m, picked)) == "[[4 5]\n [0 1]\n [4 5]]");
  CHECK(take(m, none).shape() == Shape{0, 2});
  CHECK(to_string(take(tensor({1.0, 2.0, 3.0}), picked)) == "[3. 1. 3.]");
  CHECK(take(zeros({3, 0}), picked).shape() == Shape{3, 0});
  CHECK(to_string(rows(m, 1, 3)) == "[[2 3]\n [4 5]]");
  CHECK(rows(m, 3, 3).shape() == Shape{0, 2});
  CHECK_THROWS_WITH_AS(take(m, bad), "take: no such row: row 3 of int64 [3, 2]", DataError);
  CHECK_THROWS_AS(take(m, negative), DataError);
  CHECK_THROWS_WITH_AS(take(Tensor(1.0), none), "take: a scalar has no rows: float64 []", ShapeError);
  CHECK_THROWS_WITH_AS(rows(m, 2, 4), "rows: no such rows: 2 to 4 of int64 [3, 2]", ShapeError);
  CHECK_THROWS_AS(rows(m, 2, 1), ShapeError);
  CHECK_THROWS_AS(rows(Tensor(1.0), 0, 0), ShapeError);
}

TEST_CASE("tensor: what it refuses, and in which words") {
  const Tensor m = zeros({2, 3});
  CHECK_THROWS_WITH_AS(zeros({2, dynamic}),
                       "tensor: a dimension is dynamic: [2, ?]\n  an array in memory needs every extent", ShapeError);
  CHECK_THROWS_WITH_AS(zeros({std::int64_t{1} << 61}),
                       "tensor: more bytes than can be addressed: [2305843009213693952]", ShapeError);
  CHECK_THROWS_WITH_AS(m.data<float>(),
                       "tensor: its elements are not float32: float64 [2, 3]\n  astype(float32) converts", DTypeError);
  CHECK_THROWS_WITH_AS(m.item(), "item: the array has not exactly one element: float64 [2, 3]", ShapeError);
  CHECK_THROWS_WITH_AS(m.at<double>({2, 0}), "at: no such element: [2, 0] of float64 [2, 3]", ShapeError);
  CHECK_THROWS_WITH_AS(m.at<double>({-2, 0}), "at: no such element: [-2, 0] of float64 [2, 3]", ShapeError);
  CHECK_THROWS_WITH_AS(m.at<double>({0}), "at: no such element: [0] of float64 [2, 3]", ShapeError);
  CHECK_THROWS_WITH_AS(m.reshape({4}), "reshape: the number of elements differs: float64 [2, 3] to [4]", ShapeError);
  CHECK_THROWS_AS(m.reshape({2, dynamic}), ShapeError);
  CHECK_THROWS_WITH_AS(Tensor::from(std::vector<double>{1, 2, 3}, {2, 2}),
                       "from: the number of elements differs: 3 values for float64 [2, 2]", ShapeError);
  CHECK_THROWS_WITH_AS(Tensor::from(std::vector<bool>{true, false, true}, {2, 2}),
                       "from: the number of elements differs: 3 values for bool [2, 2]", ShapeError);
  CHECK_THROWS_WITH_AS(Tensor::from(std::vector<double>{1}, {std::int64_t{1} << 40}),  // nothing is allocated first
                       "from: the number of elements differs: 1 values for float64 [1099511627776]", ShapeError);
  CHECK_THROWS_WITH_AS(arange(-1), "arange: the number of elements is negative: -1", ShapeError);
  CHECK_THROWS_WITH_AS(full({2}, 1.5, int64),
                       "full: 1.5 does not fit int64\n  full(shape, value).astype(int64) converts", DTypeError);
  CHECK_THROWS_AS(full({2}, 2, boolean), DTypeError);
  CHECK_THROWS_WITH_AS(m.shape(2), "shape: there is no axis 2: [2, 3]", ShapeError);
  CHECK_THROWS_AS(Tensor::from(std::vector<double>{1}, {2, 2}), ShapeError);
  CHECK_THROWS_WITH_AS(tensor({{1, 2}, {3}}), "tensor: rows differ in length: row 0 has 2 elements, row 1 has 1",
                       ShapeError);
}

TEST_CASE("tensor: what was moved from is an empty float64 array") {
  Tensor arrays[] = {ones({2, 3}), full({}, 3.0, int64), Tensor(2.0f), tensor({true, false}), Tensor()};
  for (Tensor& from : arrays) {
    const Tensor kept = from;
    const Tensor made = std::move(from);
    CHECK(made.is_identical(kept));
    CHECK(made.is_number() == kept.is_number());
    CHECK(from.is_identical(Tensor()));
    CHECK_FALSE(from.is_number());
    CHECK(to_string(from) == "[]");
    CHECK_THROWS_AS(from.item(), ShapeError);
    Graph g;
    CHECK(g.value(g.variable("w", from)).shape() == Shape{0});
    Tensor assigned = zeros({5});
    from = kept;
    assigned = std::move(from);
    CHECK(assigned.is_identical(kept));
    CHECK(from.is_identical(Tensor()));
    Tensor& itself = assigned;
    assigned = std::move(itself);
    CHECK(assigned.is_identical(kept));
  }
}

TEST_CASE("tensor: unsigned numbers that int64 does not hold") {
  const std::string wanted =
      "number: it does not fit in int64: 18446744073709551615\n"
      "  the largest is 9223372036854775807; a double holds larger ones, rounded";
  constexpr std::uint64_t largest = UINT64_MAX;
  const char* text = wanted.c_str();
  CHECK_THROWS_WITH_AS(Tensor{largest}, text, DataError);
  CHECK_THROWS_WITH_AS(tensor({std::uint64_t{1}, largest}), text, DataError);
  CHECK_THROWS_WITH_AS(tensor({{largest}}), text, DataError);
  CHECK_THROWS_WITH_AS(Tensor::from(std::vector<std::uint64_t>{largest}, {1}), text, DataError);
  Graph g;
  const Var n = g.input("n", int64);
  CHECK_THROWS_WITH_AS(n + largest, text, DataError);
  CHECK(g.size() == 1);
  CHECK(Tensor(std::uint64_t{INT64_MAX}).item() == 9223372036854775807.0);
  CHECK(tensor({3u, 4u}).at<std::int64_t>({1}) == 4);
  CHECK(compile({n}, {n + std::uint64_t{2}})({5})[0].item() == 7);
}

}  // namespace
}  // namespace xgrad
