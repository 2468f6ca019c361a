#include <fmt/format.h>
#include <xgrad/graph/passes/module_internal.hpp>

namespace xgrad {
namespace {

/// A dynamic extent must equal what it meets: NumPy would stretch a 1, silently.
void check_no_stretch(const Arena& from, std::uint32_t id, const Arena& to, std::span<const Var> in, Var made) {
  const Shape& result = to.type(made.id()).shape;
  const auto old = from.in(id);
  for (std::size_t i = 0; i < in.size(); ++i) {
    const Shape& declared = from.type(old[i]).shape;
    const Shape& concrete = to.type(in[i].id()).shape;
    for (std::size_t axis = 0; axis < declared.rank(); ++axis) {
      const std::int64_t meets = result[axis + result.rank() - declared.rank()];
      if (declared[axis] == dynamic && concrete[axis] != meets)
        throw ShapeError(from.op(id).name(), "dynamic extents that meet differ at run time",
                         fmt::format("{} {} (axis {}: {} != {})", from.display_name(old[i]), to_string(concrete), axis,
                                     concrete[axis], meets),
                         "only an extent of 1 that is known when the graph is built is stretched");
    }
  }
}

}  // namespace

/// Gives every node its concrete shape; `_like` ops become plain ops and constants, and operands that were read for
/// their shape only fall away.
Module specialize(Module& in, std::span<const Shape> input_shapes) {
  std::vector<const Shape*> shape_of(in.graph.size(), nullptr);
  for (std::size_t i = 0; i < in.inputs.size(); ++i) shape_of[in.inputs[i].id()] = &input_shapes[i];
  const auto visit = [&](Copier& copier, std::uint32_t id, std::span<const Var> operands) -> Var {
    Arena& to = copier.to;
    const Arena& from = copier.from;
    if (from.kind(id) == Arena::Kind::input) return to.input(*from.find_name(id), {from.type(id).dtype, *shape_of[id]});
    if (from.is_leaf(id)) return {};
    if (Var plain = from.op(id).specialize(Vars(operands.begin(), operands.end()))) return plain;
    const Var made = copier.copy(id, operands);
    if (from.op(id).lane_code()) check_no_stretch(from, id, to, operands, made);
    return made;
  };
  return rewrite(in.graph.arena(), in.inputs, in.outputs, in.updates, visit);
}

}  // namespace xgrad
