#include <doctest/doctest.h>

#include <array>
#include <xgrad/graph/xtensor.hpp>

namespace xgrad {
namespace {

/// The least that a Tensor is made from.
template <class T> struct Strided {
  std::vector<T> elements;
  std::vector<std::size_t> extents;
  std::vector<std::ptrdiff_t> steps;
  const T* data() const { return elements.data(); }
  const std::vector<std::size_t>& shape() const { return extents; }
  const std::vector<std::ptrdiff_t>& strides() const { return steps; }
};

TEST_CASE("tensor: from anything with data, shape and strides") {
  const std::vector<double> six{1, 2, 3, 4, 5, 6};
  CHECK(to_string(Tensor(Strided<double>{six, {2, 3}, {3, 1}})) == "[[1. 2. 3.]\n [4. 5. 6.]]");
  CHECK(to_string(Tensor(Strided<double>{six, {2, 3}, {1, 2}})) == "[[1. 3. 5.]\n [2. 4. 6.]]");
  CHECK(to_string(Tensor(Strided<double>{six, {3}, {2}})) == "[1. 3. 5.]");
  CHECK(to_string(Tensor(Strided<double>{six, {2, 2}, {0, 1}})) == "[[1. 2.]\n [1. 2.]]");
  CHECK(to_string(Tensor(Strided<double>{six, {}, {}})) == "1.0");
  CHECK(Tensor(Strided<double>{six, {0, 3}, {3, 1}}).shape() == Shape{0, 3});
}

/// A view into a container, as xt::view is one.
struct Column : Strided<double> {
  std::size_t data_offset() const { return 1; }
};

TEST_CASE("tensor: from a view that begins behind its container's first element") {
  Column column;
  column.elements = {1, 2, 3, 4, 5, 6};
  column.extents = {2};
  column.steps = {3};
  CHECK(to_string(Tensor(column)) == "[2. 5.]");
}

TEST_CASE("tensor: the dtype is the container's") {
  CHECK(Tensor(Strided<float>{{1}, {1}, {1}}).dtype() == float32);
  CHECK(Tensor(Strided<std::int64_t>{{1}, {1}, {1}}).dtype() == int64);
  CHECK(Tensor(Strided<long long>{{1}, {1}, {1}}).dtype() == int64);
}

TEST_CASE("tensor: from xtensor's containers") {
  const xt::xtensor<double, 2> rows{{1, 2, 3}, {4, 5, 6}};
  const xt::xtensor<double, 2, xt::layout_type::column_major> columns{{1, 2, 3}, {4, 5, 6}};
  const xt::xarray<float> single{1.5f, 2.5f};
  const xt::xtensor<bool, 1> mask{true, false};
  const xt::xtensor<std::int64_t, 2> column{{1}, {2}};  // xtensor gives an axis of one element the stride 0
  CHECK(to_string(Tensor(rows)) == "[[1. 2. 3.]\n [4. 5. 6.]]");
  CHECK(to_string(Tensor(columns)) == "[[1. 2. 3.]\n [4. 5. 6.]]");
  CHECK(to_string(Tensor(single)) == "[1.5 2.5]");
  CHECK(to_string(Tensor(mask)) == "[ True False]");
  CHECK(to_string(Tensor(column)) == "[[1]\n [2]]");
  CHECK(Tensor(xt::xtensor<double, 2>(std::array<std::size_t, 2>{0, 4})).shape() == Shape{0, 4});
}

TEST_CASE("tensor: from xt::adapt of either layout") {
  std::vector<double> memory{1, 2, 3, 4, 5, 6};
  const std::array<std::size_t, 2> shape{2, 3};
  CHECK(to_string(Tensor(xt::adapt(memory, shape))) == "[[1. 2. 3.]\n [4. 5. 6.]]");
  CHECK(to_string(Tensor(xt::adapt<xt::layout_type::column_major>(memory, shape))) == "[[1. 3. 5.]\n [2. 4. 6.]]");
}

TEST_CASE("tensor: a copy does not look at the container again") {
  xt::xtensor<double, 1> x{1, 2};
  const Tensor t = x;
  x(0) = 9;
  CHECK(to_string(t) == "[1. 2.]");
}

}  // namespace
}  // namespace xgrad
