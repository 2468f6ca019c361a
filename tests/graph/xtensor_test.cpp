#include <doctest/doctest.h>
#include <xgrad/graph/xtensor.hpp>

namespace xgrad {

TEST_CASE("xtensor: views of a tensor, read and written in place") {
  const Tensor x = tensor({{1.0, 2.0}, {3.0, 4.0}});
  auto view = as_xtensor<double, 2>(x);
  CHECK(view(1, 0) == 3.0);
  CHECK(&view(0, 0) == x.data<double>());

  Tensor y = x;
  auto writable = as_mutable_xtensor<double, 2>(y);
  xt::noalias(writable) = 2.0 * view + 1.0;
  CHECK(y.at<double>({1, 1}) == 9.0);
  CHECK(x.at<double>({1, 1}) == 4.0);
  writable(0, 0) = -1;
  CHECK(y.at<double>({0, 0}) == -1.0);
}

TEST_CASE("xtensor: expressions and containers become tensors") {
  const Tensor x = tensor({{1.0, 2.0}, {3.0, 4.0}});
  auto view = as_xtensor<double, 2>(x);
  const Tensor doubled = tensor(2.0 * view);
  CHECK(doubled.is_identical(tensor({{2.0, 4.0}, {6.0, 8.0}})));
  const Tensor mask = tensor(view > 2.0);
  CHECK(mask.dtype() == boolean);
  CHECK(mask.to_vector<bool>() == std::vector<bool>{false, false, true, true});
  const xt::xtensor<float, 1> single{1.5f, 2.5f};
  CHECK(Tensor(single).is_identical(tensor({1.5f, 2.5f})));
  CHECK(tensor(single + 1.0f).dtype() == float32);
  const xt::xtensor<double, 2, xt::layout_type::column_major> columns = view;
  CHECK(tensor(columns).is_identical(x));
}

TEST_CASE("xtensor: views in an op's forward") {
  const Shape shape{2, 2}, scalar;
  double numbers[] = {1, 2, 3, 4}, result[4], one = 7;
  auto in = as_xtensor<const double, 2>(View{float64, &shape, numbers});
  auto out = as_xtensor<double, 2>(View{float64, &shape, result});
  xt::noalias(out) = in * in;
  CHECK(result[3] == 16.0);
  CHECK(as_xtensor<const double, 0>(View{float64, &scalar, &one})() == 7.0);
}

TEST_CASE("xtensor: another type or rank is an error") {
  const Tensor matrix(float64, {2, 2});
  CHECK_THROWS_AS((as_xtensor<float, 2>(matrix)), DTypeError);
  CHECK_THROWS_WITH_AS((as_xtensor<double, 1>(matrix)), "as_xtensor: the rank is another: [2, 2], wanted 1 dimensions",
                       ShapeError);
  Tensor writable = matrix;
  CHECK_THROWS_WITH_AS((as_mutable_xtensor<std::int64_t, 2>(writable)),
                       "as_xtensor: the dtype is another: float64, wanted int64", DTypeError);
}

}  // namespace xgrad
