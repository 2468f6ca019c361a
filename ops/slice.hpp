#pragma once
#include <cstdint>
#include <optional>
#include <vector>
#include <xgrad/graph/var.hpp>

namespace xgrad {

/// What to take along one axis: start, start + step, ... up to but without stop, as NumPy's start:stop:step.
///   {1, 3}   {0, 10, 2}   {-2, open_end} the last two   {open_end, open_end, -1} backwards   {} all of it
struct Slice {
  std::optional<std::int64_t> start{}, stop{};
  std::int64_t step = 1;
};

/// The bound of a Slice that is not given: from the first, to the last (the other way round for a negative step).
inline constexpr std::nullopt_t open_end = std::nullopt;

/// slice(x, slices): a part of x, one Slice an axis from the first on; further axes are taken whole.
///   as x[1:3, ::-1] in NumPy and, forwards, in PyTorch
///   value       negative bounds count from the back, bounds beyond the ends stop there
///   shapes      [5, 3], {{1, 3}} -> [2, 3]; along a dynamic axis the result is dynamic, and bounds are counted when
///               the program runs
///   dtypes      any
///   derivative  dx = slice_scatter(zeros_like(x), dy, slices)
///   throws      ShapeError for a step of 0 or more slices than axes
Var slice(Var x, const std::vector<Slice>& slices);

}  // namespace xgrad
