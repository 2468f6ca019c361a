#include <fmt/format.h>
#include <xgrad/graph/passes/module_internal.hpp>

namespace xgrad {
namespace {

/// A dynamic extent must equal what it meets: NumPy would stretch a 1, silently. `small` of the old graph is broadcast
/// to `result`, and is `concrete` now.
void check_no_stretch(const Op& op, Var small, const Shape& concrete, const Shape& result) {
  const Shape& declared = small.shape();
  for (std::size_t axis = 0; axis < declared.rank(); ++axis) {
    const std::int64_t meets = result[axis + result.rank() - declared.rank()];
    if (declared[axis] != dynamic || concrete[axis] == meets) continue;
    std::string remedy = Operand{{}, small}.origin();
    remedy += remedy.empty() ? "" : "; ";
    throw ShapeError(
        op.name(), "dynamic extents that meet differ at run time",
        fmt::format("{} {} (axis {}: {} != {})", small.name(), to_string(concrete), axis, concrete[axis], meets),
        remedy + "only an extent of 1 that is known when the graph is built is stretched");
  }
}

/// Of an op that broadcasts, or sums to undo it.
void check_no_stretch(Arena& from, std::uint32_t id, const Vars& in, Var made) {
  const Op& op = from.op(id);
  const auto old = from.in(id);
  if (op.undoes_broadcast()) check_no_stretch(op, from.var(old[1]), in[1].shape(), in[0].shape());
  if (!op.lane_code() && !op.is_broadcast()) return;
  for (std::size_t i = 0; i < in.size(); ++i) check_no_stretch(op, from.var(old[i]), in[i].shape(), made.shape());
}

/// An op of the user's may have promised less than the operands allow.
void check_is_concrete(Arena& from, std::uint32_t id, const Vars& in, Var made) {
  if (made.shape().is_static()) return;
  std::string operands;
  for (Var v : in) operands += (operands.empty() ? "" : ", ") + to_string(Operand{{v.dtype(), v.shape()}, v});
  throw GraphError(from.op(id).name(), "infer leaves an extent dynamic where those of the operands are known",
                   fmt::format("{} -> {}", operands, to_string(made.shape())),
                   "an extent that the operands' shapes do not fix cannot be planned");
}

/// What a commit copies must be of the state's size: a dynamic extent may have come out otherwise.
void check_updates(const Module& module) {
  for (const Update& u : module.updates) {
    if (u.value.shape() == u.state.shape()) continue;
    const Operand state{{u.state.dtype(), u.state.shape()}, u.state},
        value{{u.value.dtype(), u.value.shape()}, u.value};
    throw ShapeError("program", "an update has another shape at run time",
                     fmt::format("{} <- {}", to_string(state), to_string(value)), state.origin());
  }
}

}  // namespace

bool is_concrete(Module& module) {
  Arena& arena = module.graph.arena();
  const auto size = static_cast<std::uint32_t>(arena.size());
  for (std::uint32_t id = 0; id < size; ++id)
    if (!arena.type(id).shape.is_static()) return false;
  const Undo undo(arena);  // what ops become is only looked at
  Vars operands;
  for (std::uint32_t id = 0; id < size; ++id) {
    if (arena.is_leaf(id)) continue;
    operands.clear();
    for (std::uint32_t i : arena.in(id)) operands.push_back(arena.var(i));
    if (arena.op(id).specialize(operands)) return false;
  }
  return true;
}

/// Gives every node its concrete shape; `_like` ops become plain ops and constants, and operands that were read for
/// their shape only fall away.
Module specialize(Module& in, std::span<const Shape> input_shapes) {
  std::vector<const Shape*> shape_of(in.graph.size(), nullptr);
  for (std::size_t i = 0; i < in.inputs.size(); ++i) shape_of[in.inputs[i].id()] = &input_shapes[i];
  Vars operands;
  const auto visit = [&](Copier& copier, std::uint32_t id, std::span<const std::uint32_t> ids) -> Var {
    Arena& to = copier.to;
    Arena& from = in.graph.arena();
    if (from.kind(id) == Arena::Kind::input) return to.input(*from.find_name(id), {from.type(id).dtype, *shape_of[id]});
    if (from.is_leaf(id)) return {};
    operands.clear();
    for (std::uint32_t i : ids) operands.push_back(to.var(i));
    Var made = from.op(id).specialize(operands);
    if (!made) made = copier.copy(id, ids);
    check_no_stretch(from, id, operands, made);
    check_is_concrete(from, id, operands, made);
    return made;
  };
  Module made = rewrite(in.graph.arena(), in.inputs, in.outputs, in.updates, visit);
  check_updates(made);
  return made;
}

}  // namespace xgrad
