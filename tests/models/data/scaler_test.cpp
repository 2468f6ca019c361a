#include <doctest/doctest.h>
#include <cmath>
#include <limits>
#include <vector>
#include <xgrad/graph/error.hpp>
#include <xgrad/models/data/scaler.hpp>

namespace xgrad {
namespace {

constexpr double nan = std::numeric_limits<double>::quiet_NaN(), inf = std::numeric_limits<double>::infinity();
using Numbers = std::vector<double>;

void check_close(const Tensor& x, const Numbers& wanted) {
  const Numbers values = x.astype(float64).to_vector<double>();
  REQUIRE(values.size() == wanted.size());
  for (std::size_t i = 0; i < values.size(); ++i) {
    if (std::isnan(wanted[i]))
      CHECK(std::isnan(values[i]));
    else
      CHECK(std::abs(values[i] - wanted[i]) <= 1e-12 * std::abs(wanted[i]));
  }
}

}  // namespace

TEST_CASE("StandardScaler: scikit-learn's numbers") {
  struct {
    Tensor X;
    Numbers mean, var, scale, transformed;
  } rows[] = {
      {tensor({{0, 1}, {2, 1}, {4, 7}}),
       {2, 3},
       {2.6666666666666665, 8},
       {1.632993161855452, 2.8284271247461903},
       {-1.224744871391589, -0.7071067811865475, 0, -0.7071067811865475, 1.224744871391589, 1.414213562373095}},
      // constant columns have scale 1, also where rounding leaves a variance
      {tensor({{5.5, 0.1}, {5.5, 0.1}, {5.5, 0.1}, {5.5, 0.1}, {5.5, 0.1}, {5.5, 0.1}}),
       {5.5, 0.09999999999999999},
       {0, 0},
       {1, 1},
       {0, 1.3877787807814457e-17, 0, 1.3877787807814457e-17, 0, 1.3877787807814457e-17, 0, 1.3877787807814457e-17, 0,
        1.3877787807814457e-17, 0, 1.3877787807814457e-17}},
      {tensor({{1.0, nan}, {3.0, 4.0}, {5.0, 8.0}}),
       {3, 6},
       {2.6666666666666665, 4},
       {1.632993161855452, 2},
       {-1.224744871391589, nan, 0, -1, 1.224744871391589, 1}},
      {tensor({{1.0, -2.0, 0.0}}), {1, -2, 0}, {0, 0, 0}, {1, 1, 1}, {0, 0, 0}},
      {tensor({{nan}, {nan}}), {nan}, {nan}, {nan}, {nan, nan}},
  };
  for (auto& row : rows) {
    StandardScaler scaler;
    const Tensor Z = scaler.fit_transform(row.X);
    check_close(scaler.mean(), row.mean);
    check_close(scaler.var(), row.var);
    check_close(scaler.scale(), row.scale);
    check_close(Z, row.transformed);
    if (row.X.dtype() == float64 && !std::isnan(row.mean[0]))
      check_close(scaler.inverse_transform(Z), row.X.to_vector<double>());
  }
}

TEST_CASE("StandardScaler: options, counts and float32") {
  const Tensor X = tensor({{1.f, 2.f}, {3.f, 5.f}, {8.f, 2.5f}});
  StandardScaler both;
  const Tensor Z = both.fit_transform(X);
  CHECK(both.mean().to_vector<double>() == Numbers{4.0, 3.1666666666666665});
  CHECK(Z.to_vector<float>() == std::vector<float>{-1.0190492868423462f, -0.8890008330345154f, -0.3396831154823303f,
                                                   1.3970013856887817f, 1.3587324619293213f, -0.5080005526542664f});
  CHECK(both.inverse_transform(Z).to_vector<float>() ==
        std::vector<float>{1.000000238418579f, 2.f, 3.f, 5.f, 8.f, 2.5f});
  CHECK(StandardScaler().fit(tensor({{1.0, nan}, {2.0, 3.0}})).n_samples_seen().to_vector<std::int64_t>() ==
        std::vector<std::int64_t>{2, 1});

  StandardScaler no_std({.with_std = false}), no_mean({.with_mean = false}),
      neither({.with_mean = false, .with_std = false});
  const Tensor Y = tensor({{0.0}, {2.0}});
  CHECK(no_std.fit_transform(Y).to_vector<double>() == Numbers{-1, 1});
  CHECK(no_mean.fit_transform(tensor({{0.0}, {4.0}})).to_vector<double>() == Numbers{0, 2});
  CHECK(neither.fit_transform(Y).to_vector<double>() == Numbers{0, 2});
  CHECK_THROWS_WITH_AS(no_std.scale(), "StandardScaler: scale is not there: with_std = false", DataError);
  CHECK_THROWS_WITH_AS(no_std.var(), "StandardScaler: var is not there: with_std = false", DataError);
  CHECK_THROWS_WITH_AS(neither.mean(), "StandardScaler: mean is not there: with_mean = false, with_std = false",
                       DataError);
}

TEST_CASE("StandardScaler: what it refuses, and that a refused fit changes nothing") {
  StandardScaler scaler;
  CHECK_THROWS_WITH_AS(scaler.mean(), "StandardScaler: it is not fitted yet\n  call fit(X) first", DataError);
  CHECK_THROWS_WITH_AS(scaler.transform(zeros({2, 2})), "StandardScaler: it is not fitted yet\n  call fit(X) first",
                       DataError);
  CHECK_FALSE(scaler.is_fitted());
  scaler.fit(tensor({{1.0, 2.0}, {3.0, 4.0}}));
  CHECK_THROWS_WITH_AS(scaler.fit(zeros({3})),
                       "StandardScaler.fit: X needs two dimensions, rows and columns: X float64 [3]\n"
                       "  reshape({n, 1}) makes it one column",
                       ShapeError);
  CHECK_THROWS_WITH_AS(scaler.fit(zeros({0, 3})),
                       "StandardScaler.fit: X is empty: X float64 [0, 3]\n  give at least one row and one column",
                       DataError);
  CHECK_THROWS_WITH_AS(scaler.fit(tensor({{1.0, 2.0}, {3.0, inf}})),
                       "StandardScaler.fit: X contains infinity: row 1, column 1\n"
                       "  leave the row out, or put NaN for a value that is not known",
                       DataError);
  CHECK_THROWS_WITH_AS(scaler.fit(tensor({{1.0, 1e200}, {3.0, 4e200}})),
                       "StandardScaler.fit: the numbers are too large: their variance is beyond float64: column 1\n"
                       "  divide the column by a power of ten",
                       DataError);
  CHECK_THROWS_WITH_AS(
      scaler.transform(zeros({2, 3})),
      "StandardScaler.transform: X has another number of columns than in fit: X float64 [2, 3], fitted with 2",
      ShapeError);
  CHECK_THROWS_AS(scaler.inverse_transform(zeros({2, 3})), ShapeError);
  CHECK(scaler.mean().to_vector<double>() == Numbers{2, 3});
}

}  // namespace xgrad
