#include <fmt/format.h>
#include <xgrad/ops/broadcast.hpp>
#include <xgrad/ops/build_internal.hpp>
#include <xgrad/ops/expand_dims.hpp>
#include <xgrad/ops/gather.hpp>
#include <xgrad/ops/repeat.hpp>

namespace xgrad {
namespace {

void check_repeats(std::string_view op, Var x, const std::vector<std::int64_t>& repeats) {
  for (std::int64_t r : repeats)
    if (r < 0) throw ShapeError(op, fmt::format("{} repeats", r), to_string(operand_of(op, x)), "at least 0");
}

/// x with a new axis of that extent, along which it is the same.
Var spread_along(Var x, std::size_t axis, std::int64_t extent) {
  const Var expanded = expand_dims(x, axis);
  Shape shape;
  for (std::size_t a = 0; a < expanded.rank(); ++a) shape.push_back(a == axis ? extent : dynamic);
  return broadcast_to(expanded, shape);
}

}  // namespace

Var tile(Var x, const std::vector<std::int64_t>& repeats) {
  constexpr std::string_view op = "tile";
  const Operand operand = operand_of(op, x);
  check_repeats(op, x, repeats);
  check_result_rank(op, repeats.size(), std::span(&operand, 1));
  Undo undo(*x.arena());
  Var tiled = x;
  if (repeats.size() > x.rank()) {
    std::vector<std::int64_t> added(repeats.size() - x.rank());
    for (std::size_t i = 0; i < added.size(); ++i) added[i] = static_cast<std::int64_t>(i);
    tiled = expand_dims(x, added);
  }
  for (std::size_t back = 1; back <= repeats.size(); ++back) {
    const std::int64_t times = repeats[repeats.size() - back];
    if (times == 1) continue;
    const std::size_t axis = tiled.rank() - back;
    check_result_rank(op, tiled.rank() + 1, std::span(&operand, 1));
    const auto first = static_cast<std::int64_t>(axis);
    tiled = flatten(spread_along(tiled, axis, times), first, first + 1);
  }
  undo.keep();
  return tiled;
}

Var repeat(Var x, std::int64_t repeats, std::int64_t axis) {
  constexpr std::string_view op = "repeat";
  const Operand operand = operand_of(op, x);
  const std::size_t along = normalized_axis(op, operand, axis);
  check_repeats(op, x, {repeats});
  check_result_rank(op, x.rank() + 1, std::span(&operand, 1));
  Undo undo(*x.arena());
  const auto first = static_cast<std::int64_t>(along);
  const Var result = flatten(spread_along(x, along + 1, repeats), first, first + 1);
  undo.keep();
  return result;
}

Var repeat(Var x, const std::vector<std::int64_t>& counts, std::int64_t axis) {
  constexpr std::string_view op = "repeat";
  const Operand operand = operand_of(op, x);
  const std::size_t along = normalized_axis(op, operand, axis);
  check_repeats(op, x, counts);
  const std::string extent = operand.shape[along] == dynamic ? "?" : std::to_string(operand.shape[along]);
  if (operand.shape[along] != static_cast<std::int64_t>(counts.size()))
    throw ShapeError(op, fmt::format("{} counts for an axis of extent {}", counts.size(), extent), to_string(operand),
                     "one number repeats every entry, also along a dynamic axis");
  std::vector<std::int64_t> places;
  for (std::size_t i = 0; i < counts.size(); ++i)
    places.insert(places.end(), static_cast<std::size_t>(counts[i]), static_cast<std::int64_t>(i));
  return gather(x, places, axis);
}

}  // namespace xgrad
