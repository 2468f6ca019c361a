#include <doctest/doctest.h>

#include <xgrad/graph/dtype.hpp>
#include <xgrad/graph/error.hpp>
#include <xgrad/graph/shape.hpp>

namespace xgrad {
namespace {

TEST_CASE("shape: rank, size and text") {
  const struct {
    Shape shape;
    std::size_t rank;
    std::int64_t size;
    std::string text;
  } rows[] = {
      {{}, 0, 1, "[]"},
      {{5}, 1, 5, "[5]"},
      {{2, 3}, 2, 6, "[2, 3]"},
      {{2, 0, 3}, 3, 0, "[2, 0, 3]"},
      {{1, 1}, 2, 1, "[1, 1]"},
      {{dynamic, 3}, 2, dynamic, "[?, 3]"},
      {{0, dynamic}, 2, dynamic, "[0, ?]"},
  };
  for (const auto& row : rows) {
    CAPTURE(row.text);
    CHECK(row.shape.rank() == row.rank);
    CHECK(row.shape.size() == row.size);
    CHECK(row.shape.is_static() == (row.size != dynamic));
    CHECK(to_string(row.shape) == row.text);
  }
}

TEST_CASE("shape: equality and what may be equal when the program runs") {
  CHECK(Shape{2, 3} == Shape{2, 3});
  CHECK_FALSE(Shape{2, 3} == Shape{3, 2});
  CHECK_FALSE(Shape{2} == Shape{2, 1});
  CHECK_FALSE(Shape{dynamic} == Shape{2});
  CHECK(may_equal(Shape{dynamic, 3}, Shape{2, 3}));
  CHECK(may_equal(Shape{dynamic}, Shape{dynamic}));
  CHECK_FALSE(may_equal(Shape{dynamic, 3}, Shape{2, 4}));
  CHECK_FALSE(may_equal(Shape{dynamic}, Shape{2, 3}));
}

TEST_CASE("shape: made, extended and walked") {
  Shape s(std::vector<std::int64_t>{4, 5});
  s.push_back(6);
  s.set(0, 1);
  CHECK(s == Shape{1, 5, 6});
  CHECK(std::vector<std::int64_t>(s.begin(), s.end()) == std::vector<std::int64_t>{1, 5, 6});
  CHECK(s.dims().size() == 3);
}

TEST_CASE("shape: what it refuses") {
  CHECK_THROWS_WITH_AS(Shape({1, 2, 3, 4, 5, 6, 7, 8, 9}),
                       "shape: at most 8 dimensions are supported: [1, 2, 3, 4, 5, 6, 7, 8]", ShapeError);
  CHECK_THROWS_WITH_AS(Shape({3, -2}), "shape: a dimension is negative: -2\n  use `dynamic` for one known at run time",
                       ShapeError);
  Shape s{2, 3};
  CHECK_THROWS_WITH_AS(s[2], "shape: there is no axis 2: [2, 3]", ShapeError);
  CHECK_THROWS_WITH_AS(s.set(5, 1), "shape: there is no axis 5: [2, 3]", ShapeError);
  CHECK_THROWS_WITH_AS(s.set(0, -7), "shape: a dimension is negative: -7\n  use `dynamic` for one known at run time",
                       ShapeError);
  CHECK(s == Shape{2, 3});
  const Shape huge{std::int64_t{1} << 40, std::int64_t{1} << 40};
  CHECK_THROWS_WITH_AS(huge.size(), "shape: more than 2^63 elements: [1099511627776, 1099511627776]", ShapeError);
}

TEST_CASE("dtype: names, sizes, element types") {
  CHECK(to_string(float32) == "float32");
  CHECK(to_string(float64) == "float64");
  CHECK(to_string(int64) == "int64");
  CHECK(to_string(boolean) == "bool");
  CHECK(size_of(float32) == 4);
  CHECK(size_of(float64) == 8);
  CHECK(size_of(int64) == 8);
  CHECK(size_of(boolean) == 1);
  CHECK(dtype_of<float>() == float32);
  CHECK(dtype_of<bool>() == boolean);
  CHECK_FALSE(is_float(int64));
}

}  // namespace
}  // namespace xgrad
