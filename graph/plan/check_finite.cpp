#include <fmt/format.h>
#include <xgrad/graph/multi_op_internal.hpp>
#include <xgrad/graph/non_finite_internal.hpp>
#include <xgrad/graph/plan/plan_internal.hpp>

namespace xgrad {
namespace {

/// The nearest nodes before `id` that have a source line: "x was made at train.cpp:41; ...".
std::string origins(Arena& arena, std::uint32_t id) {
  std::string text;
  for (std::uint32_t from : arena.nearest(id, 2, [&](std::uint32_t i) { return arena.find_line(i) != nullptr; }))
    text += (text.empty() ? "" : "; ") + Operand{arena.type(from), arena.var(from)}.origin();
  return text;
}

}  // namespace

/// Of a step that has just run: throws if it made what is not finite from what is. What is taken out of a MultiOp's
/// block has been looked at with the op; a constant that is not finite, as a mask's -inf, was meant.
void Plan::check_finite(std::size_t step) const {
  const std::uint32_t id = unit_out_[step].front();
  if (arena_.op(id).part()) return;
  Range made = range_of(steps_[step].out->data, arena_.type(id));
  std::string which;  // of several results
  if (arena_.op(id).multi())
    for_each_result(arena_, id, steps_[step].out->data, [&](std::size_t i, const Type& type, const void* elements) {
      if (!made.is_finite()) return;
      made = range_of(elements, type);
      if (!made.is_finite()) which = fmt::format("result {} of ", i);
    });
  if (made.is_finite()) return;
  for (std::uint32_t operand : arena_.in(id))
    if (arena_.kind(operand) == Arena::Kind::constant && !range_of(arena_.constant_value(operand)).is_finite()) return;
  std::string from;
  for (std::size_t i = 0; i < unit_in_[step].size(); ++i) {
    const std::uint32_t operand = unit_in_[step][i];
    const Range range = range_of(steps_[step].in[i].data, arena_.type(operand));
    if (!range.is_finite()) return;
    from += fmt::format("{}{}", from.empty() ? "" : "; ", range_text(arena_.var(operand), range));
  }
  const std::string where = origins(arena_, id);
  throw DataError(arena_.op(id).name(), fmt::format("it made {}", count_text(made)),
                  fmt::format("{}{} from {}", which, arena_.display_name(id), from.empty() ? "numbers" : from), where);
}

}  // namespace xgrad
