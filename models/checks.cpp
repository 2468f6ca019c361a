#include <fmt/format.h>
#include <cmath>
#include <limits>
#include <xgrad/graph/error.hpp>
#include <xgrad/models/checks_internal.hpp>

namespace xgrad::models::detail {
namespace {

std::string describe(std::string_view name, const Tensor& x) {
  return fmt::format("{} {} {}", name, to_string(x.dtype()), to_string(x.shape()));
}

}  // namespace

Tensor finite_as(DType dtype, std::string_view what, std::string_view name, const Tensor& x) {
  const auto place_of = [&](std::int64_t i) {
    return x.rank() == 1 ? fmt::format("{}[{}]", name, i)
                         : fmt::format("{}[{}, {}]", name, i / x.shape(1), i % x.shape(1));
  };
  constexpr double largest = std::numeric_limits<float>::max();
  const auto check = [&]<class T>(const T* values) {
    for (std::int64_t i = 0; i < x.size(); ++i) {
      if (!std::isfinite(values[i]))
        throw DataError(what, fmt::format("{} must be finite", name), fmt::format("{} = {}", place_of(i), values[i]),
                        "remove or replace NaN and infinities");
      if (dtype == float32 && std::abs(static_cast<double>(values[i])) > largest)
        throw DataError(what, fmt::format("{} has a number too large for float32", name),
                        fmt::format("{} = {}", place_of(i), values[i]),
                        fmt::format("scale {} with StandardScaler, or set dtype = float64", name));
    }
  };
  if (x.dtype() == float32) check(x.data<float>());
  if (x.dtype() == float64) check(x.data<double>());
  return x.astype(dtype);
}

Tensor checked_table(std::string_view what, const Tensor& X, DType dtype, std::int64_t columns) {
  if (X.rank() != 2)
    throw DataError(what, "X is no table of rows and columns", describe("X", X),
                    X.rank() == 1 ? fmt::format("X.reshape({{{0}, 1}}) makes one column of it, X.reshape({{1, {0}}}) "
                                                "one row",
                                                X.size())
                                  : "give [n, features]");
  if (X.shape(0) == 0) throw DataError(what, "X has no rows", describe("X", X), "give at least one");
  if (X.shape(1) == 0) throw DataError(what, "X has no columns", describe("X", X), "give at least one feature");
  if (columns != dynamic && X.shape(1) != columns)
    throw DataError(what, "X must have the columns of fit",
                    fmt::format("{}, fitted with {} features", describe("X", X), columns));
  return finite_as(dtype, what, "X", X);
}

Tensor checked_targets(std::string_view what, std::int64_t rows, const Tensor& y, DType dtype) {
  const std::string given = fmt::format("y {} {}", to_string(y.dtype()), to_string(y.shape()));
  if ((y.rank() != 1 && y.rank() != 2) || (y.rank() == 2 && y.shape(1) == 0))
    throw DataError(what, "y must have one number or one row of numbers for each row of X", given,
                    "give [n] or [n, outputs]");
  if (y.shape(0) != rows)
    throw DataError(what, "X and y differ in their number of rows", fmt::format("X has {}, {}", rows, given),
                    "give one target for each row");
  return finite_as(dtype, what, "y", y).reshape({y.shape(0), y.rank() == 1 ? 1 : y.shape(1)});
}

void refuse_option(std::string_view estimator, std::string_view option, double given, std::string_view remedy) {
  throw DataError(estimator, fmt::format("{} is out of range", option), fmt::format("{} = {}", option, given), remedy);
}

}  // namespace xgrad::models::detail
