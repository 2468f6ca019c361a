#pragma once
#include <cstdint>
#include <string_view>
#include <xgrad/graph/tensor.hpp>

/// What every estimator asks of its data.
namespace xgrad::models::detail {

/// x as `dtype`. Throws DataError for NaN and infinity in it (of rank 1 or 2) and for what float32 cannot hold, naming
/// the place.
Tensor finite_as(DType dtype, std::string_view what, std::string_view name, const Tensor& x);

/// X [n, features] as `dtype`: a table with rows and columns, of the columns that a fit has seen, all numbers finite.
/// Throws DataError.
Tensor checked_table(std::string_view what, const Tensor& X, DType dtype, std::int64_t columns = dynamic);

/// Targets of `rows` rows, [n] or [n, outputs], as a table [n, outputs] of `dtype`, all finite. Throws DataError.
Tensor checked_targets(std::string_view what, std::int64_t rows, const Tensor& y, DType dtype);

/// Throws the DataError that names an estimator's option that is out of range.
[[noreturn]] void refuse_option(std::string_view estimator, std::string_view option, double given,
                                std::string_view remedy);

}  // namespace xgrad::models::detail
